"""Code that is stepped line by line in the browser, with the values of its variables.

Code stands in one column, or in two that are aligned at their signposts. Each step
highlights a line and shows a table; what has changed since the step before is marked.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from app.content.quantities import QUANTITIES
from app.content.source_listing import SIGNPOSTS, CodeLine, numbered_lines

SIGNPOST_LINE = re.compile(rf"# ({'|'.join(SIGNPOSTS)})")

NumberedLine = tuple[int, CodeLine]


@dataclass(frozen=True)
class Step:
    """A moment of a run, between two lines.

    Args:
        lit: for each column the number of the line that has just run, counted as in
            `lessons.toolkit.line_trace.ExecutedLine`; None for none.
        rows: of the table: a name, then a text for each other column.
        says: a sentence about it.
        printed: what Python printed, unchanged: an error's message.
        failed: whether the line raised an error.
    """

    lit: tuple[int | None, ...]
    rows: tuple[tuple[str, ...], ...]
    says: str = ""
    printed: str = ""
    failed: bool = False


def figure_data(
    functions: Sequence[Callable[..., Any]],
    steps: Sequence[Step],
    words: Mapping[str, str],
    *,
    head: Sequence[str],
    alt: str,
    names: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what the browser draws and steps through, JSON-able.

    Args:
        functions: one or two; the source of each is a column.
        steps: in the order in which they ran; one at least.
        words: the messages' section "steps".
        head: titles of the table's columns.
        alt: the figure's name for a screen reader.
        names: a title for each column of code, or none.

    Raises:
        ValueError: if there is no step; if a step has not one line for each column, or
            a line that is not visible; or if a row is not as long as `head`.
    """
    if not steps:
        raise ValueError("no steps")
    columns = align_columns([numbered_lines(function) for function in functions])
    rows_of_lines = [
        {cell[0]: i for i, cell in enumerate(column) if cell} for column in columns
    ]
    step_data = []
    for step in steps:
        if len(step.lit) != len(columns):
            raise ValueError(f"{len(step.lit)} lines for {len(columns)} columns")
        if any(len(row) != len(head) for row in step.rows):
            raise ValueError(f"the rows do not have the {len(head)} columns")
        try:
            lit = [
                None if number is None else row_of[number]
                for number, row_of in zip(step.lit, rows_of_lines, strict=True)
            ]
        except KeyError as error:
            raise ValueError(f"line {error} is not shown") from error
        rows = [
            {"meaning": quantity_meaning(row[0]), "cells": row} for row in step.rows
        ]
        texts = {"says": step.says, "printed": step.printed, "failed": step.failed}
        step_data.append({"lit": lit, "rows": rows, **texts})
    code = [[cell[1] if cell else [] for cell in column] for column in columns]
    return {
        "alt": alt,
        "code": code,
        "names": list(names),
        "head": list(head),
        "steps": step_data,
        "words": dict(words),
    }


def quantity_meaning(name: str) -> str:
    """Return the meaning of the first name in a text: the gradient for `a.grad`.

    Returns:
        One of `app.content.quantities.MEANINGS`, or "".
    """
    if name.endswith(".grad"):
        return "gradient"
    first = re.match(r"\w*", name)
    return QUANTITIES.get(first[0] if first else "", ("",))[0]


def align_columns(
    columns: Sequence[Sequence[NumberedLine]],
) -> list[list[NumberedLine | None]]:
    """Return columns with gaps so that equal signposts and lines stand side by side.

    Args:
        columns: one or two, each of numbered lines.
    """
    parts = [_split_at_signposts(column) for column in columns]
    names = ["", *(sign for sign in SIGNPOSTS if any(sign in part for part in parts))]
    rows = [
        row
        for name in names
        for row in _align_section([part.get(name, []) for part in parts])
    ]
    return [list(column) for column in zip(*rows, strict=True)]


def _align_section(
    columns: Sequence[Sequence[NumberedLine]],
) -> Iterator[tuple[NumberedLine | None, ...]]:
    """Yield the rows of what stands under one signpost."""
    left, right = columns[0], columns[-1]
    texts = [["".join(text for text, _ in line) for _, line in c] for c in columns]
    match = SequenceMatcher(None, texts[0], texts[-1], autojunk=False)
    for _, i, k, j, m in match.get_opcodes():
        pieces = (left[i:k], right[j:m])[: len(columns)]
        yield from zip_longest(*pieces)


def _split_at_signposts(
    column: Sequence[NumberedLine],
) -> dict[str, list[NumberedLine]]:
    """Return lines by the signpost that they stand under, in the order of the code."""
    signpost = ""
    sections: dict[str, list[NumberedLine]] = {signpost: []}
    for number, line in column:
        if match := SIGNPOST_LINE.fullmatch("".join(text for text, _ in line).strip()):
            signpost = match[1]
        sections.setdefault(signpost, []).append((number, line))
    return sections
