"""What the lessons' folders hold, for tests that run over all of them."""

from importlib import import_module
from types import ModuleType

from app.prose import ROOT
from lessons import SLUGS, lesson
from lessons.contract import Question

PLAYED = tuple(slug for slug in SLUGS if lesson(slug).record)
"""The lessons with a recording, and so with a player."""

TOOLS = [
    (slug, file.stem)
    for slug in SLUGS
    for file in sorted((ROOT / "lessons" / slug).glob("with_*.py"))
]
"""Each lesson's standalone files."""

QUESTIONS = [(slug, asked.name) for slug in SLUGS for asked in lesson(slug).questions]
"""Each lesson's questions, by name."""


def question(slug: str, name: str) -> Question:
    """A question of a lesson."""
    (found,) = (asked for asked in lesson(slug).questions if asked.name == name)
    return found


def tool(slug: str, name: str) -> ModuleType:
    """A lesson's file."""
    return import_module(f"lessons.{slug}.{name}")


def tools(slug: str) -> list[ModuleType]:
    """All standalone files of a lesson."""
    return [tool(*pair) for pair in TOOLS if pair[0] == slug]
