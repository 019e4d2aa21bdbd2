"""The app with a class that is at a question, for tests: its address says which.

`of` is the name of the page's question; `phase`, `role`, `guess` (JSON) and `seed` are
what the class has. The browser's connection is the test's own.
"""

import json
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from app.activities import prediction  # noqa: E402
from app.activities.classroom.session import ClassRound  # noqa: E402
from app.state.activity_state import QuestionAttempt  # noqa: E402
from app.state.page_lifecycle import apply_settings  # noqa: E402
from app.state.page_state import page_state  # noqa: E402
from lessons import lesson  # noqa: E402

CODE = "K4PXT"
CLASS = {"of": "", "phase": "asked", "role": "seat", "guess": "null", "seed": "0"}


@dataclass
class TestSession:
    """A class as a page sees it."""

    slug: str
    of: str
    phase: Any
    role: str
    guess: str
    seed: str
    code: str = CODE

    def round_on(self, slug: str) -> ClassRound | None:
        """Return the question, if it is on this page."""
        if slug != self.slug or self.phase == "free":
            return None
        return ClassRound(1, self.phase, self.of, int(self.seed))

    def own_guess(self) -> Any:
        """Return the answer given before."""
        return json.loads(self.guess)


def class_session() -> TestSession | None:
    """Return the class of this session, if its address has named one."""
    return st.session_state.get("test class")


def put_question(session: TestSession) -> None:
    """Put the question on its page, once, as the class would."""
    slug, course = session.slug, lesson(session.slug)
    names = [question.name for question in course.questions]
    question = course.questions[names.index(session.of)]
    seed = int(session.seed)
    attempt = QuestionAttempt(f"class-{CODE}-1", names.index(session.of), seed)
    attempt.class_round = 1
    is_open = session.phase in ("asked", "closed")
    settings = course.question_settings(question, seed)
    apply_settings(slug, course, settings, still=is_open, play=not is_open)
    if not is_open:
        guess = session.own_guess()
        attempt.guess = tuple(guess) if isinstance(guess, list) else guess
        attempt.done = True
    page_state(slug).prediction.attempt = attempt


prediction.class_session = class_session  # type: ignore[assignment]
if "of" in st.query_params:
    given = {name: st.query_params.pop(name, old) for name, old in CLASS.items()}
    asked = TestSession(
        (st.context.url or "").rpartition("/")[2].split("?")[0], **given
    )
    st.session_state["test class"] = asked
    put_question(asked)
runpy.run_path(str(ROOT / "app" / "router.py"))
