"""A page whose connection was cut comes back to a server that knows nothing of it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from lessons import lesson

from .test_share import scene, share_link

SLUG = "linear_regression"
LESSON = lesson(SLUG)
FORGET = """globalThis.sockets = [];
const Socket = WebSocket;
globalThis.WebSocket = class extends Socket {
    constructor(url, protocols) { // the third names the session that it was
        super(url, protocols?.slice(0, 2));
        sockets.push(this);
    }
};"""
"""Each connection gets a new session, as after a restart or at another replica."""


@pytest.fixture
def reader(visitor):
    with visitor(reuse=False) as reader:
        reader.page.add_init_script(FORGET)
        yield reader.open(SLUG, "en")


def cut(reader):
    """Cut the connection and wait until the page is back, in a new session."""
    count = reader.page.evaluate("sockets.length")
    reader.page.evaluate("sockets.at(-1).close()")
    app = reader.page.locator("[data-test-connection-state]")
    expect(app).not_to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    assert reader.page.evaluate("sockets.length") > count
    reader.page.wait_for_timeout(500)
    reader.rest()


def agrees(reader, name):
    """Whether address, sliders, call and figure all are those of a scenario."""
    scenario = LESSON.scenario_settings(name)
    changed = {n: v for n, v in scenario.items() if v != LESSON.defaults[n]}
    expect(scene(reader, name)).to_have_attribute("aria-pressed", "true")
    reader.rest()
    link = parse_qs(urlsplit(reader.page.url).query)
    link_settings = {n.partition(".")[2]: v for n, (v,) in link.items() if "." in n}
    assert link_settings == {n: LESSON[n].write(v) for n, v in changed.items()}
    at = LESSON["lr"].values.index(scenario["lr"])
    assert reader.range("lr").input_value() == str(at)
    value_text = reader.setting("noise").get_attribute("aria-valuetext")
    assert float(value_text) == scenario["noise"]
    call = ", ".join(f"{n}={v!r}" for n, v in changed.items())
    assert sorted(reader.call.inner_text()[4:-1].split(", ")) == sorted(
        call.split(", ")
    )


def test_scenarios_set_every_control_in_a_new_session(reader):
    noisy, exact = [s.name for s in LESSON.scenarios if "noise" in s.settings][:2]
    for name in (noisy, exact, noisy):
        scene(reader, name).click()
        agrees(reader, name)
    cut(reader)
    agrees(reader, noisy)
    for name in (exact, noisy):
        scene(reader, name).click()
        agrees(reader, name)
    reader.scrub(7)
    cut(reader)
    assert reader.step() == 7
    assert re.search(r"[.]t=7(&|$)", share_link(reader))
