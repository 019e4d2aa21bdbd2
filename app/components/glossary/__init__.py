"""The glossary on a page: a term's sentence and picture, shown where it is touched."""

from functools import lru_cache
from typing import Any

from app.components import mount
from app.components.glossary.pictures import PICTURES
from app.content.glossary import load_terms


def draw_glossary(lang: str) -> None:
    """Mount what shows a term of the page's texts when it is pointed at or touched."""
    mount.glossary(key="glossary", drawing=_drawing(lang))


@lru_cache(maxsize=4)
def _drawing(lang: str) -> dict[str, Any]:
    """Return for each term its sentence, and its picture: paths and their classes."""
    return {
        term.name: {"text": term.text, "paths": PICTURES[term.name]()}
        for term in load_terms(lang)
    }
