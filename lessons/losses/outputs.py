"""Three numbers as a reader types them, each of which a slider sets too."""

import re
from collections.abc import Mapping
from typing import Any

from lessons.contract import Part, Typed, evenly

NUMBER = re.compile(r"[+-]?\d{1,3}(?:[.,]\d{1,3})?", re.ASCII)
BETWEEN = re.compile(r"\s*;\s*|,?\s+")
"""What parts numbers; a comma within a number is a decimal one."""

Three = tuple[float, ...]

NAMES = ("first", "second", "third")
REFUSED = {
    "": "count",
    "1, 2": "count",
    "1, 2, 3, 4": "count",
    "1, 2, x": "letters",
    "1e9, 0, 0": "letters",
    "9, 0, 0": "range",
}
"""Texts that cannot be read, and why."""


def write(values: Three) -> str:
    """Three numbers as they are typed: "3, -0.5, 0.8"."""
    return ", ".join(f"{value:g}" for value in values)


def three(
    name: str, default: Three, low: float, high: float, samples: tuple[Three, ...]
) -> Typed:
    """A control of three numbers from `low` to `high`."""

    def read(text: str) -> Three:
        text = text.replace("−", "-").strip(" ()[]")
        pieces = BETWEEN.split(text)
        if len(pieces) == 1:
            pieces = text.split(",")
        if len(pieces) != len(NAMES):
            raise ValueError("count")
        if not all(NUMBER.fullmatch(piece) for piece in pieces):
            raise ValueError("letters")
        values = tuple(float(piece.replace(",", ".")) + 0.0 for piece in pieces)
        if not all(low <= value <= high for value in values):
            raise ValueError("range")
        return values

    def parts(now: Three, settings: Mapping[str, Any]) -> tuple[Part, ...]:
        def part(place: int, label: str) -> Part:
            def put(value: float) -> Three:
                return (*now[:place], value, *now[place + 1 :])

            marks = sorted({*evenly(low, high, 0.1), now[place]})
            return Part(label, "slider", tuple(marks), now[place], put)

        return tuple(part(place, label) for place, label in enumerate(NAMES))

    return Typed(
        name,
        default=default,
        read=read,
        write=write,
        samples=samples,
        refused=REFUSED,
        parts=parts,
    )
