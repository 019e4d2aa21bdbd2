"""A page that could not be computed: one more try by itself, then it is told."""

import logging

import streamlit as st

from app.content.catalogue import load_messages
from app.state import settings
from lessons import SLUGS, lesson

RETRY = "retry"
"""Set by a run of a page that failed, for the next one alone."""


def begin() -> bool:
    """At the head of a run: whether it is the second try of one that failed."""
    return bool(st.session_state.pop(RETRY, False))


def handle(slug: str, lang: str, *, again: bool) -> None:
    """In place of a page that has just raised: its second try, else what can be done.

    Args:
        again: whether this was the second try.
    """
    logging.getLogger("app").exception("page %s failed", slug)
    if not again:
        st.session_state[RETRY] = True
        settings.rerun(slug)
    says = load_messages(lang)["failure"]
    st.markdown(says["text"])
    with st.container(horizontal=True):
        st.button(says["again"], key="failure/again")
        if slug in SLUGS:
            st.button(
                load_messages(lang)["app"]["reset"],
                key="failure/reset",
                icon=":material/restart_alt:",
                on_click=settings.reset,
                args=(slug, lesson(slug)),
            )
