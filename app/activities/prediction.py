"""Predict, commit, reveal: a question about the figure, which hides its answer.

The figure is set to the question's settings and shows its first step only. After the
reader's answer, or without one, it plays to where the answer is read; the prediction
stays drawn over it. Question and verdict stand directly under the figure as long as it
shows what the question is about; else, and before the first question, in a block of
the page (app/activities/prediction_block.py).
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app.activities.classroom.session import ClassRound, ClassSession, class_session
from app.activities.prediction_text import QuestionText
from app.state.activity_state import PredictionOutcome, QuestionAttempt
from app.state.page_context import PageContext
from app.state.page_lifecycle import apply_settings
from app.state.page_state import unique_number
from lessons.contract import (
    CURVE_AT,
    GRID,
    ON_FIGURE,
    RIGHT,
    Question,
    Recording,
    Value,
)


class Prediction:
    """The questions of a page, and where this session is with them.

    Args:
        context: the page and this run of it.
        recording: returns what the page's player replays; with `whole=True` it waits
            for all of it.
    """

    def __init__(self, context: PageContext, recording: Callable[..., Recording]):
        self.context = context
        self.recording = recording
        self.messages: dict[str, str] = context.messages["predict"]
        if self.is_open and not self._matches_page():
            context.state.prediction.attempt = None  # a link moved the page elsewhere
        self.is_drawn = False
        """Whether question and verdict stand on the page by now."""
        self.is_under_figure = self.has_begun and self._matches_page()
        """Whether they stand under the figure that they are about."""

    # ---- where the session is ----

    @property
    def has_begun(self) -> bool:
        """Whether there is a question, open or answered."""
        return self.context.state.prediction.attempt is not None

    @property
    def attempt(self) -> QuestionAttempt:
        """The question begun last.

        Raises:
            LookupError: if there is none.
        """
        attempt = self.context.state.prediction.attempt
        if attempt is None:
            raise LookupError("no question has begun")
        return attempt

    @property
    def is_open(self) -> bool:
        """Whether a question waits for its answer."""
        return self.has_begun and not self.attempt.done

    @property
    def class_session(self) -> ClassSession | None:
        """The class whose question this is, while the class is at it."""
        return class_session() if self.class_round else None

    @property
    def is_teachers(self) -> bool:
        """Whether this is the teacher's page of a question that the class was asked."""
        session = class_session() if self.has_begun else None
        return bool(session and session.role == "teacher" and self.attempt.class_round)

    @property
    def class_round(self) -> ClassRound | None:
        """The round of the class that this question is, while the class is at it."""
        session = class_session() if self.has_begun else None
        running = session.round_on(self.context.slug) if session else None
        return running if running and running.n == self.attempt.class_round else None

    @property
    def needs_no_block(self) -> bool:
        """Whether it stands under a figure, above this place or further down."""
        return self.is_drawn if self.is_open else self.is_under_figure

    @property
    def question(self) -> Question:
        """The question begun last, as the lesson has it."""
        return self.context.lesson.questions[self.attempt.index]

    @property
    def question_settings(self) -> dict[str, Value]:
        """All settings that the question begun last is about."""
        return self.context.lesson.question_settings(self.question, self.attempt.seed)

    @property
    def text(self) -> QuestionText:
        """The words of the question begun last."""
        return QuestionText(self.context, self.question, self.question_settings)

    @property
    def answer_widget(self) -> str:
        """The key of the widget that takes the answer."""
        return self.context.widget_key(f"predict/answer/{self.attempt.number}")

    def _matches_page(self) -> bool:
        """Return whether the page is at the settings of the question begun last."""
        return all(
            self.context.settings[name] == value
            for name, value in self.question_settings.items()
        )

    # ---- what the reader does ----

    def begin(self, index: int, seed: int = 0) -> None:
        """Open a question: the figure goes to its first step and hides the rest."""
        number = unique_number(self.context.slug)
        self.context.state.prediction.attempt = QuestionAttempt(number, index, seed)
        self._apply_settings(still=self.question.kind not in ON_FIGURE)

    def begin_variant(self) -> None:
        """Open the same question with other numbers."""
        lesson, before = self.context.lesson, self.question_settings
        seed = self.attempt.seed + 1
        while lesson.question_settings(self.question, seed) == before:
            seed += 1
        self.begin(self.attempt.index, seed)

    def receive_guess(self, message: Any) -> None:
        """Take a prediction set on the figure; what makes no sense is dropped.

        Args:
            message: as the browser sends it: the question's number `n`, positions `at`.
        """
        if not self.is_open or not isinstance(message, dict):
            return
        positions = message.get("at")
        if message.get("n") != self.attempt.number or not isinstance(positions, list):
            return
        length = len(CURVE_AT) if self.question.kind == "curve" else 2
        if len(positions) == length and all(
            type(i) is int and 0 <= i <= GRID for i in positions
        ):
            self.attempt.guess = tuple(positions)

    def commit(self) -> None:
        """Take the answer, and have the figure show what happens."""
        if self.question.kind not in ON_FIGURE:
            answer = st.session_state[self.answer_widget]
            self.attempt.guess = tuple(answer) if isinstance(answer, list) else answer
        self.skip()

    def skip(self) -> None:
        """Have the figure show what happens, with or without an answer."""
        self.attempt.done = True
        self._apply_settings(still=True, play=True)

    def _apply_settings(self, **options: bool) -> None:
        slug, lesson = self.context.slug, self.context.lesson
        apply_settings(slug, lesson, self.question_settings, **options)

    # ---- what comes of it ----

    @property
    def current_answer(self) -> Any:
        """The answer so far, None while there is none."""
        if self.question.kind in ON_FIGURE:
            return self.attempt.guess
        answer = st.session_state.get(self.answer_widget)
        if self.question.kind == "order":
            return answer if len(answer or ()) == len(self.question.values) else None
        return answer

    @property
    def outcome(self) -> PredictionOutcome:
        """Judgement, right answer and numbers of a question that is done.

        Worked out once, in the run in which it is answered: later the reader may have
        moved the page elsewhere.
        """
        if self.attempt.outcome is None:
            self.attempt.outcome = outcome = self._work_out()
            preset = self.context.state.player.preset
            if outcome.step is not None and preset and preset.get("play"):
                preset["to"] = outcome.step
        return self.attempt.outcome

    def judge(self) -> None:
        """Judge an answer just given, before anything on the page counts it."""
        if self.has_begun and not self.is_open:
            _ = self.outcome

    def _work_out(self) -> PredictionOutcome:
        """Judge the answer by the run it is about, and count it if it is the first."""
        question = self.question
        rec = self.recording(whole=True) if self.context.lesson.record else None
        guess = self.attempt.guess
        if guess is not None and rec and question.kind in ON_FIGURE:
            guess = question.in_units(rec, guess)
        outcome = work_out(question, rec, self.question_settings, guess)
        if outcome.judgement is not None:
            answers = self.context.state.prediction.answers
            answers.setdefault(question.name, outcome.judgement == RIGHT)
        return outcome

    def figure_overlay(self, views: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
        """Return what the figure hides, or draws over itself, for the question.

        Args:
            views: those of the figure.

        Returns:
            JSON-able; None if there is nothing to hide or to draw.
        """
        if not self.has_begun:
            return None
        question, lesson = self.question, self.context.lesson
        settings = self.question_settings
        trained = lesson.controls_with_use("trained")
        played = lesson.controls_with_use("played")
        if any(self.context.settings[c.name] != settings[c.name] for c in trained):
            return None  # the prediction was about another run
        kinds = [view["kind"] for view in views]
        overlay: dict[str, Any] = {
            "n": self.attempt.number,
            "view": kinds.index(question.view) if question.view in kinds else None,
            "label": self.messages["mark"],
            "at": {c.name: c.values.index(settings[c.name]) for c in played},
            "axes": [],
            "grid": GRID,
            "columns": CURVE_AT if question.kind == "curve" else None,
            "mark": None,
            "says": "",
        }
        session = self.class_session
        if question.kind in ON_FIGURE and (self.is_open or self.attempt.class_round):
            overlay["axes"] = question.axes
        if self.is_open:
            overlay["veil"] = self.messages["veil"]
            if session:  # its text stands under the figure, on a phone too
                overlay |= {"inClass": True, "sent": session.own_guess()}
                overlay["isRead"] = self.is_teachers
            elif question.kind in ON_FIGURE:
                request = self.messages[question.kind]
                overlay["says"] = f"{self.text.question_text()} {request}"
            return overlay
        guess = self.outcome.guess
        if guess is None:
            return overlay if session or overlay["axes"] else None
        answer = self.text.answer_text(guess).rstrip(".")
        mark = [guess] if question.kind == "point" else None
        if question.kind == "number" and question.view:
            mark = [[None, guess]]
        elif question.kind == "curve":
            mark = list(zip(CURVE_AT, guess, strict=True))
        is_right = self.outcome.judgement == RIGHT
        verdict = self.messages["right" if is_right else "wrong"].strip("*")
        sentence = self.messages["yours"].format(guess=answer)
        return overlay | {"says": f"{sentence} {verdict}", "mark": mark}

    @property
    def state_id(self) -> str:
        """What tells this state of this question from all others of the session."""
        state = "asked" if self.is_open else "answered"
        return f"{self.context.slug} {self.attempt.number} {state}"

    def reveal_step(self, names: Sequence[str]) -> dict[str, Any] | None:
        """Return where a stepped figure goes by itself, once, to show the answer.

        Args:
            names: the questions that the figure answers.

        Returns:
            `of`, which tells the answer from all others of the session, and `to`, the
            step, as `Question.step` says; None if there is nothing to show.
        """
        if not self.is_under_figure or self.is_open or self.question.name not in names:
            return None
        return {"of": self.state_id, "to": self.outcome.step}


def work_out(
    question: Question,
    rec: Recording | None,
    settings: dict[str, Value],
    guess: Any = None,
) -> PredictionOutcome:
    """Judge an answer by the run it is about.

    Args:
        question: of a lesson.
        rec: the run; None for a lesson without recordings.
        settings: all settings of the question.
        guess: the answer, on a figure in the units of its axes; None for no answer.
    """
    numbers = question.numbers(rec, settings)
    return PredictionOutcome(
        numbers={name: float(value) for name, value in numbers.items()},
        finding=question.finding(rec, settings),
        right=question.answer_option(rec, settings),
        step=question.step(rec, settings),
        guess=guess,
        judgement=None if guess is None else question.judge(guess, rec, settings),
    )
