"""Level sets of a line's loss over a window of (a, b), and limits of axes."""

from itertools import pairwise

import numpy as np
from contourpy import FillType, contour_generator

from lessons.contract import Table

GRID = 61


def window(points, min_width: float) -> tuple[float, float]:
    """Return limits around all points with a margin, at least `min_width` apart."""
    low, high = min(points), max(points)
    margin = max(0.35 * (high - low), (min_width - (high - low)) / 2)
    return float(low - margin), float(high + margin)


def y_window(y) -> tuple[float, float]:
    """Return limits of the y axis: all points, zero, and room for the key above."""
    low, high = min(0.0, float(y.min())), max(0.0, float(y.max()))
    return low - 0.06 * (high - low) * (low < 0), high + 0.08 * (high - low)


def loss_window(start: float, best: float) -> tuple[float, float]:
    """Return limits of a log axis, from below the best loss to above the first."""
    high = 8 * start
    return max(0.5 * best, 1e-6 * high), high


def levels(lowest: float, highest: float) -> list[float]:
    """Return the values 1, 3, 10, 30 … between the two, at most the highest seven."""
    powers = [10.0**k for k in range(-6, 7)]
    series = [round(m * p, 6) for p in powers for m in (1, 3)]
    return [level for level in series if 1.3 * lowest < level < 0.95 * highest][-7:]


def grid(a_window, b_window) -> tuple[np.ndarray, np.ndarray]:
    """Return the GRID values of a and of b at which a surface is computed.

    They reach 2 % beyond the windows, so that the outer edges of regions stay hidden.
    """
    a, b = (np.linspace(*_extended(limits), GRID) for limits in (a_window, b_window))
    return a, b


def surface(x, y, a_window, b_window, lowest: float) -> dict[str, Table]:
    """Return the regions where the mean squared error of a line is above each level.

    Args:
        x, y: shape (m,).
        a_window, b_window: limits of the picture.
        lowest: the loss at the optimum.

    Returns:
        What `regions` returns.
    """
    a, b = grid(a_window, b_window)
    # The loss is a quadratic in a and b, so its coefficients are five means and 1.
    q = np.array([(y * y).mean(), y.mean(), (x * y).mean(), x.mean(), (x * x).mean()])
    aa, bb = np.meshgrid(a, b)
    z = q[0] - 2 * aa * q[1] - 2 * bb * q[2] + aa**2 + 2 * aa * bb * q[3] + bb**2 * q[4]
    return regions(a, b, z, levels(lowest, float(z.max())))


def regions(a, b, z, thresholds: list[float]) -> dict[str, Table]:
    """Return the outlines of the regions where z is above each level.

    Args:
        a, b: shapes (A,), (B,), ascending.
        z: shape (B, A).
        thresholds: L levels.

    Returns:
        Tables: `levels` (L,), `contours` (P, 2) as a, b with a row of NaN after each
        ring, `contour_ends` (L,), the row where the rings of a level end.
    """
    generator = contour_generator(a, b, z, fill_type=FillType.OuterOffset)
    rows: list[np.ndarray] = []
    ends: list[int] = []
    for level in thresholds:
        for points, offsets in zip(*generator.filled(level, np.inf), strict=True):
            for start, end in pairwise(offsets.tolist()):
                rows += [points[start:end], np.full((1, 2), np.nan)]
        ends.append(sum(map(len, rows)))
    contours = np.concatenate(rows) if rows else np.empty((0, 2))
    return {
        "levels": Table(("level",), np.array(thresholds)),
        "contours": Table(("vertex", "ab"), contours),
        "contour_ends": Table(("level",), np.array(ends)),
    }


def _extended(limits: tuple[float, float]) -> tuple[float, float]:
    low, high = limits
    return low - 0.02 * (high - low), high + 0.02 * (high - low)
