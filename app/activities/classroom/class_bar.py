"""The class at the foot of a page: a pupil's strip, the bar of the projected page."""

from base64 import b64encode
from functools import lru_cache
from typing import Any
from urllib.parse import urljoin, urlsplit

import streamlit as st

from app.activities.classroom.lan_address import reachable_url
from app.activities.classroom.page_control import restore_place, take_own_place
from app.activities.classroom.session import (
    ClassSession,
    Place,
    class_session,
)
from app.components import mount
from app.components.qr_code import qr_code
from app.content.catalogue import load_messages
from app.state import app_link, presentation
from lessons import SLUGS, lesson

TARGET_KEY = "class.target"

BUTTON_WORDS = {
    "ask": "ask",
    "again": "vote_again",
    "show": "show_answers",
    "close": "close",
    "reveal": "reveal",
    "follow": "mode_follow",
    "pause": "mode_pause",
    "next": "plan_forward",
}
"""The buttons of the projected page, and their words on the teacher's page."""


def draw_class_bar(session: ClassSession, slug: str, lang: str) -> None:
    """Draw the strip or the bar of this run.

    Args:
        slug: the page.
    """
    messages = load_messages(lang)
    drawing: dict[str, Any] = {
        "code": session.code,
        "role": session.role,
        "lang": lang,
        "slug": slug,
        "turn": session.memory.turn,
        "problem": session.problem,
        "words": _words(messages["classroom"], "bar_"),
        "can_go_back": session.memory.own is not None,
        "is_locked": session.memory.lock_notice > 0,
        "join_path": f"./join/{session.code}?to=/{slug}&lang={lang}",
    }
    if session.role == "teacher":
        drawing |= _stage_drawing(session.code, slug)
        teacher_words = messages["class_remote"]
        drawing["words"] |= _words(messages["classroom"], "stage_bar_") | {
            f"stage_bar_{name}": teacher_words[word]
            for name, word in BUTTON_WORDS.items()
        }
    mount.class_bar(
        drawing=drawing,
        handlers={"turn": lambda: None, "back": _go_back, "leave": _leave},
    )


def _words(section: dict[str, Any], prefix: str) -> dict[str, str]:
    """Return the texts of a section whose names begin alike."""
    return {name: text for name, text in section.items() if name.startswith(prefix)}


def take_target() -> Place | None:
    """Return the page that the pupil has asked to go back to, once."""
    target: Place | None = st.session_state.pop(TARGET_KEY, None)
    return target


def _stage_drawing(code: str, slug: str) -> dict[str, Any]:
    """Return what the teacher's bar needs besides: questions, how to join."""
    address = reachable_url(urljoin(st.context.url or "", f"./join/{code}"))
    questions, played = [], []
    if slug in SLUGS:
        course = lesson(slug)
        questions = [question.name for question in course.questions]
        played = [control.name for control in course.controls_with_use("played")]
    parts = urlsplit(address)
    return {
        "questions": questions,
        "played": played,
        "projecting": presentation.is_on(),
        "address": f"{parts.netloc}{parts.path.removesuffix(f'/{code}')}",
        "qr": _qr_image(address),
    }


@lru_cache(maxsize=64)
def _qr_image(address: str) -> str:
    """Return a QR code as the address of a PNG."""
    image = b64encode(qr_code(address, scale=8)).decode()
    return f"data:image/png;base64,{image}"


def _go_back() -> None:
    session = class_session()
    place = take_own_place(session.memory) if session else None
    slug = st.session_state.get("page")
    if place and slug:
        st.session_state[TARGET_KEY] = restore_place(place, slug)


def _leave() -> None:
    app_link.leave_class()
