"""In front of a class: large type, no chrome, keys that turn scenarios and pages."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.content.catalogue import PageText, load_messages
from lessons import SLUGS, lesson

from .conftest import first
from .test_widths import LAYOUT

WALL = {"width": 1280, "height": 720}
STRONG = "color-contrast-enhanced"
"""axe's rule of 7:1; it is not among those it looks at by itself."""


@pytest.fixture(scope="module")
def wall(visitor):
    with visitor(viewport=WALL) as reader:
        yield reader


def open_projector(reader, slug, lang="fr", **settings):
    link = {f"{slug}.{name}": value for name, value in settings.items()}
    return reader.follow(slug, link | {"lang": lang, "projector": "1"})


def press(reader, key):
    """A key, while nothing has the focus."""
    reader.page.evaluate("document.activeElement.blur()")
    reader.page.keyboard.press(key)


def size(reader):
    whole = "parseFloat(getComputedStyle(document.documentElement).fontSize)"
    return reader.page.evaluate(whole)


def weak(reader):
    """Words whose contrast is below 7:1."""
    how = {"runOnly": [STRONG], "resultTypes": ["violations"]}
    overflowing = Axe().run(reader.page, None, how).response["violations"]
    return [node["html"][:90] for rule in overflowing for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", first("light", "dark"))
def test_presentation_mode_has_large_type_strong_contrast_and_no_chrome(wall, scheme):
    wall.page.emulate_media(color_scheme=scheme)
    open_projector(wall, "linear_regression")
    hint = wall.page.locator(".projector p")
    expect(wall.page.get_by_test_id("stTopNavSection")).to_have_count(0)
    expect(wall.page.get_by_test_id("stHeader")).to_be_hidden()
    assert 24 <= size(wall) <= 26
    sizes = wall.figures.locator("text:not(:empty)").evaluate_all(
        "all => all.map(e => parseFloat(getComputedStyle(e).fontSize)"
        " * e.getScreenCTM().d)"
    )
    assert min(sizes) >= 17
    for element in (wall.figure.locator(".area").first, wall.figure.locator(".says")):
        box = element.bounding_box()
        assert box["y"] > 0
        assert box["y"] + box["height"] <= WALL["height"] + 1
    press(wall, "Shift")
    expect(hint).to_have_count(0)
    assert weak(wall) == []
    assert wall.violations() == []


def test_a_larger_screen_shows_the_same_picture(wall):
    open_projector(wall, "linear_regression")
    wall.page.set_viewport_size({"width": 1920, "height": 1080})
    wall.painted()
    assert size(wall) == pytest.approx(36, abs=0.5)
    assert wall.too_wide() == []
    wall.page.set_viewport_size(WALL)


def test_the_keys_are_explained_once(visitor):
    with visitor(viewport=WALL, locale="en-GB") as fresh:
        fresh.page.goto(f"{fresh.base}/batches?lang=en&projector=1")
        hint = fresh.page.locator(".projector p")
        expect(hint).to_have_text(load_messages("en")["projector"]["hint"])
        fresh.arrive("batches")
        press(fresh, "PageDown")
        fresh.arrive("polynomial")
        expect(hint).to_have_count(0)


@pytest.mark.parametrize("slug", first("linear_regression", "memory"))  # played or not
def test_arrow_keys_step_through_the_scenarios_with_their_settings(wall, slug):
    open_projector(wall, slug, scenario=lesson(slug).scenarios[0].name)
    for at, key in ((1, "ArrowRight"), (2, "ArrowRight"), (1, "ArrowLeft")):
        scene = lesson(slug).scenarios[at]
        press(wall, key)
        label = wall.words.labels("scenarios")[scene.name]
        button = wall.page.get_by_role("button", name=label, exact=True)
        expect(button).to_have_attribute("aria-pressed", "true")
        wall.settle()
        for name, value in scene.settings.items():
            control = lesson(slug)[name]
            if value != control.default and control.write(value).isalnum():
                parameter = re.compile(rf"{slug}\.{name}={control.write(value)}(&|$)")
                expect(wall.page).to_have_url(parameter)


def test_page_keys_change_the_page_and_keep_the_mode(wall):
    open_projector(wall, "gradient_descent")
    for key, slug in (
        ("PageDown", "linear_regression"),
        ("PageUp", "gradient_descent"),
    ):
        press(wall, key)
        wall.arrive(slug)
        expect(wall.page).to_have_url(re.compile("projector=1"))
        assert size(wall) > 24


def test_widgets_that_use_arrow_keys_keep_them(wall):
    open_projector(wall, "linear_regression", lr="0.5")
    lr = wall.range("lr")
    before = int(lr.input_value())
    lr.press("ArrowRight")
    expect(lr).to_have_value(str(before + 1))
    expect(wall.page).not_to_have_url(re.compile(r"lr=0\.5(&|$)"))
    lr.press("PageDown")  # from wherever the focus is
    wall.arrive("batches")


def test_a_click_sets_a_point_under_the_pointer(wall):
    open_projector(wall, "gradient_descent")
    area = wall.figure.locator(".plane").first
    box = area.bounding_box()
    x, y = box["x"] + 0.4 * box["width"], box["y"] + 0.5 * box["height"]
    wall.page.mouse.click(x, y)
    wall.painted()
    ring = wall.figure.locator(".handle .start").first.bounding_box()
    assert abs(ring["x"] + ring["width"] / 2 - x) < 12


def test_escape_closes_a_dialog_then_leaves_the_mode_and_keeps_the_settings(wall):
    open_projector(wall, "linear_regression", lr="0.5")
    wall.page.get_by_role("button", name=wall.messages["app"]["share"]).click()
    link = wall.page.get_by_role("dialog").locator(".call code").first
    expect(link).to_contain_text("lr=0.5")
    expect(link).not_to_contain_text("projector")
    wall.page.keyboard.press("Escape")
    expect(wall.page.get_by_role("dialog")).to_have_count(0)
    expect(wall.page).to_have_url(re.compile("projector=1"))
    press(wall, "Escape")
    expect(wall.page).not_to_have_url(re.compile("projector"))
    expect(wall.page).to_have_url(re.compile(r"lr=0\.5"))
    expect(wall.page.get_by_test_id("stTopNavSection").first).to_be_visible()
    wall.settle()
    assert size(wall) == 17
    button = load_messages("fr")["projector"]["begin"]
    wall.page.get_by_role("button", name=button).click()  # at the end of the page
    expect(wall.page).to_have_url(re.compile("projector=1"))
    begins_at_the_figure_with_the_keys_above_it(wall)


def begins_at_the_figure_with_the_keys_above_it(wall):
    wall.settle()
    expect(wall.figure.locator(".area").first).to_be_in_viewport()
    assert wall.page.get_by_test_id("stMain").evaluate("e => e.scrollTop") == 0
    keys = wall.page.locator(".projector p").bounding_box()
    question = wall.page.get_by_role("heading", level=1).locator("span").first
    assert keys["y"] + keys["height"] <= question.bounding_box()["y"] + 1
    copy = wall.page.get_by_role("button", name=wall.messages["player"]["copy"]).first
    assert float(copy.evaluate("e => getComputedStyle(e).fontSize")[:-2]) > 15


@pytest.mark.parametrize("slug", ["home", "computation_graph"])
def test_no_element_is_clipped_or_covered(wall, slug):
    open_projector(wall, slug)
    for width, height in ((1024, 768), (1920, 1080), (1280, 720)):
        wall.page.set_viewport_size({"width": width, "height": height})
        wall.page.wait_for_timeout(600)  # its drawings follow the size of its type
        assert wall.page.evaluate(LAYOUT) == []
        for graph in wall.page.locator(".flow .graph").all():
            assert graph.evaluate("e => e.scrollWidth - e.clientWidth") <= 1


@pytest.mark.thorough
def test_no_page_scrolls_sideways(wall):
    """All of them, turned one after another."""
    open_projector(wall, SLUGS[0])
    overflowing = {}
    for slug in (*SLUGS[1:], None):
        if wide := wall.too_wide():
            overflowing[wall.slug] = wide[:3]
        if slug:
            press(wall, "PageDown")
            wall.page.wait_for_url(re.compile(rf"/{slug}\?(.*&)?lang="))
            wall.slug, wall.words = slug, PageText(slug, "fr")
            wall.page.get_by_role("heading", level=1, name=wall.question).wait_for()
            wall.rest()
    assert overflowing == {}


@pytest.mark.parametrize("lang", first("fr", "en"))
def test_the_teachers_page_is_complete_and_works_by_keyboard(visitor, lang):
    with visitor(color_scheme="dark" if lang == "fr" else "light") as reader:
        page, words = reader.page, PageText("teach", lang)
        page.goto(f"{reader.base}/teach?lang={lang}")
        page.get_by_role("heading", level=1, name=words.text("question")).wait_for()
        reader.rest()
        names = load_messages(lang)["chapters"]
        scene = lesson("batches").scenarios[-1].name
        label = PageText("batches", lang).labels("scenarios")[scene]
        link, there = (
            page.locator(".call code").first,
            f"{reader.base}/batches?lang={lang}",
        )
        for name, address in (
            (names["gradient"], f"{reader.base}/gradient_descent?lang={lang}"),
            (PageText("batches", lang).title, there),
            (label, f"{there}&batches.scenario={scene}"),  # more pages have such a one
        ):
            choice = page.get_by_role("radio", name=name, exact=True)
            choice.press("Space")
            expect(choice).to_be_checked()
            expect(link).to_have_text(address)
        own = words.text("link.own").split(".")[0]
        expect(page.get_by_text(own)).to_be_visible()  # localhost: no phone gets there
        assert reader.violations() == []
        assert reader.too_wide() == []
        page.set_viewport_size({"width": 390, "height": 844})
        assert reader.too_wide() == []
        address = link.inner_text()
        page.goto(address)
        reader.arrive("batches")
        expect(page.get_by_role("button", name=label, exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
