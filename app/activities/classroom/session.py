"""A reader in a class: who it is, and what the page has followed so far.

Read at the head of every run. What a class is doing is in the database; a session
remembers what of it the page has shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from app.activities.classroom import codes
from app.activities.classroom.class_state import ClassRecord, Moment, Phase
from app.state import app_link

if TYPE_CHECKING:
    from app.activities.classroom.class_store import ClassStore

SESSION_KEY, MEMORY_KEY = "class.session", "class.memory"

Role = Literal["teacher", "seat", ""]
"""Whether a browser is the teacher's, a pupil's, or has not joined."""


@dataclass(frozen=True)
class ClassRound:
    """The question of the class, on the page that it is about.

    Args:
        n: which round it is; the first is 1.
        phase: whether it takes answers, takes no more, or is answered.
        question: its name in the lesson.
        seed: which draw of its numbers.
    """

    n: int
    phase: Phase
    question: str
    seed: int


@dataclass(frozen=True)
class Place:
    """A page as its reader has left it.

    Args:
        slug: the page.
        link: its settings, as the parameters of a link.
    """

    slug: str
    link: dict[str, list[str]]


@dataclass
class ClassMemory:
    """What a session has followed of its class.

    Args:
        code: the class.
        turn: the last turn of the class that the page has run for; -1: none.
        round: the last round that the page has gone to.
        shown: the last round whose question the page has shown.
        phase: of the question, in the run before.
        last_page: the one after which pages were locked, in the run before.
        plan_step: the step of the lesson, in the run before.
        moment: the last one that was followed.
        own: where the reader was before being brought elsewhere.
        lock_notice: runs, this one too, that say that a page is locked.
        tried: by page, exercises that were answered wrongly.
        reported: what the class was told last.
    """

    code: str
    turn: int = -1
    round: int = 0
    shown: int = 0
    phase: Phase = "free"
    last_page: str = ""
    plan_step: int = -1
    moment: Moment | None = None
    own: Place | None = None
    lock_notice: int = 0
    tried: dict[str, list[str]] = field(default_factory=dict)
    reported: tuple[Any, ...] = ()


@dataclass(frozen=True)
class ClassSession:
    """A reader in a class, in one run.

    Args:
        code: the class.
        role: whose browser it is.
        secret: of its cookie, "" without one.
        record: the class as it is; None if it is over.
        problem: why there is no seat: "over", "full", "shut", "join" (nobody has
            joined in this browser), "unavailable" (the database does not answer); "".
        memory: what the session has followed.
    """

    code: str
    role: Role
    secret: str
    record: ClassRecord | None
    problem: str
    memory: ClassMemory

    def round_on(self, slug: str) -> ClassRound | None:
        """Return the question of the class, if it is on this page."""
        record = self.record
        if record is None or not self.role or record.phase == "free":
            return None
        state = record.state
        if not state.question or state.page != slug:
            return None
        return ClassRound(record.round, record.phase, state.question, state.seed)

    def own_guess(self) -> Any:
        """Return the answer that this pupil has given in the running round, or None."""
        if self.role != "seat" or self.record is None:
            return None
        store = load_store()
        return store.rounds.own_answer(self.code, self.secret, self.record.round)


def class_session() -> ClassSession | None:
    """Return the class of this run; None outside of one."""
    session: ClassSession | None = st.session_state.get(SESSION_KEY)
    return session if session and session.code == app_link.class_code() else None


def open_session(slug: str) -> ClassSession | None:
    """Read the class at the head of a run; a pupil who has no seat takes one.

    Args:
        slug: the page.
    """
    code = app_link.read_class_code()
    if not code:
        st.session_state.pop(SESSION_KEY, None)
        return None
    memory = st.session_state.get(MEMORY_KEY)
    if memory is None or memory.code != code:
        memory = st.session_state[MEMORY_KEY] = ClassMemory(code)
    session = _read_session(code, slug, memory)
    st.session_state[SESSION_KEY] = session
    return session


def load_store() -> "ClassStore":
    """Return the store; SQLAlchemy is imported by the first reader of a class."""
    from app.activities.classroom.class_store import class_store

    return class_store()


def read_cookies() -> Mapping[str, str]:
    """Return the cookies of this browser, as they were when the page connected."""
    return st.context.cookies


def _read_session(code: str, slug: str, memory: ClassMemory) -> ClassSession:
    from app.activities.classroom.class_rows import NoSuchClassError
    from app.activities.classroom.database import DatabaseUnavailableError

    if codes.read_code(code) != code:
        return ClassSession(code, "", "", None, "over", memory)
    try:
        store = load_store()
        role, secret, problem = _find_role(store, code, slug)
        record = store.get(code)
    except NoSuchClassError:
        return ClassSession(code, "", "", None, "over", memory)
    except DatabaseUnavailableError:
        before: ClassSession | None = st.session_state.get(SESSION_KEY)
        if before and before.code == code:
            return before
        return ClassSession(code, "", "", None, "unavailable", memory)
    return ClassSession(code, role, secret, record, problem, memory)


def _find_role(store: "ClassStore", code: str, slug: str) -> tuple[Role, str, str]:
    """Return role, secret, and why there is no role."""
    cookies = read_cookies()
    secret = cookies.get(codes.teacher_cookie(code), "")
    if secret and store.keys.is_teacher(code, secret):
        return "teacher", secret, ""
    secret = cookies.get(codes.seat_cookie(code), "")
    if not secret:
        return "", "", "join"
    admission = store.seats.take(code, secret, slug)
    if admission == "seated":
        return "seat", secret, ""
    return "", "", admission
