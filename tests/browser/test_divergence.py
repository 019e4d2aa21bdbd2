"""A run that explodes is told in words; nothing on the page breaks."""

import re

import pytest
from playwright.sync_api import expect

from lessons import lesson

from .conftest import first

PLAYED = ["linear_regression", *first("gradient_descent", "polynomial")]


@pytest.fixture(scope="module", params=PLAYED)
def exploded(request, visitor):
    """The page at its largest learning rate, let go and played to the end."""
    with visitor() as reader:
        reader.open(request.param)
        largest = len(lesson(request.param)["lr"].values) - 1
        reader.release("lr", largest)
        expect(reader.page).to_have_url(re.compile(r"\.lr="))
        reader.settle()
        reader.speed("fast")
        last = int(reader.range("time").get_attribute("max"))
        reader.scrub(max(0, last - 20))
        reader.button("play").click()
        expect(reader.range("time")).to_have_value(str(last))
        yield reader


def test_the_console_stays_empty(exploded):
    assert exploded.errors == []


def test_the_page_says_that_the_run_diverges(exploded):
    template = exploded.words.labels("verdicts")["diverges"]
    ending = re.sub(r"\{\w+\}", "@", template).split("@")[-1].strip()
    expect(exploded.figure.locator(".aside")).to_contain_text(ending)


def test_no_nan_is_shown(exploded):
    parts = exploded.page.locator(".player").evaluate_all(
        "all => all.map(e => e.outerHTML)"
    )
    page = exploded.page.locator("body").evaluate("e => e.outerHTML")
    assert not re.search(r"\bNaN|undefined|Infinity\b", "\n".join([*parts, page]))


def test_the_dot_stays_inside_the_frame_when_the_curve_leaves_it(reader):
    reader.open("batches", lr=0.79, batch_size=1)
    curve = reader.figure.locator(".view-curve")
    ways = curve.locator("path.line.loss.faint").get_attribute("d")
    assert ways.count("M") > 5  # a piece for each stay in the frame
    assert curve.locator("path.leaves").get_attribute("d")
    for t in range(0, 161, 20):
        reader.scrub(t)
        dot = curve.locator(".now-loss")
        box = curve.locator("clipPath rect")
        top, high = (float(box.get_attribute(name)) for name in ("y", "height"))
        assert top - 0.5 <= float(dot.get_attribute("cy")) <= top + high + 0.5
