"""The numbers on screen are those that torch recorded."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.prose import COLOURED, LANGUAGES, PLACEHOLDER
from lessons import lesson


@pytest.fixture(scope="module", params=LANGUAGES)
def lines(request, visitor):
    with visitor() as reader:
        yield reader.open("linear_regression", request.param)


@pytest.fixture(scope="module")
def batches(visitor):
    with visitor() as reader:
        yield reader.open("batches")


def expected(recording, words, t: int, **position) -> Callable[[str], str]:
    """What a template says at this step and these values of the played controls."""

    def value(name: str) -> float:
        if name == "t" or name in position:
            return {"t": t, **position}[name]
        if name.startswith("next_"):
            return recording.at(name.removeprefix("next_"), t + 1, **position)
        return recording.at(name, t, **position)

    def say(template: str) -> str:
        numbers = {name: value(name) for _, name in PLACEHOLDER.findall(template)}
        return COLOURED.sub(r"\2", words.fill(template, **numbers))

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
def test_the_acts_show_what_torch_computed(lines, recorded, t, lr):
    move(lines, t, lr=lr)
    say = expected(recorded("linear_regression"), lines.words, t, lr=lr)
    shown = lines.figure.locator(".acts .cell")
    expect(shown).to_have_text([say(cell) for cell in cells(lines.words)])


@RATES
def test_the_sentence_says_what_torch_computed(lines, recorded, t, lr):
    move(lines, t, lr=lr)
    say = expected(recorded("linear_regression"), lines.words, t, lr=lr)
    shown = lines.figure.locator(".says")
    expect(shown).to_have_text(say(lines.words.raw("now")))


@pytest.mark.parametrize(
    "t, lr, batch_size",
    [(0, 0.2, 16), (7, 0.2, 80), (33, 0.05, 1), (160, 0.2, 4), (20, 1.0, 32)],
)
def test_batches_shows_what_torch_computed(batches, recorded, t, lr, batch_size):
    place = {"lr": lr, "batch_size": batch_size}
    move(batches, t, **place)
    say = expected(recorded("batches"), batches.words, t, **place)
    shown = batches.figure.locator(".acts .cell")
    expect(shown).to_have_text([say(cell) for cell in cells(batches.words)])
    says = batches.figure.locator(".says")
    expect(says).to_have_text(say(batches.words.raw("now")))


def test_the_table_agrees_with_the_player_after_the_release(reader, recorded):
    reader.open("linear_regression")
    reader.release("lr", lesson("linear_regression")["lr"].values.index(0.5))
    expect(reader.page).to_have_url(re.compile(r"lr=0\.5\b"))
    end = recorded("linear_regression")
    row = reader.page.get_by_role("row", name="PyTorch")
    loss = float(end.at("loss", end.n_steps, lr=0.5))
    expect(row.get_by_role("cell").last).to_have_text(f"{loss:.4f}".replace(".", ","))
