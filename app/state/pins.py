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

MAX_NAME = 16
"""Characters of a name, at most."""


@dataclass(frozen=True)
class Pin:
    """A run to compare with.

    Args:
        letter: one of LETTERS; it marks the run in every figure.
        name: what the reader calls it, as `clean_name` returns it.
        settings: the value of each compared control, in their order.
    """

    letter: str
    name: str
    settings: dict[str, Value]

    @property
    def label(self) -> str:
        """Letter and name, the letter alone where they are the same."""
        return (
            self.letter if self.name == self.letter else f"{self.letter} · {self.name}"
        )


Pins = tuple[Pin, ...]
"""Pins in the order of their letters, no two at the same settings."""


def clean_name(text: str, max_length: int = MAX_NAME) -> str:
    """Return what of a stranger's text can stand in a line: printable, short.

    Other Markdown than quotes of code and brackets, which would end what surrounds
    them, is left for the caller to escape.
    """
    name = "".join(c if c.isprintable() else " " for c in text if c not in "`[]")
    name = " ".join(name[: 4 * max_length].split())[:max_length].strip()
    while len(quote(name)) > 4 * max_length:  # a sign may take twelve in a link
        name = name[:-1].strip()
    return name


def add_pin(pins: Sequence[Pin], pin: Pin) -> Pins:
    """Return the pins with one more.

    Raises:
        ValueError: if its letter is taken, or its settings are.
    """
    if any(pin.letter == old.letter or pin.settings == old.settings for old in pins):
        raise ValueError(f"{pin.letter} is pinned")
    return tuple(sorted((*pins, pin), key=lambda pin: pin.letter))


def free_letter(pins: Sequence[Pin]) -> str:
    """Return the first letter that no pin has, "" if there is none."""
    letters = {pin.letter for pin in pins}
    return next((letter for letter in LETTERS if letter not in letters), "")


def compared_settings(
    spec: ComparisonSpec, settings: dict[str, Value]
) -> dict[str, Value]:
    """Return the part of a page's settings that tells its runs apart."""
    return {name: settings[name] for name in spec.controls}


def write_pin(lesson: Lesson, pin: Pin) -> str:
    """Return a pin as a link carries it."""
    changes = [
        f"{name}:{lesson[name].write(value)}"
        for name, value in pin.settings.items()
        if value != lesson[name].default
    ]
    name = "" if pin.name == pin.letter else f"~{pin.name}"
    return ",".join([pin.letter, *changes]) + name


def read_pin(lesson: Lesson, text: str) -> Pin:
    """Return the pin that a link writes.

    Raises:
        ValueError, OverflowError: if it writes none.
    """
    run, tilde, name = text.partition("~")
    letter, *parts = run.split(",")
    if lesson.comparison is None or letter not in LETTERS or len(letter) != 1:
        raise ValueError(letter[:40])
    if tilde and (not name or name != clean_name(name)):
        raise ValueError(name[:40])
    settings: dict[str, Any] = {}
    for part in parts:
        control, _, value = part.partition(":")
        if control not in lesson.comparison.controls or control in settings:
            raise ValueError(control[:40])
        settings[control] = lesson[control].parse(value)
    settings = compared_settings(lesson.comparison, lesson.defaults | settings)
    return Pin(letter, name or letter, settings)
