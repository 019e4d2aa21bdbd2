"""What surrounds a page: its place in the course, the ways on, the map."""

from typing import Any

import streamlit as st

from app import settings
from app.prose import Words, coloured, interface
from lessons import COURSE, SLUGS, lesson


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


def course_map(lang: str, seen: str) -> None:
    """The chapters with their pages, and this session's progress on each.

    Args:
        seen: marks the pages it has opened.
    """
    for number, chapter in enumerate(COURSE):
        if not chapter.slugs:
            continue
        st.markdown(f"**{number}. {interface(lang)['chapters'][chapter.name]}**")
        for slug in chapter.slugs:
            words = Words(slug, lang)
            label = f"{words.title} :gray[{words.text('question')}]"
            counts = settings.progress(slug, lesson(slug))
            marks = [seen] if settings.memory(slug) else []
            if counts["done"]:
                marks.append(interface(lang)["predict"]["done"].format(**counts))
            link(slug, lang, label + (f" ({', '.join(marks)})" if marks else ""))
