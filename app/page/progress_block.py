"""The reader's progress in the course: how far, to another device, forgotten."""

import streamlit as st

from app.components import mount
from app.components.prose import remark
from app.content.catalogue import load_messages
from app.page.navigation import count_opened
from app.state import progress
from app.state.page_context import PageContext
from app.state.page_state import count_answers, count_solved
from lessons import SLUGS, lesson

CODE = "progress/code"
"""Key of the field for a code of another device."""

OUTCOME = "progress/outcome"
"""Key of the session: what came of the last code or button, a message's name."""


def draw_progress(context: PageContext, player_context: dict) -> None:
    """Draw the counts, the code for another device, and the button that forgets."""
    messages = load_messages(context.lang)["progress"]
    answered = [count_answers(slug, lesson(slug)) for slug in SLUGS]
    solved = [count_solved(slug, lesson(slug)) for slug in SLUGS]
    remark(
        messages["count"].format(
            pages=count_opened(SLUGS),
            of_pages=len(SLUGS),
            answered=sum(count["done"] for count in answered),
            of_questions=sum(count["n"] for count in answered),
            solved=sum(count["done"] for count in solved),
            of_exercises=sum(count["n"] for count in solved),
        )
    )
    with st.expander(messages["carry"]):
        st.markdown(messages["code"])
        mount.player_part(
            "copy",
            key=context.widget_key("progress/copy"),
            player_context=player_context,
            text=progress.progress_code(),
        )
        st.text_input(messages["enter"], key=CODE, on_change=_take_code)
        st.button(messages["forget"], key="progress/forget", on_click=_forget)
        if outcome := st.session_state.pop(OUTCOME, ""):
            st.markdown(messages[outcome])


def _take_code() -> None:
    """Add the progress of a code that was typed; say what came of it."""
    try:
        progress.add_progress(progress.read_code(st.session_state[CODE].strip()))
        st.session_state[OUTCOME] = "added"
        st.session_state[CODE] = ""
    except progress.BadCode:
        st.session_state[OUTCOME] = "refused"


def _forget() -> None:
    progress.forget_all()
    st.session_state[OUTCOME] = "forgotten"
