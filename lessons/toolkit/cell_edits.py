"""Numbers that a reader writes into cells of tensors: "A[0, 1] = 5; x[2] = -1"."""

import re
from collections.abc import Sequence
from typing import Any

from lessons.contract import ParseError, TextControl
from lessons.toolkit.number_parser import (
    check_range,
    normalize_signs,
    parse_numbers,
    quote,
)
from lessons.toolkit.number_parser import format_number as write_number

Edit = tuple[str, tuple[int, ...], float]
"""Name of a tensor, index of a cell, its new number."""

Edits = tuple[Edit, ...]

CELL = re.compile(r"(\w+)\s*\[([^\[\]]*)\]\s*=\s*")
"""What stands before the number; a tensor of order 0 has the index ()."""

MOST_EDITS = 24
"""Limit on the cells that are edited."""

MAX_LENGTH = 480
"""Limit on the text, in characters."""

INVALID_TEXTS = {
    "A": "cell",
    "A[0] 5": "cell",
    "z[0] = 5": "tensor",
    "A[x] = 5": "index",
    "A[0] = b": "number",
    "A[0] = 500": "range",
    "A[0] = 1; A[1] = 2; " * 13: "cells",
}
"""Texts that cannot be read, and why, where A is a tensor of the page."""


def edits_control(
    names: Sequence[str],
    samples: tuple[Edits, ...],
    *,
    low: float = -99,
    high: float = 99,
    decimals: int = 0,
) -> TextControl:
    """Return the control "edits" for the numbers written into these tensors.

    A lesson uses what fits the shapes it has: see `with_torch.edit` of a lesson.

    Args:
        names: of the tensors; the first is the one that invalid samples mention.
        samples: other values, for tests.
        low, high: limits on a number.
        decimals: of a number, at most.
    """

    def read(text: str) -> Edits:
        edits: Edits = ()
        assignments = _assignments(normalize_signs(text))
        if len(assignments) > MOST_EDITS:
            raise ParseError("cells", most=MOST_EDITS)
        for name, index, number in assignments:
            if name not in names:
                raise ParseError("tensor", what=quote(name), known=", ".join(names))
            (value,) = check_range(parse_numbers(number, 1), low, high, decimals)
            edits = add_edit(edits, name, _index(index), value)
        return edits

    first = {t.replace("A", names[0]): why for t, why in INVALID_TEXTS.items()}
    return TextControl(
        "edits",
        default=(),
        read=read,
        write=write_edits,
        samples=samples,
        invalid_samples=first,
        max_length=MAX_LENGTH,
    )


def write_edits(edits: Edits) -> str:
    """Return edits as Python writes them into the tensors."""
    return "; ".join(
        f"{name}[{', '.join(map(str, index)) or '()'}] = {write_number(value)}"
        for name, index, value in edits
    )


def edit_lines(edits: Edits) -> str:
    """Return edits as lines of code, one each."""
    return write_edits(edits).replace("; ", "\n")


def add_edit(edits: Edits, name: str, index: tuple[int, ...], value: float) -> Edits:
    """Return the edits with one more, instead of an earlier one of the same cell.

    Raises:
        ParseError: "cells", if there are too many.
    """
    others = tuple(edit for edit in edits if edit[:2] != (name, index))
    if len(others) >= MOST_EDITS:
        raise ParseError("cells", most=MOST_EDITS)
    return (*others, (name, index, float(value)))


def _assignments(text: str) -> list[tuple[str, str, str]]:
    """Return name, index and number of each assignment in the text.

    Raises:
        ParseError: "cell", if something else stands there.
    """
    heads = list(CELL.finditer(text))
    before = text[: heads[0].start()] if heads else text
    if before.strip():
        raise ParseError("cell", what=quote(before))
    ends = [*(head.start() for head in heads[1:]), len(text)][: len(heads)]
    return [
        (head[1], head[2], text[head.end() : end].strip(" ,;"))
        for head, end in zip(heads, ends, strict=True)
    ]


def _index(text: str) -> tuple[int, ...]:
    pieces: list[Any] = re.split(r"\s*[,;]\s*|\s+", text.strip(" ,;"))
    if text.strip() in ("", "()"):
        return ()
    if not all(re.fullmatch(r"\d{1,2}", piece, re.ASCII) for piece in pieces):
        raise ParseError("index", what=quote(text))
    return tuple(map(int, pieces))
