"""Points of the reader's own: set on the figure, typed, or read from a CSV file."""

import csv
import io
import re
from typing import Any

from lessons.contract import Refused, Typed
from lessons.number_reader import quoted, read_numbers, with_plain_signs

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
MOST_BYTES = 200_000
ACCEPT = ".csv,.tsv,.txt,text/csv,text/plain"

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
    """The points that a text writes; none for an empty one.

    Raises:
        Refused: "word", "outside" or "many".
    """
    found: list[Point] = []
    text = with_plain_signs(text).strip()
    for match in ONE.finditer(text):
        if not match[0]:  # the end
            continue
        told: dict[str, Any] = {
            "place": len(found) + 1,
            "what": quoted(match[0].rstrip(" ,;")),
        }
        name = match[1].lower()
        try:
            numbers = read_numbers(match[2].strip(" ,;"), 2)
        except Refused:
            name = ""
        if not name or name not in CLASSES:
            raise Refused("word", **told)
        x1, x2 = (number.value for number in numbers)
        if not max(abs(x1), abs(x2)) <= FARTHEST:
            raise Refused("outside", **told)
        found.append((round(x1, 2) + 0.0, round(x2, 2) + 0.0, CLASSES.index(name)))
    if len(found) > MOST_ROWS:
        raise Refused("many")
    return tuple(found)


POINTS = Typed(
    "points",
    (),
    read,
    write,
    samples=(SKETCH,),
    refused={
        "c0.5 1": "word",
        "a0.5": "word",
        "a1 2 b0 0": "outside",
        "a0 0 " * 501: "many",
    },
    longest=16 * MOST_ROWS,
    linked=lambda points: len(points) <= MOST_LINKED,
)


def table(data: bytes) -> Points:
    """The points of a CSV file with the columns x1, x2 and class.

    Commas, or semicolons with decimal commas. Each column of numbers is scaled to the
    figure; the two classes, in the order of their names, become 0 and 1.

    Raises:
        Refused: why it cannot be read, with the line where there is one.
    """
    if len(data) > MOST_BYTES:
        raise Refused("large")
    try:
        text = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise Refused("binary") from None
    if "\0" in text:
        raise Refused("binary")
    if not text:
        raise Refused("empty")
    semicolons = ";" in text.splitlines()[0]
    try:
        rows = [
            (i, [cell.strip() for cell in row])
            for i, row in enumerate(
                csv.reader(io.StringIO(text), delimiter=",;"[semicolons], strict=True),
                1,
            )
            if any(cell.strip() for cell in row)
        ]
    except csv.Error:
        raise Refused("quotes") from None
    if not rows:
        raise Refused("empty")
    (_, head), *body = rows
    names = [name.lower() for name in head]
    if sorted(names) != ["class", "x1", "x2"]:
        raise Refused("header")
    if not body:
        raise Refused("bare")
    if len(body) > MOST_ROWS:
        raise Refused("rows", rows=str(len(body)))
    order = [names.index(name) for name in ("x1", "x2", "class")]
    columns: tuple[list[float], list[float]] = ([], [])
    classes: list[str] = []
    for line, row in body:
        if len(row) != 3:
            raise Refused("cells", line=str(line))
        *numbers, name = (row[i] for i in order)
        for column, cell in zip(columns, numbers, strict=True):
            column.append(_number(cell, semicolons, line))
        if not name:
            raise Refused("unnamed", line=str(line))
        classes.append(name)
    kinds = sorted(set(classes))
    if len(kinds) != 2:
        raise Refused("one" if len(kinds) < 2 else "classes", found=str(len(kinds)))
    if min(map(classes.count, kinds)) < 2:
        raise Refused("few")
    across, up = (_scaled(column) for column in columns)
    return tuple(zip(across, up, map(kinds.index, classes), strict=True))


def _number(cell: str, semicolons: bool, line: int) -> float:
    try:
        value = float(cell.replace(",", ".") if semicolons else cell)
    except ValueError:
        raise Refused("number", line=str(line)) from None
    if not abs(value) < 1e15:
        raise Refused("endless", line=str(line))
    return value


def _scaled(column: list[float]) -> list[float]:
    """The numbers in −1.4 … 1.4, with two decimals."""
    low, high = min(column), max(column)
    if low == high:
        raise Refused("flat")
    return [round(2.8 * (v - low) / (high - low) - 1.4, 2) + 0.0 for v in column]


REFUSALS: dict[str, bytes] = {
    "large": b"x1,x2,class\n" + b"1,2,a\n" * 40_000,
    "binary": b"PK\0\1",
    "empty": b" \n",
    "quotes": b'x1,x2,class\n1,2,"a\n',
    "header": b"x,y,label\n1,2,a\n",
    "bare": b"x1,x2,class\n",
    "rows": b"x1,x2,class\n" + b"1,2,a\n" * 501,
    "cells": b"x1,x2,class\n1,2,a\n1,2\n",
    "unnamed": b"x1,x2,class\n1,2,\n",
    "number": b"x1,x2,class\n1,two,a\n",
    "endless": b"x1,x2,class\n1,nan,a\n",
    "one": b"x1,x2,class\n1,2,a\n3,4,a\n",
    "classes": b"x1,x2,class\n1,2,a\n3,4,b\n5,6,c\n",
    "few": b"x1,x2,class\n1,2,a\n3,4,a\n5,6,b\n",
    "flat": b"x1,x2,class\n1,2,a\n1,4,a\n1,6,b\n1,7,b\n",
}
"""Each reason for which a file is refused, and a file that it is said of."""
