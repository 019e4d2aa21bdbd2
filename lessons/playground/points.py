"""Points of the reader's own: set on the figure, typed, or read from a CSV file."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from lessons.contract import ParseError, TextControl
from lessons.data import table
from lessons.data.table import Table
from lessons.toolkit.number_parser import normalize_signs, parse_numbers, quote

Point = tuple[float, float, int]
"""x1, x2 and the class, 0 or 1."""

Points = tuple[Point, ...]

CLASSES = "ab"
"""What the classes are called in a text: a is 0, b is 1."""

FARTHEST = 1.6
"""The figure shows −FARTHEST … FARTHEST both ways."""

MOST_LINKED = 30
"""Points that a link carries; more stay with the reader."""

MOST_ROWS = 500
MOST_BYTES = 1_000_000
NAMES = {
    "x1": ("x1", "x_1", "x₁", "x"),
    "x2": ("x2", "x_2", "x₂", "y"),
    "class": ("class", "classe", "label", "étiquette", "etiquette", "target", "y"),
}
"""What the columns of points are often called, the surest first."""

ONE = re.compile(r"\s*([^\W\d]?)([^A-Za-z]*)", re.ASCII)
"""A letter for the class, and what stands before the next letter."""

SKETCH: Points = (
    *((-0.9, 0.5, 0), (-0.4, 0.9, 0), (0.2, 1.0, 0), (0.8, 0.7, 0), (1.1, 0.1, 0)),
    *((-1.0, -0.3, 0), (-0.2, 0.1, 1), (0.3, 0.2, 1), (0.0, -0.4, 1), (0.5, -0.3, 1)),
)
"""An example."""


def write(points: Points) -> str:
    """`a0.5 -1.2 b…`: as short as it can be read."""
    return " ".join(f"{CLASSES[int(c)]}{x:g} {y:g}" for x, y, c in points)


def read(text: str) -> Points:
    """Parse points from a text; none from an empty one.

    Raises:
        ParseError: "word", "outside" or "many".
    """
    result: list[Point] = []
    text = normalize_signs(text).strip()
    for match in ONE.finditer(text):
        if not match[0]:  # the end
            continue
        details: dict[str, Any] = {
            "place": len(result) + 1,
            "what": quote(match[0].rstrip(" ,;")),
        }
        name = match[1].lower()
        try:
            numbers = parse_numbers(match[2].strip(" ,;"), 2)
        except ParseError:
            name = ""
        if not name or name not in CLASSES:
            raise ParseError("word", **details)
        x1, x2 = (number.value for number in numbers)
        if not max(abs(x1), abs(x2)) <= FARTHEST:
            raise ParseError("outside", **details)
        result.append((round(x1, 2) + 0.0, round(x2, 2) + 0.0, CLASSES.index(name)))
    if len(result) > MOST_ROWS:
        raise ParseError("many")
    return tuple(result)


POINTS = TextControl(
    "points",
    (),
    read,
    write,
    samples=(SKETCH,),
    invalid_samples={
        "c0.5 1": "word",
        "a0.5": "word",
        "a1 2 b0 0": "outside",
        "a0 0 " * 501: "many",
    },
    max_length=16 * MOST_ROWS,
    fits_link=lambda points: len(points) <= MOST_LINKED,
)


@lru_cache(maxsize=8)
def read_table(data: bytes, header: bool | None = None) -> Table:
    """Return the table in a reader's file; of too many rows some are drawn.

    Args:
        header: whether the first line names the columns; None: it is guessed.

    Raises:
        ParseError: with one of REASONS.
    """
    if len(data) > MOST_BYTES:
        raise ParseError("large")
    column_names = {*NAMES["x1"], *NAMES["x2"], *NAMES["class"]} - {"x", "y"}
    limits = {"most_rows": MOST_ROWS, "most_bytes": MOST_BYTES}
    result = table.read(data, column_names=column_names, header=header, **limits)
    if not result.rows:
        raise ParseError("bare")
    return result


def check_table(data: bytes) -> bytes:
    """Return a file, if points can be read from the columns that are guessed.

    Raises:
        ParseError: with one of REASONS.
    """
    data_table = read_table(data)
    points_of(data_table, *guess_columns(data_table))
    return data


def table_points(data: bytes, columns: Mapping[str, int] | None = None) -> Points:
    """Return the points of a file that `check_table` has accepted.

    Args:
        columns: those of "x1", "x2" and "class", where the guess is not right.
    """
    data_table = read_table(data)
    places = [columns[role] for role in NAMES] if columns else guess_columns(data_table)
    return points_of(data_table, *places)


def number_columns(data_table: Table) -> tuple[int, ...]:
    """Return the columns that hold numbers and nothing else, not all the same."""
    columns = ((i, data_table.column(i)) for i in range(len(data_table.names)))
    numbers = [i for i, cells in columns if all(map(table.NUMBER.fullmatch, cells))]
    return tuple(i for i in numbers if len(set(data_table.column(i))) > 1)


def class_columns(data_table: Table) -> tuple[int, ...]:
    """Return the columns that hold two values and nothing else, each several times."""
    counts = [Counter(data_table.column(i)) for i in range(len(data_table.names))]
    return tuple(
        i
        for i, of in enumerate(counts)
        if len(of) == 2 and "" not in of and min(of.values()) > 1
    )


def guess_columns(data_table: Table) -> tuple[int, int, int]:
    """Return the columns of x1, x2 and the class, by name or else by content.

    Raises:
        ParseError: "header" or "classes".
    """
    names = [name.casefold() for name in data_table.names]
    columns: dict[str, int] = {}
    for role, aliases in NAMES.items():
        own = [names.index(name) for name in aliases if name in names]
        if candidates := [i for i in own if i not in columns.values()]:
            columns[role] = candidates[0]
    pairs = [i for i in class_columns(data_table) if i not in columns.values()]
    if "class" not in columns and pairs:
        words = [i for i in pairs if i not in number_columns(data_table)]
        columns["class"] = (words or pairs[::-1])[0]
    numbers = [
        i for i in number_columns(data_table) if not _is_row_index(data_table, i)
    ]
    for role in ("x1", "x2"):
        candidates = [i for i in numbers if i not in columns.values()]
        if role not in columns and candidates:
            columns[role] = candidates[0]
    if len(columns) < 3:
        raise ParseError("header")
    return columns["x1"], columns["x2"], columns["class"]


def column_choices(data_table: Table) -> dict[str, tuple[tuple[int, ...], int]]:
    """Return for x1, x2 and the class the columns to choose from, and the choice."""
    candidates = (
        number_columns(data_table),
        number_columns(data_table),
        class_columns(data_table),
    )
    return dict(
        zip(NAMES, zip(candidates, guess_columns(data_table), strict=True), strict=True)
    )


def _is_row_index(data_table: Table, column: int) -> bool:
    """Return whether a column without a name only counts the rows."""
    if data_table.names[column] or not data_table.header:
        return False
    cells = data_table.column(column)
    return all(cell.isdecimal() for cell in cells) and len(set(cells)) == len(cells)


def points_of(data_table: Table, x1: int, x2: int, kind: int) -> Points:
    """Return the points of three columns.

    Each column of numbers is scaled to the figure; the two classes, in the order of
    their names, become 0 and 1.

    Raises:
        ParseError: why they cannot be read, with line and column where there are some.
    """
    across, up = (_numbers(data_table, column) for column in (x1, x2))
    classes = data_table.column(kind)
    if "" in classes:
        raise ParseError("unnamed", line=data_table.lines[classes.index("")])
    kinds = sorted(set(classes))
    if len(kinds) != 2:
        raise ParseError("one" if len(kinds) < 2 else "classes", found=len(kinds))
    if min(map(classes.count, kinds)) < 2:
        raise ParseError("few")
    return tuple(
        zip(_scale(across), _scale(up), map(kinds.index, classes), strict=True)
    )


def _numbers(data_table: Table, column: int) -> list[float]:
    cells, name = data_table.column(column), data_table.names[column] or str(column + 1)
    commas, numbers = table.decimal_commas(cells), []
    for line, cell in zip(data_table.lines, cells, strict=True):
        value = table.number(cell, commas=commas)
        if value is None:
            raise ParseError("number", line=line, column=name)
        if not abs(value) < 1e15:
            raise ParseError("endless", line=line, column=name)
        numbers.append(value)
    return numbers


def _scale(column: list[float]) -> list[float]:
    """Return the numbers in −1.4 … 1.4, with two decimals."""
    low, high = min(column), max(column)
    if low == high:
        raise ParseError("flat")
    return [round(2.8 * (v - low) / (high - low) - 1.4, 2) + 0.0 for v in column]


HEAD = b"x1,x2,class\n"
REFUSALS: dict[str, bytes] = {
    "large": HEAD + b"1,2,a\n" * 200_000,
    "binary": b"\x89PNG\0\1",
    "empty": b" \n",
    "quotes": HEAD + b'1,2,"a\n',
    "workbook": b"\xd0\xcf\x11\xe0",
    "zip_broken": b"PK\x03\x04",
    "encoding": HEAD + "1,2,é\n".encode() + b"1,2,\xff\n" + "3,4,é\n".encode(),
    "columns": b"x1,x2,class" + b",z" * 100 + b"\n",
    "header": b"p,q,r\na,b,c\n",
    "bare": HEAD,
    "cells": HEAD + b"1,2,a\n1,2,b,3\n",
    "unnamed": HEAD + b"1,2,\n",
    "number": HEAD + b"1,two,a\n",
    "endless": HEAD + b"1,1e99,a\n",
    "one": HEAD + b"1,2,a\n3,4,a\n",
    "classes": HEAD + b"1,2,a\n3,4,b\n5,6,c\n",
    "few": HEAD + b"1,2,a\n3,4,a\n5,6,b\n",
    "flat": HEAD + b"1,2,a\n1,4,a\n1,6,b\n1,7,b\n",
}
"""Each reason for which a file is refused, and a file that it is said of."""
