"""A page that is no lesson: prose, the links of the course, no figure of its own.

Its words stand beside it, in pages/SLUG/; `app.content.catalogue.GUIDES` are all there
are.
"""

import tomllib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from math import ceil
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from babel.dates import format_date

from app import config
from app.components import prose
from app.content.catalogue import ROOT, PageText, load_messages
from app.content.markdown import markdown_section
from app.content.number_format import format_fixed, format_number
from app.page import layout, share_dialog
from app.state import locale, presentation
from lessons import COURSE, SLUGS, lesson

OWN = {"localhost", "127.0.0.1", "::1"}
"""Names by which a computer knows itself alone."""


class Guide:
    """The page in the reader's language; opened, it has drawn its head.

    Args:
        slug: the page.
    """

    def __init__(self, slug: str):
        self.slug = st.session_state["page"] = slug
        self.lang = st.session_state["lang"]
        self.words = PageText(slug, self.lang)
        self.measured = self._table("measured")
        spread: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center"}
        with st.container(horizontal_alignment="distribute", **spread):
            st.title(self.words.text("question"), anchor=False, width="content")
            with st.container(width="content", **spread):
                locale.switch(self.lang)
        st.markdown(self.words.text("lede"))

    def block(self, section: str, **told: str) -> AbstractContextManager[Any]:
        """A heading in the margin, its prose, a note beside it, as in a lesson."""
        told = self._names() | told
        title, text, note = (
            self.words.text(f"{section}.{part}", **told)
            if f"{section}.{part}" in self.words.sections
            else ""
            for part in ("title", "text", "note")
        )
        aside = prose.quiet(note) if note else ""
        st.markdown(markdown_section("##", title, text, aside))
        return prose.column(section)

    def markdown(self, section: str, **told: str) -> None:
        """A section of prose."""
        st.markdown(self.words.text(section, **told))

    def link(self) -> None:
        """A page and a scenario to choose; their link, copied or read off its code."""
        says, names = (
            self.words.labels("link.labels"),
            load_messages(self.lang)["chapters"],
        )
        chapters = {c.name: c.slugs for c in COURSE if c.slugs}
        titles = {name: names[name] for name in chapters}
        chapter = self._choice("chapter", says["chapter"], titles)
        titles = {slug: PageText(slug, self.lang).title for slug in chapters[chapter]}
        slug = self._choice(f"page/{chapter}", says["page"], titles)
        scenes = {"": says["none"]} | PageText(slug, self.lang).labels("scenarios")
        scene = self._choice(f"scenario/{slug}", says["scenario"], scenes)
        address = share_dialog.scene(slug, scene, self.lang)
        share_dialog.drawn(address, f"{self.slug}/link", self.lang)
        if urlsplit(address).hostname in OWN:
            st.markdown(self.words.text("link.own"))

    def projector(self) -> None:
        """The button that begins to project, or ends it."""
        presentation.button(self.lang, quiet=False)

    def plan(self) -> None:
        """The lesson of each chapter: its pages as links, with what to ask and show."""
        plan = self._table("plan")
        for number, chapter in enumerate(COURSE):
            title = load_messages(self.lang)["chapters"][chapter.name]
            st.markdown(f"**{number}. {title}**")
            for minutes, slug, question, scenario in plan[chapter.name]:
                words = PageText(slug, self.lang)
                names = [asked.name for asked in lesson(slug).questions]
                told = self.words.sections["plan.row"].format(
                    minutes=minutes,
                    title=words.title,
                    question=names.index(question) + 1,
                    scenario=words.labels("scenarios")[scenario],
                )
                layout.link(slug, self.lang, told)

    def cost(self, *readers: int) -> None:
        """Processes, cores and memory for so many readers, from what was measured."""
        says, found = self.words.labels("cost.how"), self.measured
        for n in readers:
            processes = ceil(n / config.MAX_SESSIONS)
            told = {
                "readers": format_number(n, self.lang),
                "processes": format_number(processes, self.lang),
                "cores": format_number(processes * found["cores"], self.lang),
                "gb": format_fixed(processes * found["busy_mb"] / 1000, 1, self.lang),
                "how": says["measured" if n <= found["readers"] else "computed"],
            }
            st.markdown(self.words.text("cost.row", **told))

    def numbers(self, most: int) -> dict[str, str]:
        """What the sentences say of what was measured.

        Args:
            most: readers of the largest class that is told of.
        """
        found = self.measured
        whole = {
            "cores": found["cores"],
            "readers": found["readers"],
            "warm": found["warm_mb"],
            "busy": found["busy_mb"],
            "training": found["training_mb"],
            "limit": config.MAX_SESSIONS,
            "processes": ceil(most / config.MAX_SESSIONS),
        }
        told = {name: format_number(value, self.lang) for name, value in whole.items()}
        told["first"] = format_fixed(found["first_visit_mb"], 1, self.lang)
        return told | {"date": format_date(found["date"], "long", self.lang)}

    def close(self) -> None:
        """The link says the language."""
        locale.mark(self.lang)
        wanted = presentation.link(self.lang)
        if st.query_params.to_dict() != wanted:
            st.query_params.from_dict(wanted)

    def _names(self) -> dict[str, str]:
        """What other pages call what is named here."""
        remember = PageText(SLUGS[0], self.lang).text("remember.title")
        return {"share": load_messages(self.lang)["app"]["share"], "remember": remember}

    def _table(self, name: str) -> dict[str, Any]:
        file = ROOT / "pages" / self.slug / f"{name}.toml"
        return tomllib.loads(file.read_text("utf-8"))

    def _choice(self, name: str, label: str, said: Mapping[str, str]) -> str:
        """One of some names, by their words; the first one at first."""
        names = list(said)
        chosen = st.segmented_control(
            label,
            names,
            default=names[0],
            format_func=said.__getitem__,
            required=True,
            key=f"{self.slug}/{name}/{self.lang}",
        )
        return str(chosen if chosen in said else names[0])
