"""The address of a page as it is now."""

from urllib.parse import urlencode

import streamlit as st

from app.state.link import present_link
from lessons.contract import Lesson, Value


def page_address(slug: str, lesson: Lesson, values: dict[str, Value], lang: str) -> str:
    """Return the address of the page as it is now: language, settings, step, pins."""
    query = present_link(slug, lesson, values, lang)
    return f"{st.context.url}?{urlencode(query, doseq=True)}"
