"""Exercises: tasks whose solutions are checked by running them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from lessons.contract.controls import Settings, TextControl

CheckResult = tuple[str, Mapping[str, float | str]]
"""RIGHT or the kind of mistake, and numbers for the words."""


@dataclass(frozen=True)
class Exercise:
    """Something to do; whether it is done is found by running it.

    The words are in the sections `exercise.NAME`, `.hints` (1, 2 …, the last one the
    way there) and `.told` (RIGHT, and each of `mistakes`).

    Args:
        name: of its words.
        kind: what is handed in. "settings": the page's settings. "fix": the name of one
            of `fixes`. "formula": a
            `lessons.toolkit.formula_parser.Formula`. "text": what `reads` makes of
            a line that is typed.
        check: (what is handed in; the task: settings and other numbers by name; the
            recording at these settings, None without one or for other kinds) → RIGHT
            or a mistake, and numbers.
        mistakes: the kinds of wrong answers; each has its own explanation.
        draw: the numbers of the task, by a seeded generator: settings by their names,
            all others are at their defaults, and whatever else it speaks of.
        uses: the controls that the reader answers with; the others stay as drawn.
        broken, fixes: for "fix", a function and the ways to change it.
        names: for "formula", what it may speak of.
        reads: for "text", how it is read; the sentences for what cannot be read are
            those of this control.
        cells: tensors that the task shows: name, values and marks of each.
    """

    name: str
    kind: Literal["settings", "fix", "formula", "text"]
    check: Callable[[Any, Settings, Any], CheckResult]
    mistakes: tuple[str, ...]
    draw: Callable[[Random], dict[str, Any]] = lambda random: {}
    uses: tuple[str, ...] = ()
    broken: Callable[..., Any] | None = None
    fixes: tuple[Callable[..., Any], ...] = ()
    names: tuple[str, ...] = ()
    reads: TextControl | None = None
    cells: Callable[[Settings], Sequence[tuple[str, Any, Mapping[str, Any]]]] | None = (
        None
    )

    @property
    def varies(self) -> bool:
        """Whether there are other numbers than those of the first draw."""
        return self.draw is not Exercise.draw

    def fix(self, name: str) -> Callable[..., Any]:
        """The fix of that name."""
        (found,) = (fix for fix in self.fixes if fix.__name__ == name)
        return found
