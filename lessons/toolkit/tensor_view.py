"""Tensors to draw as cells: which values, marks and kin; not how they look."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

MARKS = (
    *("selected", "faint", "ghost", "shared", "changed", "wrong"),
    *("first", "second", "third"),
)
"""What a cell may be marked as.

Each has a second cue beside its colour: a thick edge, a paler number, a dashed edge, a
hatch, a corner, a cross; pieces are plain, ruled across, ruled down.
"""

MOST_ORDER = 4
"""Axes of a tensor that can be drawn."""

Links = Callable[..., Iterable[Any]]
"""Gives, for the index of a cell, the names that it shares with its kin."""


@dataclass(frozen=True, eq=False)
class Tensor:
    """One tensor of a drawing; `tensor` makes it."""

    name: str
    values: np.ndarray
    hidden: np.ndarray
    marks: Mapping[str, np.ndarray] = field(default_factory=dict)
    links: Links | None = None
    axes: tuple[str, ...] = ()
    label: str = ""
    note: str = ""
    digits: int = 2


Item = Tensor | str
Row = Sequence[Item]
"""Tensors side by side, and the signs or words between them."""


def tensor(
    name: str,
    values: Any,
    *,
    marks: Mapping[str, Any] | None = None,
    hidden: Any = False,
    links: Links | None = None,
    axes: tuple[str, ...] = (),
    label: str = "",
    note: str | None = None,
    digits: int = 2,
) -> Tensor:
    """One tensor to draw.

    Args:
        name: as it is written in the code; "" for none.
        values: a tensor, an array, a number or nested lists of order 0 to 4. Text in
            the place of a number is drawn as it is, None leaves the cell empty.
        marks: for names of MARKS the cells that bear it: booleans that broadcast to the
            shape.
        hidden: the cells that show "?" in the place of their value, likewise.
        links: called with the index of a cell; cells of one drawing that share a name
            light together. `itself` links equal places.
        axes: a name for each axis, instead of "axis 0" …
        label: words before the name: who has made it.
        note: what stands beside the name, instead of shape and dtype.
        digits: decimals of floats.

    Raises:
        ValueError: for an order above 4, an unknown mark, or marks of another shape.
    """
    dtype = ""
    if isinstance(values, torch.Tensor):
        dtype = str(values.dtype).removeprefix("torch.")
        values = values.detach().cpu()
        values = values.float() if values.dtype == torch.bfloat16 else values
        values = values.numpy()
    values = np.array(values)  # a copy: what is drawn does not change any more
    if values.dtype.kind not in "OU":
        dtype = dtype or values.dtype.name
    if values.ndim > MOST_ORDER:
        raise ValueError(f"order {values.ndim} is not drawn")
    if axes and len(axes) != values.ndim:
        raise ValueError(f"{len(axes)} names for {values.ndim} axes")
    marked = {}
    for mark, cells in (marks or {}).items():
        if mark not in MARKS:
            raise ValueError(f"unknown mark {mark!r}")
        marked[mark] = np.broadcast_to(np.asarray(cells, bool), values.shape)
    if note is None:
        note = f"{values.shape} {dtype}".rstrip()
    out_of_sight = np.broadcast_to(np.asarray(hidden, bool), values.shape)
    return Tensor(name, values, out_of_sight, marked, links, axes, label, note, digits)


def itself(*index: int) -> list[tuple[int, ...]]:
    """The link of element-wise work: a cell is kin to those at its own place."""
    return [index]
