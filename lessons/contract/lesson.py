"""A lesson: everything that a concept declares about itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from lessons.contract.controls import Control, Settings, TextControl, Value
from lessons.contract.exercises import Exercise
from lessons.contract.questions import Question
from lessons.contract.recording import Recording, Steps


@dataclass(frozen=True)
class Chapter:
    """A chapter's name and its concepts, in order."""

    name: str
    slugs: tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """Named settings that tell a part of a lesson's story.

    Args:
        name: its label stands in the words' section "scenarios".
        settings: what differs from the defaults; of what is typed the value read.
        shows: the verdict the figure then gives, if it gives one.
    """

    name: str
    settings: Settings
    shows: str | None = None


@dataclass(frozen=True)
class ComparisonSpec:
    """How runs of a lesson are compared; all other settings are common to them.

    Args:
        controls: the controls that tell runs apart.
        loss: the table of the loss, along t.
        path: the tables of the parameters whose path a figure draws, along t.
        rows: the tables with a row at each step of which a figure draws a picture.
        facts: the facts that this picture needs.
        least: the table of the least possible loss; it is 0 without one.
        timed: a plain training at some settings, one item an update, 200 at least.
        costs: the controls that an update's time depends on.
        dealt: at some settings, how many examples there are, and in a batch; None
            where there are no examples.
        per_frame: at some settings, the updates from one frame to the next, where a
            frame is more than what `Recording.stride` counts: an epoch.
    """

    controls: tuple[str, ...]
    loss: str
    timed: Callable[[Settings], Iterator[Any]]
    path: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    least: str | None = None
    costs: tuple[str, ...] = ()
    dealt: Callable[[Settings], tuple[int, int]] | None = None
    per_frame: Callable[[Settings], int] = lambda settings: 1

    @property
    def by(self) -> tuple[str, ...]:
        """What a run can be measured in, the usual one first."""
        counted = ("epochs", "examples") if self.dealt else ()
        return ("updates", *counted, "seconds")

    def seen(self, updates: np.ndarray, settings: Settings) -> tuple[np.ndarray, int]:
        """Examples seen after so many updates, and how many make an epoch.

        The last batch of an epoch may be short.

        Raises:
            ValueError: if there are no examples.
        """
        if self.dealt is None:
            raise ValueError("no examples")
        n, size = self.dealt(settings)
        whole, part = np.divmod(updates, -(-n // size))
        return whole * n + part * size, n


@dataclass(frozen=True)
class Lesson:
    """A concept: its controls, and how a recording for the figure is made.

    Args:
        controls: everything the reader sets, in the order of the page.
        record: called with the controls that are trained or crossed, by name; None
            if the lesson plays nothing.
        besides: what its page trains besides, as functions of a module, each called
            with the played and trained controls by name.
        scenarios: the story of the page, in order.
        notebook: the blocks of the page that its notebook says too, besides those
            called "code" and "remember", which are in every notebook.
        questions: what there is to predict, in the order asked.
        exercises: what there is to do, in the order given.
        compared: how its runs are compared, if they are.
        ladder: its files with_NAME.py, lowest rung first, where each replaces a piece
            of the one before; () where they stand side by side, NumPy first.
        state_dict: the weights at a frame as the bytes of a .pt file, if there is a
            model to take away: (recording, frame, settings).
        builds_on: the lessons it needs directly, by their slugs; None for the one
            before it in the course.
        stepped: the drawings of its page that are stepped in the browser, by the names
            that the page gives them; a link can carry the step of each.
        given: keyword arguments of `run` that no control sets, in a language: the data
            that a file or a notebook takes along.
        fetch_arguments: what `fetch` in the lesson's fetch.py takes to get the data
            that its page uses at these settings; None where that is what `given` says.
    """

    controls: tuple[Control | TextControl, ...]
    record: Callable[..., Steps] | None = None
    besides: tuple[Callable[..., Any], ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    notebook: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    compared: ComparisonSpec | None = None
    ladder: tuple[str, ...] = ()
    state_dict: Callable[[Recording, int, Settings], bytes] | None = None
    builds_on: tuple[str, ...] | None = None
    stepped: tuple[str, ...] = ()
    given: Callable[[str], dict[str, Any]] = lambda lang: {}
    fetch_arguments: Callable[[Settings], dict[str, Any] | None] = lambda settings: None

    def __post_init__(self) -> None:
        for scenario in self.scenarios:
            for name, value in scenario.settings.items():
                self[name].check(value)

    def __getitem__(self, name: str) -> Control | TextControl:
        """The control of that name, or KeyError."""
        for control in self.controls:
            if control.name == name:
                return control
        raise KeyError(name)

    @property
    def defaults(self) -> dict[str, Value]:
        """The settings of a first visit."""
        return {control.name: control.default for control in self.controls}

    def scenario(self, name: str) -> dict[str, Value]:
        """All settings of a scenario, or KeyError."""
        for scenario in self.scenarios:
            if scenario.name == name:
                return self.defaults | dict(scenario.settings)
        raise KeyError(name)

    def of(self, *uses: str) -> tuple[Control | TextControl, ...]:
        """The controls of these uses, in order."""
        return tuple(control for control in self.controls if control.use in uses)

    @property
    def recorded_for(self) -> tuple[Control | TextControl, ...]:
        """The controls a recording depends on, in order."""
        return tuple(c for c in self.controls if c.use == "trained" or c.crossed)

    def asked(self, question: Question, seed: int) -> dict[str, Value]:
        """All settings that a question is about in this draw.

        Raises:
            KeyError, ValueError: if it draws what no control has.
        """
        drawn = question.draw(Random(seed))
        checked = {name: self[name].check(value) for name, value in drawn.items()}
        return self.defaults | checked

    def task(self, exercise: Exercise, seed: int) -> dict[str, Value]:
        """The settings an exercise begins at in this draw, and its other numbers.

        Raises:
            ValueError: if it draws what a control does not have.
        """
        drawn = exercise.draw(Random(seed))
        for control in self.controls:
            control.check(drawn.get(control.name, control.default))
        return self.defaults | drawn

    def start(self, **settings: Value) -> Steps:
        """The computation for these settings.

        Raises:
            KeyError: if no value is given for a control.
            ValueError: if a value is not allowed, or the lesson plays nothing.
        """
        if self.record is None:
            raise ValueError("nothing is recorded")
        given = {c.name: c.check(settings[c.name]) for c in self.recorded_for}
        return self.record(**given)
