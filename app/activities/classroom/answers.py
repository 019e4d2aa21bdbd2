"""Answers of a class: checked as they come, counted, put into words.

Results are JSON-able: the kind of the question, how many answers, how many of each,
which are right, and the mistakes, most frequent first.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any

from app.activities.classroom.solutions import Solution, find_question
from app.activities.prediction_text import QuestionText
from app.content.catalogue import PageText, load_messages
from app.content.markdown import strip_backticks, strip_colours
from app.content.setting_format import format_setting
from app.state.page_context import PageContext
from app.state.page_state import PageState
from lessons import lesson
from lessons.contract import CURVE_AT, GRID, ON_FIGURE, RIGHT, Question

MAX_LABEL = 140
"""Characters from which on only the first sentence about a mistake is shown."""

BOLD = re.compile(r"\*\*(\S.*?)\*\*")
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
SENTENCE_END = re.compile(r"(?<=[.?!])\s")


def check_guess(question: Question, guess: Any) -> Any:
    """Return a guess that a browser has sent, as it is stored: JSON-able.

    Args:
        guess: a choice by its name, a number, a list of all values in an order, or the
            places of marks on the figure, in steps of GRID.

    Raises:
        ValueError: if nobody can have given it.
    """
    kind = question.kind
    if kind == "choice" and isinstance(guess, str) and guess in question.options:
        return guess
    if kind == "number":
        return _check_value(question, guess)
    if isinstance(guess, list) and len(guess) == _guess_length(question):
        if kind == "order":
            order = [_check_value(question, value) for value in guess]
            if len(set(order)) == len(order):
                return order
        elif all(type(place) is int and 0 <= place <= GRID for place in guess):
            return guess
    raise ValueError(f"{question.name}: no guess")


def _guess_length(question: Question) -> int | None:
    """Return how many entries a guess has that is a list; None if it is none."""
    lengths = {"order": len(question.values), "point": 2, "curve": len(CURVE_AT)}
    return lengths.get(question.kind)


def _check_value(question: Question, value: Any) -> Any:
    """Return the one of a question's values that this is, or raise ValueError."""
    if type(value) not in (int, float, str):  # not bool: True equals 1
        raise ValueError(f"{question.name}: no value")
    return question.values[question.values.index(value)]


def own_guess(stored: Any) -> Any:
    """Return a stored guess as pages take it: lists are tuples."""
    return tuple(stored) if isinstance(stored, list) else stored


@lru_cache(maxsize=1000)
def question_text(slug: str, name: str, seed: int, lang: str) -> QuestionText:
    """Return the words of a question outside its page, at one draw of its numbers.

    Raises:
        KeyError: if there is no such question.
    """
    question, course = find_question(slug, name), lesson(slug)
    settings = course.question_settings(question, seed)
    words, messages = PageText(slug, lang), load_messages(lang)
    context = PageContext(slug, lang, course, words, messages, settings, PageState())
    return QuestionText(context, question, settings)


@lru_cache(maxsize=1000)
def plain_question(slug: str, name: str, seed: int, lang: str) -> str:
    """Return a question as plain text, its numbers filled in."""
    return plain_text(question_text(slug, name, seed, lang).question_text())


@lru_cache(maxsize=5000)
def answer_label(slug: str, name: str, seed: int, lang: str, answer: Any) -> str:
    """Return an answer as plain text.

    Args:
        answer: an option or a value; a tuple of values for an order.
    """
    return plain_text(question_text(slug, name, seed, lang).answer_text(answer))


def plain_text(text: str) -> str:
    """Return Markdown as it reads: without colours, bold face, escapes, backticks."""
    pieces = re.split(r"(`[^`]*`)", text)
    for i in range(0, len(pieces), 2):
        pieces[i] = ESCAPE.sub(r"\1", BOLD.sub(r"\1", pieces[i]))
    text = strip_colours("".join(pieces))
    return " ".join(strip_backticks(text).split())


def tally(
    slug: str,
    name: str,
    seed: int,
    lang: str,
    guesses: Sequence[Any],
    before: Sequence[Any] | None = None,
    solution: Solution | None = None,
) -> dict[str, Any]:
    """Count the answers to a question.

    Args:
        slug, name, seed: the question, and which draw of its numbers.
        lang: of the labels.
        guesses: the answers, as they are stored.
        before: those of the vote before; None if there was none.
        solution: what they are judged by; None leaves out what is right and the
            mistakes.
    """
    question = find_question(slug, name)
    results: dict[str, Any] = {
        "kind": question.kind,
        "n": len(guesses),
        "firstN": None if before is None else len(before),
        "right": None,
        "mistakes": [],
    }
    if solution is not None:
        judgements = Counter(map(solution.judge, guesses))
        results["right"] = judgements.pop(RIGHT, 0)
        results["mistakes"] = [
            {
                "label": _mistake_label(slug, name, seed, lang, solution, mistake),
                "count": n,
            }
            for mistake, n in judgements.most_common()
        ]
    if question.kind in ON_FIGURE:
        key = "points" if question.kind == "point" else "curves"
        return results | {key: sorted(guesses)}
    counts = Counter(own_guess(guess) for guess in guesses)
    first = Counter(own_guess(guess) for guess in before or ())
    options = [
        {
            "id": list(option) if isinstance(option, tuple) else option,
            "label": answer_label(slug, name, seed, lang, option),
            "count": counts[option],
            "first": None if before is None else first[option],
            "right": None if solution is None else solution.is_right(option),
        }
        for option in _options(question, counts, first, solution)
    ]
    return results | {"options": options}


def _options(
    question: Question,
    counts: Counter[Any],
    first: Counter[Any],
    solution: Solution | None,
) -> list[Any]:
    """Return what is counted: all options, or the orders given and the right one."""
    if question.kind != "order":
        return [*question.options, *question.values]
    right = [tuple(solution.right)] if solution is not None else []
    orders = {*counts, *first, *right}
    return sorted(orders, key=lambda order: (-counts[order], -first[order], order))


def _mistake_label(
    slug: str, name: str, seed: int, lang: str, solution: Solution, mistake: str
) -> str:
    """Return why a mistake is one, as plain text."""
    words = question_text(slug, name, seed, lang)
    text = plain_text(words.mistake_text(mistake, solution.numbers))
    return SENTENCE_END.split(text)[0] if len(text) > MAX_LABEL else text


def settings_text(slug: str, name: str, seed: int, lang: str) -> str:
    """Return the settings that a question draws, as `name = value, …`."""
    words, course, question = (
        PageText(slug, lang),
        lesson(slug),
        find_question(slug, name),
    )
    settings = course.question_settings(question, seed)
    drawn = question.draw(Random(seed))
    texts = {
        control: format_setting(words, course, control, value)
        for control, value in settings.items()
        if control in drawn
    }
    return ", ".join(f"{each} = {plain_text(text)}" for each, text in texts.items())
