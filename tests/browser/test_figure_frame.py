"""A figure in another site's frame: it plays there, its height follows, others may not.

The other site is on another origin; its page is like one of Moodle or Jupyter Book.
"""

import re

import pytest
from playwright.sync_api import expect

from app.content.catalogue import PageText
from lessons import SLUGS
from tests.waiting import until

from .conftest import DESKTOP, PHONE, first
from .other_site import OtherSite

WORDS = PageText("linear_regression", "en")
LABELS, QUESTION = WORDS.labels("labels"), WORDS.text("question")
COLUMN = """<!doctype html><title>Course</title><meta charset=utf-8>
<meta name=viewport content="width=device-width">
<main style="max-width: 46rem; margin: auto"><h1>Section 3</h1>{html}<p>After it.</p>
</main>"""


SANDBOX = 'sandbox="allow-scripts allow-same-origin allow-popups"'


@pytest.fixture(scope="module")
def tab(visitor):
    """A narrow window, as a frame in a text is."""
    with visitor(viewport={"width": 736, "height": 640}) as reader:
        yield reader


def embedding_html(reader):
    """The HTML of the dialog, and what it says about the sites."""
    page = reader.page
    page.get_by_role("button", name=reader.messages["app"]["share"]).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text(reader.messages["figure_frame"]["embed"]).click()
    code = dialog.get_by_test_id("stExpander").locator(".player code")
    expect(code).to_contain_text("<iframe")
    return code.inner_text(), dialog.inner_text()


@pytest.mark.parametrize("viewport", first(DESKTOP, PHONE))
def test_an_embedded_figure_plays_and_its_height_follows(
    viewport, visitor, other_site: OtherSite
):
    with visitor(viewport=viewport) as reader:
        reader.open("linear_regression", "en", n=50)
        html, description = embedding_html(reader)
        assert other_site.origin in description
        html = html.replace("<iframe", f"<iframe {SANDBOX}")
        other_site.html = COLUMN.format(html=html)
        reader.page.goto(other_site.address)
        element = reader.page.locator("iframe")
        frame = element.content_frame
        play = frame.get_by_role("button", name=reader.messages["player"]["play"])
        expect(play).to_be_visible()
        opening = reader.messages["figure_frame"]["open"]
        course = reader.messages["app"]["name"]
        link = frame.get_by_role(
            "link", name=opening.format(question=QUESTION, course=course)
        )

        def margin() -> float:
            bottom = link.evaluate("e => e.getBoundingClientRect().bottom")
            return element.bounding_box()["height"] - bottom

        until(lambda: 0 <= margin() < 60)  # all of it, and nothing below
        address = link.get_attribute("href")
        assert "linear_regression.n=50" in address and "figure=1" not in address
        assert link.get_attribute("target") == "_blank"
        rate = frame.get_by_role("slider", name=LABELS["lr"])
        expect(rate).to_have_attribute("aria-valuetext", "0.1")
        rate.press("ArrowRight")
        expect(rate).not_to_have_attribute("aria-valuetext", "0.1")
        play.click()
        step = frame.get_by_role("slider", name=LABELS["time"])
        expect(step).not_to_have_value("0")
        for rest in ("stTopNav", "stSidebar", "stRadio"):
            expect(frame.locator(f"[data-testid^={rest}]")).to_have_count(0)
        assert frame.get_by_role("heading").all_inner_texts() == [QUESTION]


SHOWN = """() => {
    const visible = e => e.checkVisibility() && e.getBoundingClientRect().height > 2;
    const all = document.querySelectorAll(
        "[data-testid=stMain] [data-testid=stElementContainer]");
    const kinds = { ".st-key-figure-title *": "title", ".st-key-figure-link *": "link",
        ":has([data-testid=stFullScreenFrame])": "figure",
        ":has([data-testid=stProgress])": "figure",
        ":has(.stBidiComponent)": "figure" };
    const kindOf = e => Object.entries(kinds).find(([kind]) => e.matches(kind))?.[1];
    return [...all].filter(visible).map(e => kindOf(e) ?? e.outerHTML); }"""


@pytest.mark.parametrize("slug", SLUGS)
def test_a_frame_has_a_figure_and_the_link_to_its_page_and_nothing_else(slug, tab):
    page = tab.page
    page.goto(f"{tab.base}/{slug}?lang=fr&figure=1")
    link = page.locator(".st-key-figure-link a")
    expect(link).to_have_attribute("target", "_blank")
    reader_waits = page.locator("[data-testid=stMain] [data-testid=stSkeleton]")
    until(lambda: len(page.evaluate(SHOWN)) > 2 and reader_waits.count() == 0)
    first, *figures, last = page.evaluate(SHOWN)
    assert (first, last) == ("title", "link")
    assert figures and {*figures} == {"figure"}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_no_violation_in_a_frame(tab):
    tab.page.goto(f"{tab.base}/linear_regression?lang=fr&figure=1")
    tab.settle()
    for scheme, only in (("dark", True), ("light", None)):
        tab.prefer(scheme)
        assert tab.violations(contrast=only) == [], scheme


def test_a_guide_has_no_figure_and_is_shown_as_it_is(tab):
    tab.page.goto(f"{tab.base}/teach?lang=fr&figure=1")
    title = PageText("teach", "fr").text("question")
    expect(tab.page.get_by_role("heading", name=title)).to_be_visible()
    expect(tab.page.get_by_test_id("stHeader")).to_be_visible()
    expect(tab.page).not_to_have_url(re.compile("figure="))


@pytest.mark.parametrize(
    ("host", "path"),
    [
        ("localhost", "linear_regression?figure=1"),  # a site that is not named
        ("127.0.0.1", "linear_regression?lang=en"),  # more than a figure
        ("127.0.0.1", "join?figure=1"),
    ],
)
def test_another_site_and_another_page_are_refused(
    host, path, visitor, other_site: OtherSite, server
):
    with visitor() as reader:
        frame = f'<iframe src="{server}/{path}"></iframe>'
        other_site.html = COLUMN.format(html=frame)
        reader.page.goto(other_site.address.replace("127.0.0.1", host))
        until(lambda: any("frame-ancestors" in error for error in reader.errors))
        reader.errors.clear()
