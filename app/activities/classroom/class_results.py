"""All that a class was asked and has answered, for a file that the teacher keeps."""

from collections.abc import Sequence
from typing import Any

from app.activities.classroom.answers import (
    answer_label,
    plain_question,
    settings_text,
    tally,
)
from app.activities.classroom.class_state import Round
from app.activities.classroom.snapshot import page_title
from app.activities.classroom.solutions import SOLUTIONS, Solution
from app.content.number_format import format_quantity
from lessons.contract import ON_FIGURE

MIN_ANSWERS = 3
"""Fewer answers could tell who has given which: they are left out, unless the wall has
shown them."""


def class_results(code: str, lang: str) -> list[dict[str, Any]]:
    """Return what came of each round of a class; waits for trainings.

    Args:
        code: the class.
        lang: of the texts.

    Returns:
        By round: its number `n`, `page`, `question`, `kind`, `settings`, and `answers`,
        each with `label`, `count`, `share` and `right`. They are None where there are
        less than MIN_ANSWERS.

    Raises:
        NoSuchClassError: if the class is over.
        DatabaseUnavailableError: if the database does not answer.
        Exception: whatever a training raised.
    """
    from app.activities.classroom.class_store import class_store  # imports SQLAlchemy

    store, results = class_store(), []
    store.get(code)
    for asked in store.rounds.read(code):
        key = asked.page, asked.question, asked.seed
        guesses, solution = store.rounds.answers(code, asked.n), SOLUTIONS.get(*key)
        is_kept = asked.shown or len(guesses) >= MIN_ANSWERS
        results.append(
            {
                "n": asked.n,
                "page": page_title(asked.page, lang),
                "question": plain_question(*key, lang),
                "kind": solution.question.kind,
                "settings": settings_text(*key, lang),
                "answers": _answers(asked, lang, guesses, solution)
                if is_kept
                else None,
            }
        )
    return results


def _answers(
    asked: Round, lang: str, guesses: Sequence[Any], solution: Solution
) -> list[dict[str, Any]]:
    """Return the answers of a round in an order that nobody has given them in."""
    key = asked.page, asked.question, asked.seed
    counted: list[dict[str, Any]] = []
    if solution.question.kind not in ON_FIGURE:
        counted = tally(*key, lang, guesses, None, solution)["options"]
    for guess in sorted(guesses) if solution.question.kind in ON_FIGURE else ():
        units = solution.in_units(guess)
        if solution.question.kind == "point":
            label = answer_label(*key, lang, units)
        else:
            label = curve_label(str(solution.question.axes[-1]), units, lang)
        counted.append({"label": label, "count": 1, "right": solution.is_right(guess)})
    return [
        {
            "label": each["label"],
            "count": each["count"],
            "share": each["count"] / max(1, len(guesses)),
            "right": each["right"],
        }
        for each in counted
    ]


def curve_label(axis: str, heights: Sequence[float], lang: str) -> str:
    """Return a curve as its heights, from left to right."""
    texts = (format_quantity(axis, height, lang) for height in heights)
    return " → ".join(texts)
