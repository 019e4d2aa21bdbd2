"""Where descents end: every rate from every start, in a word each."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch

from lessons.contract import linear_range, log_range
from lessons.gradient_descent.sweep import curvatures, sweep
from lessons.gradient_descent.with_torch import FUNCTIONS, make_start

LRS = log_range(0.005, 3, 10)
W1S = linear_range(-1.5, 1.5, 0.1)
W2S = linear_range(-0.7, 0.7, 0.1)
N_STEPS = 30
"""Number of updates that the figure shows."""
CLOSE = 0.1
"""The distance to the minimum below which a descent has reached it."""
LONG = 200
"""Number of updates after which the end is decided."""
LATE = 20
"""Number of updates at the end in which a run that is still going down must fall."""
ENDS = ("first", "second", "moving", "bounces", "stuck", "away")
NEAR, FAR, FLAT = 0.02, 100.0, 1e-6
MINIMA = {
    "parabola": ((0.0,),),
    "wells": ((-1.0,), ((1 + 0.5**0.5) / 2,)),
    "bowl": ((0.0, 0.0),),
    "valley": ((-1.0, 0.5),),
    "saddle": ((-1.0, 0.0), (1.0, 0.0)),
}
"""From left to right; they do not depend on k. Source: the zeros of the gradient; for
the wells w³ − w + (w + 1)/8 = (w + 1)(w² − w + 1/8)."""


def minima(function: str) -> torch.Tensor:
    """Return the minima from left to right, shape (M, d), float64."""
    return torch.tensor(MINIMA[function], dtype=torch.float64)


def bounds(function: str, k: float) -> list[float]:
    """Return 2/λmax at the bottom of each valley: above it no descent settles there."""
    return [2 / curvatures(function, w, k)[-1].item() for w in minima(function)]


def starts(function: str) -> torch.Tensor:
    """Return every start on the figure, shape (S, d), float64, w1 outermost."""
    across = W2S if len(MINIMA[function][0]) == 2 else W2S[:1]
    return torch.stack([make_start(function, a, b) for a in W1S for b in across])


def all_runs(function, w, lrs, k, n_steps):
    """Run `sweep` of all R rates from all S starts: runs (R·S,), rates outermost."""
    lr = torch.tensor(lrs, dtype=w.dtype).repeat_interleave(len(w))
    return sweep(function, w.repeat(len(lrs), 1), lr, k, n_steps)


class Ends(NamedTuple):
    """How each descent ends, for R rates and S starts.

    Args:
        kinds: index in ENDS, shape (R, S).
        starts: index of the minimum that is reached with a rate so small that no valley
            is jumped over, shape (S,).
        valleys: index of the minimum that is nearest in the end, shape (R, S).
        reaches_minimum: whether N_STEPS lead close to that minimum, shape (R, S).
    """

    kinds: np.ndarray
    starts: np.ndarray
    valleys: np.ndarray
    reaches_minimum: np.ndarray


@lru_cache(maxsize=64)
def ends(function: str, k: float) -> Ends:
    """Run all descents and return how each ends and in which valley each start lies.

    Args:
        function: a name in MINIMA.
        k: its curvature.
    """
    lrs = (min(bounds(function, k)) / 8, *LRS)
    runs = enumerate(all_runs(function, starts(function), lrs, k, LONG))
    for t, (w, f, gradient) in runs:  # noqa: B007
        if t == N_STEPS:
            visible_w = w
        if t == LONG - LATE - 1:
            low, falling = f, torch.ones_like(f, dtype=torch.bool)
        elif t >= LONG - LATE:
            falling &= f < low
            low = f
    kind = torch.where(falling, ENDS.index("moving"), ENDS.index("bounces"))
    kind[gradient.abs().amax(-1) < FLAT] = ENDS.index("stuck")
    distance, nearest = torch.cdist(w.nan_to_num(FAR), minima(function)).min(-1)
    kind = torch.where(distance < NEAR, nearest, kind)
    kind[~(w.abs().amax(-1) < FAR)] = ENDS.index("away")
    end_distance = torch.linalg.vector_norm(
        visible_w - minima(function)[nearest], dim=-1
    )
    each = [
        part.view(len(lrs), -1).numpy()
        for part in (kind, nearest, end_distance < CLOSE)
    ]
    kinds, valleys, reaches_minimum = (part[1:] for part in each)
    return Ends(kinds, each[1][0], valleys, reaches_minimum)


def grid_values(function: str, k: float, w1, w2) -> np.ndarray:
    """Compute f over a grid: shape (A,) for a curve, (B, A) for a surface."""
    flat = len(MINIMA[function][0]) == 1
    places = [np.asarray(w1)] if flat else np.meshgrid(w1, w2)
    return FUNCTIONS[function]([*map(torch.from_numpy, places)], k).numpy()
