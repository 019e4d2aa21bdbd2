"""The six rungs, and how far each is from the one below, at every step."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from lessons.toolkit.update_recorder import record_updates
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

QUANTITIES = ("a", "b", "loss", "grad_a", "grad_b")
"""What `rows` returns of each step."""

NAMES = {"grad_a": "a.grad", "grad_b": "b.grad"}
"""NumPy's names of the gradients, and the attributes that hold them in PyTorch."""


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


def rows(
    rung: str,
    quantities: Sequence[str] = QUANTITIES,
    *,
    lr: float = 0.1,
    n_epochs: int = 200,
    seed: int = 40,
    start_seed: int = 42,
) -> np.ndarray:
    """Return the quantities of a rung's training at each step, (n_epochs + 1, 5)."""
    tool = TOOLS[rung]
    names = tuple(quantity_name(name, rung) for name in quantities)
    problem = *tool.make_data(seed), *tool.make_start(start_seed)
    return np.array(record_updates(tool.train, names, *problem, lr, n_epochs + 1))


def quantity_name(name: str, rung: str) -> str:
    """Return how the code of a rung calls a quantity."""
    own = name in TOOLS[rung].train.__code__.co_varnames
    return name if own else NAMES[name]


def train_all(**settings: Any) -> Generator[float, None, Trainings]:
    """Train on each rung, with what `rows` takes; yields the part done."""
    runs: list[np.ndarray] = []
    for rung in RUNGS:
        runs.append(rows(rung, QUANTITIES[:3], **settings))
        yield len(runs) / len(RUNGS)
    apart = [float("nan")]
    apart += [difference(*pair) for pair in pairwise(runs)]
    return Trainings(np.array([run[-1] for run in runs]), np.array(apart))


def difference(run: np.ndarray, other: np.ndarray) -> float:
    """Return the largest difference of two trainings, over a and b at all steps."""
    return float(np.abs(run - other)[:, :2].max())


def rung_below(rung: str) -> str | None:
    """Return the rung below, None under the first."""
    place = RUNGS.index(rung)
    return RUNGS[place - 1] if place else None
