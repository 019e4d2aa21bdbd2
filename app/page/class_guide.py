"""What a teacher needs for class mode: opening a class, preparing a lesson for it."""

import textwrap
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import streamlit as st

from app import config
from app.activities.classroom.answers import plain_question, plain_text
from app.activities.classroom.lesson_plan import ready_plan, write_plan
from app.components.lesson_editor import CataloguePage, lesson_editor
from app.content.catalogue import PageText, load_messages
from app.content.number_format import format_number
from app.page.guide_page import GuidePage
from app.state import class_mode
from lessons import COURSE, lesson

LABEL_LENGTH = 80
"""Characters of a question's text in a list."""


def class_block(page: GuidePage) -> None:
    """Write how a class is run, and draw links that open one and join one.

    Where this server opens no class, a sentence says so.
    """
    if not class_mode.is_available():
        page.block("no_class")
        return
    labels = page.words.labels("class.links")
    with page.block("class"):
        with st.container(horizontal=True):
            for name, path in {"open": "class", "join": "join"}.items():
                st.link_button(labels[name], _address(path, page.lang))
        hours = format_number(config.CLASS_HOURS, page.lang)
        join = urlsplit(urljoin(st.context.url or "", "join")).path
        page.markdown("class.steps", hours=hours, join=f"/{join.lstrip('/')}")


def lesson_block(page: GuidePage) -> None:
    """Draw the editor of a lesson, where this server opens classes."""
    if not class_mode.is_available():
        return
    with page.block("lesson", wide=True):
        lesson_editor(
            key=f"{page.slug}/lesson",
            lang=page.lang,
            catalogue=course_catalogue(page.lang),
            ready=ready_lessons(page.lang),
            address=_address("class", page.lang),
        )


@lru_cache(maxsize=2)
def course_catalogue(lang: str) -> tuple[CataloguePage, ...]:
    """Return what a lesson can be made of: every page, its questions and scenarios."""
    return tuple(
        _catalogue_page(slug, chapter.name, lang)
        for chapter in COURSE
        for slug in chapter.slugs
    )


def ready_lessons(lang: str) -> list[dict[str, Any]]:
    """Return a lesson for each chapter, in the form of a file."""
    titles = load_messages(lang)["chapters"]
    return [
        write_plan(f"{number}. {titles[chapter.name]}", ready_plan(chapter.name))
        for number, chapter in enumerate(COURSE)
    ]


def _catalogue_page(slug: str, chapter: str, lang: str) -> CataloguePage:
    """Return a page as a lesson can use it."""
    words, messages = PageText(slug, lang), load_messages(lang)["lesson_editor"]
    questions = {}
    for number, question in enumerate(lesson(slug).questions, 1):
        text = plain_question(slug, question.name, 0, lang)  # as its first draw asks it
        short = textwrap.shorten(text, LABEL_LENGTH, placeholder="…")
        questions[question.name] = messages["question"].format(n=number, text=short)
    scenarios = {
        name: messages["scenario"].format(title=plain_text(title))
        for name, title in words.labels("scenarios").items()
    }
    return CataloguePage(slug, words.title, chapter, questions, scenarios)


def _address(path: str, lang: str) -> str:
    """Return the address of a route of class mode on the host of this page."""
    return f"{urljoin(st.context.url or '', path)}?{urlencode({'lang': lang})}"
