"""The editor of a lesson: pages in order, each with a question or a scenario to show.

Plain data for the browser: app/components/lesson_editor/lesson_editor.js draws it. The
lesson stays in the browser; its form as a file and in a link is in lesson_file.js.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.components import mount
from app.content.catalogue import load_messages


@dataclass(frozen=True)
class CataloguePage:
    """A page that a step can be on.

    Args:
        slug, title, chapter: the page, and the name of its chapter.
        questions, scenarios: what a list calls each of them, by name.
    """

    slug: str
    title: str
    chapter: str
    questions: Mapping[str, str]
    scenarios: Mapping[str, str]


@dataclass(frozen=True)
class LessonStep:
    """A step of a lesson: a page, and a question or a scenario of it, or neither.

    Args:
        page: the lesson of the course.
        question, scenario: a name, or "".
        minutes: how long it takes.
        note: for the teacher.
    """

    page: str
    question: str = ""
    scenario: str = ""
    minutes: int = 0
    note: str = ""


@dataclass(frozen=True)
class LessonPlan:
    """A lesson that is ready to be used or changed."""

    title: str
    steps: Sequence[LessonStep]


def lesson_editor(
    *,
    key: str,
    lang: str,
    catalogue: Sequence[CataloguePage],
    ready: Sequence[LessonPlan],
    address: str,
) -> None:
    """Draw the editor.

    Args:
        key: Streamlit key, unique on the page.
        catalogue: all pages of the course, in order.
        ready: lessons to begin with; the first is there at the first visit.
        address: of the page that opens a class; the lesson is in the link's fragment.
    """
    data = figure_data(lang, catalogue, ready, address)
    mount.lesson_editor(key=key, drawing=data)


def figure_data(
    lang: str,
    catalogue: Sequence[CataloguePage],
    ready: Sequence[LessonPlan],
    address: str,
) -> dict[str, Any]:
    """Return what the browser draws, JSON-able; arguments as `lesson_editor`."""
    messages = load_messages(lang)
    chapters = dict.fromkeys(page.chapter for page in catalogue)
    return {
        "words": messages["lesson_editor"],
        "chapters": {name: messages["chapters"][name] for name in chapters},
        "pages": [asdict(page) for page in catalogue],
        "ready": [asdict(plan) for plan in ready],
        "address": address,
    }
