"""The graph is laid out here, in the browser: what only it can show."""

import re
import xml.etree.ElementTree as ElementTree

import pytest
from playwright.sync_api import expect

from app.content.catalogue import LANGUAGES
from tests.waiting import until

from .conftest import DESKTOP, first
from .reader import DRAWER

SLUG = "computation_graph"
WIDE = {"wants_x": True, "show_attrs": True, "show_saved": True, "threshold": 1.0}
SVG = "{http://www.w3.org/2000/svg}"


def chart(reader):
    """The box of the graph."""
    return reader.page.get_by_test_id("stGraphVizChart")


def nodes(reader) -> list[str]:
    """The text of each node that is drawn."""
    reader.figures.locator("text").first.wait_for()
    groups = reader.figures.locator("g.node")
    return groups.evaluate_all(
        "all => all.map(g => [...g.querySelectorAll('text')]"
        ".map(e => e.textContent).join(' '))"
    )


def press(reader, name: str) -> None:
    """Press a switch by its name in the words."""
    label = reader.words.labels("labels")[name]
    inside = reader.page.get_by_test_id("stCheckbox").filter(has_text=label)
    inside.locator("label").click()


def switch(reader, name: str) -> None:
    """Press a switch for the first time, and see the page drawn."""
    press(reader, name)
    expect(reader.page).to_have_url(re.compile(rf"{SLUG}\.{name}="))
    reader.settle()


def saved_as(reader, name: str):
    """Press a download, by its name in the catalogue or as it is; the file."""
    label = reader.messages["app"].get(name, name)
    with reader.page.expect_download() as coming:
        reader.page.get_by_role("button", name=label).click()
    return coming.value


@pytest.fixture(scope="module")
def tab(visitor):
    with visitor() as reader:
        yield reader.open(SLUG)


@pytest.fixture(scope="module", params=first(*LANGUAGES))
def page(request, tab):
    """The page as on a first visit, in each language."""
    return tab if tab.lang == request.param else tab.speak(request.param)


@pytest.fixture
def reader(tab):
    """The page as on a first visit, reset after each test."""
    yield tab
    tab.page.set_viewport_size(DESKTOP)
    tab.page.emulate_media(color_scheme="light")
    tab.reset()
    expect(tab.page).not_to_have_url(re.compile(f"{SLUG}[.]"))
    expect(tab.figures.locator("g.node")).to_have_count(10)
    tab.settle()


def test_the_graph_has_its_text_alternative(page):
    counts = {"operations": 7, "leaves": 2, "depth": 6}
    alt = page.words.text("figure.alt", output="loss", **counts)
    expect(page.page.get_by_role("figure", name=alt)).to_be_visible()


def test_every_node_is_drawn_with_its_name(page):
    texts = nodes(page)
    assert {"a ()", "b ()", "loss ()", "PowBackward0"} <= set(texts)
    assert len(texts) == 7 + 2 + 1


def test_text_stays_inside_its_node(page):
    too_wide = page.figures.locator("g.node").evaluate_all(
        """all => all.filter(g => {
            const box = g.querySelector("polygon, ellipse").getBoundingClientRect();
            return [...g.querySelectorAll("text")].some(e => {
                const text = e.getBoundingClientRect();
                return text.left < box.left + 2 || text.right > box.right - 2;
            });
        }).map(g => g.textContent)"""
    )
    assert too_wide == []


def test_the_controls_are_in_the_first_screen(page):
    widgets = page.page.get_by_test_id("stCheckbox").all()[:5]
    widgets += page.page.get_by_test_id("stSlider").all()
    for part in widgets:
        box = part.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 800


def test_the_dot_file_can_be_downloaded(page):
    file = saved_as(page, "dot")
    name = page.words.text("figure.file", output="loss")
    assert file.suggested_filename == f"{name}.dot"
    text = file.path().read_text("utf-8")
    assert text.startswith("digraph {")
    assert "MulBackward0 -> AddBackward0" in text


def test_the_picture_can_be_downloaded_and_needs_no_other_file(page, browser, tmp_path):
    file = saved_as(page, "SVG")
    name = page.words.text("figure.file", output="loss")
    assert file.suggested_filename == f"{name}.svg"
    file.save_as(path := tmp_path / file.suggested_filename)
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{SVG}svg"
    texts = [e.text for e in root.iter(f"{SVG}text")]
    assert sorted(texts) == sorted(nodes(page))
    assert all(e.get("font-size") == "11px" for e in root.iter(f"{SVG}text"))
    alone = browser.new_page()
    alone.goto(path.as_uri())
    height = alone.evaluate("document.querySelector('svg').getBBox().height")
    alone.context.close()
    assert height > 200


def test_moving_the_threshold_switches_the_branch(reader):
    before = len(nodes(reader))
    reader.setting("threshold").press("ArrowLeft")
    expect(reader.page).to_have_url(re.compile(r"threshold=3\.0"))
    expect(reader.figures.locator("g.node")).to_have_count(before + 4)


def test_switches_change_the_drawing_and_all_off_leaves_a_sentence(reader):
    before = until(lambda: nodes(reader))
    switch(reader, "wants_a")
    expect(reader.figures.locator("g.node")).to_have_count(len(before) - 2)
    assert "a ()" not in nodes(reader)
    switch(reader, "show_saved")
    expect(reader.figures.get_by_text("self = error (20)")).to_be_visible()
    press(reader, "wants_b")
    expect(reader.page.locator(".output").first).to_contain_text("grad_fn")
    expect(chart(reader)).to_have_count(0)
    press(reader, "wants_b")
    expect(chart(reader)).to_have_attribute("tabindex", "0")


def test_a_large_graph_scrolls_in_its_own_box(visitor):
    """One that is wide, and one that is deep."""
    with visitor() as reader:
        reader.open(SLUG, **WIDE)
        for loops in (1, 4):
            reader.page.set_viewport_size(DESKTOP)
            if loops > 1:
                many = len(nodes(reader))
                for n in range(2, loops + 1):
                    reader.setting("n_loops").press("ArrowRight")
                    expect(reader.page).to_have_url(re.compile(rf"n_loops={n}"))
                reader.rest()
                expect(reader.figures.locator("g.node").nth(many)).to_be_attached()
            scrolls(reader)
        assert reader.violations(exclude=DRAWER) == []


def scrolls(reader):
    """At each width the page keeps its own, and the box can be scrolled by keyboard."""
    box = chart(reader)
    for width in (1280, 820, 390):
        reader.page.set_viewport_size({"width": width, "height": 800})
        reader.settle()
        nodes(reader)
        assert reader.too_wide() == []
        assert box.evaluate("e => e.scrollWidth > e.clientWidth") or width > 1000
        expect(box).to_have_attribute("tabindex", "0")
        box.focus()
        expect(box).to_be_focused()


def test_the_colours_follow_the_theme(reader):
    ground = reader.figures.locator("polygon").first
    for scheme in ("dark", "light"):
        reader.page.emulate_media(color_scheme=scheme)
        fill = re.compile("#[0-3]" if scheme == "dark" else "#f")
        expect(ground).to_have_attribute("fill", fill)
