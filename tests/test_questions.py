"""Every question of the course: drawn from a seed, answered by the run, judged."""

import math

import pytest

from lessons import lesson
from lessons.contract import CURVE_AT, RIGHT
from tests.course import QUESTIONS, question

SEEDS = range(20)
ENOUGH = 12
"""Draws; more are made while there is an answer that none has."""


@pytest.fixture(scope="module", params=QUESTIONS, ids="-".join)
def draws(request, recorded):
    """(question, recording, settings, answer) for seeds, drawn once for all."""
    slug, name = request.param
    item, page = question(slug, name), lesson(slug)

    def draw(seed):
        settings = page.question_settings(item, seed)
        depends = {c.name: settings[c.name] for c in page.recording_controls}
        rec = recorded(slug, **depends) if page.record else None
        return item, rec, settings, item.answer(rec, settings)

    draws = []
    for seed in SEEDS:
        draws.append(draw(seed))
        if len(draws) >= ENOUGH and (
            {item.finding(rec, now) for _, rec, now, _ in draws} >= set(item.findings)
        ):
            break
    return draws


@pytest.mark.parametrize(("slug", "name"), QUESTIONS)
def test_a_draw_consists_of_values_of_the_controls(slug, name):
    page, item = lesson(slug), question(slug, name)
    for seed in range(200):
        settings = page.question_settings(item, seed)
        assert set(settings) == {control.name for control in page.controls}
        for control in page.controls:
            assert control.check(settings[control.name]) == settings[control.name]
        assert settings == page.question_settings(item, seed)


def test_draws_differ_and_so_do_their_answers(draws):
    assert len({tuple(settings.items()) for _, _, settings, _ in draws}) > 2
    answers = [answer for *_, answer in draws]
    assert any(
        item.distance(answers[0], answer, rec) > item.tolerance
        for (item, rec, *_), answer in zip(draws, answers, strict=True)
    )


def test_the_right_answer_can_be_given(draws):
    for item, rec, settings, answer in draws:
        assert item.judge(answer, rec, settings) == RIGHT
        if item.kind == "choice":
            assert answer in item.options
        elif item.kind == "order":
            assert sorted(answer) == sorted(item.values)
        elif item.kind == "number":
            judged = {item.judge(v, rec, settings) for v in item.values}
            assert RIGHT in judged
        else:
            frames = [rec.facts[f"{axis}_window"] for axis in item.axes if axis]
            if item.kind == "curve":
                frames *= len(CURVE_AT)
            for at, (low, high) in zip(answer, frames, strict=True):
                assert low <= at <= high


def test_every_kind_of_mistake_has_its_explanation(draws):
    """Guesses all over what can be chosen find each mistake in some draw, no other."""
    verdicts = set()
    for item, rec, settings, answer in draws:
        guesses = [lure(rec, settings) for lure in item.misconceptions.values()]
        if item.kind == "point":
            frames = [rec.facts[f"{axis}_window"] for axis in item.axes]
            guesses += [tuple(low for low, _ in frames)]
        elif item.kind == "curve":
            low, high = rec.facts[f"{item.axes[1]}_window"]
            guesses += [(edge,) * len(CURVE_AT) for edge in (low, high)]
        elif item.kind == "order":
            first, second, *rest = answer
            guesses += [(second, first, *rest), (*rest, first, second)]
        else:
            guesses += [*item.options, *item.values]
        verdicts |= {item.judge(guess, rec, settings) for guess in guesses}
    assert verdicts - {RIGHT} == set(item.mistakes)


def look(value, log):
    """What a number looks like: its decimals; of a whole one if 2, 3 and 5 make it up.

    Where ratios count, how many digits it has before or after its zeros.
    """
    if log:
        return len(f"{value:e}".partition("e")[0].rstrip("0"))
    decimals = len(str(value).partition(".")[2].rstrip("0"))
    rest = round(abs(value))
    for prime in (2, 3, 5):
        while rest and rest % prime == 0:
            rest //= prime
    return decimals, decimals > 0 or rest <= 1


def test_the_question_does_not_reveal_its_answer(draws):
    """Among numbers that are not simply counted up, another one looks like it."""
    item = draws[0][0]
    first, last = min(item.values, default=0), max(item.values, default=0)
    if item.kind != "number" or set(item.values) == {*range(int(first), int(last) + 1)}:
        return
    for _, rec, settings, _ in draws:
        right = item.answer_option(rec, settings)
        others = [v for v in item.values if look(v, item.log) == look(right, item.log)]
        assert len(others) > 1, right


def test_the_options_include_the_right_answer(draws):
    for item, rec, settings, _ in draws:
        right = item.answer_option(rec, settings)
        if item.kind in ("point", "curve"):
            assert right is None
        else:
            assert item.judge(right, rec, settings) == RIGHT
            assert right in (item.options or item.values) or item.kind == "order"


def test_every_finding_occurs(draws):
    findings = {item.finding(rec, settings) for item, rec, settings, _ in draws}
    assert findings == set(draws[0][0].findings)


def test_numbers_for_the_words_are_numbers(draws):
    for item, rec, settings, _ in draws:
        for value in item.numbers(rec, settings).values():
            assert not math.isnan(float(value))
