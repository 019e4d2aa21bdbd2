"""The switches of a page's head, and the language of the HTML document."""

import streamlit as st

from app.components.theme_switch import theme_switch
from app.content.catalogue import LANGUAGES, load_messages
from app.state.locale import set_language

HTML_LANG = st.components.v2.component(
    "html_lang",
    html="<span></span>",
    js="""
export default function ({ data }) {
  document.documentElement.lang = data.lang;
}
""",
    isolate_styles=False,
)


def language_switch(lang: str) -> None:
    """Draw FR | EN; a click writes the language into session and link."""
    widget = f"language.{lang}"
    st.segmented_control(
        load_messages(lang)["app"]["language"],
        LANGUAGES,
        default=lang,
        format_func=str.upper,
        required=True,
        label_visibility="collapsed",
        key=widget,
        on_change=lambda: set_language(st.session_state[widget]),
    )


def draw_switches(lang: str) -> None:
    """Draw the languages and, beside them, the colours; the caller opens the row."""
    language_switch(lang)
    theme_switch(lang)


def set_html_language(lang: str) -> None:
    """Set `<html lang>`, which screen readers and hyphenation follow."""
    HTML_LANG(key="html_lang", data={"lang": lang}, height=1)
