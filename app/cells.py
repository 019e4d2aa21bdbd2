"""Tensors as cells with their values: from results to plain data for the browser.

A page says what is drawn (`tensor`, and signs between tensors), `drawing` writes it in
the reader's language, and app/player/cells.js draws it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
import torch

from app.digits import fixed, plain

MARKS = (
    *("selected", "faint", "ghost", "shared", "changed", "wrong"),
    *("first", "second", "third"),
)
"""What a cell may be marked as.

Each has a second cue beside its colour: a thick edge, a paler number, a dashed edge, a
hatch, a corner, a cross; pieces are plain, ruled across, ruled down.
"""

MOST_SHOWN = (4, 6, 10, 12)
"""The longest axis of which every index is drawn: of grids, sheets, rows, columns. Of a
longer one the first are drawn, "…" and the last."""

MOST_TOLD = 12
"""How many marked places the text alternative lists."""

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
    if values.ndim > len(MOST_SHOWN):
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


def numbers(values: np.ndarray, lang: str, digits: int = 2) -> list[str]:
    """Each value as a cell shows it, row after row.

    True and False, integers without decimals; floats with one decimal if none of them
    has more to say, else with `digits`, fewer from 10 on; NaN as nan. None among floats
    is a cell that has no number yet.
    """
    flat = values.ravel().tolist()
    floats = [v for v in flat if isinstance(v, float) and np.isfinite(v)]
    whole = all(v == round(v) and abs(v) < 1e6 for v in floats)
    return [
        _float(value, 1 if whole else digits, lang, whole)
        if isinstance(value, float)
        else _text(value, lang)
        for value in flat
    ]


def drawing(
    frames: Iterable[Sequence[Row]],
    lang: str,
    words: Mapping[str, str],
    *,
    alt: str,
    says: Sequence[str] = (),
    legend: Mapping[str, str] | None = None,
    hint: bool = True,
) -> dict[str, Any]:
    """What the browser draws, JSON-able.

    Args:
        frames: what each step shows: rows of tensors and signs.
        words: the catalogue's section "cells".
        alt: what the whole is called by who does not see it.
        says: a sentence for each frame, or none.
        legend: a label for each mark to explain.
        hint: whether it says what there is to do; once a page is enough.

    Raises:
        ValueError: if there are sentences, but not one for each frame.
    """
    drawn = [[[_item(i, lang, words) for i in row] for row in f] for f in frames]
    if says and len(says) != len(drawn):
        raise ValueError(f"{len(says)} sentences for {len(drawn)} frames")
    told = says or [""] * len(drawn)
    return {
        "alt": alt,
        "frames": [
            {"rows": rows, "says": said} for rows, said in zip(drawn, told, strict=True)
        ],
        "legend": list((legend or {}).items()),
        "hint": words["hint"] if hint else "",
        "words": dict(words),
    }


def _item(item: Item, lang: str, words: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(item, str):
        return {"sign": item}
    return _written(item, lang, words)


def _written(t: Tensor, lang: str, words: Mapping[str, str]) -> dict[str, Any]:
    """A tensor for the browser: the indices drawn of each axis, and their cells."""
    shape, order = t.values.shape, t.values.ndim
    limits = MOST_SHOWN[len(MOST_SHOWN) - order :]
    shown = [_indices(n, most) for n, most in zip(shape, limits, strict=True)]
    drawn = [[i for i in indices if i is not None] for indices in shown]
    places = list(product(*drawn))
    place = np.ix_(*drawn) if drawn else ()
    told, unseen = t.values[place], t.hidden[place]
    seen = np.where(unseen, np.zeros_like(told), told)
    text = [
        "?" if gone else text
        for text, gone in zip(
            numbers(np.asarray(seen), lang, t.digits), unseen.ravel(), strict=True
        )
    ]
    out: dict[str, Any] = {
        "name": t.name,
        "at": _indexed(t.name),
        "label": t.label,
        "note": t.note,
        "shape": shape,
        "shown": shown,
        "axes": t.axes or [words["axis"].format(n=n) for n in range(order)],
        "text": text,
        "marks": [
            " ".join(mark for mark, cells in t.marks.items() if cells[place])
            for place in places
        ],
        "links": [[str(k) for k in t.links(*p)] if t.links else [] for p in places],
    }
    left_out = t.values.size - len(places)
    out["more"] = words["more"].format(n=plain(left_out, lang)) if left_out else ""
    name = f"{t.label} {t.name or words['unnamed']}".strip()
    alt = [name, t.note, _nested(text, shown), out["more"]]
    alt += [
        f"{words[mark]} {_places(np.argwhere(cells))}"
        for mark, cells in t.marks.items()
        if cells.any()
    ]
    return out | {"alt": "; ".join(filter(None, alt))}


def _indices(n: int, most: int) -> list[int | None]:
    """What is drawn of an axis of this length, None where something is left out."""
    if n <= most:
        return list(range(n))
    return [*range(most - 2), None, n - 1]


def _indexed(name: str) -> str:
    """The name as it stands before an index: an operation in parentheses."""
    bare, count = name, 1
    while count:
        bare, count = re.subn(r"\([^()]*\)|\[[^\[\]]*\]", "", bare)
    return name if re.fullmatch(r"[\w.]*", bare) else f"({name})"


def _nested(text: Sequence[str], shown: Sequence[Sequence[int | None]]) -> str:
    """The values in brackets, an axis a level, "…" where something is left out."""
    if not shown:
        return text[0]
    first, *rest = shown
    kept = sum(i is not None for i in first)
    size, parts, at = len(text) // kept if kept else 0, [], 0
    for i in first:
        if i is None:
            parts.append("…")
        else:
            parts.append(_nested(text[at : at + size], rest))
            at += size
    return f"[{', '.join(parts)}]" if size or not kept else "[]"


def _places(indices: np.ndarray) -> str:
    told = [f"[{', '.join(map(str, index))}]" for index in indices[:MOST_TOLD].tolist()]
    return " ".join(told) + (" …" if len(indices) > MOST_TOLD else "")


def _float(value: float, digits: int, lang: str, whole: bool) -> str:
    if np.isnan(value):
        return "nan"
    if whole and abs(value) >= 10 and np.isfinite(value):
        return plain(float(value), lang) + fixed(0, 1, lang)[1:]
    return fixed(float(value), digits, lang)


def _text(value: Any, lang: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | str | complex):
        return str(value)
    return plain(value, lang)
