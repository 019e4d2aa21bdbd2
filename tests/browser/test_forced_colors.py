"""Where the system sets all colours: what is chosen, and where a slider stands."""

import io

import pytest
from PIL import Image

from .conftest import DESKTOP


@pytest.fixture(scope="module")
def tab(visitor):
    """The playground, which has each kind of control, in the system's colours."""
    with visitor(reuse=False, forced_colors="active") as reader:
        yield reader.open("playground")


def picture(locator):
    """The colours of a part of the page, as a list of rows."""
    with Image.open(io.BytesIO(locator.screenshot())) as image:
        pixels = image.convert("RGB")
        return [
            [pixels.getpixel((x, y)) for x in range(pixels.width)]
            for y in range(pixels.height)
        ]


def test_the_selected_option_has_another_ground_than_the_others(tab):
    options = tab.page.get_by_test_id("stButtonGroup").first
    grounds = [
        picture(options.locator(f"button[aria-checked={is_on}]").first)[5][12]
        for is_on in ("true", "false")
    ]
    assert grounds[0] != grounds[1]


@pytest.mark.parametrize("of_player", [False, True])
def test_a_slider_has_a_track_and_a_thumb(tab, of_player):
    """One of Streamlit's, and one of the player's."""
    other = tab.page.locator("[data-testid=stSlider] [role=group]").first
    rows = picture(tab.range("time") if of_player else other)
    paper = rows[0][0]
    assert sum(any(pixel != paper for pixel in row) for row in rows) > 8
    assert any(sum(pixel != paper for pixel in row) > len(row) / 2 for row in rows)


def test_a_pressed_button_has_an_outline(tab):
    pressed = tab.page.locator(".player .input[aria-pressed=true]").first
    assert pressed.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_a_closed_drawer_takes_no_focus(tab):
    tab.page.set_viewport_size({"width": 390, "height": 800})
    drawer = tab.page.get_by_test_id("stSidebar")
    for _ in range(4):
        tab.page.keyboard.press("Tab")
        assert drawer.locator(":focus").count() == 0
    tab.page.set_viewport_size(DESKTOP)
