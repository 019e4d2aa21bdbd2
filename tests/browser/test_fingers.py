"""A finger drags every kind of handle; over a slider it drags, taps or scrolls."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from .finger import PHONE, Finger, middle

TOP = "[data-testid=stMain]"
"""What scrolls."""

RINGS = {
    ("gradient_descent", "wells", "view-slope"): (-120, 0),
    ("gradient_descent", "wells", "view-ends"): (-60, -70),
    ("gradient_descent", "saddle", "view-surface"): (-80, 60),
    ("batches", None, "view-map"): (-90, 50),
    ("optimizers", None, "view-map"): (-90, -50),
}
"""A ring by page, function and view, and a way that leads to values of its controls."""

SLIDERS = {
    "linear_regression": ".player .bar input >> nth=1",
    "computation_graph": ".flow input",
    "update_pitfalls": ".steps input >> nth=0",
    "linear_algebra": "[data-testid=stSlider] input >> nth=0",
}
"""A slider of each component that has some, by a page that shows it."""


@pytest.fixture(scope="module")
def phone(visitor):
    """A phone, handed on from page to page."""
    with visitor(**PHONE) as reader:
        yield reader


@pytest.fixture
def finger(phone):
    """The finger on it."""
    return Finger(phone.page)


def in_sight(target):
    """In the middle of the screen, at rest."""
    target.evaluate("e => e.scrollIntoView({ block: 'center' })")
    target.page.wait_for_timeout(150)
    return target


def scrolled(reader):
    """How far the page is scrolled."""
    return reader.page.locator(TOP).evaluate("e => e.scrollTop")


@pytest.mark.parametrize("ring", RINGS, ids=lambda ring: f"{ring[0]}-{ring[2]}")
def test_a_finger_drags_a_ring_in_any_direction_without_scrolling(phone, finger, ring):
    slug, function, view = ring
    dx, dy = RINGS[ring]
    phone.open(slug, **({"function": function} if function else {}))
    start = in_sight(
        phone.page.locator(f".figures:not(.compact) .{view} .handle .start")
    )
    (x, y), top = middle(start), scrolled(phone)
    finger.drag(x, y, (dx, dy))
    phone.painted()
    u, v = middle(start)
    assert abs(u - x - dx) < 20
    assert view == "view-slope" or abs(v - y - dy) < 20
    assert scrolled(phone) == top
    phone.page.wait_for_url(re.compile(rf"{slug}\.\w+="))  # the values let go of


@pytest.mark.parametrize("slug", ["gradient_descent", "losses"])
def test_a_finger_elsewhere_on_a_figure_scrolls(phone, finger, slug):
    phone.open(slug)
    figure = ".dials .area" if slug == "losses" else ".figures .area"
    in_sight(phone.page.locator(figure).first)
    box = phone.page.locator(figure).first.bounding_box()
    top, link = scrolled(phone), phone.page.url
    finger.drag(box["x"] + 60, box["y"] + box["height"] - 50, (5, -150))
    assert scrolled(phone) > top + 90
    phone.page.wait_for_timeout(400)
    assert phone.page.url == link


def test_a_finger_drags_a_dot_of_the_losses_in_any_direction(phone, finger):
    phone.open("losses")
    dot = in_sight(phone.page.locator(".dials circle").first)
    slider = phone.page.locator(".dials input").first
    value, top = int(slider.input_value()), scrolled(phone)
    finger.drag_from(dot, (-10, 60), (-90, 40))  # first nearly straight down
    phone.painted()
    assert int(slider.input_value()) < value - 3
    assert scrolled(phone) == top


def test_a_finger_draws_horizontally_and_vertically(phone, finger):
    phone.open("image_classification", model="linear", size=100, n_epochs=1)
    phone.page.get_by_text(phone.messages["training"]["done"]).wait_for()
    phone.rest()  # until then the page grows above what is in view
    board = in_sight(phone.page.locator(".sketch canvas"))
    ink = """e => { const { data } = e.getContext("2d").getImageData(0, 0, 28, 28);
        return [6, 13, 20].map(y => data[4 * (28 * y + 14) + 3] > 0); }"""
    box, top = board.bounding_box(), scrolled(phone)
    finger.drag(box["x"] + box["width"] * 14.5 / 28, box["y"] + 20, (0, 220))
    assert board.evaluate(ink) == [True] * 3
    assert scrolled(phone) == top


def test_a_tap_sets_an_own_point(phone):
    phone.open("playground", data="own")
    plane = in_sight(phone.page.locator(".decision"))
    phone.page.touchscreen.tap(*middle(plane))
    phone.page.wait_for_url(re.compile(r"playground\.points=a"))


def scroll_down(phone):
    """Scroll away from the top, once the page is long enough; return how far it is."""
    phone.page.wait_for_function(
        """selector => { const page = document.querySelector(selector);
            return page.scrollHeight - page.clientHeight > 400; }""",
        arg=TOP,
    )
    phone.page.locator(TOP).evaluate(
        "e => { e.scrollTop = Math.max(e.scrollTop, 200); }"
    )
    return scrolled(phone)


@pytest.mark.parametrize("slug", SLIDERS)
def test_a_finger_on_a_slider_scrolls_taps_or_drags(phone, finger, slug):
    phone.open(slug)
    slider = in_sight(phone.page.locator(SLIDERS[slug]))
    native = "stSlider" not in SLIDERS[slug]
    track = slider if native else slider.locator("xpath=ancestor::*[@role='group']")
    value = slider.input_value

    def touch(part, *way):
        box = track.bounding_box()
        thumb = slider if native else slider.locator("xpath=../..")
        y = middle(thumb)[1]
        finger.drag(box["x"] + part * box["width"], y, way)
        phone.page.wait_for_timeout(300)  # a release is sent a moment later
        phone.rest()

    # up and down over its ends and over its thumb: nothing is changed, the page scrolls
    before, link, n_frames = value(), phone.page.url, phone.n_frames
    at = int(before) / int(slider.get_attribute("max"))
    for part, dy in ((0.93, -160), (0.07, 160), (0.04 + 0.92 * at, -160)):
        in_sight(track)
        top = scroll_down(phone)
        touch(part, 4, dy)
        assert (scrolled(phone) - top) * -dy > 80 * abs(dy)
        assert value() == before
    assert phone.page.url == link
    assert phone.n_frames == n_frames

    # a tap on either end, then a drag from there
    low, high = slider.get_attribute("min"), slider.get_attribute("max")
    touch(0.99, 0, 0)
    assert value() == high
    top = scrolled(phone)
    touch(0.97, -350, 10)
    assert value() == low
    assert scrolled(phone) == pytest.approx(top, abs=1)


def test_a_slider_still_answers_keys_after_a_swipe(phone, finger):
    phone.open("linear_regression")
    slider = in_sight(phone.page.locator(SLIDERS["linear_regression"]))
    box = slider.bounding_box()
    finger.drag(box["x"] + 0.9 * box["width"], middle(slider)[1], (3, -150))
    phone.page.wait_for_timeout(200)
    place = int(slider.input_value())
    slider.press("ArrowRight")
    assert int(slider.input_value()) == place + 1
    phone.page.wait_for_url(re.compile(r"linear_regression\.lr="))
    link = parse_qs(urlsplit(phone.page.url).query)
    assert float(link["linear_regression.lr"][0]) > 0.1
