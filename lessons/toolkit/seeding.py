"""Random numbers that no other thread disturbs.

PyTorch and NumPy have one generator each for all threads. Between `manual_seed` and the
draw another reader's page may seed it, or draw from it as every new layer does: then a
seed gives other numbers than it says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

import torch

from lessons.toolkit.dispatch_mode import EagerDispatchMode

NUMPY = Lock()
"""Held while NumPy's own generator is seeded and drawn from."""


@contextmanager
def undisturbed(seed: int) -> Iterator[None]:
    """What is drawn inside are the numbers of this seed, whatever others draw.

    The code inside may seed as it likes, with the same seed. PyTorch draws from a
    generator that this thread has for itself; from NumPy's one thread draws at a time.
    """
    with NUMPY, _OwnGenerator(torch.Generator().manual_seed(seed)):
        yield


class _OwnGenerator(EagerDispatchMode):
    """Gives a generator to each operation that takes one and was given none."""

    def __init__(self, generator: torch.Generator):
        super().__init__()
        self._generator = generator

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        given = dict(kwargs or {})
        if not _draws(func.overloadpacket) or given.get("generator") is not None:
            return func(*args, **given)
        return func.overloadpacket(*args, **{**given, "generator": self._generator})


@cache
def _draws(operation: Any) -> bool:
    """Whether a generator may be given to an operation."""
    overloads = (getattr(operation, name) for name in operation.overloads())
    return any(
        argument.name == "generator"
        for overload in overloads
        for argument in overload._schema.arguments
    )
