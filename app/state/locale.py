"""The language: the link's, else the choice, else the browser's, else French."""

import streamlit as st

from app.content.catalogue import LANGUAGES, load_messages


def choose(link: str | None, chosen: str | None, browser: str | None) -> str:
    """The first of the three that is a language of the app, else French."""
    for wanted in (link, chosen, (browser or "").lower().split("-")[0]):
        if wanted in LANGUAGES:
            return wanted
    return "fr"


def current() -> str:
    """The language of this run, remembered for the session."""
    link = st.query_params.get("lang")
    lang = choose(link, st.session_state.get("lang"), st.context.locale)
    st.session_state["lang"] = lang
    return lang


def switch(lang: str) -> None:
    """FR | EN; writes the choice into session and link.

    The browser knows a choice by its words, which are others in the other language:
    what is chosen on the page is given to it anew.
    """

    def chosen() -> None:
        st.session_state["lang"] = st.query_params["lang"] = st.session_state[widget]
        settings = f"{st.session_state.get('page')}."
        for name, value in list(st.session_state.items()):
            if str(name).startswith(settings) or "/answer/" in str(name):
                st.session_state[name] = value

    widget = f"language.{lang}"
    st.segmented_control(
        load_messages(lang)["app"]["language"],
        LANGUAGES,
        default=lang,
        format_func=str.upper,
        required=True,
        label_visibility="collapsed",
        key=widget,
        on_change=chosen,
    )


HTML_LANG = st.components.v2.component(
    "html_lang",
    html="<span></span>",
    js="""
export default function ({ data }) {
  document.documentElement.lang = data.lang;
}
""",
)


def mark(lang: str) -> None:
    """Tell the browser: screen readers and hyphenation follow `<html lang>`."""
    HTML_LANG(key="html_lang", data={"lang": lang}, height=1)
