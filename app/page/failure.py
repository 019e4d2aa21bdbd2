"""A page that raises: it runs once more by itself, then a message takes its place."""

import logging

import streamlit as st

from app.content.catalogue import load_messages
from app.state import export_mode
from app.state.page_lifecycle import rerun_page, reset_page
from lessons import SLUGS, lesson

RETRY_KEY = "retry"
"""Set in the session by a run of a page that failed, for the next run alone."""


def take_retry() -> bool:
    """Return whether this run is the second try of one that failed; clear the mark."""
    return bool(st.session_state.pop(RETRY_KEY, False))


def handle(slug: str, lang: str, *, is_retry: bool) -> None:
    """Log the exception of a page; run the page again, or draw what can be done.

    Args:
        is_retry: whether this was the second try.

    Raises:
        Exception: that of the page, if it is drawn for a file.
    """
    if export_mode.is_on():
        raise
    logging.getLogger("app").exception("page %s failed", slug)
    if not is_retry:
        st.session_state[RETRY_KEY] = True
        rerun_page(slug)
    messages = load_messages(lang)
    st.markdown(messages["failure"]["text"])
    with st.container(horizontal=True):
        st.button(messages["failure"]["again"], key="failure/again")
        if slug in SLUGS:
            st.button(
                messages["app"]["reset"],
                key="failure/reset",
                icon=":material/restart_alt:",
                on_click=reset_page,
                args=(slug, lesson(slug)),
            )
