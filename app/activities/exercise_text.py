"""The sentence on an answer to an exercise, and the numbers that it mentions."""

from collections.abc import Mapping
from math import isclose, isfinite
from typing import Any

from app.content.catalogue import PLACEHOLDER, PageText
from app.content.number_format import distinguish, format_quantity, format_significant
from app.content.quantities import QUANTITIES
from app.content.setting_format import format_setting
from lessons.contract import Exercise, Lesson


def verdict_numbers(
    lesson: Lesson,
    exercise: Exercise,
    task: Mapping[str, Any],
    answer: Any,
    numbers: Mapping[str, float | str],
) -> dict[str, Any]:
    """Return what the sentence on an answer mentions, by name.

    A control's name means what was submitted, never what the exercise began with: of
    the task only what no control sets is mentioned.

    Raises:
        ValueError: if one name would mean two things.
    """
    controls = {control.name for control in lesson.controls}
    values = {name: value for name, value in task.items() if name not in controls}
    submission = dict(answer) if exercise.kind == "settings" else {}
    if twice := numbers.keys() & (controls | values.keys()):
        raise ValueError(f"{exercise.name}: {sorted(twice)} mean two things")
    return values | submission | dict(numbers)


def verdict_sentence(
    words: PageText,
    lesson: Lesson,
    exercise: Exercise,
    verdict: str,
    values: Mapping[str, Any],
) -> str:
    """Return the sentence on an answer; different numbers are written differently.

    Args:
        values: as `verdict_numbers` returns it.
    """
    text = words.labels(f"exercise.{exercise.name}.told")[verdict]
    names = {match[2] for match in PLACEHOLDER.finditer(text)}
    texts = {name: _format_value(words, lesson, name, values[name]) for name in names}
    numbers = {
        name: value
        for name, value in values.items()
        if isinstance(value, int | float)
        and not isinstance(value, bool)
        and isfinite(value)
        and f"{name}.values" not in words.sections
    }
    exact = {control.name for control in lesson.controls}
    refined = {name: texts[name] for name in names & numbers.keys() - exact}
    return words.fill(text, **texts | distinguish(numbers, refined, words.lang))


def _format_value(words: PageText, lesson: Lesson, name: str, value: Any) -> str:
    """Return a number or a value as a sentence writes it."""
    if name == "ratio":
        return _format_ratio(value, words.lang)
    long = isinstance(value, float) and value != round(value, 2)
    if name not in QUANTITIES and (long or not _is_finite(value)):
        return format_quantity(name, value, words.lang)
    return format_setting(words, lesson, name, value)


def _format_ratio(value: float, lang: str) -> str:
    """Return a ratio to two significant digits; to more where it would look like 1."""
    for digits in range(2, 9):
        text = format_significant(value, digits, lang)
        if text != "1" or isclose(value, 1, rel_tol=1e-6):
            break
    return text


def _is_finite(value: Any) -> bool:
    return not isinstance(value, float) or isfinite(value)
