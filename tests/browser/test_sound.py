"""The loss is heard when the reader asks for it, and only then."""

import numpy as np
import pytest
from playwright.sync_api import expect

from lessons import lesson
from tests.course import RECORDED_SLUGS

SLUG = "linear_regression"
SPY = """() => {
    const { AudioContext: made, OscillatorNode: { prototype: wave } } = globalThis;
    const heard = globalThis.heard = { contexts: 0, tones: [] }, start = wave.start;
    globalThis.AudioContext = class extends made {
        constructor() { super(); heard.contexts++; }
    };
    wave.start = function (at) {
        const { type, frequency } = this;
        heard.tones.push({ type, pitch: frequency.value, at: performance.now() });
        start.call(this, at);
    };
}"""


@pytest.fixture
def reader(visitor):
    with visitor(reuse=False) as reader:
        reader.open(SLUG)
        reader.page.evaluate(SPY)
        yield reader


def contexts(reader) -> int:
    """The number of audio contexts of the page."""
    return reader.page.evaluate("heard.contexts")


def tones(reader) -> list[dict]:
    """The tones since the last call."""
    reader.painted()
    return reader.page.evaluate("heard.tones.splice(0)")


def tones_at(reader, *places: int) -> list[dict]:
    """The tones at these steps."""
    sounds = []
    for t in places:
        reader.scrub(t)
        sounds += tones(reader)
        reader.page.wait_for_timeout(60)  # two tones are some time apart
    return sounds


def test_the_loss_sounds_only_on_request(reader, recorded):
    sound = reader.button("sound")
    expect(sound).to_have_attribute("aria-pressed", "false")
    assert not tones_at(reader, 3, 10) and contexts(reader) == 0  # off: nothing is made
    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "true")
    assert contexts(reader) == 1

    tones(reader)
    places = (0, 5, 20, 60, 200)
    sounds = tones_at(reader, *places)
    assert {tone["type"] for tone in sounds} == {"triangle"}
    rec = recorded(SLUG)
    at = {c.name: c.default for c in lesson(SLUG).controls_with_use("played")}
    loss = np.array([rec.at("loss", t, **at) for t in places])
    low, high = np.log(rec.facts["loss_window"])
    expected = 180 * 8 ** ((np.log(loss) - low) / (high - low))
    np.testing.assert_allclose([tone["pitch"] for tone in sounds], expected, rtol=1e-4)
    assert (np.diff(expected) < 0).all()  # falls with the loss

    reader.button("restart").click()
    reader.speed("fast")
    tones(reader)
    reader.button("play").click()
    reader.page.wait_for_timeout(1500)
    reader.button("pause").click()
    sounds = tones(reader)
    assert len(sounds) > 5
    assert np.diff([tone["at"] for tone in sounds]).min() >= 49  # twenty a second
    reader.page.wait_for_timeout(300)
    assert not tones(reader)  # paused: silent

    reader.drag("lr", len(lesson(SLUG)["lr"].values) - 1)
    sounds = tones_at(reader, 1, 200)
    assert {tone["type"] for tone in sounds} == {"sawtooth"}  # it diverges
    assert len(sounds) == 4  # two waves that beat

    sound.click()
    expect(sound).to_have_attribute("aria-pressed", "false")
    tones(reader)
    assert not tones_at(reader, 50)

    sound.click()  # it stays on from page to page
    reader.navigate(next(slug for slug in RECORDED_SLUGS if slug != SLUG))
    expect(reader.button("sound")).to_have_attribute("aria-pressed", "true")
    tones(reader)
    reader.button("forward").click()
    assert tones(reader)
    assert contexts(reader) == 1
