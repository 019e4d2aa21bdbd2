"""The controls of a lesson: finite choices, and texts that are parsed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

Value = bool | int | float | str

MAX_TEXT_LENGTH = 200
"""The longest text a reader may type, in characters, where nothing else is said."""

TOO_LONG = "long"
"""The reason for which a longer one is refused."""


@dataclass(frozen=True)
class Control:
    """One thing the reader sets: a name and the finite list of its values.

    Widgets, links, the player's axes, exports and tests all read this list,
    so nothing outside it can ever be trained.

    Args:
        name: keyword parameter of the lesson's `run`.
        default: the value of a first visit.
        values: every allowed value, in the order of the slider.
        use: "trained" needs a new training, "played" is recorded for all its values
            at once and moved in the browser, "shown" changes a figure only.
        crossed: a played control whose values are recorded at the present place of
            the others only, so that letting go of one of them records anew.
    """

    name: str
    default: Value
    values: tuple[Value, ...]
    use: Literal["trained", "played", "shown"] = "trained"
    crossed: bool = False

    def __post_init__(self) -> None:
        if self.default not in self.values:
            raise ValueError(f"{self.name}: {self.default!r} is not one of its values")
        if len(set(self.values)) < len(self.values):
            raise ValueError(f"{self.name}: a value stands twice")

    def write(self, value: Value) -> str:
        """A value as text; `parse` gives it back."""
        return str(value)

    def parse(self, text: str) -> Value:
        """The allowed value that `text` writes.

        Raises:
            ValueError: if it writes none of them.
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
        """`value`, or ValueError if it is not allowed: the limit below the widgets."""
        if value not in self.values:
            raise ValueError(f"{self.name}: {value!r} is not one of its values")
        return value


class ParseError(ValueError):
    """A typed text that cannot be read.

    Args:
        reason: its name.
        tells: what the sentence for it says besides, where for example.
    """

    def __init__(self, reason: str, **tells: float | str):
        super().__init__(reason)
        self.tells = tells


@dataclass(frozen=True)
class TextPart:
    """A part of what is typed that can be set without typing.

    Args:
        name: its label stands in the words' section `CONTROL.parts`.
        kind: "slider": one of `values`. "choice": one of them, by their names in the
            section `CONTROL.NAME`. "picks": several of them, in the order picked.
        values: what there is to choose from; None is for nothing said.
        now: what is typed at present.
        put: the control's value with another choice here.
    """

    name: str
    kind: Literal["slider", "choice", "picks"]
    values: tuple[Any, ...]
    now: Any
    put: Callable[[Any], Any]


@dataclass(frozen=True)
class TextControl:
    """One thing the reader types: a text that is read into a value, or refused.

    The session and the link keep the value, so a text that cannot be read changes
    nothing. The sentences for the reasons are in the words' section `NAME.refused`, or
    among those that all pages share.

    A value is hashable and may be a tuple of numbers; `run` takes it as it is.

    Args:
        name: keyword parameter of the lesson's `run`.
        default: the value of a first visit.
        read: the value that a text writes. Raises ParseError, or ValueError(reason);
            it reads anything a stranger may type, so it evaluates nothing of it.
        write: the text of a value; `read` gives the value back.
        samples: other values, for tests that go through every control.
        refused: texts that cannot be read, each with its reason.
        marked: text → the name of what to say of a text that was read, "" for nothing;
            the sentence is among those that all pages share.
        parts: (value, all settings) → what of it can be set without typing.
        use: as for Control; what is typed is never played.
        longest: the longest text, in characters.
        linked: whether a value is short enough for a link.
    """

    name: str
    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str
    samples: tuple[Any, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    marked: Callable[[str], str] = lambda text: ""
    parts: Callable[[Any, Mapping[str, Any]], tuple[TextPart, ...]] = (
        lambda value, now: ()
    )
    use: Literal["trained", "shown"] = "trained"
    longest: int = MAX_TEXT_LENGTH
    linked: Callable[[Any], bool] = lambda value: True
    crossed: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        for value in self.values:
            self.check(value)

    @property
    def values(self) -> tuple[Any, ...]:
        """Some of the values: the default and the samples."""
        return (self.default, *self.samples)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why a text may be refused."""
        return tuple(dict.fromkeys((TOO_LONG, *self.refused.values())))

    def parse(self, text: str) -> Any:
        """The value that `text` writes.

        Raises:
            ValueError: with the name of the reason, if it writes none.
        """
        if len(text) > self.longest:
            raise ParseError(TOO_LONG, typed=len(text), most=self.longest)
        return self.read(text)

    def check(self, value: Any) -> Any:
        """`value`, or ValueError if no text writes it."""
        if self.parse(self.write(value)) != value:
            raise ValueError(f"{self.name}: {value!r} cannot be typed")
        return value


Settings = Mapping[str, Any]
"""Values of controls by name; that of a typed one may be more than a Value."""


def linear_range(low: float, high: float, step: float) -> tuple[float, ...]:
    """low, low + step, … high as decimals without rounding tails."""
    count = round((high - low) / step)
    return tuple(round(low + i * step, 6) for i in range(count + 1))


def log_range(low: float, high: float, per_decade: int) -> tuple[float, ...]:
    """Evenly spaced on a log scale, rounded to two significant digits."""
    span = round(np.log10(high / low) * per_decade)
    raw = [low * 10 ** (i / per_decade) for i in range(span + 1)]
    return tuple(dict.fromkeys(float(f"{value:.2g}") for value in raw))
