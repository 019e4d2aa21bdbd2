"""Exercises: tasks whose solutions are checked by running them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from lessons.contract.controls import Settings, TextControl

CheckResult = tuple[str, Mapping[str, float | str]]
"""RIGHT or the kind of mistake, and numbers for the words."""


@dataclass(frozen=True)
class Vocabulary:
    """What a typed line of PyTorch may name; every other name is refused.

    Args:
        variables: the tensors, modules and functions that the task gives it.
        words: what it may call or read: "torch.cat", "nn.MSELoss", "torch.float32",
            ".reshape" (of any object), "len".
        targets: what it may assign: "loss", "self.linear", "a.grad"; a name among them
            may also be assigned in part, `x[0] = …`.
    """

    variables: tuple[str, ...]
    words: tuple[str, ...]
    targets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exercise:
    """A task for the reader; running the solution decides whether it is right.

    The words are in the sections `exercise.NAME`, `.hints` (1, 2 …, the last one is the
    solution) and `.told` (RIGHT, and each of `mistakes`).

    Args:
        name: of its words.
        kind: what the reader submits. "settings": the page's settings. "fix": the name
            of one of `fixes`. "formula": a `lessons.toolkit.formula_parser.Formula`.
            "text": the value of a line that `text_control` parses. "line": a
            `lessons.toolkit.torch_line.TorchLine`, a line of PyTorch.
        check: (submission; task: settings and other numbers by name; recording at these
            settings, None without one or for other kinds) → RIGHT or a mistake, and
            numbers.
        mistakes: the kinds of wrong answers; each has its own explanation.
        solution: a right answer at the first draw, for the teacher: settings by name,
            the name of a fix, or what is typed.
        draw: seeded generator → the numbers of the task: settings by their names (all
            others are at their defaults) and other numbers of its words.
        answer_controls: the controls with which the reader answers; the others keep
            their drawn values.
        broken, fixes: for "fix", a function and the ways to change it.
        caller: for "fix", lines that call the function, its argument: the page shows
            them with what they give. It has the name of `broken`.
        names: for "formula", the names it may contain.
        vocabulary: for "line", what it may name.
        unfinished: for "line", task → a function in which the line is missing.
        text_control: for "text", the parser of the line; refusals use the words of this
            control.
        cells: tensors that the task shows: name, values and marks of each.
        figure: the figure under which it is set up, by the name that the page gives it;
            "" for the page's first one, which is where "settings" are; None for what is
            not about a figure.
    """

    name: str
    kind: Literal["settings", "fix", "formula", "text", "line"]
    check: Callable[[Any, Settings, Any], CheckResult]
    mistakes: tuple[str, ...]
    solution: Any = None
    draw: Callable[[Random], dict[str, Any]] = lambda random: {}
    answer_controls: tuple[str, ...] = ()
    broken: Callable[..., Any] | None = None
    fixes: tuple[Callable[..., Any], ...] = ()
    caller: Callable[[Callable[..., Any]], Any] | None = None
    names: tuple[str, ...] = ()
    vocabulary: Vocabulary | None = None
    unfinished: Callable[[Settings], Callable[..., Any]] | None = None
    text_control: TextControl | None = None
    cells: Callable[[Settings], Sequence[tuple[str, Any, Mapping[str, Any]]]] | None = (
        None
    )
    figure: str | None = None

    @property
    def place(self) -> str | None:
        """Return the figure under which it stands; None for the foot of the page."""
        return self.figure or "" if self.kind == "settings" else self.figure

    @property
    def has_variants(self) -> bool:
        """Tell whether other draws give other numbers."""
        return self.draw is not Exercise.draw

    def fix(self, name: str) -> Callable[..., Any]:
        """Return the fix of that name, or the function as it is."""
        functions = (self.broken, *self.fixes)
        (fix,) = (each for each in functions if each and each.__name__ == name)
        return fix
