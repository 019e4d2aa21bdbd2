"""How fast a descent closes in on a minimum, or leaves it, for rates around 2/λmax."""

import numpy as np
import torch

from lessons.gradient_descent.ends import bounds, minima
from lessons.gradient_descent.sweep import second_derivatives, sweep

PARTS = (0.05, 0.25, 0.5, 0.75, 0.95, 1.05)
"""The rates, as parts of 2/λmax."""
N_STEPS = 10
NEAR = 1e-4


def factors(function: str, k: float, valley: int) -> np.ndarray:
    """Return the factor of each step on the distance to a minimum, rate by rate.

    Args:
        function: a name in FUNCTIONS.
        k: its curvature.
        valley: the index of the minimum.

    Source: near a minimum f is a quadratic; along the direction of curvature λ its
    gradient is λ times the distance, so a step leaves 1 − lr λ of it.

    Returns:
        A row for each of PARTS, shape (6, 4): the part of 2/λmax, the rate, the factor
        1 − lr λmax, and the distance after N_STEPS of a real descent that starts just
        beside the minimum in the steepest direction, divided by the first.
    """
    bottom = minima(function)[valley]
    curve = second_derivatives(function, bottom, k)
    steepest = torch.linalg.eigh(curve).eigenvectors[:, -1]
    part = torch.tensor(PARTS, dtype=bottom.dtype)
    lr = bounds(function, k)[valley] * part
    start = (bottom + NEAR * steepest).repeat(len(PARTS), 1)
    *_, (w, _, _) = sweep(function, start, lr, k, N_STEPS)
    ratio = (w - bottom) @ steepest / NEAR
    return torch.stack([part, lr, 1 - 2 * part, ratio], -1).numpy()
