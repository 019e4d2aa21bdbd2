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


def lesson_editor(
    *,
    key: str,
    lang: str,
    catalogue: Sequence[CataloguePage],
    ready: Sequence[Mapping[str, Any]],
    address: str,
) -> None:
    """Draw the editor.

    Args:
        key: Streamlit key, unique on the page.
        catalogue: all pages of the course, in order.
        ready: lessons to begin with, in the form of a file; the first is there at the
            first visit.
        address: of the page that opens a class; the lesson is in the link's fragment.
    """
    data = figure_data(lang, catalogue, ready, address)
    mount.lesson_editor(key=key, drawing=data)


def figure_data(
    lang: str,
    catalogue: Sequence[CataloguePage],
    ready: Sequence[Mapping[str, Any]],
    address: str,
) -> dict[str, Any]:
    """Return what the browser draws, JSON-able; arguments as `lesson_editor`."""
    messages = load_messages(lang)
    chapters = dict.fromkeys(page.chapter for page in catalogue)
    return {
        "words": messages["lesson_editor"],
        "errors": messages["lesson_plan"] | _own_errors(messages["lesson_editor"]),
        "chapters": {name: messages["chapters"][name] for name in chapters},
        "pages": [asdict(page) for page in catalogue],
        "ready": list(ready),
        "address": address,
    }


def _own_errors(words: Mapping[str, str]) -> dict[str, str]:
    """Return why a file or a link holds nothing that could be a lesson, by reason."""
    return {reason: words[f"not_{reason}"] for reason in ("json", "large", "link")}
