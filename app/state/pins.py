"""A pinned run: its letter, its name, the settings that tell it from others; as text.

In a link it is `A,lr:0.5,batch_size:4~name`: only what differs from the defaults, and
the name only if it is not the letter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from lessons.contract import ComparisonSpec, Lesson, Value

LETTERS = "ABCD"
"""The letters of pins, and so how many there may be."""

LONGEST = 16
"""Characters of a name."""


@dataclass(frozen=True)
class Pin:
    """A run to compare with.

    Args:
        letter: one of LETTERS; it marks the run in every figure.
        name: what the reader calls it, as `shown` leaves it.
        at: the value of each compared control, in their order.
    """

    letter: str
    name: str
    at: dict[str, Value]

    @property
    def label(self) -> str:
        """Letter and name, the letter alone where they are the same."""
        return (
            self.letter if self.name == self.letter else f"{self.letter} · {self.name}"
        )


Pins = tuple[Pin, ...]
"""Pins in the order of their letters, no two at the same settings."""


def shown(text: str, longest: int = LONGEST) -> str:
    """What of a stranger's text can be shown in a line: printable, trimmed, short.

    What Markdown would read as its own is left to whoever shows it; quotes of code and
    brackets, which end what surrounds them, are gone.
    """
    kept = "".join(c if c.isprintable() else " " for c in text if c not in "`[]")
    kept = " ".join(kept[: 4 * longest].split())[:longest].strip()
    while len(quote(kept)) > 4 * longest:  # a sign may take twelve in a link
        kept = kept[:-1].strip()
    return kept


def among(pins: Sequence[Pin], pin: Pin) -> Pins:
    """The pins with one more.

    Raises:
        ValueError: if its letter is taken, or its settings are.
    """
    if any(pin.letter == old.letter or pin.at == old.at for old in pins):
        raise ValueError(f"{pin.letter} is pinned")
    return tuple(sorted((*pins, pin), key=lambda pin: pin.letter))


def free(pins: Sequence[Pin]) -> str:
    """The first letter that is not taken, "" if there is none."""
    taken = {pin.letter for pin in pins}
    return next((letter for letter in LETTERS if letter not in taken), "")


def place(compared: ComparisonSpec, settings: dict[str, Value]) -> dict[str, Value]:
    """The part of a page's settings that tells its runs apart."""
    return {name: settings[name] for name in compared.controls}


def write(lesson: Lesson, pin: Pin) -> str:
    """A pin as a link has it."""
    differs = [f"{k}:{v}" for k, v in pin.at.items() if v != lesson[k].default]
    name = "" if pin.name == pin.letter else f"~{pin.name}"
    return ",".join([pin.letter, *differs]) + name


def read(lesson: Lesson, text: str) -> Pin:
    """The pin that a link writes.

    Raises:
        ValueError, OverflowError: if it writes none.
    """
    said, tilde, name = text.partition("~")
    letter, *parts = said.split(",")
    if lesson.comparison is None or letter not in LETTERS or len(letter) != 1:
        raise ValueError(letter[:40])
    if tilde and (not name or name != shown(name)):
        raise ValueError(name[:40])
    given: dict[str, Any] = {}
    for part in parts:
        control, _, value = part.partition(":")
        if control not in lesson.comparison.controls or control in given:
            raise ValueError(control[:40])
        given[control] = lesson[control].parse(value)
    return Pin(
        letter, name or letter, place(lesson.comparison, lesson.defaults | given)
    )
