"""Tensors as cells with their values: from results to plain data for the browser.

A page describes rows of tensors and signs (`lessons.toolkit.tensor_view`),
`figure_data` writes them in the reader's language, and tensor_cells.js draws them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from app.content.number_format import format_aligned, format_number
from lessons.toolkit.tensor_view import MAX_NDIM, Item, Row, Tensor

MAX_INDICES = (4, 6, 10, 12)
"""The longest axis of which every index is drawn: of grids, sheets, rows, columns. Of a
longer one the first are drawn, "…" and the last."""

MAX_MARKED_PLACES = 12
"""How many marked places the text alternative lists."""


def format_cells(values: np.ndarray, lang: str, digits: int = 2) -> list[str]:
    """Return the text of each value in its cell, row after row.

    True and False, integers without decimals; floats with one decimal if none of them
    needs more, else with `digits`, fewer from 10 on; NaN as nan. None among floats is a
    cell that has no number yet.
    """
    flat = values.ravel().tolist()
    floats = [v for v in flat if isinstance(v, float) and np.isfinite(v)]
    whole = all(v == round(v) and abs(v) < 1e6 for v in floats)
    return [
        _format_float(value, 1 if whole else digits, lang, whole)
        if isinstance(value, float)
        else _format_other(value, lang)
        for value in flat
    ]


def format_list(values: Any, lang: str, digits: int = 2) -> str:
    """Return the values of a tensor of order 0 or 1 in a line, as in its cells.

    In French a semicolon separates them: the comma is in the numbers.
    """
    values = np.asarray(values)
    text = format_cells(values, lang, digits)
    separator = "\u00a0; " if lang == "fr" else ", "
    return f"[{separator.join(text)}]" if values.ndim else text[0]


def figure_data(
    frames: Iterable[Sequence[Row]],
    lang: str,
    words: Mapping[str, str],
    *,
    alt: str,
    says: Sequence[str] = (),
    legend: Mapping[str, str] | None = None,
    hint: bool = True,
    live: str = "",
) -> dict[str, Any]:
    """Return what the browser draws, JSON-able.

    Args:
        frames: for each step rows of tensors and signs.
        words: the messages' section "cells".
        alt: the figure's name for a screen reader.
        says: a sentence for each frame, or none.
        legend: a label for each mark to explain; the text alternative has it too.
        hint: whether a hint says how to use it; once a page is enough.
        live: the name of the sliders whose numbers it follows while dragged, or "".

    Raises:
        ValueError: if there are sentences, but not one for each frame.
    """
    named = {**words, **(legend or {})}
    frame_data = [
        [[_item_data(i, lang, named) for i in row] for row in f] for f in frames
    ]
    _set_letters(frame_data)
    if says and len(says) != len(frame_data):
        raise ValueError(f"{len(says)} sentences for {len(frame_data)} frames")
    sentences = says or [""] * len(frame_data)
    return {
        "alt": alt,
        "frames": [
            {"rows": rows, "says": sentence}
            for rows, sentence in zip(frame_data, sentences, strict=True)
        ],
        "legend": list((legend or {}).items()),
        "hint": words["hint"] if hint else "",
        "words": dict(words),
        "live": live,
    }


def _set_letters(frames: list[list[list[dict[str, Any]]]]) -> None:
    """Give each tensor the letters of its widest cell in any frame, or its room.

    Its cells are as wide from the first frame on: nothing moves when numbers come.
    """
    tensors = [
        item for rows in frames for row in rows for item in row if "text" in item
    ]
    letters: dict[tuple[str, str], int] = {}
    for tensor in tensors:
        name, text = (tensor["name"], tensor["label"]), tensor["text"]
        letters[name] = max(letters.get(name, 0), tensor["room"], *map(len, text))
    for tensor in tensors:
        tensor["letters"] = letters[tensor["name"], tensor["label"]]


def _item_data(item: Item, lang: str, words: Mapping[str, str]) -> dict[str, Any]:
    if isinstance(item, str):
        return {"sign": item}
    return _tensor_data(item, lang, words)


def _tensor_data(t: Tensor, lang: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Return a tensor for the browser: the visible indices of each axis, the cells."""
    shape, order = t.values.shape, t.values.ndim
    limits = MAX_INDICES[MAX_NDIM - order :]
    axes = [_visible_indices(n, most) for n, most in zip(shape, limits, strict=True)]
    indices = [[i for i in axis if i is not None] for axis in axes]
    places = list(product(*indices))
    place = np.ix_(*indices) if indices else ()
    values, hidden = t.values[place], t.hidden[place]
    visible = np.where(hidden, np.zeros_like(values), values)
    text = [
        "?" if is_hidden else text
        for text, is_hidden in zip(
            format_cells(np.asarray(visible), lang, t.digits),
            hidden.ravel(),
            strict=True,
        )
    ]
    out: dict[str, Any] = {
        "name": t.name,
        "at": _name_before_index(t.name),
        "label": t.label,
        "note": t.note,
        "shape": shape,
        "shown": axes,
        "axes": t.axes or [words["axis"].format(n=n) for n in range(order)],
        "text": text,
        "room": t.room,
        "marks": [
            " ".join(mark for mark, cells in t.marks.items() if cells[place])
            for place in places
        ],
        "links": [[str(k) for k in t.links(*p)] if t.links else [] for p in places],
    }
    left_out = t.values.size - len(places)
    out["more"] = (
        words["more"].format(n=format_number(left_out, lang)) if left_out else ""
    )
    name = f"{t.label} {t.name or words['unnamed']}".strip()
    alt = [name, t.note, _nested_text(text, axes), out["more"]]
    alt += [
        f"{words[mark]} {_format_places(np.argwhere(cells))}"
        for mark, cells in t.marks.items()
        if cells.any()
    ]
    return out | {"alt": "; ".join(filter(None, alt))}


def _visible_indices(n: int, most: int) -> list[int | None]:
    """Return the visible indices of an axis, None where some are left out."""
    if n <= most:
        return list(range(n))
    return [*range(most - 2), None, n - 1]


def _name_before_index(name: str) -> str:
    """Return the name as it stands before an index: an operation in parentheses."""
    bare, count = name, 1
    while count:
        bare, count = re.subn(r"\([^()]*\)|\[[^\[\]]*\]", "", bare)
    return name if re.fullmatch(r"[\w.]*", bare) else f"({name})"


def _nested_text(text: Sequence[str], axes: Sequence[Sequence[int | None]]) -> str:
    """Return the values in nested brackets, "…" where some are left out.

    Args:
        text: of the values, row after row.
        axes: visible indices of each axis, None where some are left out.
    """
    if not axes:
        return text[0]
    first, *rest = axes
    count = sum(i is not None for i in first)
    size, parts, at = len(text) // count if count else 0, [], 0
    for i in first:
        if i is None:
            parts.append("…")
        else:
            parts.append(_nested_text(text[at : at + size], rest))
            at += size
    return f"[{', '.join(parts)}]" if size or not count else "[]"


def _format_places(indices: np.ndarray) -> str:
    """Return marked places as a text for a screen reader."""
    places = [
        f"[{', '.join(map(str, index))}]"
        for index in indices[:MAX_MARKED_PLACES].tolist()
    ]
    return " ".join(places) + (" …" if len(indices) > MAX_MARKED_PLACES else "")


def _format_float(value: float, digits: int, lang: str, whole: bool) -> str:
    if np.isnan(value):
        return "nan"
    if whole and abs(value) >= 10 and np.isfinite(value):
        return format_number(float(value), lang) + format_aligned(0, 1, lang)[1:]
    return format_aligned(float(value), digits, lang)


def _format_other(value: Any, lang: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | str | complex):
        return str(value)
    return format_number(value, lang)
