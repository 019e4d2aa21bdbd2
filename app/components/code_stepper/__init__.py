"""Lines of code and what they leave behind, as plain data: stepped in the browser.

Code stands in one column, or in two that are aligned at their signposts. Each step
lights a line and shows a table; what has changed since the step before is marked.
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
    """One moment of a run.

    Args:
        lit: for each column the number of the line that has just run, counted as in
            `lessons.toolkit.line_trace.Ran`; None for none.
        rows: of the table: the name, then a text for each other column.
        says: a sentence.
        printed: what Python has printed here, as it is: an error's message.
        failed: whether the line was refused.
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
    """What the browser steps through.

    Args:
        functions: whose source is shown, a column each: one or two.
        steps: in the order in which they ran; one at least.
        words: the catalogue's section "steps".
        head: titles of the table's columns.
        alt: what the whole is called by who does not see it.
        names: a title for each column of code, or none.

    Raises:
        ValueError: if there is no step, or if a step lights a line that is not shown,
            or does not say for each column which; or if a row is not as long as `head`.
    """
    if not steps:
        raise ValueError("no steps")
    columns = align_columns([numbered_lines(function) for function in functions])
    places = [
        {cell[0]: at for at, cell in enumerate(column) if cell} for column in columns
    ]
    told = []
    for step in steps:
        if len(step.lit) != len(columns):
            raise ValueError(f"{len(step.lit)} lines for {len(columns)} columns")
        if any(len(row) != len(head) for row in step.rows):
            raise ValueError(f"the rows do not have the {len(head)} columns")
        try:
            lit = [
                None if number is None else place[number]
                for number, place in zip(step.lit, places, strict=True)
            ]
        except KeyError as error:
            raise ValueError(f"line {error} is not shown") from error
        rows = [
            {"meaning": quantity_meaning(row[0]), "cells": row} for row in step.rows
        ]
        said = {"says": step.says, "printed": step.printed, "failed": step.failed}
        told.append({"lit": lit, "rows": rows, **said})
    code = [[cell[1] if cell else [] for cell in column] for column in columns]
    return {
        "alt": alt,
        "code": code,
        "names": list(names),
        "head": list(head),
        "steps": told,
        "words": dict(words),
    }


def quantity_meaning(name: str) -> str:
    """The meaning of a quantity by the first name in a text: of `a.grad` the gradient.

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
    """One or two columns with gaps: equal signposts, and equal lines, side by side."""
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
    """The rows of what stands under one signpost."""
    left, right = columns[0], columns[-1]
    texts = [["".join(text for text, _ in line) for _, line in c] for c in columns]
    match = SequenceMatcher(None, texts[0], texts[-1], autojunk=False)
    for _, i, k, j, m in match.get_opcodes():
        pieces = (left[i:k], right[j:m])[: len(columns)]
        yield from zip_longest(*pieces)


def _split_at_signposts(
    column: Sequence[NumberedLine],
) -> dict[str, list[NumberedLine]]:
    """Lines by the signpost they stand under, in the order of the code."""
    now = ""
    parts: dict[str, list[NumberedLine]] = {now: []}
    for number, line in column:
        if found := SIGNPOST_LINE.fullmatch("".join(text for text, _ in line).strip()):
            now = found[1]
        parts.setdefault(now, []).append((number, line))
    return parts
