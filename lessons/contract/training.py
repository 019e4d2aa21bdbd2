"""Progress of a computation, and the form of a long training."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, eq=False)
class Progress:
    """Progress of a computation, with a part of its result.

    A computation yields one whenever there is something new to show, and a plain
    fraction otherwise.

    Args:
        done: fraction done, 0 … 1.
        preview: what can be shown already, of the type of the result; small for a
            long training.

    Raises:
        ValueError: if `done` is not between 0 and 1.
    """

    done: float
    preview: Any

    def __post_init__(self) -> None:
        if not 0 <= self.done <= 1:
            raise ValueError(f"{self.done} is no fraction of a whole")


@dataclass(frozen=True, eq=False)
class Checkpoint(Progress):
    """Progress of a long training, from which it can be continued or ended.

    Such a training runs in a process of its own. It is a function of a module,
    `training(settings, state=None)`: a generator that yields checkpoints several times
    a second and returns its result. NumPy arrays and Python objects pass between the
    processes, no tensors.

    Args:
        state: returns all it takes to continue from here, bit for bit, as bytes of
            `torch.save` that are read with `weights_only=True`; called when the reader
            pauses.
        result: returns the result of a training that ends here; called on pause and
            stop.
    """

    state: Callable[[], bytes]
    result: Callable[[], Any]


Training = Callable[..., Generator[Checkpoint, None, Any]]
"""A long training: (settings, state of the one to continue, or None)."""
