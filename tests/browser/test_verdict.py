"""The verdict is where the eye is: under the figure, in view, with the focus."""

import re

import pytest
from playwright.sync_api import expect

from lessons import SLUGS, lesson

from .conftest import first, thorough
from .test_predict import button, verdict

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}

ON_A_PHONE = first("linear_regression", "memory", "computation_graph")
"""A page with the player; the others have cells beside their controls, and a graph."""

IN_VIEW = """e => {
    const { top, bottom } = e.getBoundingClientRect();
    const header = document.querySelector("[data-testid=stHeader]");
    return top >= header.getBoundingClientRect().bottom && bottom <= innerHeight;
}"""


@pytest.fixture(scope="module")
def tab(visitor):
    """A reader who wants nothing to move: the figure is at the answer at once."""
    with visitor(reduced_motion="reduce") as reader:
        yield reader


def skip_question(reader, slug):
    """Open a page and skip its first question; return the verdict."""
    reader.open(slug)
    button(reader, "begin").click()
    expect(button(reader, "commit")).to_be_disabled()
    reader.rest()
    button(reader, "skip").click()
    expect(verdict(reader)).to_be_focused()
    reader.settle()
    return verdict(reader)


def is_in_view(reader, block):
    """Whether a block is in view, once the page is at rest."""
    handle = block.element_handle()
    for _ in range(20):
        if reader.page.evaluate(IN_VIEW, handle):
            return True
        reader.page.wait_for_timeout(100)
    return False


def has_figure_above(reader, block):
    """Whether the figure right above the verdict is in view, once it is drawn.

    It is the last that begins above the verdict; the header hides 120 pixels. A chart
    is drawn a moment after the page is at rest.
    """
    kinds = ".figures, .code, .cells .rows, .flow .graph, .steps .whole, .chain"
    figures = reader.page.locator(f":is({kinds}), [data-testid=stVegaLiteChart]")
    for _ in range(30):
        top = block.bounding_box()["y"]
        boxes = [box for each in figures.all() if (box := each.bounding_box())]
        bottoms = [(box["y"], box["y"] + box["height"]) for box in boxes]
        if max((b for b in bottoms if b[0] < top), default=(0, 0))[1] > 120:
            return True
        reader.page.wait_for_timeout(100)
    return False


@pytest.mark.parametrize("slug", [*SLUGS[::2], *thorough(*SLUGS[1::2])])
def test_the_verdict_gets_the_focus_and_is_visible_with_its_figure(tab, slug):
    block = skip_question(tab, slug)
    assert is_in_view(tab, block)
    assert block.evaluate("e => e.getAttribute('tabindex')") == "-1"
    assert has_figure_above(tab, block)
    assert is_in_view(tab, block)
    if lesson(slug).record:
        stands = tab.range("time")
        step = 1 if slug == "home" else int(stands.get_attribute("max"))
        expect(stands).to_have_value(str(step))


@pytest.mark.parametrize("slug", ON_A_PHONE)
def test_the_verdict_is_visible_on_a_phone(visitor, slug):
    with visitor(reduced_motion="reduce", **PHONE) as reader:
        block = skip_question(reader, slug)
        assert is_in_view(reader, block)
        assert reader.too_wide() == []


@pytest.mark.parametrize(
    "slug", first("memory", "computation_graph", "update_pitfalls")
)
def test_a_stepped_figure_goes_to_the_answer_then_follows_the_reader(reader, slug):
    skip_question(reader, slug)
    bar = reader.page.locator(".cells .steps, .flow .bar, .steps .bar").first
    count = bar.locator("output")
    at_the_end = re.compile(r"^(\d+) / \1$")
    expect(count).to_have_text(at_the_end)
    bar.get_by_role("button", name=reader.messages["cells"]["back"]).click()
    expect(count).not_to_have_text(at_the_end)
    text = count.inner_text()
    reader.speak("en")  # drawn anew
    expect(count).to_have_text(text)


def test_another_line_starts_at_its_first_step(reader):
    reader.open("memory")
    count = reader.page.locator(".cells .steps output").first
    step = reader.page.locator(".cells .steps button").last
    step.click()
    expect(count).to_have_text("2 / 3")
    reader.page.get_by_text("Y = X.clone()", exact=True).first.click()
    expect(count).to_have_text("1 / 3")


def focus_text(reader):
    """The text of the element with the focus."""
    return reader.page.evaluate("document.activeElement.innerText").replace("\n", " ")


def test_the_focus_moves_to_new_text(reader):
    """By keys: what was pressed may be gone, the focus is not."""
    reader.open("linear_regression")
    group = reader.page.locator("[role=group]:focus")
    for name in ("begin", "skip", "again", "skip", "next"):
        press(reader, reader.messages["predict"][name])
        expect(group).to_be_visible()
    assert reader.messages["predict"]["which"].format(i=2, n=4) in focus_text(reader)
    press(reader, reader.messages["predict"]["skip"])
    hints = reader.words.labels("exercise.goal.hints")
    press(reader, reader.messages["exercise"]["hint"])
    hint = reader.messages["exercise"]["hinted"].format(i=1).strip("*")
    expect(group).to_contain_text(hint)
    assert len(hints) > 1
    for name in ("again", "next"):
        press(reader, reader.messages["exercise"][name])
        expect(group).to_have_attribute("aria-label", re.compile(r"\w"))


def press(reader, name):
    """Press a button by the keyboard and wait for the page."""
    main = reader.page.get_by_test_id("stMain").get_by_test_id("stButton")
    main.get_by_role("button", name=name, exact=True).last.press("Enter")
    reader.page.wait_for_timeout(150)
    reader.rest()


def test_a_layers_button_keeps_the_focus_when_it_adds_a_neuron(reader):
    reader.open("playground")
    more = reader.figure.locator(".view-network button").filter(has_text="+").first
    for _ in range(2):
        more.press("Enter")
        reader.page.wait_for_timeout(1500)
        reader.settle()
        expect(more).to_be_focused()
