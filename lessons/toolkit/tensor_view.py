"""Tensors to draw as cells: their values, marks and links, not their look."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

MARKS = (
    *("selected", "faint", "ghost", "shared", "changed", "wrong"),
    *("first", "second", "third"),
)
"""Names of the marks of a cell.

Each has a second cue beside its colour: a thick edge, a paler number, a dashed edge, a
hatch, a corner, a cross; pieces are plain, ruled across, ruled down.
"""

MAX_NDIM = 4
"""Limit on the number of axes of a drawn tensor."""

LinkFunction = Callable[..., Iterable[Any]]
"""Index of a cell → link names; cells that share a name are highlighted together."""


@dataclass(frozen=True, eq=False)
class Tensor:
    """One tensor of a drawing; `tensor` creates it."""

    name: str
    values: np.ndarray
    hidden: np.ndarray
    marks: Mapping[str, np.ndarray] = field(default_factory=dict)
    links: LinkFunction | None = None
    axes: tuple[str, ...] = ()
    label: str = ""
    note: str = ""
    digits: int = 2
    room: int = 0


Item = Tensor | str
Row = Sequence[Item]
"""Tensors side by side, and the signs or words between them."""


def tensor(
    name: str,
    values: Any,
    *,
    marks: Mapping[str, Any] | None = None,
    hidden: Any = False,
    links: LinkFunction | None = None,
    axes: tuple[str, ...] = (),
    label: str = "",
    note: str | None = None,
    digits: int = 2,
    room: int = 0,
) -> Tensor:
    """Return a tensor to draw.

    Args:
        name: its name in the code; "" for none.
        values: a tensor, an array, a number or nested lists of order 0 to 4. Text in
            the place of a number is drawn as it is, None leaves the cell empty.
        marks: for names of MARKS the cells that bear it: booleans that broadcast to the
            shape.
        hidden: the cells that show "?" in the place of their value, likewise.
        links: called with the index of a cell; cells of one drawing that share a name
            light together. `same_index` links equal indices.
        axes: a name for each axis, instead of "axis 0" …
        label: text before the name, its origin.
        note: text beside the name, instead of shape and dtype.
        digits: decimals of floats.
        room: characters that fit into each cell, at least: numbers that may come.

    Raises:
        ValueError: for an order above 4, an unknown mark, or marks of another shape.
    """
    dtype = ""
    if isinstance(values, torch.Tensor):
        dtype = str(values.dtype).removeprefix("torch.")
        values = values.detach().cpu()
        values = values.float() if values.dtype == torch.bfloat16 else values
        values = values.numpy()
    values = np.array(values)  # a copy, so that later writes do not change the drawing
    if values.dtype.kind not in "OU":
        dtype = dtype or values.dtype.name
    if values.ndim > MAX_NDIM:
        raise ValueError(f"order {values.ndim} is not drawn")
    if axes and len(axes) != values.ndim:
        raise ValueError(f"{len(axes)} names for {values.ndim} axes")
    mark_masks = {}
    for mark, cells in (marks or {}).items():
        if mark not in MARKS:
            raise ValueError(f"unknown mark {mark!r}")
        mark_masks[mark] = np.broadcast_to(np.asarray(cells, bool), values.shape)
    if note is None:
        note = f"{values.shape} {dtype}".rstrip()
    hidden_mask = np.broadcast_to(np.asarray(hidden, bool), values.shape)
    return Tensor(
        name, values, hidden_mask, mark_masks, links, axes, label, note, digits, room
    )


def same_index(*index: int) -> list[tuple[int, ...]]:
    """Link cells of equal index, for elementwise operations."""
    return [index]
