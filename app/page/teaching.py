"""What a teacher needs: links to hand out, a plan of lessons, what a class costs."""

import tomllib
from collections.abc import Mapping
from math import ceil
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from babel.dates import format_date

from app import config
from app.activities.teacher_notes import draw_teacher_notes
from app.components.presentation import mode_button
from app.content.catalogue import ROOT, PageText, load_messages
from app.content.number_format import format_fixed, format_number
from app.page import navigation, share_dialog
from lessons import COURSE, lesson

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}
"""Host names that no other computer can open."""


def link_builder(slug: str, words: PageText) -> None:
    """Draw lists of chapters, pages and scenarios, and the link to the one selected.

    Args:
        slug: of the guide.
        words: of the guide.
    """
    lang, labels = words.lang, words.labels("link.labels")
    page = _page_choice(slug, words, "")
    scenarios = {"": labels["none"]} | PageText(page, lang).labels("scenarios")
    scenario = _choice(slug, f"scenario/{page}", lang, labels["scenario"], scenarios)
    address = share_dialog.scenario_link(page, scenario, lang)
    share_dialog.draw_link(address, f"{slug}/link", lang)
    if urlsplit(address).hostname in LOCAL_HOSTS:
        st.markdown(words.text("link.own"))


def presentation_button(lang: str) -> None:
    """Draw the button that starts presentation mode, or ends it."""
    mode_button(lang, quiet=False)


def lesson_plan(slug: str, words: PageText) -> None:
    """Draw a plan for each chapter: its pages as links, with what to ask and show.

    Args:
        slug: of the guide; pages/SLUG/plan.toml has the plan.
        words: of the guide.
    """
    lang, plan = words.lang, _read_toml(slug, "plan")
    for number, chapter in enumerate(COURSE):
        title = load_messages(lang)["chapters"][chapter.name]
        st.markdown(f"**{number}. {title}**")
        for minutes, page, question, scenario in plan[chapter.name]:
            text = PageText(page, lang)
            questions = [question.name for question in lesson(page).questions]
            label = words.sections["plan.row"].format(
                minutes=minutes,
                title=text.title,
                question=questions.index(question) + 1,
                scenario=text.labels("scenarios")[scenario],
            )
            navigation.page_link(page, lang, label)


def class_costs(slug: str, words: PageText, *readers: int) -> None:
    """Write processes, cores and memory for classes of so many readers.

    Args:
        slug: of the guide; pages/SLUG/measured.toml has what was measured.
        words: of the guide.
    """
    lang, measured = words.lang, _read_toml(slug, "measured")
    labels = words.labels("cost.how")
    for n in readers:
        processes = ceil(n / config.MAX_SESSIONS)
        values = {
            "readers": format_number(n, lang),
            "processes": format_number(processes, lang),
            "cores": format_number(processes * measured["cores"], lang),
            "gb": format_fixed(processes * measured["busy_mb"] / 1000, 1, lang),
            "how": labels["measured" if n <= measured["readers"] else "computed"],
        }
        st.markdown(words.text("cost.row", **values))


def measured_values(slug: str, lang: str, max_readers: int) -> dict[str, str]:
    """Return what was measured of the server, as sentences write it.

    Args:
        slug: of the guide; pages/SLUG/measured.toml has what was measured.
        max_readers: of the largest class that the sentences mention.
    """
    measured = _read_toml(slug, "measured")
    counts = {
        "cores": measured["cores"],
        "readers": measured["readers"],
        "warm": measured["warm_mb"],
        "busy": measured["busy_mb"],
        "training": measured["training_mb"],
        "limit": config.MAX_SESSIONS,
        "processes": ceil(max_readers / config.MAX_SESSIONS),
    }
    values = {name: format_number(count, lang) for name, count in counts.items()}
    values["first"] = format_fixed(measured["first_visit_mb"], 1, lang)
    return values | {"date": format_date(measured["date"], "long", lang)}


def _read_toml(slug: str, name: str) -> dict[str, Any]:
    file = ROOT / "pages" / slug / f"{name}.toml"
    return tomllib.loads(file.read_text("utf-8"))


def _page_choice(slug: str, words: PageText, prefix: str) -> str:
    """Draw lists of chapters and of the pages of one; return the page selected.

    Args:
        prefix: tells such lists of a guide apart.
    """
    lang, labels = words.lang, words.labels("link.labels")
    names = load_messages(lang)["chapters"]
    chapters = {c.name: c.slugs for c in COURSE if c.slugs}
    titles = {name: names[name] for name in chapters}
    chapter = _choice(slug, f"{prefix}chapter", lang, labels["chapter"], titles)
    titles = {page: PageText(page, lang).title for page in chapters[chapter]}
    return _choice(slug, f"{prefix}page/{chapter}", lang, labels["page"], titles)


def notes(slug: str, words: PageText) -> None:
    """Draw a switch and, once it is on, the notes to the page that is selected.

    Args:
        slug: of the guide.
        words: of the guide.
    """
    label = words.labels("notes.labels")["show"]
    if not st.toggle(label, key=f"{slug}/notes"):
        return  # a guide may be projected
    page = _page_choice(slug, words, "notes/")
    with st.container(key="teacher-notes"):
        draw_teacher_notes(page, words.lang)
        navigation.page_link(page, words.lang, PageText(page, words.lang).title)


def _choice(
    slug: str, name: str, lang: str, label: str, options: Mapping[str, str]
) -> str:
    """Draw a list of names by their words; return the one selected, at first the first.

    Args:
        options: words by name.
    """
    names = list(options)
    selected = st.segmented_control(
        label,
        names,
        default=names[0],
        format_func=options.__getitem__,
        required=True,
        key=f"{slug}/{name}/{lang}",
    )
    return str(selected if selected in options else names[0])
