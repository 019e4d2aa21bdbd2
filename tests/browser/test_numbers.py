"""The numbers on screen are those that torch recorded."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from app.content.catalogue import LANGUAGES, PLACEHOLDER
from app.content.markdown import COLOUR_MARKUP
from lessons import lesson

from .conftest import first


@pytest.fixture(scope="module")
def straight(visitor):
    with visitor() as reader:
        yield reader.open("linear_regression")


@pytest.fixture(scope="module")
def curved(visitor):
    with visitor() as reader:
        yield reader.open("polynomial")


@pytest.fixture(scope="module", params=first(*LANGUAGES))
def lines(request, straight):
    return in_language(straight, request.param)


@pytest.fixture(scope="module", params=first(*LANGUAGES))
def curves(request, curved):
    return in_language(curved, request.param)


def in_language(reader, lang):
    """The page in this language."""
    return reader if reader.lang == lang else reader.speak(lang)


@pytest.fixture(scope="module")
def batches(visitor):
    with visitor() as reader:
        yield reader.open("batches")


def expected(recording, words, t: int, **position) -> Callable[[str], str]:
    """What a template says at this step and these values of the played controls."""

    def value(name: str) -> Any:
        if name == "t" or name in position:
            return {"t": t * recording.stride, **position}[name]
        if name in recording.tables:
            return recording.at(name, t, **position)
        if name.startswith("next_"):
            return recording.at(name.removeprefix("next_"), t + 1, **position)
        return recording.facts[name]

    def say(template: str) -> str:
        placeholders = PLACEHOLDER.findall(template)
        numbers = {name: value(name) for _, name, *_ in placeholders}
        for _, name, _, whole in placeholders:
            if whole:
                numbers[name] = numbers[name] / recording.at("size")
        return COLOUR_MARKUP.sub(r"\2", words.fill(template, **numbers))

    return say


def move(reader, t: int, **position) -> None:
    """Drag everything there, without the server."""
    for name, value in position.items():
        place = lesson(reader.slug)[name].values.index(value)
        reader.drag(name, place)
    reader.scrub(t)


def cells(words) -> list[str]:
    """The templates of all acts' numbers, in order."""
    acts = words.labels("acts").values()
    return [cell for act in acts for cell in act.split(" | ")[3:]]


RATES = pytest.mark.parametrize(
    "t, lr", [(0, 0.1), (1, 0.1), (37, 0.01), (200, 0.5), (12, 0.71), (5, 2.0)]
)


@RATES
def test_the_acts_show_the_numbers_of_torch(lines, recorded, t, lr):
    move(lines, t, lr=lr)
    say = expected(recorded("linear_regression"), lines.words, t, lr=lr)
    texts = lines.figure.locator(".acts .cell")
    expect(texts).to_have_text([say(cell) for cell in cells(lines.words)])


@RATES
def test_the_sentence_shows_the_numbers_of_torch(lines, recorded, t, lr):
    move(lines, t, lr=lr)
    say = expected(recorded("linear_regression"), lines.words, t, lr=lr)
    texts = lines.figure.locator(".says")
    expect(texts).to_have_text(say(lines.words.template("now")))


@pytest.mark.parametrize(
    "t, lr, batch_size",
    [(0, 0.2, 16), (7, 0.2, 80), (33, 0.05, 1), (160, 0.2, 4), (20, 1.0, 32)],
)
def test_batches_shows_the_numbers_of_torch(batches, recorded, t, lr, batch_size):
    place = {"lr": lr, "batch_size": batch_size}
    move(batches, t, **place)
    say = expected(recorded("batches"), batches.words, t, **place)
    texts = batches.figure.locator(".acts .cell")
    expect(texts).to_have_text([say(cell) for cell in cells(batches.words)])
    sentence = batches.figure.locator(".says")
    expect(sentence).to_have_text(say(batches.words.template("now")))


@pytest.mark.parametrize(
    "t, lr", [(0, 1e-6), (1, 1e-6), (200, 1e-6), (7, 1e-12), (100, 3.2e-6), (3, 1e-3)]
)
def test_polynomial_shows_the_numbers_of_torch(curves, recorded, t, lr):
    move(curves, t, lr=lr)
    say = expected(recorded("polynomial"), curves.words, t, lr=lr)
    texts = curves.figure.locator(".acts .cell")
    expect(texts).to_have_text([say(cell) for cell in cells(curves.words)])
    sentence = curves.figure.locator(".says")
    expect(sentence).to_have_text(say(curves.words.template("now")))


def test_the_time_is_counted_in_updates(curves):
    move(curves, 20, lr=1e-6)
    of = {"fr": "200 / 2\u202f000", "en": "200 / 2,000"}[curves.lang]
    expect(curves.range("time")).to_have_attribute("aria-valuetext", of)


def test_the_table_agrees_with_the_player_after_release(straight, recorded):
    straight.release("lr", lesson("linear_regression")["lr"].values.index(0.5))
    expect(straight.page).to_have_url(re.compile(r"lr=0\.5\b"))
    end = recorded("linear_regression")
    row = straight.page.get_by_role("row", name="PyTorch")
    loss = f"{float(end.at('loss', end.n_steps, lr=0.5)):.4f}"
    formatted = loss.replace(".", ",") if straight.lang == "fr" else loss
    expect(row.get_by_role("cell").last).to_have_text(formatted)
