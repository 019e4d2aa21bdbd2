"""A lesson: everything that a concept declares about itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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
    """Named settings that show a case the lesson discusses.

    Args:
        name: its label is in the words' section "scenarios".
        settings: values that differ from the defaults; parsed ones for text controls.
        verdict: the verdict that the figure then shows, if it shows one.
        steps: the step at which a stepped figure begins, where that is not the first:
            the one that shows the case.
    """

    name: str
    settings: Settings
    verdict: str | None = None
    steps: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ComparisonSpec:
    """How runs of a lesson are compared; all other settings are the same for them.

    Args:
        controls: the controls whose values may differ between runs.
        loss: the table of the loss, along t.
        path: the tables of the parameters whose path a figure draws, along t.
        rows: the tables with a row at each step of which a figure draws a picture.
        facts: the facts that this picture needs.
        min_loss: the table of the least possible loss; None if it is 0.
        plain_training: settings → a function that trains for a number of updates;
            its updates are timed.
        cost_controls: the controls that an update's time depends on.
        batching: settings → (number of examples, batch size); None without examples.
        updates_per_frame: settings → updates from one frame to the next, where a frame
            is more than what `Recording.stride` counts: an epoch.
    """

    controls: tuple[str, ...]
    loss: str
    plain_training: Callable[[Settings], Callable[[int], object]]
    path: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    min_loss: str | None = None
    cost_controls: tuple[str, ...] = ()
    batching: Callable[[Settings], tuple[int, int]] | None = None
    updates_per_frame: Callable[[Settings], int] = lambda settings: 1

    @property
    def units(self) -> tuple[str, ...]:
        """Return the units in which runs can be measured, the default one first."""
        of_data = ("epochs", "examples") if self.batching else ()
        return ("updates", *of_data, "seconds")

    def examples_seen(
        self, updates: np.ndarray, settings: Settings
    ) -> tuple[np.ndarray, int]:
        """Return the examples seen after a number of updates, and the size of an epoch.

        The last batch of an epoch may be short.

        Raises:
            ValueError: if there are no examples.
        """
        if self.batching is None:
            raise ValueError("no examples")
        n, size = self.batching(settings)
        whole, part = np.divmod(updates, -(-n // size))
        return whole * n + part * size, n


@dataclass(frozen=True)
class Lesson:
    """A concept of the course: its controls and the computations behind its figures.

    Args:
        controls: everything the reader sets, in the order of the page.
        record: starts the computation of a recording; called with the trained and the
            crossed controls by name. None if the lesson has no player.
        extra_trainings: other trainings of its page, functions of a module, each called
            with the played and trained controls by name.
        scenarios: the cases that the page discusses, in order.
        notebook_blocks: the blocks of the page that its notebook contains, besides
            "code" and "remember", which are in every notebook.
        questions: in the order asked.
        exercises: in the order shown.
        comparison: how its runs are compared; None if they are not.
        stages: NAME of its files with_NAME.py, in order, where each replaces a piece of
            the one before; () where they are alternatives, NumPy first.
        state_dict: (recording, frame, settings) → the weights as the bytes of a .pt
            file; None if there is no model to download.
        prerequisites: the lessons it needs directly, by their slugs; None for the one
            before it in the course.
        step_figures: the figures of its page that are stepped through in the browser,
            by their names on the page; a link can carry the step of each.
        run_arguments: language → keyword arguments of `run` that no control sets: the
            data that a downloaded file or a notebook contains.
        fetch_arguments: settings → arguments of `fetch` in the lesson's fetch.py, which
            then gets the data of the page; None if `run_arguments` are that data.
    """

    controls: tuple[Control | TextControl, ...]
    record: Callable[..., Steps] | None = None
    extra_trainings: tuple[Callable[..., Any], ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    notebook_blocks: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    comparison: ComparisonSpec | None = None
    stages: tuple[str, ...] = ()
    state_dict: Callable[[Recording, int, Settings], bytes] | None = None
    prerequisites: tuple[str, ...] | None = None
    step_figures: tuple[str, ...] = ()
    run_arguments: Callable[[str], dict[str, Any]] = lambda lang: {}
    fetch_arguments: Callable[[Settings], dict[str, Any] | None] = lambda settings: None

    def __post_init__(self) -> None:
        for scenario in self.scenarios:
            for name, value in scenario.settings.items():
                self[name].check(value)

    def __getitem__(self, name: str) -> Control | TextControl:
        """Return the control of that name, or raise KeyError."""
        for control in self.controls:
            if control.name == name:
                return control
        raise KeyError(name)

    @property
    def defaults(self) -> dict[str, Value]:
        """Return the settings of a first visit."""
        return {control.name: control.default for control in self.controls}

    def scenario_settings(self, name: str) -> dict[str, Value]:
        """Return all settings of a scenario, or raise KeyError."""
        return self.defaults | dict(self.scenario(name).settings)

    def scenario(self, name: str) -> Scenario:
        """Return the scenario of that name, or raise KeyError."""
        for scenario in self.scenarios:
            if scenario.name == name:
                return scenario
        raise KeyError(name)

    def controls_with_use(self, *uses: str) -> tuple[Control | TextControl, ...]:
        """Return the controls with one of these uses, in order."""
        return tuple(control for control in self.controls if control.use in uses)

    @property
    def run_controls(self) -> tuple[Control | TextControl, ...]:
        """Return the controls that `run` of the lesson's files takes, in order."""
        controls = self.controls_with_use("played", "trained")
        return tuple(control for control in controls if control.in_file)

    @property
    def recording_controls(self) -> tuple[Control | TextControl, ...]:
        """Return the controls that a recording depends on, in order."""
        return tuple(c for c in self.controls if c.use == "trained" or c.crossed)

    def question_settings(self, question: Question, seed: int) -> dict[str, Value]:
        """Return all settings of a question for a seed.

        Raises:
            KeyError, ValueError: if it draws a value that no control has.
        """
        sample = question.draw(Random(seed))
        checked = {name: self[name].check(value) for name, value in sample.items()}
        return self.defaults | checked

    def task(self, exercise: Exercise, seed: int) -> dict[str, Value]:
        """Return an exercise's initial settings and its other numbers for a seed.

        Raises:
            ValueError: if it draws a value that a control does not have.
        """
        sample = exercise.draw(Random(seed))
        for control in self.controls:
            control.check(sample.get(control.name, control.default))
        return self.defaults | sample

    def start_recording(self, **settings: Value) -> Steps:
        """Return the computation of the recording for these settings.

        Raises:
            KeyError: if the value of a control is missing.
            ValueError: if a value is not allowed, or the lesson has no player.
        """
        if self.record is None:
            raise ValueError("nothing is recorded")
        checked = {c.name: c.check(settings[c.name]) for c in self.recording_controls}
        return self.record(**checked)
