"""What a descent shows, in a word, and so why it has not arrived."""

from dataclasses import dataclass
from math import isclose

import numpy as np

VERDICTS = (
    *("slow", "stretched", "straight", "beside", "swings"),
    *("hovers", "lands", "still", "stuck", "limit", "bounces", "diverges"),
)
FLAT = 1e-6
"""The slope below which a descent rests."""


@dataclass(frozen=True, eq=False)
class Descent:
    """One run, and the valley around which it ends.

    Args:
        end: how it ends in the long run, one of ENDS.
        lr: the rate.
        curvatures: at the bottom of that valley, ascending, shape (d,).
        moves: along which of these directions it moves, shape (d,).
        reaches_minimum: whether the steps that are shown lead to the bottom.
        faster: whether a larger rate would have arrived from this start.
        slope: at the last step shown.
    """

    end: str
    lr: float
    curvatures: np.ndarray
    moves: np.ndarray
    reaches_minimum: bool
    faster: bool
    slope: float

    @property
    def bound(self) -> float:
        """2/λmax at the bottom."""
        return float(2 / self.curvatures[-1])

    @property
    def steepest(self) -> bool:
        """Whether it moves where the curvature is λmax."""
        return bool(self.moves[np.isclose(self.curvatures, self.curvatures[-1])].any())

    @property
    def swings(self) -> bool:
        """Whether its steps jump over the bottom along a direction it moves in."""
        return bool((self.moves & (self.lr * self.curvatures > 1)).any())


def verdict(run: Descent) -> str:
    """Return one of VERDICTS."""
    if run.end == "stuck":
        return "stuck"
    if run.end == "away":
        return "diverges"
    if not run.moves.any():
        return "still"
    if run.steepest and run.end in ("bounces", "moving") and isclose(run.lr, run.bound):
        return "limit"
    beyond = run.lr >= run.bound and run.steepest
    if run.end == "bounces" or (
        beyond and run.end != "moving" and not run.reaches_minimum
    ):
        return "bounces"
    if not run.reaches_minimum:
        return slow_cause(run)
    if beyond:
        return "hovers" if run.slope > FLAT else "lands"
    if run.swings:
        return "swings"
    return "straight" if run.lr <= run.bound / 2 else "beside"


def slow_cause(run: Descent) -> str:
    """Return why a descent has not arrived: the rate, or the shape of the valley."""
    may_grow = run.lr < run.bound / 2 or not run.steepest
    return "slow" if may_grow and run.faster else "stretched"
