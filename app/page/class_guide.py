"""What a teacher needs for class mode: opening a class, preparing a lesson for it."""

import re
import textwrap
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urljoin

import streamlit as st

from app import config
from app.activities.classroom.lesson_plan import ready_plan, write_plan
from app.activities.prediction_text import QuestionText
from app.components.lesson_editor import CataloguePage, lesson_editor
from app.content.catalogue import PageText, load_messages
from app.content.markdown import strip_backticks, strip_colours
from app.content.number_format import format_number
from app.page.guide_page import GuidePage
from app.state import class_mode
from app.state.page_context import PageContext
from app.state.page_state import PageState
from lessons import COURSE, lesson
from lessons.contract import Question

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
        page.markdown("class.steps", hours=hours)


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
    questions = {
        question.name: messages["question"].format(
            n=number, text=_question_text(slug, question, lang)
        )
        for number, question in enumerate(lesson(slug).questions, 1)
    }
    scenarios = {
        name: messages["scenario"].format(title=strip_backticks(title))
        for name, title in words.labels("scenarios").items()
    }
    return CataloguePage(slug, words.title, chapter, questions, scenarios)


def _question_text(slug: str, question: Question, lang: str) -> str:
    """Return a question as its first draw asks it, without markup, shortened."""
    course, words = lesson(slug), PageText(slug, lang)
    settings = course.question_settings(question, 0)
    context = PageContext(
        slug, lang, course, words, load_messages(lang), settings, PageState()
    )
    text = QuestionText(context, question, settings).question_text()
    text = re.sub(r"\*\*", "", strip_backticks(strip_colours(text)))
    return textwrap.shorten(text, LABEL_LENGTH, placeholder="…")


def _address(path: str, lang: str) -> str:
    """Return the address of a route of class mode on the host of this page."""
    return f"{urljoin(st.context.url or '', f'/{path}')}?{urlencode({'lang': lang})}"
