"""A page that is not a lesson: prose and links of the course, no figure of its own.

Its words stand beside it, in pages/SLUG/; `app.content.catalogue.GUIDES` lists all.
"""

from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from app.components import prose
from app.components.browser_storage import store_progress
from app.content.catalogue import PageText, load_messages
from app.page.language_switch import draw_switches, set_html_language
from app.state import app_link
from lessons import SLUGS


class GuidePage:
    """One run of a guide's page; constructing it draws the head.

    Args:
        slug: the page.

    Attributes:
        slug, lang, words: its name, the language, its texts in that language.
    """

    def __init__(self, slug: str):
        self.slug = st.session_state["page"] = slug
        self.lang = st.session_state["lang"]
        self.words = PageText(slug, self.lang)
        row: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center"}
        with st.container(horizontal_alignment="distribute", **row):
            st.title(self.words.text("question"), anchor=False, width="content")
            with st.container(width="content", **row):
                draw_switches(self.lang)
        st.markdown(self.words.text("lede"))

    def block(
        self, section: str, *, wide: bool = False, **values: str
    ) -> AbstractContextManager[Any]:
        """Write a heading in the margin, its prose, a note beside it, as in a lesson.

        Args:
            section: it has a title and a text; its note is optional.
            wide: whether what is drawn has the column of the notes too.
            values: what the placeholders say, besides the names that lessons use.
        """
        values = self._lesson_names() | values
        title, text, note = (
            self.words.text(name, **values) if name in self.words.sections else ""
            for name in (f"{section}.{part}" for part in ("title", "text", "note"))
        )
        return prose.headed_block(section, title, text, note, wide=wide)

    def markdown(self, section: str, **values: str) -> None:
        """Write a section of prose."""
        st.markdown(self.words.text(section, **values))

    def close(self) -> None:
        """Write the language to the link."""
        set_html_language(self.lang)
        store_progress(self.lang)
        query = app_link.link_parameters(self.lang)
        if st.query_params.to_dict() != query:
            st.query_params.from_dict(query)

    def _lesson_names(self) -> dict[str, str]:
        """Return what lessons call the things that a guide names."""
        remember = PageText(SLUGS[0], self.lang).text("remember.title")
        return {"share": load_messages(self.lang)["app"]["share"], "remember": remember}
