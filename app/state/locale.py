"""The language: the link's, else the choice, else the browser's, else French."""

import streamlit as st

from app.content.catalogue import LANGUAGES

CHOICE_KEY = "chosen_language"
"""Key of the session: the language that the reader chose in it."""


def choose_language(link: str | None, choice: str | None, browser: str | None) -> str:
    """Return the first of the three that is a language of the app, else French."""
    for lang in (link, choice, (browser or "").lower().split("-")[0]):
        if lang in LANGUAGES:
            return lang
    return "fr"


def current_language() -> str:
    """Return the language of this run, remembered for the session."""
    link = st.query_params.get("lang")
    lang = choose_language(link, st.session_state.get("lang"), st.context.locale)
    st.session_state["lang"] = lang
    return lang


def chosen_language() -> str:
    """Return the language that the reader chose in this session; "" if none."""
    return st.session_state.get(CHOICE_KEY, "")


def forget_language() -> None:
    """Take back the reader's choice; this session keeps its language."""
    st.session_state.pop(CHOICE_KEY, None)


def set_language(lang: str) -> None:
    """Write a language into session and link, before a run.

    The browser knows what is selected on the page by its words, which are others in
    the other language: the selection is given to it anew.
    """
    st.session_state["lang"] = st.query_params["lang"] = lang
    st.session_state[CHOICE_KEY] = lang
    settings = f"{st.session_state.get('page')}."
    for name, value in list(st.session_state.items()):
        if str(name).startswith(settings) or "/answer/" in str(name):
            st.session_state[name] = value
