"""What the session remembers of each page: a part per feature, which resets itself.

Nothing of it outlives the session; what a link carries is in app/state/link.py.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import streamlit as st

from app.state.activity_state import (
    ComparisonState,
    ExerciseState,
    PredictionState,
    TrainingState,
)
from app.state.player_state import PlayerState, WidgetState
from lessons.contract import Lesson, Value


@dataclass
class FileState:
    """A file that the reader gave, or a drawing.

    Args:
        data: the last good one; None before.
        name: what it is called.
        size: of the whole file in bytes; `data` may be its first part.
        refusal: why the last one cannot be used: the reason, what its sentence
            mentions, and the file's name.
        number: how many good ones there were.
        columns: the columns in use, by part; of a table.
        header: whether its first line names the columns, if the reader was asked.
        fetch_error: why the data could not be fetched; of a download to the server.
    """

    data: bytes | None = None
    name: str = ""
    size: int = 0
    refusal: tuple[str, dict[str, Any], str] | None = None
    number: int = 0
    columns: dict[str, int] = field(default_factory=dict)
    header: bool | None = None
    fetch_error: str | None = None


@dataclass
class InputState:
    """What the reader has given to a page and pressed on it.

    Args:
        files: uploads and drawings, by name.
        presses: the number of each button's last press, by name.
        weights_step: the step whose weights are downloaded; None for the last.
        log: the rows of each log, the last one first.
    """

    files: dict[str, FileState] = field(default_factory=dict)
    presses: dict[str, int] = field(default_factory=dict)
    weights_step: int | None = None
    log: dict[str, list[list[str]]] = field(default_factory=dict)

    def file(self, name: str) -> FileState:
        """Return the state of an upload or a drawing."""
        return self.files.setdefault(name, FileState())

    def reset(self) -> None:
        """Forget files, presses and logs."""
        self.files, self.presses, self.weights_step, self.log = {}, {}, None, {}


@dataclass
class ShareState:
    """The dialog with the link: whether it was asked for, and whether it is open."""

    is_requested: bool = False
    is_open: bool = False


@dataclass
class ResetNotice:
    """The remark that the page was reset; `number` tells it from all others."""

    number: str


@dataclass
class PageState:
    """What the session remembers of one page.

    Args:
        opened: whether the session has opened it.
        settings: the value of every control.
        ignored_parameters: what the link has named and the page does not know.
        partial_key: the settings of a recording of which a part is shown.
        reader: tells this reader from all others.
        counter: the last number that `unique_number` gave.
    """

    opened: bool = False
    settings: dict[str, Value] = field(default_factory=dict)
    ignored_parameters: list[str] = field(default_factory=list)
    player: PlayerState = field(default_factory=PlayerState)
    widgets: WidgetState = field(default_factory=WidgetState)
    prediction: PredictionState = field(default_factory=PredictionState)
    exercise: ExerciseState = field(default_factory=ExerciseState)
    comparison: ComparisonState = field(default_factory=ComparisonState)
    inputs: InputState = field(default_factory=InputState)
    trainings: dict[str, TrainingState] = field(default_factory=dict)
    share: ShareState = field(default_factory=ShareState)
    reset_notice: ResetNotice | None = None
    partial_key: Hashable | None = None
    reader: object = field(default_factory=object)
    counter: int = 0

    def reset(self, slug: str) -> None:
        """Forget what the reader has done; the settings are the caller's."""
        self.prediction.reset()
        self.exercise.reset(slug)
        self.comparison.reset()
        self.inputs.reset()
        self.trainings = {}


def page_state(slug: str) -> PageState:
    """Return what the session remembers of a page."""
    states: dict[str, PageState] = st.session_state.setdefault("page_states", {})
    return states.setdefault(slug, PageState())


def session_token() -> str:
    """Return what tells this session from all others.

    A browser whose connection was cut may come back to a new session, which knows
    nothing of what the one before has counted: what it numbers has this in front.
    """
    token: str = st.session_state.setdefault("session", uuid4().hex[:8])
    return token


def unique_number(slug: str) -> str:
    """Return a number that nothing else on the page has, in any session."""
    state = page_state(slug)
    state.counter += 1
    return f"{session_token()}.{state.counter}"


def count_answers(slug: str, lesson: Lesson) -> dict[str, int]:
    """Count a page's questions: all (`n`), answered, and right at the first try."""
    answers = page_state(slug).prediction.answers
    counts = {"done": len(answers), "right": sum(answers.values())}
    return counts | {"n": len(lesson.questions)}


def count_solved(slug: str, lesson: Lesson) -> dict[str, int]:
    """Count a page's exercises: all (`n`), and those that were solved."""
    solved = page_state(slug).exercise.solved_names
    return {"done": len(solved), "n": len(lesson.exercises)}
