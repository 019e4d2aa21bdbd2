"""Labels in a column beside a chart, as place_labels.js places those in a figure."""

from collections.abc import Sequence
from itertools import pairwise


def spread_labels(
    wanted: Sequence[float], gap: float, top: float, bottom: float
) -> list[float]:
    """Return the height of each label: no two overlap, and their order stays.

    Args:
        wanted: where each would stand alone, in pixels downwards.
        gap: pixels from one to the next; less, if there is no room for all.
        top, bottom: the limits of the column.
    """
    if not wanted:
        return []
    gap = min(gap, (bottom - top) / max(1, len(wanted) - 1))
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    places = [min(bottom, max(top, height)) for height in wanted]
    for above, below in pairwise(order):
        places[below] = max(places[below], places[above] + gap)
    last = bottom
    for i in reversed(order):
        places[i] = min(places[i], last)
        last = places[i] - gap
    return places
