"""Everything the mouse does, the keyboard does."""

import pytest
from playwright.sync_api import expect

ACTIVE = """() => {
    let e = document.activeElement;
    while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
    return e.getAttribute("aria-label") || e.textContent;
}"""


@pytest.fixture(scope="module")
def player(visitor):
    with visitor() as reader:
        yield reader.open("linear_regression")


def test_tab_walks_through_the_controls_in_their_order(player):
    messages, labels = player.messages["player"], player.words.labels("labels")
    names = ("play", "back", "forward", "restart", "speed", "sound")
    expected = [*(messages[name] for name in names), labels["time"], labels["lr"]]
    player.page.get_by_test_id("stSkipToContent").focus()
    labels_in_focus = []
    while expected[-1] not in labels_in_focus and len(labels_in_focus) < 30:
        player.page.keyboard.press("Tab")
        labels_in_focus.append(player.page.evaluate(ACTIVE))
    assert labels_in_focus[-len(expected) :] == expected


def test_arrow_keys_move_the_learning_rate(player):
    lr = player.range("lr")
    before = int(lr.input_value())
    lr.press("ArrowRight")
    expect(lr).to_have_value(str(before + 1))
    lr.press("ArrowLeft")
    expect(lr).to_have_value(str(before))


def test_a_slider_announces_its_value_not_its_index(player):
    lr = player.range("lr")
    lr.press("Home")
    expect(lr).to_have_attribute("aria-valuetext", "0,01")
    lr.press("End")
    expect(lr).to_have_attribute("aria-valuetext", "2")


def test_the_focus_stays_on_the_slider_after_release(player):
    lr = player.range("lr")
    lr.press("Home")
    player.page.wait_for_url("**lr=0.01*")
    player.settle()
    expect(lr).to_be_focused()


def test_space_plays_and_pauses(player):
    player.button("play").press("Space")
    expect(player.button("pause")).to_be_focused()
    player.page.keyboard.press("Space")
    expect(player.button("play")).to_be_focused()
