"""The index that takes exactly the cells that a reader has chosen."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from lessons.indexing.index import Index
from lessons.indexing.with_torch import SHAPES


def index_of(order: int, places: Sequence[tuple[int, ...]]) -> Index:
    """Return the simplest index that takes these cells of the x of this order.

    Integers and slices if they can, else one list, else a mask, else a list for each
    axis, which name the cells one by one.

    Raises:
        ValueError: if there is no cell, or one that x does not have.
    """
    shape = SHAPES[order]
    if not places or any(
        len(place) != order or any(i >= n for i, n in zip(place, shape, strict=True))
        for place in places
    ):
        raise ValueError("no cells of x")
    cells = np.zeros(shape, bool)
    cells[tuple(zip(*places, strict=True))] = True
    positions = [np.unique(axis) for axis in np.nonzero(cells)]
    is_block = cells.sum() == np.prod([len(axis) for axis in positions])
    if is_block:
        pieces = [_piece(a.tolist(), n) for a, n in zip(positions, shape, strict=True)]
        if sum(isinstance(piece, tuple) for piece in pieces) < 2:
            return _without_rest(pieces)
    if mask := _mask(cells):
        return (mask,)
    return tuple(tuple(axis.tolist()) for axis in np.nonzero(cells))


def _piece(positions: list[int], n: int) -> Any:
    """Return an integer, a slice or a list that takes these positions of n."""
    first, last = positions[0], positions[-1]
    if len(positions) == 1:
        return first
    steps = {b - a for a, b in pairwise(positions)}
    if len(steps) > 1:
        return tuple(positions)
    (step,) = steps
    stop = "" if last + step >= n else str(last + 1)
    ends = f"{first or ''}:{stop}"
    return ends if step == 1 else f"{ends}:{step}"


def _mask(cells: np.ndarray) -> str:
    """Return the comparison that only these cells pass, "" if there is none.

    x counts its cells: 0, 1, 2 …
    """
    values = np.flatnonzero(cells)
    first, last, count = int(values[0]), int(values[-1]), len(values)
    if last == cells.size - 1 and count == cells.size - first:
        return f"> {first - 1}"
    if not first and count == last + 1:
        return f"< {last + 1}"
    if count == cells.size - 1:
        return f"!= {int(np.flatnonzero(~cells)[0])}"
    return ""


def _without_rest(pieces: list[Any]) -> Index:
    """Return the index without the ":" at its end, which say nothing."""
    while len(pieces) > 1 and pieces[-1] == ":":
        pieces.pop()
    return tuple(pieces)
