"""Reset this page: really back to a first visit."""

import re

import pytest
from playwright.sync_api import expect

from tests.waiting import until

from .conftest import DESKTOP


@pytest.fixture(scope="module")
def tab(visitor):
    with visitor() as reader:
        yield reader.open("linear_regression")


@pytest.fixture
def player(tab):
    """The page as on a first visit, for each test resets it."""
    yield tab
    tab.page.set_viewport_size(DESKTOP)
    tab.settle()


def test_reset_restores_the_state_of_a_first_visit(player):
    first, link = player.drawing(), player.page.url
    player.release("lr", 12)
    player.setting("noise").press("ArrowRight")
    expect(player.page).to_have_url(re.compile("noise=0.15"))
    player.scrub(20)
    player.reset()
    expect(player.page).to_have_url(link)
    expect(player.range("time")).to_have_value("0")
    expect(player.call).to_have_text("run(lr=0.1)")
    expect(player.setting("noise")).to_have_attribute("aria-valuetext", "0,1")
    player.settle()
    assert player.drawing() == first


def test_reset_works_twice(player):
    for _ in range(2):
        player.release("lr", 12)
        expect(player.page).to_have_url(re.compile("lr="))
        player.reset()
        expect(player.call).to_have_text("run(lr=0.1)")
        expect(player.page).not_to_have_url(re.compile("lr="))


@pytest.mark.parametrize("width", [1280, 390])
def test_reset_scrolls_to_the_figure(player, width):
    player.page.set_viewport_size({"width": width, "height": 800})
    player.release("lr", 12)
    expect(player.page).to_have_url(re.compile("lr="))
    player.settle()
    player.reset()
    note = player.page.locator(".page-note [role=status]").last
    expect(note).to_have_text(player.messages["app"]["was_reset"])
    expect(player.call).to_have_text("run(lr=0.1)")
    for control in (player.button("play"), player.range("time"), player.range("lr")):
        until(lambda control=control: player.in_reach(control))


def test_reset_of_a_page_without_a_player_scrolls_to_its_top_and_announces_it(reader):
    reader.open("linear_algebra", seed=3)
    reader.page.get_by_role("button", name=reader.messages["app"]["reset"]).focus()
    expect(reader.page.get_by_role("heading", level=1)).not_to_be_in_viewport()
    reader.reset()
    announcement = reader.page.get_by_text(
        reader.messages["app"]["was_reset"], exact=True
    )
    expect(announcement.first).to_be_visible()
    expect(reader.page.get_by_role("heading", level=1)).to_be_in_viewport()
    reader.setting("seed").press("End")
    expect(announcement).to_have_count(0)
