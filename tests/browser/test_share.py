"""A link is a moment, a scenario a press: what a teacher sends and clicks through."""

import re

import pytest
from playwright.sync_api import expect

from tests.course import PLAYED


def scene(reader, name):
    label = reader.words.labels("scenarios")[name]
    return reader.page.get_by_role("button", name=label, exact=True)


def shared(reader):
    """Press "share this moment"; the link that the dialog shows."""
    reader.page.get_by_role("button", name=reader.says["app"]["share"]).click()
    link = reader.page.get_by_role("dialog").locator(".call code")
    expect(link).to_contain_text("http")
    return link.inner_text()


def test_a_shared_link_shows_the_same_picture_to_another_reader(visitor):
    """In French; test_whole_page sends an English one."""
    lang = "fr"
    with visitor() as one, visitor() as other:
        one.open("linear_regression", lang, noise=0.3)
        one.release("lr", 30)
        one.scrub(37)
        before = one.drawing()
        link = shared(one)
        assert len(link) < 2000
        other.page.goto(link)
        other.arrive("linear_regression")
        assert other.lang == lang
        assert other.step() == 37
        assert other.drawing() == before


def test_sharing_keeps_what_the_reader_sees(reader):
    reader.open("linear_regression", lr=0.5)
    reader.scrub(12)
    before = reader.drawing()
    shared(reader)
    assert reader.drawing() == before
    reader.page.keyboard.press("Escape")
    expect(reader.page.get_by_role("dialog")).to_have_count(0)
    assert reader.step() == 12


def test_the_dialog_has_no_violation_for_axe(reader):
    reader.open("linear_regression")
    shared(reader)
    code = reader.page.get_by_role("dialog").get_by_role("img")
    expect(code).to_have_accessible_name(reader.says["app"]["qr"])
    assert reader.violations() == []


def test_the_link_is_copied_by_one_button(visitor):
    allowed = ["clipboard-read", "clipboard-write"]
    with visitor(permissions=allowed) as reader:
        reader.open("linear_regression")
        link = shared(reader)
        copy = reader.says["player"]["copy"]
        dialog = reader.page.get_by_role("dialog")
        dialog.get_by_role("button", name=copy).click()
        expect(dialog.get_by_text(reader.says["player"]["copied"])).to_be_visible()
        assert reader.page.evaluate("navigator.clipboard.readText()") == link


def test_a_scenario_of_played_controls_needs_no_server(reader):
    reader.open("linear_regression")
    sent, before = reader.sent, reader.drawing()
    scene(reader, "diverges").click()
    assert reader.drawing() != before
    assert reader.sent == sent
    expect(scene(reader, "diverges")).to_have_attribute("aria-pressed", "true")
    expect(reader.page).to_have_url(re.compile(r"lr=1\.0"))


@pytest.mark.parametrize("slug", ["gradient_descent", "memory"])  # played or not
def test_every_scenario_can_be_reached_by_keyboard(slug, reader):
    reader.open(slug)
    for name in reader.words.labels("scenarios"):
        scene(reader, name).focus()
        reader.page.keyboard.press("Enter")
        expect(scene(reader, name)).to_have_attribute("aria-pressed", "true")
        reader.settle()
        if slug in PLAYED:
            assert reader.step() == 0


def test_a_scenario_by_link_says_its_settings(reader):
    reader.follow("linear_regression", {"linear_regression.scenario": "exact"})
    expect(scene(reader, "exact")).to_have_attribute("aria-pressed", "true")
    assert "linear_regression.noise=0.0" in reader.page.url
    assert "scenario" not in reader.page.url
