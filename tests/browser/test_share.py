"""A link is a moment, a scenario a press: what a teacher sends and clicks through."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

from lessons import lesson
from tests.course import RECORDED_SLUGS

from .conftest import first


@pytest.fixture(scope="module")
def tab(visitor):
    """A page that may write the clipboard."""
    with visitor(permissions=["clipboard-read", "clipboard-write"]) as reader:
        yield reader.open("linear_regression")


@pytest.fixture
def sharer(tab):
    """The page as others left it, but for their dialog."""
    yield tab
    tab.page.keyboard.press("Escape")
    expect(tab.page.get_by_role("dialog")).to_have_count(0)


def scene(reader, name):
    label = reader.words.labels("scenarios")[name]
    return reader.page.get_by_role("button", name=label, exact=True)


def share_link(reader):
    """Press "share this moment"; the link that the dialog shows."""
    reader.page.get_by_role("button", name=reader.messages["app"]["share"]).click()
    link = reader.page.get_by_role("dialog").locator(".call code").first
    expect(link).to_contain_text("http")
    return link.inner_text()


def test_a_scenario_of_played_controls_needs_no_server(sharer):
    sharer.reset()
    expect(sharer.page).not_to_have_url(re.compile("linear_regression[.]"))
    expect(sharer.call).to_have_text("run(lr=0.1)")
    sharer.settle()
    n_frames, before = sharer.n_frames, sharer.drawing()
    scene(sharer, "diverges").click()
    assert sharer.drawing() != before
    assert sharer.n_frames == n_frames
    expect(scene(sharer, "diverges")).to_have_attribute("aria-pressed", "true")
    expect(sharer.page).to_have_url(re.compile(r"lr=1\.0"))


def test_a_shared_link_shows_the_same_picture_to_another_reader(sharer, visitor):
    """In French; test_whole_page sends an English one."""
    before = sharer.setting("noise").get_attribute("aria-valuetext")
    sharer.setting("noise").press("ArrowRight")
    expect(sharer.setting("noise")).not_to_have_attribute("aria-valuetext", before)
    expect(sharer.call).to_contain_text("noise=")
    sharer.release("lr", 30)
    sharer.scrub(37)
    before = sharer.drawing()
    link = share_link(sharer)
    assert len(link) < 2000
    with visitor() as other:
        other.page.goto(link)
        other.arrive("linear_regression")
        assert other.lang == "fr"
        assert other.step() == 37
        assert other.drawing() == before


def test_sharing_changes_nothing_on_the_page(sharer):
    sharer.scrub(12)
    before = sharer.drawing()
    share_link(sharer)
    assert sharer.drawing() == before
    sharer.page.keyboard.press("Escape")
    expect(sharer.page.get_by_role("dialog")).to_have_count(0)
    assert sharer.step() == 12


def test_the_dialog_has_no_violation_for_axe_and_its_link_is_copied(sharer):
    link = share_link(sharer)
    dialog, messages = sharer.page.get_by_role("dialog"), sharer.messages
    expect(dialog.get_by_role("img")).to_have_accessible_name(messages["app"]["qr"])
    assert sharer.violations() == []
    dialog.get_by_role("button", name=messages["player"]["copy"]).click()
    expect(dialog.get_by_text(messages["player"]["copied"])).to_be_visible()
    assert sharer.page.evaluate("navigator.clipboard.readText()") == link


@pytest.mark.parametrize("slug", first("memory", "gradient_descent"))  # played or not
def test_every_scenario_can_be_reached_by_link_and_by_keyboard(slug, reader):
    """The last one by link: it says its settings then."""
    last = lesson(slug).scenarios[-1]
    reader.follow(slug, {f"{slug}.scenario": last.name})
    expect(scene(reader, last.name)).to_have_attribute("aria-pressed", "true")
    assert "scenario" not in reader.page.url
    for name, value in last.settings.items():
        control = lesson(slug)[name]
        parameter = f"{slug}.{name}={control.write(value)}"
        assert (parameter in unquote(reader.page.url)) == (value != control.default)
    for name in reader.words.labels("scenarios"):
        scene(reader, name).focus()
        reader.page.keyboard.press("Enter")
        expect(scene(reader, name)).to_have_attribute("aria-pressed", "true")
        reader.settle()
        if slug in RECORDED_SLUGS:
            assert reader.step() == 0


def stepper(reader, kind):
    """The drawing of a kind that is stepped: its button "on", and where it is."""
    drawing = reader.page.locator(f".{kind}:has(output)").first
    words = reader.messages["player" if kind == "flow" else kind]
    on = drawing.get_by_role("button", name=words["forward"], exact=True)
    return on, drawing.locator("output").first


@pytest.mark.parametrize(
    ("slug", "kind", "step", "link"),
    [
        ("autograd", "flow", 3, "autograd.at=flow:3"),
        ("update_pitfalls", "steps", 2, "update_pitfalls.at=figure:2"),
        ("memory", "cells", 1, "memory.at=storages:1"),
    ],
)
def test_a_link_keeps_the_step_of_a_drawing(slug, kind, step, link, reader, visitor):
    reader.open(slug)
    on, count = stepper(reader, kind)
    step_text = count.inner_text()
    for _ in range(step):
        on.click()
    there = count.inner_text()
    assert there != step_text
    address = share_link(reader)
    assert link in unquote(address)
    expect(count).to_have_text(there)
    with visitor() as other:
        other.page.goto(address)
        other.arrive(slug)
        expect(stepper(other, kind)[1]).to_have_text(there)
        other.reset()
        expect(stepper(other, kind)[1]).to_have_text(step_text)
        expect(other.page).not_to_have_url(re.compile(rf"{slug}[.]"))


def test_a_link_keeps_the_act(reader, visitor):
    reader.open("batches")
    for _ in range(7):  # five acts an update: the third of the second
        reader.button("forward").click()
    (act,) = reader.lit()
    address = share_link(reader)
    assert "batches.t=1&batches.act=loss" in address
    with visitor() as other:
        other.page.goto(address)
        other.arrive("batches")
        assert (other.step(), other.lit()) == (1, [act])
        assert other.drawing() == reader.drawing()
