"""A reader's progress: pages opened, questions answered, exercises solved.

The session has it page by page; the reader's browser stores it
(app/components/browser_storage), and gives it to a new session. A code carries it to
another browser.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.state.locale import forget_language
from app.state.page_state import page_state, unique_number
from lessons import SLUGS, lesson

VERSION = 1
"""Of what is stored; another one is ignored."""

MAX_BYTES = 20_000
"""Size of the JSON in a code, at most; that of all pages has about 4,000."""

RESETS_KEY = "progress.resets"
"""Key of the session: by page, the number of its last reset."""

PREFERENCES = ""
"""Stands for language and theme among the pages that are forgotten."""


class BadCode(ValueError):
    """A text that is no code of `progress_code`."""


def current_progress() -> dict[str, dict[str, Any]]:
    """Return the progress of this session, by page, JSON-able.

    A page has the names of its questions with whether the first answer was right, and
    the names of the exercises that were solved; unopened pages are left out.
    """
    progress = {}
    for slug in SLUGS:
        state = page_state(slug)
        answers, solved = state.prediction.answers, state.exercise.solved_names
        if state.opened or answers or solved:
            progress[slug] = {"answers": dict(answers), "solved": list(solved)}
    return progress


def add_progress(stored: object) -> None:
    """Add progress from a browser to that of this session.

    Pages, questions and exercises that are not in the course are dropped, and what has
    another form. What the session knows stays.

    Args:
        stored: as `current_progress` returns it.
    """
    for slug, page in _items(stored):
        if slug not in SLUGS or not isinstance(page, Mapping):
            continue
        state, course = page_state(slug), lesson(slug)
        state.opened = True
        questions = {question.name for question in course.questions}
        for name, is_right in _items(page.get("answers")):
            if name in questions and isinstance(is_right, bool):
                state.prediction.answers.setdefault(name, is_right)
        solved = page.get("solved")
        for exercise in course.exercises:
            is_new = exercise.name not in state.exercise.solved_names
            if isinstance(solved, list) and exercise.name in solved and is_new:
                state.exercise.solved_names.append(exercise.name)


def _items(value: object) -> list[tuple[Any, Any]]:
    return [*value.items()] if isinstance(value, Mapping) else []


def forget_page(slug: str) -> None:
    """Have the browser forget a page that was reset."""
    _resets()[slug] = unique_number(slug)


def forget_session() -> None:
    """Forget progress and language in this session."""
    for slug in SLUGS:
        state = page_state(slug)
        state.opened = False
        state.prediction.reset()
        state.exercise.reset(slug)
    forget_language()


def forget_all() -> None:
    """Forget progress, language and theme, here and in the browser."""
    forget_session()
    for slug in (*SLUGS, PREFERENCES):
        forget_page(slug)


def forgotten_pages() -> dict[str, str]:
    """Return by page the number of its last reset in this session.

    That of PREFERENCES is of language and theme.
    """
    return dict(_resets())


def _resets() -> dict[str, str]:
    resets: dict[str, str] = st.session_state.setdefault(RESETS_KEY, {})
    return resets


def progress_code() -> str:
    """Return the progress as a line of letters, digits, - and _."""
    text = json.dumps([VERSION, current_progress()], separators=(",", ":"))
    return (
        base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")
    )


def read_code(code: str) -> object:
    """Return the progress that a code carries.

    Raises:
        BadCode: if it is none, or one of another version.
    """
    try:
        packed = base64.b64decode(code + "=" * (-len(code) % 4), "-_", validate=True)
        reader = zlib.decompressobj()
        text = reader.decompress(packed, MAX_BYTES)
        if reader.unconsumed_tail or not reader.eof:
            raise BadCode("too long, or cut off")
        version, progress = json.loads(text)
    except (binascii.Error, zlib.error, ValueError, TypeError) as error:
        raise BadCode(code[:20]) from error
    if version != VERSION:
        raise BadCode(f"version {version}")
    return progress
