"""The page of an address that has no page: a message, and links to all pages."""

from collections.abc import Iterable, Mapping
from urllib.parse import unquote, urlsplit

import streamlit as st

from app.content.catalogue import load_messages
from app.page.language_switch import draw_switches, set_html_language
from app.state import app_link


def unknown_slug(url: str, slugs: Iterable[str]) -> str | None:
    """Return the last part of an address if no page has it, else None.

    Streamlit looks pages up by that part, whatever stands before it.
    """
    last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    return last if last and last not in slugs else None


def show(lang: str, chapters: Mapping[str, Iterable[st.Page]]) -> None:
    """Draw the message and the links."""
    messages = load_messages(lang)["missing"]
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.title(messages["title"], anchor=False, width="content")
        with st.container(horizontal=True, width="content"):
            draw_switches(lang)
    st.markdown(messages["text"])
    for chapter, pages in chapters.items():
        st.markdown(f"**{chapter}**")
        with st.container(horizontal=True):
            for page in pages:
                st.page_link(
                    page,
                    query_params=app_link.link_parameters(lang),
                    width="content",
                )
    set_html_language(lang)
