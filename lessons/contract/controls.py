"""The controls of a lesson: finite choices, and texts that are parsed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Value = bool | int | float | str

MAX_TEXT_LENGTH = 200
"""Default limit on the length of a typed text, in characters."""

TOO_LONG = "long"
"""The reason that `TextControl.parse` gives for a text above its `max_length`."""


@dataclass(frozen=True)
class Control:
    """A setting with a name and a finite list of values.

    Widgets, links, the player's axes, exports and tests all read this list,
    so a value outside it never reaches a training.

    Args:
        name: keyword parameter of the lesson's `run`.
        default: its value on a first visit.
        values: every allowed value, in the order of the slider.
        use: "trained" needs a new training, "played" is recorded for all its values
            at once and moved in the browser, "shown" changes a figure only.
        crossed: whether the values of this played control are recorded at the current
            values of the other ones only; releasing one of them then records again.
    """

    name: str
    default: Value
    values: tuple[Value, ...]
    use: Literal["trained", "played", "shown"] = "trained"
    crossed: bool = False
    in_file: bool = field(default=True, init=False)

    def __post_init__(self) -> None:
        if self.default not in self.values:
            raise ValueError(f"{self.name}: {self.default!r} is not one of its values")
        if len(set(self.values)) < len(self.values):
            raise ValueError(f"{self.name}: a value is listed twice")

    def write(self, value: Value) -> str:
        """Return a value as text that `parse` reads back."""
        return str(value)

    def parse(self, text: str) -> Value:
        """Return the allowed value whose text is `text`.

        Raises:
            ValueError: if there is none.
        """
        for value in self.values:
            if text == str(value):
                return value
        if isinstance(self.default, bool | str):
            raise ValueError(f"{self.name}: {text[:40]!r}")
        number = float(text)
        for value in self.values:
            if number == value:
                return value
        raise ValueError(f"{self.name}: {text[:40]!r}")

    def check(self, value: Value) -> Value:
        """Return `value`, or raise ValueError if it is not one of `values`."""
        if value not in self.values:
            raise ValueError(f"{self.name}: {value!r} is not one of its values")
        return value


class ParseError(ValueError):
    """A text or file of a reader that cannot be parsed.

    Args:
        reason: name of the reason; the sentence for it is among the lesson's words.
        details: values for the placeholders of that sentence, the position for example.
    """

    def __init__(self, reason: str, **details: float | str):
        super().__init__(reason)
        self.details = details


@dataclass(frozen=True)
class TextPart:
    """A part of a typed text that has a widget of its own.

    Args:
        name: its label is in the words' section `CONTROL.parts`.
        kind: "slider": one of `values`. "choice": one of them, by their names in the
            section `CONTROL.NAME`. "picks": several of them, in the order picked.
        values: the options; None means that the text leaves this part out.
        value: the current value of the part.
        with_value: part's value → the control's value after this change.
    """

    name: str
    kind: Literal["slider", "choice", "picks"]
    values: tuple[Any, ...]
    value: Any
    with_value: Callable[[Any], Any]


@dataclass(frozen=True)
class TextControl:
    """A setting that the reader types: a text, parsed into a value or refused.

    The session and the link store the value, so a text that cannot be parsed changes
    nothing. The sentences for the reasons are in the words' section `NAME.refused`, or
    among those that all pages share.

    A value is hashable and may be a tuple of numbers; `run` takes it as it is.

    Args:
        name: keyword parameter of the lesson's `run`.
        default: its value on a first visit.
        read: text → value. Raises ParseError, or ValueError(reason);
            it reads anything a stranger may type, so it evaluates nothing of it.
        write: value → text that `read` reads back.
        samples: other values, for tests that go through every control.
        invalid_samples: texts that cannot be parsed, each with its reason.
        remark: text → name of a remark on a text that was parsed, "" for none;
            the sentence is among those that all pages share.
        parts: (value, all settings) → the parts of it that have widgets.
        use: as for Control; what is typed is never played.
        max_length: limit on the text, in characters.
        fits_link: value → whether it is short enough for a link.
        in_file: whether `run` of the lesson's files takes it; if not, the page alone
            uses it.
    """

    name: str
    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    samples: tuple[Any, ...] = ()
    invalid_samples: Mapping[str, str] = field(default_factory=dict)
    remark: Callable[[str], str] = lambda text: ""
    parts: Callable[[Any, Mapping[str, Any]], tuple[TextPart, ...]] = (
        lambda value, now: ()
    )
    use: Literal["trained", "shown"] = "trained"
    max_length: int = MAX_TEXT_LENGTH
    fits_link: Callable[[Any], bool] = lambda value: True
    in_file: bool = True
    crossed: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        for value in self.values:
            self.check(value)

    @property
    def values(self) -> tuple[Any, ...]:
        """Return some of the values: the default and the samples."""
        return (self.default, *self.samples)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Return the names of all reasons why a text may be refused."""
        return tuple(dict.fromkeys((TOO_LONG, *self.invalid_samples.values())))

    def parse(self, text: str) -> Any:
        """Return the value of a typed text.

        Raises:
            ValueError: with the name of the reason, if it cannot be parsed.
        """
        if len(text) > self.max_length:
            raise ParseError(TOO_LONG, typed=len(text), most=self.max_length)
        return self.read(text)

    def check(self, value: Any) -> Any:
        """Return `value`, or raise ValueError if no text stands for it."""
        if self.parse(self.write(value)) != value:
            raise ValueError(f"{self.name}: {value!r} cannot be typed")
        return value


Settings = Mapping[str, Any]
"""Values of controls by name; that of a TextControl may be any hashable object."""


def linear_range(low: float, high: float, step: float) -> tuple[float, ...]:
    """Return low, low + step, …, high, rounded to six decimals."""
    count = round((high - low) / step)
    return tuple(round(low + i * step, 6) for i in range(count + 1))


def log_range(low: float, high: float, per_decade: int) -> tuple[float, ...]:
    """Return values evenly spaced on a log scale, to two significant digits."""
    span = round(np.log10(high / low) * per_decade)
    raw = [low * 10 ** (i / per_decade) for i in range(span + 1)]
    return tuple(dict.fromkeys(float(f"{value:.2g}") for value in raw))
