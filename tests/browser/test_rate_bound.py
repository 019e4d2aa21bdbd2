"""The largest stable rate on its slider: true, and never over other marks."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from app.content.number_format import format_quantity
from lessons.polynomial.exact import conditioning

from .conftest import first

BOXES = """all => all.filter(e => getComputedStyle(e).visibility === "visible")
    .map(e => e.getBoundingClientRect()).map(box => [box.left, box.right])"""


@pytest.fixture(scope="module")
def tab(visitor):
    with visitor() as reader:
        yield reader


@pytest.fixture(scope="module", params=first(9, 6, 1))
def reader_and_degree(request, tab):
    return tab.open("polynomial", degree=request.param), request.param


def marks(reader):
    """What stands under the slider of the learning rate."""
    return reader.range("lr").locator("xpath=../..").locator(".marks span")


def test_the_bound_is_labelled_under_its_tick(reader_and_degree):
    reader, degree = reader_and_degree
    bound = format_quantity("bound", conditioning(degree)[0, 1], reader.lang)
    expect(marks(reader).and_(reader.page.locator(".bound"))).to_contain_text(bound)


def test_the_first_page_calls_the_bound_a_limit(visitor):
    with visitor() as reader:
        reader.open("home", lang="en")
        expect(reader.page.locator(".bound")).to_have_text("limit = 0.25")


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_no_tick_label_covers_another(reader_and_degree, width):
    reader, _ = reader_and_degree
    reader.page.set_viewport_size({"width": width, "height": 800})
    reader.settle()
    reader.painted()
    boxes = sorted(marks(reader).evaluate_all(BOXES))
    assert len(boxes) >= 3
    for (_, right), (left, _) in pairwise(boxes):
        assert right <= left


@pytest.fixture(scope="module")
def polynomial(visitor):
    with visitor() as reader:
        yield reader.open("polynomial")


@pytest.fixture
def reset(polynomial):
    """The page as on a first visit, for whoever changes it."""
    polynomial.reset()
    expect(polynomial.call).to_have_text("run(lr=1e-06)")
    polynomial.settle()
    return polynomial


def test_another_degree_moves_the_bound_and_keeps_the_learning_rate(reset):
    reader = reset
    rate = reader.range("lr").input_value()
    bound = marks(reader).and_(reader.page.locator(".bound"))
    for key, degree in (("ArrowRight", 4), ("ArrowRight", 5), ("ArrowLeft", 4)):
        reader.setting("degree").press(key)
        formatted = format_quantity("bound", conditioning(degree)[0, 1], "fr")
        expect(bound).to_contain_text(formatted)
    expect(reader.range("lr")).to_have_value(rate)


def test_scaled_columns_raise_the_bound_and_appear_in_the_call(reset):
    reader = reset
    label = reader.words.labels("labels")["scaled"]
    reader.page.get_by_test_id("stCheckbox").filter(has_text=label).click()
    formatted = format_quantity("bound", conditioning(3)[1, 1], "fr")
    expect(marks(reader).and_(reader.page.locator(".bound"))).to_contain_text(formatted)
    expect(reader.call).to_have_text("run(lr=1e-06, scaled=True)")
    assert "polynomial.scaled=True" in reader.page.url
