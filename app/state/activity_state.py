"""Where the reader is with the activities of a page; each part resets itself."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from app.state.pins import Pins


@dataclass
class PredictionOutcome:
    """What came of a question: worked out once, in the run that answers it.

    Args:
        numbers: those that its sentences mention, by name.
        finding: what the run shows, by the name of its sentence.
        right: the right answer, or None if there is no single one.
        step: where a stepped figure shows the answer, as `Question.step` says.
        guess: the reader's answer, in the units of the axes if it was set on the
            figure; None if the question was skipped.
        judgement: RIGHT or the name of a misconception; None if it was skipped.
    """

    numbers: dict[str, float]
    finding: str
    right: Any
    step: int | str | None
    guess: Any = None
    judgement: str | None = None


@dataclass
class QuestionAttempt:
    """A question that the reader has begun.

    Args:
        number: tells it from all others of all sessions.
        index: which question of the lesson it is.
        seed: which draw of its numbers.
        guess: the answer so far, None while there is none.
        done: whether it was answered or skipped.
        outcome: what came of it, once that is worked out.
        class_round: the round of the class that it is, 0 for a question of one's own.
    """

    number: str
    index: int
    seed: int = 0
    guess: Any = None
    done: bool = False
    outcome: PredictionOutcome | None = None
    class_round: int = 0


@dataclass
class PredictionState:
    """The questions of a page.

    Args:
        attempt: the question begun last.
        answers: by question, whether the first answer was right.
    """

    attempt: QuestionAttempt | None = None
    answers: dict[str, bool] = field(default_factory=dict)

    def reset(self) -> None:
        """Forget the question and all answers."""
        self.attempt, self.answers = None, {}


@dataclass(frozen=True)
class ExerciseResult:
    """What came of an answer to an exercise.

    Args:
        verdict: the name of its sentence.
        numbers: those that the sentence mentions, by name.
        text: what was typed and cannot be read; None if it could be.
        details: what the sentence on such a text mentions besides.
        undefined: the part of a formula that has no value, and that value.
    """

    verdict: str
    numbers: dict[str, Any] = field(default_factory=dict)
    text: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    undefined: tuple[str, Any] | None = None


@dataclass
class Submission:
    """An answer to an exercise that was handed in; `result` is None until the check."""

    answer: Any
    result: ExerciseResult | None = None


@dataclass
class ExerciseAttempt:
    """Where the reader is with an exercise.

    Args:
        index: which exercise of the lesson it is.
        seed: which draw of its numbers.
        hints: how many hints are shown.
        submission: the answer handed in last.
        draft: what stands in the answer's widget.
        from_link: whether a link has led there.
        is_running: whether the page was put where the exercise begins.
    """

    index: int = 0
    seed: int = 0
    hints: int = 0
    submission: Submission | None = None
    draft: Any = None
    from_link: bool = False
    is_running: bool = False


@dataclass
class ExerciseState:
    """The exercises of a page.

    Args:
        attempt: where the reader is with the one on the page.
        solved_names: the exercises that were solved, in that order.
        n_readings: how often the reader has asked for something new to read.
        n_submissions: how often an answer was handed in.
    """

    attempt: ExerciseAttempt = field(default_factory=ExerciseAttempt)
    solved_names: list[str] = field(default_factory=list)
    n_readings: int = 0
    n_submissions: int = 0

    def reset(self, slug: str) -> None:
        """Forget answers, hints and what was solved, in the widgets too."""
        self.attempt, self.solved_names = ExerciseAttempt(), []
        for widget in [k for k in st.session_state if f"{slug}/exercise/" in str(k)]:
            del st.session_state[widget]


@dataclass
class ComparisonState:
    """The pinned runs of a page, and the measure they are compared in ("" at first)."""

    pins: Pins = ()
    measure: str = ""

    def reset(self) -> None:
        """Forget the pins and the measure."""
        self.pins, self.measure = (), ""


@dataclass
class TrainingState:
    """A long training of a page (app/activities/long_training.py).

    Args:
        key: of the one asked for last.
        paused_job: the status of the paused one that it goes on from, if it does.
        last_status: the status of one that was paused or stopped, or that failed.
        rejected_key: of one that found no place in the queue.
        abandoned_key: of one that the reader did not wait for.
    """

    key: Hashable | None = None
    paused_job: Any = None
    last_status: Any = None
    rejected_key: Hashable | None = None
    abandoned_key: Hashable | None = None
