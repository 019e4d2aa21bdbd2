"""The loss of a line over a window of (a, b), cut into levels for drawing."""

from itertools import pairwise

import numpy as np
from contourpy import FillType, contour_generator

from lessons.contract import Table

GRID = 61


def window(points, least: float) -> tuple[float, float]:
    """Limits that hold all points with a margin, at least `least` apart."""
    low, high = min(points), max(points)
    margin = max(0.35 * (high - low), (least - (high - low)) / 2)
    return float(low - margin), float(high + margin)


def y_window(y) -> tuple[float, float]:
    """Limits of the y axis: all points, zero, and room for the key above them."""
    low, high = min(0.0, float(y.min())), max(0.0, float(y.max()))
    return low - 0.06 * (high - low) * (low < 0), high + 0.08 * (high - low)


def loss_window(start: float, best: float) -> tuple[float, float]:
    """Limits of a log axis: from below the best loss to above the first, finite."""
    high = 8 * start
    return max(0.5 * best, 1e-6 * high), high


def levels(lowest: float, highest: float) -> list[float]:
    """1, 3, 10, 30 … times a power of ten between the two, the highest seven."""
    powers = [10.0**k for k in range(-6, 7)]
    series = [round(m * p, 6) for p in powers for m in (1, 3)]
    return [level for level in series if 1.3 * lowest < level < 0.95 * highest][-7:]


def surface(x, y, a_window, b_window, lowest: float) -> dict[str, Table]:
    """The regions where the mean squared error is above each level.

    Args:
        x, y: shape (m,).
        a_window, b_window: limits of the picture; the regions reach 2 % beyond, so
            that their outer edges stay hidden.
        lowest: the loss at the optimum.

    Returns:
        Tables: `levels` (L,), `contours` (P, 2) as a, b with a row of NaN after each
        ring, `contour_ends` (L,), the row where the rings of a level end.
    """
    a = np.linspace(*_beyond(a_window), GRID)
    b = np.linspace(*_beyond(b_window), GRID)
    # The loss is a quadratic in a and b, so six means say it all.
    q = np.array([(y * y).mean(), y.mean(), (x * y).mean(), x.mean(), (x * x).mean()])
    aa, bb = np.meshgrid(a, b)
    z = q[0] - 2 * aa * q[1] - 2 * bb * q[2] + aa**2 + 2 * aa * bb * q[3] + bb**2 * q[4]
    cut = contour_generator(a, b, z, fill_type=FillType.OuterOffset)
    chosen = levels(lowest, float(z.max()))
    rows: list[np.ndarray] = []
    ends: list[int] = []
    for level in chosen:
        for points, offsets in zip(*cut.filled(level, np.inf), strict=True):
            for start, end in pairwise(offsets.tolist()):
                rows += [points[start:end], np.full((1, 2), np.nan)]
        ends.append(sum(map(len, rows)))
    contours = np.concatenate(rows) if rows else np.empty((0, 2))
    return {
        "levels": Table(("level",), np.array(chosen)),
        "contours": Table(("vertex", "ab"), contours),
        "contour_ends": Table(("level",), np.array(ends)),
    }


def _beyond(limits: tuple[float, float]) -> tuple[float, float]:
    low, high = limits
    return low - 0.02 * (high - low), high + 0.02 * (high - low)
