"""The six rungs, and how far each is from the one below, at every step."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from lessons.training_loop import (
    with_autograd,
    with_loss,
    with_numpy,
    with_optimizer,
    with_tensors,
    with_torch,
)

TOOLS: dict[str, ModuleType] = {
    "numpy": with_numpy,
    "tensors": with_tensors,
    "autograd": with_autograd,
    "optimizer": with_optimizer,
    "loss": with_loss,
    "torch": with_torch,
}
"""Each rung's file, from the lowest to the highest."""

RUNGS = tuple(TOOLS)


@dataclass(frozen=True, eq=False)
class Trainings:
    """The trainings of all rungs, one after another.

    Args:
        ends: the last a, b and loss of each, shape (6, 3).
        apart: the largest difference to the rung before, over a and b at all steps,
            shape (6,); NaN for the first.
    """

    ends: np.ndarray
    apart: np.ndarray

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.ends.nbytes + self.apart.nbytes


def steps(
    rung: str,
    *,
    lr: float = 0.1,
    n_epochs: int = 200,
    seed: int = 40,
    start_seed: int = 42,
) -> Iterator[list[float]]:
    """A rung's training: yields a, b, loss and gradients at each step."""
    tool = TOOLS[rung]
    arguments = *tool.make_data(seed), *tool.make_start(start_seed), lr, n_epochs
    for step in tool.train(*arguments):
        yield [float(value) for value in step]


def rows(rung: str, **settings: Any) -> np.ndarray:
    """Return all of `steps`, shape (n_epochs + 1, 5)."""
    return np.array([*steps(rung, **settings)])


def train_all(
    *, n_epochs: int = 200, **settings: Any
) -> Generator[float, None, Trainings]:
    """Train on each rung, with what `steps` takes; yields the part done."""
    runs: list[np.ndarray] = []
    for rung in RUNGS:
        run: list[list[float]] = []
        for step in steps(rung, n_epochs=n_epochs, **settings):
            run.append(step)
            if len(run) % 50 == 0:
                yield (len(runs) + len(run) / (n_epochs + 1)) / len(RUNGS)
        runs.append(np.array(run))
    apart = [float("nan")]
    apart += [difference(*pair) for pair in pairwise(runs)]
    return Trainings(np.array([run[-1, :3] for run in runs]), np.array(apart))


def difference(run: np.ndarray, other: np.ndarray) -> float:
    """Return the largest difference of two trainings, over a and b at all steps."""
    return float(np.abs(run - other)[:, :2].max())


def rung_below(rung: str) -> str | None:
    """Return the rung below, None under the first."""
    place = RUNGS.index(rung)
    return RUNGS[place - 1] if place else None
