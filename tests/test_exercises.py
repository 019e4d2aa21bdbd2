"""Every exercise of the course: drawn from a seed, checked by running."""

import re
from importlib import import_module
from math import isclose

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from app.activities.exercises import verdict_numbers, verdict_sentence
from app.content.catalogue import LANGUAGES, PLACEHOLDER, PageText
from app.content.setting_format import format_setting
from lessons import SLUGS, lesson
from lessons.contract import RIGHT
from lessons.toolkit.formula_parser import parse
from tests.course import EXERCISES, exercise

SEEDS = range(8)
ENOUGH = 4
"""Draws; more are made while there is a kind of mistake that none has met."""
CHANGED = {("devices", "rescue"), ("modules", "fit"), ("modules", "budget")}
"""Exercises that ask for a change of what they begin with."""
SET = [task for task in EXERCISES if exercise(*task).kind == "settings"]
"""The exercises whose answer is a setting of the page."""


def answers(slug, name):
    """[(answer, verdict)] for the first draw, as the lesson's test declares them."""
    return import_module(f"tests.lessons.test_{slug}").ANSWERS[name]


def handed_in(slug, asked, answer, task):
    """An answer as the page hands it in: of settings all."""
    if asked.kind == "settings":
        return {c.name: task[c.name] for c in lesson(slug).controls} | answer
    return answer


def run(slug, asked, answer, task, recorded):
    """The verdict and the numbers on an answer."""
    page = lesson(slug)
    if asked.kind == "settings":
        answer = handed_in(slug, asked, answer, task)
        depends = {c.name: answer[c.name] for c in page.recording_controls}
        rec = recorded(slug, **depends) if page.record else None
        return asked.check(answer, task, rec)
    if asked.kind == "formula":
        return asked.check(parse(answer, asked.names), task, None)
    if asked.kind == "text":
        return asked.check(asked.text_control.parse(answer), task, None)
    return asked.check(answer, task, None)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_has_an_exercise(slug):
    assert lesson(slug).exercises


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_right_answers_pass_and_wrong_ones_get_their_reason(slug, name, recorded):
    asked = exercise(slug, name)
    task = lesson(slug).task(asked, 0)
    declared = answers(slug, name)
    found = [run(slug, asked, answer, task, recorded)[0] for answer, _ in declared]
    assert found == [verdict for _, verdict in declared]
    assert found.count(RIGHT) >= 1
    assert len(found) - found.count(RIGHT) >= 3
    assert set(found) <= {RIGHT, *asked.mistakes}


def placeholders(text):
    return {found[2] for found in PLACEHOLDER.finditer(text)}


def sentence(slug, name, lang, answer, recorded, task=None):
    """The verdict on an answer, as the page says it; and what it may speak of."""
    asked, page, words = exercise(slug, name), lesson(slug), PageText(slug, lang)
    task = task or page.task(asked, 0)
    verdict, numbers = run(slug, asked, answer, task, recorded)
    whole = handed_in(slug, asked, answer, task)
    says = verdict_numbers(page, asked, task, whole, numbers)
    shown = verdict_sentence(words, page, asked, verdict, says)
    return shown, says | {"verdict": verdict}


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_verdict_quotes_the_settings_handed_in(slug, name, lang, recorded):
    """A control's name is the reader's value, and no name means two things."""
    asked, page, words = exercise(slug, name), lesson(slug), PageText(slug, lang)
    controls = {control.name for control in page.controls}
    task = page.task(asked, 0)
    for answer, verdict in answers(slug, name):
        text = words.labels(f"exercise.{name}.told")[verdict]
        shown, says = sentence(slug, name, lang, answer, recorded)
        assert "{" not in shown
        for control in placeholders(text) & controls:
            assert asked.kind == "settings", (control, "is of no answer")
            value = handed_in(slug, asked, answer, task)[control]
            assert says[control] == value
            assert format_setting(words, page, control, value) in shown


@pytest.mark.parametrize(("slug", "name"), SET)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_verdict_does_not_depend_on_where_the_controls_started(
    slug, name, lang, recorded
):
    asked, page = exercise(slug, name), lesson(slug)
    if (slug, name) in CHANGED:
        pytest.skip("what has been changed is what is asked")
    task = page.task(asked, 0)
    for answer, _ in answers(slug, name):
        whole = {c: task[c] for c in asked.answer_controls} | answer
        elsewhere = task | {
            c: next(v for v in page[c].values if v != whole[c])
            for c in asked.answer_controls
        }
        first, _ = sentence(slug, name, lang, whole, recorded, task)
        again, _ = sentence(slug, name, lang, whole, recorded, elsewhere)
        assert first == again


@pytest.mark.parametrize(("slug", "name"), SET)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_exercise_does_not_mention_the_controls_to_be_found(slug, name, lang):
    words, asked = PageText(slug, lang), exercise(slug, name)
    hints = words.labels(f"exercise.{name}.hints").values()
    for text in (words.sections[f"exercise.{name}"], *hints):
        assert not placeholders(text) & set(asked.answer_controls)


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_that_a_verdict_compares_look_different(slug, name, lang, recorded):
    for answer, _ in answers(slug, name):
        assert_told_apart(slug, name, lang, answer, recorded)


FORMULAS = [task for task in EXERCISES if exercise(*task).kind == "formula"]


@pytest.mark.parametrize(("slug", "name"), FORMULAS)
@given(st.floats(-6, 2), st.booleans(), st.sampled_from(LANGUAGES))
@settings(max_examples=25)
def test_a_nearly_right_formula_gets_the_place_where_it_fails(
    slug, name, ten, less, lang
):
    right = next(a for a, verdict in answers(slug, name) if verdict == RIGHT)
    factor = 1 - 10**ten if less else 1 + 10**ten
    assert_told_apart(slug, name, lang, f"({right}) * {factor:.9f}", None)


def assert_told_apart(slug, name, lang, answer, recorded):
    """Numbers of a verdict that differ are not written alike."""
    shown, says = sentence(slug, name, lang, answer, recorded)
    text = PageText(slug, lang).labels(f"exercise.{name}.told")[says["verdict"]]
    written = read_back(text, shown)
    for one, number in written:
        for other, beside in written:
            if differ(says[one], says[other]):
                assert looks(number, lang) != looks(beside, lang), shown


def read_back(text, shown):
    """Each placeholder of a text, and what was written for it."""
    names, pattern, at = [], "", 0
    for found in PLACEHOLDER.finditer(text):
        pattern += re.escape(text[at : found.start()]) + "(.+?)"
        names.append(found[2])
        at = found.end()
    (written,) = re.findall(pattern + re.escape(text[at:]) + "$", shown) or [()]
    written = (written,) if isinstance(written, str) else written
    return list(zip(names, written, strict=bool(names)))


def looks(number, lang):
    """A written number as a reader takes it: 0.10 is 0.1."""
    mark = "," if lang == "fr" else "."
    return number.rstrip("0").removesuffix(mark) if mark in number else number


def differ(one, other):
    """Whether two values are numbers, and not the same."""
    numbers = [v for v in (one, other) if isinstance(v, int | float)]
    return len(numbers) == 2 and not isclose(*numbers, rel_tol=1e-6, abs_tol=1e-9)


@pytest.mark.parametrize(("slug", "name"), SET)
def test_each_draw_is_solvable_and_not_solved_at_its_start(slug, name, recorded):
    """Settings: over all values of what is used; every kind of mistake is met."""
    asked, page = exercise(slug, name), lesson(slug)
    met = set()
    for seed in SEEDS:
        task, here = page.task(asked, seed), set()
        assert run(slug, asked, {}, task, recorded)[0] != RIGHT
        for answer in combinations(page, asked.answer_controls):
            here.add(run(slug, asked, answer, task, recorded)[0])
        assert RIGHT in here
        met |= here
        if seed + 1 >= ENOUGH and met == {RIGHT, *asked.mistakes}:
            break
    assert met == {RIGHT, *asked.mistakes}


@pytest.mark.parametrize(("slug", "name"), EXERCISES)
def test_other_numbers_are_different_numbers(slug, name):
    asked, page = exercise(slug, name), lesson(slug)
    drawn = [page.task(asked, seed) for seed in range(12)]
    assert any(task != drawn[0] for task in drawn) == asked.has_variants


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
def test_every_exercise_has_its_words(slug, name, lang):
    words, asked = PageText(slug, lang), exercise(slug, name)
    section = f"exercise.{name}"
    task = lesson(slug).task(asked, 0)
    assert words.fill(words.sections[section], **task)
    assert list(words.labels(f"{section}.hints"))
    assert set(words.labels(f"{section}.told")) == {RIGHT, *asked.mistakes}
    for hint in words.labels(f"{section}.hints").values():
        assert words.fill(hint, **task)
    if asked.cells:
        assert words.labels(f"{section}.asks")["cells"]
    if asked.kind == "formula":
        assert words.labels(f"{section}.asks")["formula"]
    elif asked.kind == "text":
        assert words.labels(f"{section}.asks")["text"]
        assert {*asked.text_control.reasons} <= {
            *words.refusal_messages(asked.text_control.name)
        }
    elif asked.kind == "fix":
        changes = words.labels(f"{section}.fixes")
        assert list(changes) == [fix.__name__ for fix in asked.fixes]
        assert len(set(changes.values())) == len(changes)
        assert {answer for answer, _ in answers(slug, name)} == {
            fix.__name__ for fix in asked.fixes
        }
