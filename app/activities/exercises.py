"""Exercises: something to do with the page, checked by running what was submitted."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import streamlit as st

from app.activities.prediction import Prediction
from app.state.activity_state import ExerciseAttempt, ExerciseResult, Submission
from app.state.page_context import PageContext
from app.state.page_lifecycle import apply_settings
from lessons.contract import RIGHT, Exercise, ParseError, Recording, Value
from lessons.toolkit.formula_parser import UndefinedError, parse
from lessons.toolkit.torch_line import parse_line


class Exercises:
    """The exercises of a page, and where this session is with them.

    They are drawn by app/activities/exercise_block.py.

    Args:
        context: the page and this run of it.
        prediction: its questions; where one stands, no exercise does.
        recording: returns what the page's player replays; with `whole=True` it waits
            for all of it.
    """

    def __init__(
        self,
        context: PageContext,
        prediction: Prediction,
        recording: Callable[..., Recording],
    ):
        self.context, self.prediction = context, prediction
        self.recording = recording
        self.state = context.state.exercise

    @property
    def attempt(self) -> ExerciseAttempt:
        """Where the reader is with the exercise on the page."""
        return self.state.attempt

    @property
    def exercise(self) -> Exercise:
        """The exercise on the page, as the lesson has it."""
        return self.context.lesson.exercises[self.attempt.index]

    @cached_property
    def task(self) -> dict[str, Value]:
        """The settings it begins at, and its other numbers; some are drawn by a run."""
        return self.context.lesson.task(self.exercise, self.attempt.seed)

    @property
    def answer_widget(self) -> str:
        """The key of the widget that takes the answer."""
        draw = f"{self.exercise.name}/{self.attempt.seed}"
        return self.context.widget_key(f"exercise/answer/{draw}")

    # ---- what the reader does ----

    def open(self, index: int, seed: int = 0) -> None:
        """Go to an exercise, or to another draw of it."""
        self.state.attempt = ExerciseAttempt(index, seed)
        self.state.n_readings += 1
        self.__dict__.pop("task", None)

    def open_variant(self) -> None:
        """Go to the same exercise with other numbers."""
        before, seed = self.task, self.attempt.seed + 1
        while self.context.lesson.task(self.exercise, seed) == before:
            seed += 1
        self.open(self.attempt.index, seed)

    def show_hint(self) -> None:
        """Show one hint more."""
        self.attempt.hints += 1
        self.state.n_readings += 1

    def begin(self) -> None:
        """Put the page where the exercise begins."""
        lesson = self.context.lesson
        settings = {c.name: self.task[c.name] for c in lesson.controls}
        self.attempt.is_running = True
        # An answered question leaves its place under the figure.
        self.context.state.prediction.attempt = None
        self.state.n_readings += 1
        apply_settings(self.context.slug, lesson, settings, still=True)

    def show(self) -> None:
        """Bring the reader to the exercise, where it stands."""
        self.state.n_readings += 1

    def submit(self) -> None:
        """Have the answer checked, in the run that follows."""
        self.state.n_submissions += 1
        self.attempt.submission = Submission(self.answer)

    # ---- what comes of it ----

    @property
    def answer(self) -> Any:
        """What would be submitted now; None while there is nothing."""
        if self.exercise.kind == "settings":
            return {c.name: self.context.settings[c.name] for c in self._controls}
        answer = st.session_state.get(self.answer_widget) or None
        if self.exercise.broken:  # what is run without a change
            return answer or self.exercise.broken.__name__
        return answer

    @property
    def is_under_figure(self) -> bool:
        """Whether it stands under the figure: set up there, and no question is."""
        return self.attempt.is_running and not self.prediction.has_begun

    def is_set_up_at(self, figure: str) -> bool:
        """Tell whether it stands under this figure, as `Exercise.figure` names it."""
        return self.is_under_figure and self.exercise.place == figure

    @property
    def waits_for_figure(self) -> bool:
        """Whether its answer is typed under a figure that is not set up yet."""
        exercise = self.exercise
        is_typed = exercise.kind != "settings" and exercise.place is not None
        return is_typed and not self.attempt.is_running

    @property
    def moved_controls(self) -> list[str]:
        """The controls that are not where the exercise wants them."""
        if self.exercise.kind != "settings":
            return []
        answers, settings = self.exercise.answer_controls, self.context.settings
        fixed = [c.name for c in self._controls if c.name not in answers]
        return [name for name in fixed if settings[name] != self.task[name]]

    @property
    def result(self) -> ExerciseResult | None:
        """What came of the last submission, while it is what would be submitted now."""
        submission = self.attempt.submission
        if not submission or submission.answer != self.answer or self.moved_controls:
            return None
        if submission.result is None:
            submission.result = self._check(submission.answer)
            names = self.state.solved_names
            is_right = submission.result.verdict == RIGHT
            if is_right and self.exercise.name not in names:
                names.append(self.exercise.name)
        return submission.result

    def judge(self) -> None:
        """Judge an answer just submitted, before anything on the page counts it."""
        if self.attempt.submission:
            _ = self.result

    @property
    def _controls(self) -> list[Any]:
        """The controls that count: what is only shown does not, unless it is used."""
        lesson = self.context.lesson
        shown = {control.name for control in lesson.controls_with_use("shown")}
        ignored = shown - {*self.exercise.answer_controls}
        return [c for c in lesson.controls if c.name not in ignored]

    def _check(self, answer: Any) -> ExerciseResult:
        """Return verdict and numbers, worked out by running."""
        exercise, rec = self.exercise, None
        if exercise.kind == "settings":
            rec = self.recording(whole=True) if self.context.lesson.record else None
        if answer is None:
            return ExerciseResult("empty", text="")
        if exercise.broken and answer == exercise.broken.__name__:
            return ExerciseResult("unchanged")
        try:
            if exercise.kind == "formula":
                answer = parse(answer, exercise.names, finite=True)
            elif exercise.kind == "text":
                assert exercise.text_control
                answer = exercise.text_control.parse(answer)
            elif exercise.kind == "line":
                assert exercise.vocabulary
                answer = parse_line(answer, exercise.vocabulary)
        except ValueError as error:
            details = getattr(error, "details", {})
            return ExerciseResult(str(error), text=answer, details=details)
        try:
            verdict, numbers = exercise.check(answer, self.task, rec)
        except UndefinedError as error:
            undefined = error.piece, error.value
            return ExerciseResult("undefined", undefined=undefined)
        except ParseError as error:  # of a line that cannot be executed
            return ExerciseResult(str(error), text=answer.text, details=error.details)
        return ExerciseResult(verdict, dict(numbers))
