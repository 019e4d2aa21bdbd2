"""Every exercise of the course: drawn from a seed, checked by running."""

from importlib import import_module

import pytest

from app.exercise import change
from app.prose import LANGUAGES, Words
from lessons import SLUGS, lesson
from lessons.contract import RIGHT
from lessons.formula import parse
from tests.course import EXERCISES, exercise

SEEDS = range(8)
ENOUGH = 4
"""Draws; more are made while there is a kind of mistake that none has met."""
SET = [task for task in EXERCISES if exercise(*task).kind == "settings"]
"""The exercises whose answer is a setting of the page."""


def answers(slug, name):
    """[(answer, verdict)] for the first draw, as the lesson's test declares them."""
    return import_module(f"tests.lessons.test_{slug}").ANSWERS[name]


def run(slug, asked, answer, task, recorded):
    """The verdict and the numbers on an answer."""
    page = lesson(slug)
    if asked.kind == "settings":
        answer = {c.name: task[c.name] for c in page.controls} | answer
        depends = {c.name: answer[c.name] for c in page.recorded_for}
        rec = recorded(slug, **depends) if page.record else None
        return asked.check(answer, task, rec)
    if asked.kind == "formula":
        return asked.check(parse(answer, asked.names), task, None)
    if asked.kind == "text":
        return asked.check(asked.reads.parse(answer), task, None)
    return asked.check(answer, task, None)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_has_an_exercise(slug):
    assert lesson(slug).exercises


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_right_answers_are_right_and_wrong_ones_are_told_why(slug, name, recorded):
    asked = exercise(slug, name)
    task = lesson(slug).task(asked, 0)
    given = answers(slug, name)
    told = [run(slug, asked, answer, task, recorded)[0] for answer, _ in given]
    assert told == [verdict for _, verdict in given]
    assert told.count(RIGHT) >= 1
    assert len(told) - told.count(RIGHT) >= 3
    assert set(told) <= {RIGHT, *asked.mistakes}


@pytest.mark.parametrize(("slug", "name"), SET)
def test_each_draw_can_be_solved_and_is_not_solved_at_its_start(slug, name, recorded):
    """Settings: over all values of what is used; every kind of mistake is met."""
    asked, page = exercise(slug, name), lesson(slug)
    met = set()
    for seed in SEEDS:
        task, here = page.task(asked, seed), set()
        assert run(slug, asked, {}, task, recorded)[0] != RIGHT
        for answer in combinations(page, asked.uses):
            verdict, numbers = run(slug, asked, answer, task, recorded)
            here.add(verdict)
            assert all(number == number for number in numbers.values())
        assert RIGHT in here
        met |= here
        if seed + 1 >= ENOUGH and met == {RIGHT, *asked.mistakes}:
            break
    assert met == {RIGHT, *asked.mistakes}


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_who_is_offered_other_numbers_gets_them(slug, name):
    asked, page = exercise(slug, name), lesson(slug)
    drawn = [page.task(asked, seed) for seed in range(12)]
    assert any(task != drawn[0] for task in drawn) == asked.varies


def combinations(page, uses):
    """All values of these controls together, thinned where there are very many."""
    found = [{}]
    for name in uses:
        values = page[name].values
        values = values[:: max(1, len(values) // (40 // len(uses)))]
        found = [one | {name: value} for one in found for value in values]
    return found


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_exercise_has_its_words(slug, name, lang, recorded):
    words, asked = Words(slug, lang), exercise(slug, name)
    section = f"exercise.{name}"
    task = lesson(slug).task(asked, 0)
    assert words.fill(words.sections[section], **task)
    assert list(words.labels(f"{section}.hints"))
    told = words.labels(f"{section}.told")
    assert set(told) == {RIGHT, *asked.mistakes}
    for hint in words.labels(f"{section}.hints").values():
        assert words.fill(hint, **task)
    for answer, verdict in answers(slug, name):
        _, numbers = run(slug, asked, answer, task, recorded)
        used = asked.kind == "settings"
        assert words.fill(told[verdict], **task | (answer if used else {}) | numbers)
    if asked.cells:
        assert words.labels(f"{section}.asks")["cells"]
    if asked.kind == "formula":
        assert words.labels(f"{section}.asks")["formula"]
    elif asked.kind == "text":
        assert words.labels(f"{section}.asks")["text"]
        assert {*asked.reads.reasons} <= {*words.refusals(asked.reads.name)}
    elif asked.kind == "fix":
        changes = {change(asked.broken, fix) for fix in asked.fixes}
        assert len(changes) == len(asked.fixes)
        assert {answer for answer, _ in answers(slug, name)} == {
            fix.__name__ for fix in asked.fixes
        }
