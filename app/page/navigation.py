"""Draw links between the pages of the course: neighbours, lists, what a page needs."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from app.components.course_map import visit_status
from app.components.download_button import download_button
from app.components.prose import quiet
from app.compute.training_tasks import recording
from app.content.catalogue import PageText, load_messages
from app.content.exercise_prompt import exercise_prompt
from app.export.notebook import chapter_notebook
from app.state import app_link
from app.state.link import control_key
from app.state.page_state import count_answers, count_solved, page_state
from lessons import COURSE, SLUGS, lesson, prerequisites


def breadcrumb(slug: str, lang: str) -> str:
    """Return where a page stands in the course, in words.

    Raises:
        KeyError: if it is not in the course.
    """
    for number, chapter in enumerate(COURSE):
        if slug in chapter.slugs:
            page, pages = chapter.slugs.index(slug) + 1, len(chapter.slugs)
            message = load_messages(lang)["app"]["place"]
            return message.format(chapter=number, page=page, pages=pages)
    raise KeyError(slug)


def page_link(
    slug: str, lang: str, label: str | None = None, exercise: str = "", **layout: Any
) -> None:
    """Draw a link to a page that keeps the language.

    Args:
        label: the page's title if none is given.
        exercise: the one to open there, if any.
    """
    query = {control_key(slug, "exercise"): exercise} if exercise else {}
    st.page_link(
        st.session_state["pages"][slug],
        label=label or PageText(slug, lang).title,
        query_params=app_link.link_parameters(lang) | query,
        **layout,
    )


def page_links(title: str, slugs: Sequence[str], lang: str) -> None:
    """Draw links to some pages under a quiet title; if there are none, say so."""
    st.markdown(quiet(title if slugs else load_messages(lang)["course_map"]["nothing"]))
    for slug in slugs:
        page_link(slug, lang)


def previous_and_next(slug: str, lang: str) -> None:
    """Draw the last row: the page before, the breadcrumb, the page after."""
    index = SLUGS.index(slug)
    with st.container(
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="center",
        key="ways",
    ):
        if index > 0:
            page_link(SLUGS[index - 1], lang, icon=":material/arrow_back:")
        else:
            st.markdown("")
        st.markdown(quiet(breadcrumb(slug, lang)), width="content")
        if index + 1 < len(SLUGS):
            forward = ":material/arrow_forward:"
            page_link(SLUGS[index + 1], lang, icon=forward, icon_position="right")
        else:
            st.markdown("")


def course_list(lang: str, opened_label: str) -> None:
    """Draw the chapters with their pages and this session's progress on each.

    Args:
        opened_label: marks the pages that the session has opened.
    """
    messages = load_messages(lang)
    for number, chapter in enumerate(COURSE):
        if not chapter.slugs:
            continue
        with st.container(horizontal=True, vertical_alignment="center"):
            title = messages["chapters"][chapter.name]
            st.markdown(f"**{number}. {title}**", width="content")
            _chapter_notebook(number, lang)
        for slug in chapter.slugs:
            words = PageText(slug, lang)
            label = f"{words.title} :gray[{words.text('question')}]"
            marks = [opened_label] if page_state(slug).opened else []
            predicted = count_answers(slug, lesson(slug))
            if predicted["done"]:
                marks.append(messages["predict"]["done"].format(**predicted))
            solved = count_solved(slug, lesson(slug))
            if solved["done"]:
                marks.append(messages["exercise"]["done"].format(**solved))
            if marks:
                label += f" ({', '.join(marks)})"
            page_link(slug, lang, label)


def page_summary(slug: str, lang: str) -> None:
    """Draw a page's question and progress, and links to what it needs and serves.

    Args:
        slug: the page.
    """
    messages, words = load_messages(lang)["course_map"], PageText(slug, lang)
    progress = [
        visit_status(slug, lang),
        messages["predicted"].format(**count_answers(slug, lesson(slug))),
        messages["solved"].format(**count_solved(slug, lesson(slug))),
    ]
    dependents = [other for other in SLUGS if slug in prerequisites(other)]
    page, needs, serves = st.columns([2.2, 1, 1], gap="medium")
    with page:
        question = f"**{words.title}.** {words.text('question')}"
        st.markdown(f"{question}  \n{quiet(', '.join(progress))}")
        forward = ":material/arrow_forward:"
        label = messages["open"].format(title=words.title)
        page_link(slug, lang, label, icon=forward, icon_position="right")
    with needs:
        page_links(messages["first"], prerequisites(slug), lang)
    with serves:
        page_links(messages["then"], dependents, lang)


def count_opened(slugs: Sequence[str]) -> int:
    """Return how many of these pages this session has opened."""
    return sum(page_state(slug).opened for slug in slugs)


def exercise_links(lang: str, chapter: str) -> None:
    """Draw all exercises of a chapter, or of the course, as links that open them.

    Args:
        chapter: its name, or "" for the whole course.
    """
    messages = load_messages(lang)["exercises"]
    slugs = [slug for c in COURSE for slug in c.slugs if chapter in ("", c.name)]
    counts = [count_solved(slug, lesson(slug)) for slug in slugs]
    total = {name: sum(count[name] for count in counts) for name in ("done", "n")}
    st.markdown(quiet(messages["count"].format(**total)))
    for slug in slugs:
        st.markdown(f"**{PageText(slug, lang).title}**")
        solved = page_state(slug).exercise.solved_names
        for name in (exercise.name for exercise in lesson(slug).exercises):
            label = exercise_prompt(slug, lang, name)
            icon = ":material/radio_button_unchecked:"
            if name in solved:
                label += f" **({messages['solved']})**"
                icon = ":material/check_circle:"
            page_link(slug, lang, label, name, icon=icon)


def _chapter_notebook(number: int, lang: str) -> None:
    """Offer a chapter's notebook at the settings that this session has set."""
    chapter, label = COURSE[number], load_messages(lang)["app"]["chapter_notebook"]
    by_page = {
        slug: lesson(slug).defaults | page_state(slug).settings
        for slug in chapter.slugs
    }

    def page_recording(slug: str) -> Any:
        return recording(slug, by_page[slug])

    make = partial(chapter_notebook, chapter, lang, by_page, page_recording)
    file = f"chapter-{chapter.name}-{lang}.ipynb"
    download_button(label.format(chapter=number), file, make)


def external_links(links: Sequence[tuple[str, str]]) -> None:
    """Draw links to addresses outside; none is requested before a click.

    Args:
        links: a name and an address each.
    """
    st.markdown("\n".join(f"- [{name}]({address})" for name, address in links))
