"""Dragging is the browser's own; letting go tells the server once."""

import re

import pytest
from playwright.sync_api import expect

from lessons import lesson

LESSON = lesson("linear_regression")
LRS = LESSON["lr"].values
QUIET = 1200
"""Milliseconds: well above the 250 the player waits before it tells the server."""


@pytest.fixture(scope="module")
def tab(visitor):
    with visitor() as reader:
        yield reader.open("linear_regression")


@pytest.fixture
def player(tab):
    """The page as on a first visit: reset after each test."""
    yield tab
    tab.page.mouse.up()
    tab.page.emulate_media(color_scheme="light")
    tab.page.wait_for_timeout(QUIET)
    tab.reset()
    expect(tab.page).not_to_have_url(re.compile("linear_regression[.]"))
    expect(tab.call).to_have_text("run(lr=0.1)")
    tab.settle()


def lr(player) -> float:
    """The learning rate that the handle is at."""
    return LRS[int(player.range("lr").input_value())]


def grip(player) -> None:
    """Press the mouse on the handle of the learning rate, then move it about."""
    player.range("lr").evaluate("e => e.scrollIntoView({ block: 'center' })")
    box = player.range("lr").bounding_box()
    y = box["y"] + box["height"] / 2
    start = int(player.range("lr").input_value()) / (len(LRS) - 1)
    mouse = player.page.mouse
    mouse.move(box["x"] + 10 + (box["width"] - 20) * start, y)
    mouse.down()
    for part in (0.1, 0.2, 0.4, 0.6, 0.7):
        mouse.move(box["x"] + box["width"] * part, y, steps=5)


def test_a_mouse_drag_moves_the_figure_and_sends_nothing(player):
    before = player.drawing()
    player.page.wait_for_timeout(QUIET)
    n_frames = player.n_frames
    grip(player)
    player.page.wait_for_timeout(QUIET)
    assert player.n_frames == n_frames
    assert player.drawing() != before
    assert lr(player) > LESSON["lr"].default


def test_releasing_a_slider_sends_one_message(player):
    grip(player)
    n_frames = player.n_frames
    player.page.mouse.up()
    player.page.wait_for_timeout(QUIET)
    assert player.n_frames == n_frames + 1


def test_releasing_a_slider_updates_link_and_call(player):
    grip(player)
    player.page.mouse.up()
    now = lr(player)
    expect(player.page).to_have_url(re.compile(rf"linear_regression\.lr={now}(&|$)"))
    expect(player.call).to_have_text(f"run(lr={now})")


def test_arrow_keys_in_a_row_send_one_message(player):
    player.range("lr").focus()
    n_frames = player.n_frames
    for _ in range(5):
        player.page.keyboard.press("ArrowRight")
    player.page.wait_for_timeout(QUIET)
    assert player.n_frames == n_frames + 1
    assert lr(player) == LRS[LRS.index(LESSON["lr"].default) + 5]


def test_a_new_training_keeps_step_and_learning_rate(player):
    player.release("lr", 30)
    player.scrub(77)
    player.acts.nth(2).click()
    lit, before = player.lit(), player.drawing()
    player.setting("noise").press("ArrowRight")
    expect(player.page).to_have_url(re.compile("noise=0.15"))
    player.settle()
    expect(player.range("time")).to_have_value("77")
    expect(player.range("lr")).to_have_value("30")
    assert player.lit() == lit
    assert player.drawing() != before
    expect(player.call).to_have_text(f"run(lr={LRS[30]}, noise=0.15)")


def test_a_new_training_continues_playing(player):
    player.button("play").click()
    player.setting("noise").press("ArrowRight")
    expect(player.page).to_have_url(re.compile("noise=0.15"))
    player.settle()
    expect(player.button("pause")).to_be_visible()
    t = player.step()
    player.figure.scroll_into_view_if_needed()  # out of sight it is not drawn
    expect(player.range("time")).not_to_have_value(str(t))


def test_a_shorter_training_ends_at_its_last_step(player):
    player.scrub(180)
    player.setting("n_epochs").press("ArrowLeft")
    expect(player.page).to_have_url(re.compile("n_epochs=100"))
    expect(player.range("time")).to_have_attribute("max", "100")
    expect(player.range("time")).to_have_value("100")


def test_returning_to_the_page_restores_the_learning_rate(player):
    player.release("lr", 12)
    expect(player.page).to_have_url(re.compile("lr="))
    player.navigate("batches")
    player.navigate("linear_regression")
    expect(player.range("lr")).to_have_value("12")
    expect(player.call).to_have_text(f"run(lr={LRS[12]})")
    expect(player.page).to_have_url(re.compile(rf"linear_regression\.lr={LRS[12]}"))


def test_switching_to_the_dark_theme_keeps_the_state(player):
    player.drag("lr", 30)
    player.scrub(77)
    player.acts.nth(2).click()
    before = player.drawing()
    ink = player.figure.evaluate("e => getComputedStyle(e).color")
    player.page.emulate_media(color_scheme="dark")
    expect(player.figure).not_to_have_css("color", ink)
    player.settle()
    assert (player.step(), lr(player)) == (77, LRS[30])
    assert player.drawing() == before
