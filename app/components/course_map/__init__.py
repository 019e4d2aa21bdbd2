"""The course as a map: a column of boxes for each chapter, and what leads to what.

Plain data for the browser: app/components/course_map/course_map.js draws it and
follows the ways.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.components import mount
from app.content.catalogue import PageText, load_messages
from app.state.control_widgets import show_value
from app.state.page_context import PageContext
from app.state.page_state import count_answers, count_solved, page_state
from lessons import COURSE, SLUGS, lesson, prerequisites


@dataclass(frozen=True)
class Goal:
    """A goal that the course leads to.

    Args:
        title: in the reader's language.
        prerequisites: the lessons it needs directly.
    """

    title: str
    prerequisites: tuple[str, ...]


def course_map(
    context: PageContext, goals: Mapping[str, Goal], *, selects: str, alt: str
) -> None:
    """Draw the course with this session's progress, and the goals it leads to.

    Args:
        context: the page and this run of it.
        goals: by name.
        selects: the control that says which box is selected, by slug or name.
        alt: the map's name for a screen reader.
    """
    key = context.widget_key("atlas")

    def select() -> None:
        box = (st.session_state[key].get("picked") or {}).get("id")
        if box in context.lesson[selects].values:
            show_value(context.slug, context.lesson[selects], box)

    selected = str(context.settings[selects])
    data = figure_data(context.lang, goals, here=context.slug, picked=selected, alt=alt)
    mount.course_map(key=key, drawing=data, on_select=select)


def visit_status(slug: str, lang: str) -> str:
    """Return whether this session has opened a page, in words."""
    visited = "seen" if page_state(slug).opened else "unseen"
    return load_messages(lang)["course_map"][visited]


def figure_data(
    lang: str, goals: Mapping[str, Goal], *, here: str, picked: str, alt: str
) -> dict[str, Any]:
    """Return what the browser draws, JSON-able.

    Args:
        goals: by name; they stand in the last column, without progress.
        lang: the language.
        here: the lesson whose page it is drawn on.
        picked: the slug or the name of the selected box.
        alt: the figure's name for a screen reader.
    """
    interface = load_messages(lang)
    messages = interface["course_map"]
    columns = [
        {
            "title": f"{number}. {interface['chapters'][chapter.name]}",
            "boxes": [_lesson_box(slug, lang, here) for slug in chapter.slugs],
        }
        for number, chapter in enumerate(COURSE)
        if chapter.slugs
    ]
    boxes = [
        {"id": name, "title": goal.title, "marks": [], "alt": goal.title}
        for name, goal in goals.items()
    ]
    columns.append({"title": messages["goals"], "boxes": boxes})
    needs: dict[str, tuple[str, ...]] = {slug: prerequisites(slug) for slug in SLUGS}
    needs |= {name: goal.prerequisites for name, goal in goals.items()}
    names = ("needs", "feeds", "legend", "told", "nothing", "below")
    words = {name: messages[name] for name in names}
    return {
        "alt": alt,
        "columns": columns,
        "needs": needs,
        "picked": picked,
        "words": words,
    }


def _lesson_box(slug: str, lang: str, here: str) -> dict[str, Any]:
    """Return the box of a page, with this session's progress on it."""
    messages, course = load_messages(lang)["course_map"], lesson(slug)
    title = PageText(slug, lang).title
    counts = count_answers(slug, course), count_solved(slug, course)
    opened = page_state(slug).opened
    state = "here" if slug == here else "seen" if opened else "unseen"
    texts = [title, messages[state]]
    texts += [
        messages[kind].format(**count)
        for kind, count in zip(("predicted", "solved"), counts, strict=True)
    ]
    marks = [(count["done"], count["n"]) for count in counts]
    return {
        "id": slug,
        "title": title,
        "marks": marks,
        "seen": opened,
        "alt": ", ".join(texts),
    }
