"""Random numbers that are isolated from other threads.

PyTorch and NumPy have one generator each for all threads. Between `manual_seed` and the
draw another reader's page may seed it, or draw from it as every new layer does; the
numbers would then not be those of the seed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

import torch
from torch import nn

from lessons.toolkit.dispatch_mode import EagerDispatchMode

NUMPY_LOCK = Lock()
"""Held while NumPy's global generator is seeded and used."""


@contextmanager
def isolated_rng(seed: int) -> Iterator[None]:
    """Draw the numbers of this seed inside, independent of other threads.

    The code inside may set the seed too, the same one. PyTorch draws from a generator
    of this thread; NumPy's global generator is used by one thread at a time.
    """
    with NUMPY_LOCK, _OwnGenerator(torch.Generator().manual_seed(seed)):
        yield


def generator_mode(generator: torch.Generator) -> "_OwnGenerator":
    """Return a context in which PyTorch draws from this generator, in this thread.

    It can be entered several times, one after another: the numbers go on.
    """
    return _OwnGenerator(generator)


def draw_dropout_in(mode: "_OwnGenerator", model: nn.Module) -> None:
    """Have the model's dropout layers draw from the generator of a context.

    They enter it by themselves, each for its own call: around a whole training it
    costs as much time as the training, for every operation passes through it.
    """

    def enter(layer: nn.Module, args: Any) -> None:
        mode.__enter__()

    def leave(layer: nn.Module, args: Any, output: Any) -> None:
        mode.__exit__(None, None, None)

    for layer in model.modules():
        if isinstance(layer, nn.Dropout):
            layer.register_forward_pre_hook(enter)
            layer.register_forward_hook(leave, always_call=True)


class _OwnGenerator(EagerDispatchMode):
    """Passes a generator to each operation that accepts one and has none."""

    def __init__(self, generator: torch.Generator):
        super().__init__()
        self._generator = generator

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        options = dict(kwargs or {})
        if (
            not _accepts_generator(func.overloadpacket)
            or options.get("generator") is not None
        ):
            return func(*args, **options)
        return func.overloadpacket(*args, **{**options, "generator": self._generator})


@cache
def _accepts_generator(operation: Any) -> bool:
    """Tell whether an operation accepts a generator."""
    overloads = (getattr(operation, name) for name in operation.overloads())
    return any(
        argument.name == "generator"
        for overload in overloads
        for argument in overload._schema.arguments
    )
