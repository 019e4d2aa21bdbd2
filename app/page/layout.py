"""What surrounds a page: its place in the course, the ways on, the map."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from app.components.prose import quiet
from app.compute.result_cache import recording
from app.content.catalogue import PageText, load_messages
from app.content.exercise_prompt import exercise_prompt
from app.export.notebook import course
from app.state import presentation, settings
from lessons import COURSE, SLUGS, lesson, prerequisites

MIME = {
    "py": "text/x-python",
    "ipynb": "application/x-ipynb+json",
    "csv": "text/csv",
    "dot": "text/vnd.graphviz",
    "pt": "application/octet-stream",
}
"""A download's ending and what browsers call it."""


def place(slug: str, lang: str) -> str:
    """Where a page stands, in words.

    Raises:
        KeyError: if it is not in the course.
    """
    for number, chapter in enumerate(COURSE):
        if slug in chapter.slugs:
            page, pages = chapter.slugs.index(slug) + 1, len(chapter.slugs)
            said = load_messages(lang)["app"]["place"]
            return said.format(chapter=number, page=page, pages=pages)
    raise KeyError(slug)


def link(
    slug: str, lang: str, label: str | None = None, exercise: str = "", **layout: Any
) -> None:
    """A link to a page that keeps the language; its title if no label is given.

    Args:
        exercise: the one to open there, if any.
    """
    opened = {settings.key(slug, "exercise"): exercise} if exercise else {}
    st.page_link(
        st.session_state["pages"][slug],
        label=label or PageText(slug, lang).title,
        query_params=presentation.link(lang) | opened,
        **layout,
    )


def ways(slug: str, lang: str) -> None:
    """The last row: the page before, the place, the page after."""
    at = SLUGS.index(slug)
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="ways",
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
            title = load_messages(lang)["chapters"][chapter.name]
            st.markdown(f"**{number}. {title}**", width="content")
            _chapter(number, lang)
        for slug in chapter.slugs:
            words = PageText(slug, lang)
            label = f"{words.title} :gray[{words.text('question')}]"
            counts = settings.progress(slug, lesson(slug))
            marks = [seen] if settings.memory(slug) else []
            if counts["done"]:
                marks.append(load_messages(lang)["predict"]["done"].format(**counts))
            if (counts := settings.solved(slug, lesson(slug)))["done"]:
                marks.append(load_messages(lang)["exercise"]["done"].format(**counts))
            link(slug, lang, label + (f" ({', '.join(marks)})" if marks else ""))


def leads(slug: str, lang: str) -> None:
    """A page of the course: its question, where the session is with it, ways to others.

    Args:
        slug: the page.
    """
    says, words = load_messages(lang)["course_map"], PageText(slug, lang)
    counts = [
        settings.progress(slug, lesson(slug)),
        settings.solved(slug, lesson(slug)),
    ]
    told = [
        says[kind].format(**count)
        for kind, count in zip(("predicted", "solved"), counts, strict=True)
    ]
    done = quiet(", ".join([state(slug, lang), *told]))
    after = [other for other in SLUGS if slug in prerequisites(other)]
    page, before, behind = st.columns([2.2, 1, 1], gap="medium")
    with page:
        st.markdown(f"**{words.title}.** {words.text('question')}  \n{done}")
        forward = ":material/arrow_forward:"
        label = says["open"].format(title=words.title)
        link(slug, lang, label, icon=forward, icon_position="right")
    with before:
        linked(says["first"], prerequisites(slug), lang)
    with behind:
        linked(says["then"], after, lang)


def linked(title: str, slugs: Sequence[str], lang: str) -> None:
    """Links to some pages, under a quiet title."""
    st.markdown(quiet(title if slugs else load_messages(lang)["course_map"]["nothing"]))
    for slug in slugs:
        link(slug, lang)


def state(slug: str, lang: str) -> str:
    """Whether this session has opened a page, in words."""
    return load_messages(lang)["course_map"][
        "seen" if settings.memory(slug) else "unseen"
    ]


def seen(slugs: Sequence[str]) -> int:
    """How many of these pages this session has opened."""
    return sum(bool(settings.memory(slug)) for slug in slugs)


def exercises(lang: str, chapter: str) -> None:
    """All exercises of a chapter, or of the course, as links that open them.

    Args:
        chapter: its name, or "" for the whole course.
    """
    says = load_messages(lang)["exercises"]
    slugs = [slug for c in COURSE for slug in c.slugs if chapter in ("", c.name)]
    counts = [settings.solved(slug, lesson(slug)) for slug in slugs]
    whole = {name: sum(count[name] for count in counts) for name in ("done", "n")}
    st.markdown(quiet(says["count"].format(**whole)))
    for slug in slugs:
        st.markdown(f"**{PageText(slug, lang).title}**")
        solved = settings.memory(slug).get("solved", [])
        for name in (exercise.name for exercise in lesson(slug).exercises):
            label = exercise_prompt(slug, lang, name)
            icon = ":material/radio_button_unchecked:"
            if name in solved:
                label += f" **({says['solved']})**"
                icon = ":material/check_circle:"
            link(slug, lang, label, name, icon=icon)


def _chapter(number: int, lang: str) -> None:
    """A chapter's notebook, with the settings this session has left on its pages."""
    chapter, said = COURSE[number], load_messages(lang)["app"]["chapter_notebook"]
    kept = {
        slug: lesson(slug).defaults | settings.memory(slug).get("settings", {})
        for slug in chapter.slugs
    }
    book = partial(
        course, chapter, lang, kept, lambda slug: recording(slug, kept[slug])
    )
    download(said.format(chapter=number), f"chapter-{chapter.name}-{lang}.ipynb", book)
