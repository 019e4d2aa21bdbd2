"""Texts and tables of a trained network, prepared for the page."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lessons.contract import Lesson
from lessons.text_classification.explain import Piece
from lessons.text_classification.predict import MOST
from lessons.text_classification.sources import DEPENDS
from lessons.text_classification.training import Message, TrainedModel

MOST_CELLS = 30
"""Cells of the confusion matrix that are offered."""


def scenario(lesson: Lesson, settings: Mapping[str, Any]) -> str:
    """The name of the scenario that these settings are, whatever the texts, or ""."""
    for one in lesson.scenarios:
        expected = lesson.scenario_settings(one.name)
        names = [name for name in DEPENDS if name != "source"]
        if all(settings[name] == expected[name] for name in names):
            return one.name
    return ""


def changed_settings(lesson: Lesson, settings: Mapping[str, Any]) -> str:
    """Return the settings that are not the defaults, as Python writes them."""
    names = [n for n in DEPENDS if settings[n] != lesson[n].default and n != "source"]
    values = [
        " ".join(settings[n]) if n == "categories" else repr(settings[n]) for n in names
    ]
    return ", ".join(f"{n}={v}" for n, v in zip(names, values, strict=True))


def cells(result: TrainedModel) -> list[tuple[int, int, int]]:
    """(true class, said class, messages), mistakes first, the most frequent first."""
    counts = [
        (int(i), int(j), int(result.confusion[i, j]))
        for i, j in np.argwhere(result.confusion)
    ]
    cells_with_messages = {(m.true, m.prediction) for m in result.messages}
    counts = [cell for cell in counts if cell[:2] in cells_with_messages]
    return sorted(counts, key=lambda c: (c[0] == c[1], -c[2]))[:MOST_CELLS]


def in_cell(result: TrainedModel, cell: tuple[int, int, int]) -> list[Message]:
    """Return the result's messages of a cell."""
    return [m for m in result.messages if (m.true, m.prediction) == cell[:2]]


def first_line(text: str, most: int = 60) -> str:
    """Return what tells a message from others: its subject, or its first words."""
    for line in text.splitlines():
        if line.startswith("Subject:"):
            return line.removeprefix("Subject:").strip()[:most]
    return " ".join(text[:400].split())[:most] or "…"


def example(result: TrainedModel) -> str:
    """A validation text of the reader's file, on one line, cut if it is long."""
    if result.source != "upload":
        return ""
    return " ".join(result.messages[0].text[: 2 * MOST].split())[:MOST]


def mark_pieces(pieces: tuple[Piece, ...]) -> list[tuple[str, int | None, int]]:
    """Return pieces of a text as a page draws them."""
    return [(piece.text, piece.to, piece.strength) for piece in pieces]


def majority_accuracy(result: TrainedModel) -> float:
    """Return the accuracy, in percent, of one answer: the most frequent class."""
    return 100 * float(result.confusion.sum(1).max()) / result.n_validation
