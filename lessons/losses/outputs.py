"""Three numbers as a reader types them, each of which a slider sets too."""

from collections.abc import Mapping
from typing import Any

from lessons.contract import TextControl, TextPart, linear_range
from lessons.toolkit.number_parser import check_range, parse_numbers
from lessons.toolkit.number_parser import format_number as write_number

DECIMALS = 3

Three = tuple[float, ...]

NAMES = ("first", "second", "third")
INVALID_TEXTS = {
    "": "empty",
    "1, 2": "count",
    "1, 2, 3, 4": "count",
    "1, 2, x": "number",
    "1e9, 0, 0": "range",
    "9, 0, 0": "range",
    "1, 2, 0.12345": "decimals",
}
"""Texts that cannot be read, and why."""


def write(values: Three) -> str:
    """Return three numbers as they are typed: "3, -0.5, 0.8"."""
    return ", ".join(map(write_number, values))


def three(
    name: str, default: Three, low: float, high: float, samples: tuple[Three, ...]
) -> TextControl:
    """Return a control of three numbers from `low` to `high`."""

    def read(text: str) -> Three:
        return check_range(parse_numbers(text, len(NAMES)), low, high, DECIMALS)

    def parts(now: Three, settings: Mapping[str, Any]) -> tuple[TextPart, ...]:
        def part(place: int, label: str) -> TextPart:
            def with_value(value: float) -> Three:
                return (*now[:place], value, *now[place + 1 :])

            marks = sorted({*linear_range(low, high, 0.1), now[place]})
            return TextPart(label, "slider", tuple(marks), now[place], with_value)

        return tuple(part(place, label) for place, label in enumerate(NAMES))

    return TextControl(
        name,
        default=default,
        read=read,
        write=write,
        samples=samples,
        invalid_samples=INVALID_TEXTS,
        parts=parts,
    )
