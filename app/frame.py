"""What surrounds a page: its place in the course, the ways on, the map."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from app import settings
from app.notebook import course
from app.prose import Words, coloured, interface
from app.runs import recording
from lessons import COURSE, SLUGS, lesson

MIME = {
    "py": "text/x-python",
    "ipynb": "application/x-ipynb+json",
    "csv": "text/csv",
    "dot": "text/vnd.graphviz",
    "pt": "application/octet-stream",
}
"""A download's ending and what browsers call it."""


def quiet(text: str) -> str:
    """Markdown for a remark: smaller and grey, still 4.5:1."""
    return f":small[:gray[{coloured(text)}]]"


def place(slug: str, lang: str) -> str:
    """Where a page stands, in words.

    Raises:
        KeyError: if it is not in the course.
    """
    for number, chapter in enumerate(COURSE):
        if slug in chapter.slugs:
            page, pages = chapter.slugs.index(slug) + 1, len(chapter.slugs)
            said = interface(lang)["app"]["place"]
            return said.format(chapter=number, page=page, pages=pages)
    raise KeyError(slug)


def link(slug: str, lang: str, label: str | None = None, **layout: Any) -> None:
    """A link to a page that keeps the language; its title if no label is given."""
    st.page_link(
        st.session_state["pages"][slug],
        label=label or Words(slug, lang).title,
        query_params={"lang": lang},
        **layout,
    )


def ways(slug: str, lang: str) -> None:
    """The last row: the page before, the place, the page after."""
    at = SLUGS.index(slug)
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
    ):
        if at > 0:
            link(SLUGS[at - 1], lang, icon=":material/arrow_back:")
        else:
            st.markdown("")
        st.markdown(quiet(place(slug, lang)), width="content")
        if at + 1 < len(SLUGS):
            forward = ":material/arrow_forward:"
            link(SLUGS[at + 1], lang, icon=forward, icon_position="right")
        else:
            st.markdown("")


def download(label: str, name: str, make: Callable[[], str | bytes]) -> None:
    """A quiet button for a file that is made when it is asked for.

    Args:
        name: the file's name; its ending says what it is.
    """
    st.download_button(
        label,
        make,
        name,
        mime=MIME[name.rpartition(".")[2]],
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
    )


def course_map(lang: str, seen: str) -> None:
    """The chapters with their pages, and this session's progress on each.

    Args:
        seen: marks the pages it has opened.
    """
    for number, chapter in enumerate(COURSE):
        if not chapter.slugs:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            title = interface(lang)["chapters"][chapter.name]
            st.markdown(f"**{number}. {title}**", width="content")
            _chapter(number, lang)
        for slug in chapter.slugs:
            words = Words(slug, lang)
            label = f"{words.title} :gray[{words.text('question')}]"
            counts = settings.progress(slug, lesson(slug))
            marks = [seen] if settings.memory(slug) else []
            if counts["done"]:
                marks.append(interface(lang)["predict"]["done"].format(**counts))
            if (counts := settings.solved(slug, lesson(slug)))["done"]:
                marks.append(interface(lang)["exercise"]["done"].format(**counts))
            link(slug, lang, label + (f" ({', '.join(marks)})" if marks else ""))


def _chapter(number: int, lang: str) -> None:
    """A chapter's notebook, with the settings this session has left on its pages."""
    chapter, said = COURSE[number], interface(lang)["app"]["chapter_notebook"]
    kept = {
        slug: lesson(slug).defaults | settings.memory(slug).get("settings", {})
        for slug in chapter.slugs
    }
    book = partial(
        course, chapter, lang, kept, lambda slug: recording(slug, kept[slug])
    )
    download(said.format(chapter=number), f"chapter-{chapter.name}-{lang}.ipynb", book)
