"""Answers of a class: what is taken, how it is counted, judged and put into words."""

import json
import math
import random
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.activities.classroom import solutions
from app.activities.classroom.answers import (
    MAX_LABEL,
    check_guess,
    own_guess,
    plain_question,
    plain_text,
    settings_text,
    tally,
)
from app.activities.classroom.solutions import SolutionCache, find_question, solve
from app.content.catalogue import LANGUAGES
from lessons import lesson
from lessons.contract import CURVE_AT, GRID, ON_FIGURE, RIGHT
from tests.course import QUESTIONS, question
from tests.waiting import until

BY_KIND = {question(*each).kind: each for each in QUESTIONS}
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([v for each in QUESTIONS for v in question(*each).values])
    | st.sampled_from([o for each in QUESTIONS for o in question(*each).options]),
    lambda each: st.lists(each, max_size=8) | st.dictionaries(st.text(), each),
    max_leaves=12,
)
SEED = 3


def sample_guesses(item, n=12):
    """Guesses as they are stored: all there are, or some."""
    drawn = random.Random(1)
    if item.kind in ("choice", "number"):
        return [*item.options, *item.values]
    if item.kind == "order":
        return [drawn.sample(item.values, len(item.values)) for _ in range(n)]
    length = 2 if item.kind == "point" else len(CURVE_AT)
    return [[drawn.randint(0, GRID) for _ in range(length)] for _ in range(n)]


@pytest.fixture
def solved(recorded):
    """solved(slug, name): (question, recording, settings, solution)."""

    @cache
    def solved(slug, name):
        item, page = question(slug, name), lesson(slug)
        settings = page.question_settings(item, SEED)
        depends = {c.name: settings[c.name] for c in page.recording_controls}
        rec = recorded(slug, **depends) if page.record else None
        return item, rec, settings, solve(item, rec, settings)

    return solved


@pytest.mark.parametrize(("slug", "name"), QUESTIONS)
def test_every_guess_that_a_page_takes_is_taken(slug, name):
    item = question(slug, name)
    for guess in sample_guesses(item):
        sent = json.loads(json.dumps(guess))
        assert check_guess(item, sent) == guess
        stored = json.loads(json.dumps(check_guess(item, sent)))
        assert own_guess(stored) == (tuple(guess) if isinstance(guess, list) else guess)


@pytest.mark.parametrize("kind", BY_KIND)
@given(guess=ANYTHING)
def test_what_nobody_can_have_given_is_refused(kind, guess):
    item = question(*BY_KIND[kind])
    try:
        stored = check_guess(item, guess)
    except ValueError:
        return
    assert stored == guess and not isinstance(guess, bool)
    if kind in ON_FIGURE:
        assert all(type(place) is int and 0 <= place <= GRID for place in stored)
    elif kind == "order":
        assert sorted(stored) == sorted(item.values)
    else:
        assert stored in (*item.options, *item.values)


@pytest.mark.parametrize("kind", BY_KIND)
def test_nonsense_is_refused(kind):
    item = question(*BY_KIND[kind])
    deep = json.loads("[" * 500 + "]" * 500)
    numbers = [True, False, math.nan, math.inf, -math.inf, 10**400, -1, 61, 0.5, "0"]
    wrong = [None, {}, [], "", deep, [deep] * 6, "x" * 9999]
    for value in numbers:
        guesses = [[value, 3], [value] * 6, [*item.values[1:], value]]
        wrong += guesses if kind == "order" or value not in (0.5, "0") else []
        wrong += [] if value in item.values and type(value) is not bool else [value]
    wrong += [[3], [3] * 3, [3] * 7, [0.0, 0.0], (3, 3)]
    for guess in wrong:
        with pytest.raises(ValueError):
            check_guess(item, guess)


@pytest.mark.parametrize(("slug", "name"), QUESTIONS)
def test_a_class_is_judged_as_a_page_judges(slug, name, solved):
    item, rec, settings, solution = solved(slug, name)
    for stored in sample_guesses(item):
        guess = own_guess(stored)
        if item.kind in ON_FIGURE:
            guess = item.in_units(rec, guess)
        judgement = item.judge(guess, rec, settings)
        assert solution.judge(stored) == judgement
        assert solution.is_right(stored) == (judgement == RIGHT)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("slug", "name"), QUESTIONS)
def test_results_count_everybody_and_read_as_plain_text(slug, name, lang, solved):
    item, *_, solution = solved(slug, name)
    guesses = sample_guesses(item) * 2
    results = tally(slug, name, SEED, lang, guesses, guesses[:3], solution)
    assert json.loads(json.dumps(results, allow_nan=False)) == results
    assert (results["n"], results["firstN"]) == (len(guesses), 3)
    mistakes = results["mistakes"]
    assert results["right"] + sum(each["count"] for each in mistakes) == len(guesses)
    counts = [each["count"] for each in mistakes]
    assert counts == sorted(counts, reverse=True) and 0 not in counts
    labels = [each["label"] for each in mistakes]
    if item.kind in ON_FIGURE:
        key = "points" if item.kind == "point" else "curves"
        assert results[key] == sorted(guesses)
    else:
        options = results["options"]
        assert sum(each["count"] for each in options) == len(guesses)
        assert sum(each["first"] for each in options) == 3
        right = sum(each["count"] for each in options if each["right"])
        assert right == results["right"]
        assert any(each["right"] for each in options)
        labels += [each["label"] for each in options]
        assert len({each["label"] for each in options}) == len(options)
    labels += [
        plain_question(slug, name, SEED, lang),
        settings_text(slug, name, 3, lang),
    ]
    for label in labels:
        assert label and not re.search(
            r"\*\*\S|`|\{|\[(model|data|loss|gradient) ", label
        )


@pytest.mark.parametrize("kind", BY_KIND)
def test_without_a_solution_nothing_says_what_is_right(kind):
    slug, name = BY_KIND[kind]
    guesses = sample_guesses(question(slug, name))
    results = tally(slug, name, SEED, "en", guesses)
    assert (results["right"], results["mistakes"], results["firstN"]) == (
        None,
        [],
        None,
    )
    for option in results.get("options", ()):
        assert option["right"] is option["first"] is None


def test_orders_come_with_the_most_frequent_first(solved):
    slug, name = BY_KIND["order"]
    item, *_, solution = solved(slug, name)
    first, second = ([*values] for values in (item.values, item.values[::-1]))
    guesses, before = [second, first, second], [first, first]
    options = tally(slug, name, SEED, "fr", guesses, before)["options"]
    assert [each["id"] for each in options] == [second, first]
    assert [(each["count"], each["first"]) for each in options] == [(2, 0), (1, 2)]
    options = tally(slug, name, SEED, "fr", [], None, solution)["options"]
    assert [each["id"] for each in options] == [[*solution.right]]


def test_a_long_explanation_is_cut_after_its_first_sentence(solved):
    lengths = set()
    for slug, name in QUESTIONS:
        item, *_, solution = solved(slug, name)
        results = tally(slug, name, SEED, "en", sample_guesses(item), None, solution)
        lengths |= {len(each["label"]) for each in results["mistakes"]}
    assert max(lengths) < 2 * MAX_LABEL


def test_plain_text_keeps_code():
    text = r"**No**: [loss L] of `x ** 2` and `a[0 ]` \< 3, 2 * 3 * 4"
    assert plain_text(text) == "No: L of x ** 2 and a[0 ] < 3, 2 * 3 * 4"


# ---- solutions ----


def test_a_solution_that_needs_a_training_comes_later(monkeypatch):
    cache, ready = SolutionCache(), []
    monkeypatch.setattr(solutions.RESULTS, "peek", lambda key: None)  # nobody's before
    assert cache.peek("home", "way", 77, lambda: ready.append(1)) is None
    until(lambda: 1 in ready)
    assert cache.get("home", "way", 77) is cache.peek("home", "way", 77, lambda: None)
    no_record = next(s for s, _ in QUESTIONS if lesson(s).record is None)
    name = lesson(no_record).questions[0].name
    assert cache.peek(no_record, name, 0, lambda: ready.append(2)) is None
    until(lambda: 2 in ready)
    assert cache.peek(no_record, name, 0, lambda: None) is not None


def test_a_training_that_fails_is_tried_again_later(monkeypatch, caplog):
    cache, calls, now = SolutionCache(), [], [1000.0]

    def fail(slug, settings):
        calls.append(slug)
        raise MemoryError

    monkeypatch.setattr(solutions, "recording", fail)
    monkeypatch.setattr(solutions.RESULTS, "peek", lambda key: None)
    monkeypatch.setattr(solutions, "monotonic", lambda: now[0])
    for _ in range(5):
        assert cache.peek("home", "way", 1, lambda: None) is None
    until(lambda: "no solution" in caplog.text)
    assert calls == ["home"]
    now[0] += solutions.RETRY_SECONDS
    assert cache.peek("home", "way", 1, lambda: None) is None
    until(lambda: len(calls) == 2)
    with pytest.raises(MemoryError):
        cache.get("home", "way", 1)


def test_there_is_no_question_of_another_name():
    for slug, name in (("home", "none"), ("none", "way"), ("home", ["way"])):
        with pytest.raises(KeyError):
            find_question(slug, name)
