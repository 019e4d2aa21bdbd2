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
    asked, page = question(slug, name), lesson(slug)

    def draw(seed):
        settings = page.question_settings(asked, seed)
        depends = {c.name: settings[c.name] for c in page.recording_controls}
        rec = recorded(slug, **depends) if page.record else None
        return asked, rec, settings, asked.answer(rec, settings)

    drawn = []
    for seed in SEEDS:
        drawn.append(draw(seed))
        if len(drawn) >= ENOUGH and (
            {asked.finding(rec, now) for _, rec, now, _ in drawn} >= set(asked.findings)
        ):
            break
    return drawn


@pytest.mark.parametrize(("slug", "name"), QUESTIONS)
def test_a_draw_consists_of_values_of_the_controls(slug, name):
    page, asked = lesson(slug), question(slug, name)
    for seed in range(200):
        settings = page.question_settings(asked, seed)
        assert set(settings) == {control.name for control in page.controls}
        for control in page.controls:
            assert control.check(settings[control.name]) == settings[control.name]
        assert settings == page.question_settings(asked, seed)


def test_draws_differ_and_so_do_their_answers(draws):
    assert len({tuple(settings.items()) for _, _, settings, _ in draws}) > 2
    answers = [answer for *_, answer in draws]
    assert any(
        asked.distance(answers[0], answer, rec) > asked.tolerance
        for (asked, rec, *_), answer in zip(draws, answers, strict=True)
    )


def test_the_right_answer_can_be_given(draws):
    for asked, rec, settings, answer in draws:
        assert asked.judge(answer, rec, settings) == RIGHT
        if asked.kind == "choice":
            assert answer in asked.options
        elif asked.kind == "order":
            assert sorted(answer) == sorted(asked.values)
        elif asked.kind == "number":
            judged = {asked.judge(v, rec, settings) for v in asked.values}
            assert RIGHT in judged
        else:
            frames = [rec.facts[f"{axis}_window"] for axis in asked.axes if axis]
            if asked.kind == "curve":
                frames *= len(CURVE_AT)
            for at, (low, high) in zip(answer, frames, strict=True):
                assert low <= at <= high


def test_every_kind_of_mistake_has_its_explanation(draws):
    """Guesses all over what can be chosen find each mistake in some draw, no other."""
    told = set()
    for asked, rec, settings, answer in draws:
        guesses = [lure(rec, settings) for lure in asked.misconceptions.values()]
        if asked.kind == "point":
            frames = [rec.facts[f"{axis}_window"] for axis in asked.axes]
            guesses += [tuple(low for low, _ in frames)]
        elif asked.kind == "curve":
            low, high = rec.facts[f"{asked.axes[1]}_window"]
            guesses += [(edge,) * len(CURVE_AT) for edge in (low, high)]
        elif asked.kind == "order":
            first, second, *rest = answer
            guesses += [(second, first, *rest), (*rest, first, second)]
        else:
            guesses += [*asked.options, *asked.values]
        told |= {asked.judge(guess, rec, settings) for guess in guesses}
    assert told - {RIGHT} == set(asked.mistakes)


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
    asked = draws[0][0]
    first, last = min(asked.values, default=0), max(asked.values, default=0)
    if asked.kind != "number" or set(asked.values) == {
        *range(int(first), int(last) + 1)
    }:
        return
    for _, rec, settings, _ in draws:
        right = asked.answer_option(rec, settings)
        others = [
            v for v in asked.values if look(v, asked.log) == look(right, asked.log)
        ]
        assert len(others) > 1, right


def test_the_options_include_the_right_answer(draws):
    for asked, rec, settings, _ in draws:
        right = asked.answer_option(rec, settings)
        if asked.kind in ("point", "curve"):
            assert right is None
        else:
            assert asked.judge(right, rec, settings) == RIGHT
            assert right in (asked.options or asked.values) or asked.kind == "order"


def test_every_finding_occurs(draws):
    found = {asked.finding(rec, settings) for asked, rec, settings, _ in draws}
    assert found == set(draws[0][0].findings)


def test_numbers_for_the_words_are_numbers(draws):
    for asked, rec, settings, _ in draws:
        for value in asked.numbers(rec, settings).values():
            assert not math.isnan(float(value))
