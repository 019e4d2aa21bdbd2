"""Questions: what a reader predicts before the figure shows it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import hypot, log, prod
from random import Random
from typing import Any, Literal

from lessons.contract.controls import Settings, Value

FromRun = Callable[[Any, Settings], Any]
"""A function (recording, settings) → something about the run; without a recording the
first argument is None."""

RIGHT = "right"

CURVE_AT = (0.05, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Where a guessed curve is compared, as fractions of the figure's width."""

GRID = 60
"""How many steps a mark on the figure can make across and up."""

ON_FIGURE = ("point", "curve")
"""Kinds of questions that are answered on the figure itself."""


@dataclass(frozen=True)
class Question:
    """A question whose answer the reader predicts before the figure shows it.

    `answer` computes the answer from the run; none is stored. The words
    are in the sections `predict.NAME`, `.options` (a label for each option, or one
    `item` for all values), `.because` (why each kind of wrong guess is wrong: see
    `mistakes`) and `.shows` (what the run shows: see `findings`).

    Args:
        name: of its words.
        kind: what is guessed. "choice": one of `options`. "number": one of `values`.
            "order": all `values`, as a tuple. "point": (x, y) on the figure. "curve":
            heights at CURVE_AT of the figure's width.
        draw: seeded generator → the settings of the question; the others are at their
            defaults.
        answer: the right guess.
        options, values: the possible guesses, in the order shown.
        never_correct: options that are right in no run.
        tolerance: how far a right guess may be off. A number: by so much, or, if `log`,
            by this factor; a point or curve: by this part of the frame.
        log: whether a number or the height of a curve is compared as a ratio.
        misconceptions: by the name of a misconception, the wrong guess it leads to.
        numbers: numbers for the words.
        outcomes: names of what runs may show, for kinds other than "choice".
        outcome: which of them this run shows.
        step: where the answer is read: a frame of the figure, or in a graph the name of
            the tensor whose gradient it is; None for the end.
        view: the kind of the view that shows the guess, "" for none.
        axes: across and up in that view, None across for a level or a curve; their
            frames are the facts NAME_window.
    """

    name: str
    kind: Literal["choice", "number", "order", "point", "curve"]
    draw: Callable[[Random], dict[str, Any]]
    answer: FromRun
    options: tuple[str, ...] = ()
    never_correct: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    tolerance: float = 0
    log: bool = False
    misconceptions: Mapping[str, FromRun] = field(default_factory=dict)
    numbers: FromRun = lambda recording, settings: {}
    outcomes: tuple[str, ...] = ("run",)
    outcome: FromRun = lambda recording, settings: "run"
    step: FromRun = lambda recording, settings: None
    view: str = ""
    axes: tuple[str | None, ...] = ()

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Return the kinds of wrong guesses; each has its own explanation."""
        if self.kind == "choice":
            return self.options
        more = {"order": ("mixed",), "point": ("elsewhere",)}
        return (*self.misconceptions, *more.get(self.kind, ("too_low", "too_high")))

    @property
    def findings(self) -> tuple[str, ...]:
        """Return the names of what runs may show; each has its own explanation."""
        if self.kind != "choice":
            return self.outcomes
        return tuple(name for name in self.options if name not in self.never_correct)

    def judge(self, guess: Any, recording: Any, settings: Settings) -> str:
        """Return RIGHT, or the one of `mistakes` that the guess is."""
        answer = self.answer(recording, settings)
        if self.distance(guess, answer, recording) <= self.tolerance:
            return RIGHT
        if self.kind == "choice":
            return guess
        for name, misconception in self.misconceptions.items():
            wrong = misconception(recording, settings)
            if self.distance(guess, wrong, recording) <= self.tolerance:
                return name
        if self.kind in ("order", "point"):
            return self.mistakes[-1]
        low = guess < answer if self.kind == "number" else prod(guess) < prod(answer)
        return "too_low" if low else "too_high"

    def finding(self, recording: Any, settings: Settings) -> str:
        """Return the one of `findings` that the run shows."""
        name_of = self.answer if self.kind == "choice" else self.outcome
        return name_of(recording, settings)

    def answer_option(self, recording: Any, settings: Settings) -> Any:
        """Return the option nearest to the answer; None for points and curves."""
        if self.kind in ON_FIGURE:
            return None
        answer = self.answer(recording, settings)
        if self.kind != "number":
            return answer
        return min(self.values, key=lambda v: self.distance(v, answer, recording))

    def distance(self, guess: Any, answer: Any, recording: Any) -> float:
        """Return how far a guess is from an answer, in the units of `tolerance`."""
        if self.kind in ("choice", "order"):
            return float(guess != answer)
        if self.kind == "number":
            if not self.log:
                return abs(guess - answer)
            return max(guess / answer, answer / guess) if answer > 0 else float("inf")
        frames = [recording.facts[f"{axis}_window"] for axis in self.axes if axis]
        if self.kind == "point":
            return hypot(
                *(
                    (g - a) / (high - low)
                    for g, a, (low, high) in zip(guess, answer, frames, strict=True)
                )
            )
        low, high = frames[0]
        return sum(abs(log(g / a)) for g, a in zip(guess, answer, strict=True)) / (
            len(guess) * log(high / low)
        )

    def in_units(self, recording: Any, places: Sequence[int]) -> tuple[float, ...]:
        """Return places of marks on the figure in the units of its axes.

        Args:
            places: steps of GRID across and up, or up at each of CURVE_AT.
        """
        frames = [recording.facts[f"{axis}_window"] for axis in self.axes if axis]
        if self.kind == "curve":  # its height is on a log scale
            low, high = frames[0]
            return tuple(low * (high / low) ** (i / GRID) for i in places)
        return tuple(
            low + (high - low) * i / GRID
            for i, (low, high) in zip(places, frames, strict=True)
        )
