"""Progress of a computation, and the form of a long training."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any


def part_done(part: float) -> float:
    """`part` itself, or ValueError if it is not between 0 and 1."""
    if not 0 <= part <= 1:
        raise ValueError(f"{part} is no part of a whole")
    return part


class Sofar(float):
    """The part done, and what can be shown of it already."""

    result: Any

    def __new__(cls, done: float, result: Any) -> "Sofar":
        """What a computation yields now and then, if it takes long.

        Raises:
            ValueError: if `done` is no part of a whole.
        """
        made = super().__new__(cls, part_done(done))
        made.result = result
        return made

    def __getnewargs__(self) -> tuple[float, Any]:  # type: ignore[override]
        """What makes it anew in another process."""
        return float(self), self.result


@dataclass(frozen=True, eq=False)
class Progress:
    """How far a long training is: what one yields that runs in a process of its own.

    Such a training is a function of a module, `training(settings, state=None)`: a
    generator that yields one of these several times a second and returns its result.
    What passes from process to process is NumPy and Python, no tensors.

    Args:
        done: the part done, 0 … 1.
        shown: what is drawn of it meanwhile; small.
        state: all it takes to go on from here, bit for bit, as bytes of `torch.save`
            that are read with `weights_only=True`; called when the reader pauses.
        result: what it would return if it ended here; called on pause and stop.

    Raises:
        ValueError: if `done` is no part of a whole.
    """

    done: float
    shown: Any
    state: Callable[[], bytes]
    result: Callable[[], Any]

    def __post_init__(self) -> None:
        part_done(self.done)


Training = Callable[..., Generator[Progress, None, Any]]
"""A long training: (settings, state of the one to continue, or None)."""
