"""What the reader sets by hand: points of the training set that are moved, a start."""

import re

from lessons.contract import ParseError, TextControl
from lessons.toolkit.number_parser import normalize_signs, parse_numbers, quote

Moved = tuple[tuple[int, float, float], ...]
"""For each moved point its index, and the x and y where it is."""

LARGEST_INDEX = 399
"""The last training point of the largest data set."""
FARTHEST = 20.0
"""Limit on y, a and b."""
MOST_MOVED = 50
MOST_LINKED = 8
"""Moved points that a link carries; more stay with the reader."""

POINT = re.compile(r"\s*(\d{1,4})\s*:([^:;]*)(?:;|$)", re.ASCII)
"""An index, and what stands up to the next semicolon."""


def read_moved(text: str) -> Moved:
    """Parse moved points, `3: 0.42 1.9; 7: 0.1 3`; none from an empty text.

    Raises:
        ParseError: "word", "outside", "twice" or "many".
    """
    text = normalize_signs(text).strip().rstrip(";")
    points: dict[int, tuple[float, float]] = {}
    at = 0
    while at < len(text):
        match = POINT.match(text, at)
        rest = text[at:].partition(";")[0]
        if not match:
            raise ParseError("word", what=quote(rest.strip()))
        try:
            x, y = (round(n.value, 2) + 0.0 for n in parse_numbers(match[2].strip(), 2))
        except ParseError as error:
            raise ParseError("word", what=quote(rest.strip())) from error
        index, at = int(match[1]), match.end()
        if index > LARGEST_INDEX or not 0 <= x <= 1 or not abs(y) <= FARTHEST:
            raise ParseError("outside", what=quote(rest.strip()))
        if index in points:
            raise ParseError("twice", index=index)
        points[index] = x, y
    if len(points) > MOST_MOVED:
        raise ParseError("many", most=MOST_MOVED)
    return tuple((index, *points[index]) for index in sorted(points))


def write_moved(moved: Moved) -> str:
    """Return moved points as text that `read_moved` reads back."""
    return "; ".join(f"{index}: {x:g} {y:g}" for index, x, y in moved)


def read_start(text: str) -> tuple[float, ...]:
    """Parse a and b, `0.3 -1.2`; () from an empty text: the start is then drawn.

    Raises:
        ParseError: "word" or "outside".
    """
    text = normalize_signs(text).strip()
    if not text:
        return ()
    try:
        a, b = (round(number.value, 2) + 0.0 for number in parse_numbers(text, 2))
    except ParseError as error:
        raise ParseError("word", what=quote(text)) from error
    if not max(abs(a), abs(b)) <= FARTHEST:
        raise ParseError("outside", what=quote(text))
    return a, b


def write_start(start: tuple[float, ...]) -> str:
    """Return a start as text that `read_start` reads back."""
    return " ".join(f"{value:g}" for value in start)


MOVED = TextControl(
    "moved",
    (),
    read_moved,
    write_moved,
    samples=(((0, 0.95, -1.0),), ((3, 0.42, 1.9), (7, 0.1, 3.0))),
    invalid_samples={
        "0.95 -1": "word",
        "3: 0.2": "word",
        "3: 1.2 0": "outside",
        "900: 0.5 1": "outside",
        "3: 0 0; 3: 1 1": "twice",
        "; ".join(f"{i}: 0 0" for i in range(51)): "many",
    },
    max_length=24 * MOST_MOVED,
    fits_link=lambda moved: len(moved) <= MOST_LINKED,
)

START = TextControl(
    "start",
    (),
    read_start,
    write_start,
    samples=((2.5, -2.0),),
    invalid_samples={"a": "word", "1": "word", "1 21": "outside"},
)
