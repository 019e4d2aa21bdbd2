"""What activities and components receive of a page: lesson, words, settings, state."""

from dataclasses import dataclass
from typing import Any

from app.content.catalogue import PageText
from app.state.page_state import PageState
from lessons.contract import Lesson, Value


@dataclass(frozen=True)
class PageContext:
    """One run of a lesson's page, for one reader.

    Args:
        slug: the lesson's name, in links and files.
        lang: "fr" or "en".
        lesson: the lesson itself.
        words: its texts in the reader's language.
        messages: the app's own texts, by section and name.
        settings: the value of every control, as the page shows it; what the reader
            moves during the run is changed in place.
        state: what the session remembers of the page.
    """

    slug: str
    lang: str
    lesson: Lesson
    words: PageText
    messages: dict[str, dict[str, Any]]
    settings: dict[str, Value]
    state: PageState

    def widget_key(self, part: str) -> str:
        """Return the key of a widget or component that no control stands for."""
        return f"{self.slug}/{part}"
