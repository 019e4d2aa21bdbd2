"""A page as one file, opened from the disk with the network off."""

import json
import re

import pytest
from playwright.sync_api import expect

from app.content.catalogue import LANGUAGES, load_messages
from app.export.page_file import MAX_BYTES, page_file
from lessons import SLUGS, lesson

from .conftest import DESKTOP
from .reader import Reader

KINDS = (
    *("home", "tensors", "linear_regression", "autograd", "update_pitfalls"),
    *("losses", "modules", "playground", "image_classification", "next_steps"),
)
"""Between them they have every kind of figure."""

PAGES = [
    pytest.param(
        slug,
        lang,
        marks=[]
        if slug in KINDS and lang == LANGUAGES[KINDS.index(slug) % 2]
        else pytest.mark.thorough,
    )
    for slug in SLUGS
    for lang in LANGUAGES
]

EMPTY = """places => places.filter(place => {
    const root = place.shadowRoot?.querySelector("div > div");
    return !root || !(root.clientHeight || root.classList.contains("glossary"));
}).map(place => place.id + place.className)"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("files")


@pytest.fixture(scope="module")
def opened(browser, folder):
    """Opens the file of a page in a tab that has no network."""
    context = browser.new_context(viewport=DESKTOP, offline=True)

    def open_file(slug, lang="en", **options):
        file = folder / f"{slug}-{lang}.html"
        if not file.exists():
            file.write_text(page_file(slug, lang), encoding="utf-8")
        assert file.stat().st_size <= MAX_BYTES
        page = context.new_page()
        page.emulate_media(**options)
        reader = Reader(page, file.parent.as_uri())
        reader.requests = []
        page.on("request", lambda request: reader.requests.append(request.url))
        page.goto(file.as_uri())
        page.locator("#page .component").first.wait_for(state="attached")
        page.locator("body[data-mounted=copy]").wait_for()
        return reader

    yield open_file
    context.close()


@pytest.mark.parametrize(("slug", "lang"), PAGES)
def test_it_draws_all_of_the_page_without_a_request(opened, slug, lang):
    reader = opened(slug, lang)
    page = reader.page
    assert page.locator("#page .component").evaluate_all(EMPTY) == []
    assert [*filter(None, reader.errors)] == []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        reader.painted()
        assert reader.too_wide() == [], width
    assert reader.violations() == []
    assert len(reader.requests) == 1 and reader.requests[0].startswith("file:")
    page.close()


def test_the_figure_plays_and_is_dragged(opened):
    reader = opened("linear_regression")
    figure = reader.page.locator(".player:has(.figures):not(.compact)").first
    before = figure.locator(".says, .live").first.inner_text()
    figure.get_by_role("slider").first.press("End")
    expect(figure.locator(".says, .live").first).not_to_have_text(before)
    figure.get_by_role("slider").nth(1).press("ArrowRight")
    expect(reader.page.locator(".call code").first).to_contain_text(
        re.compile(r"lr=0\.1[0-9]")
    )
    expect(reader.page.locator("#announcement")).to_be_hidden()  # it needs no server
    reader.page.close()


def test_an_answer_is_judged_and_a_scenario_shown(opened):
    reader = opened("linear_regression")
    texts = load_messages("en")
    page = reader.page
    form = page.locator("form.question").first
    verdict = form.locator(".verdict")
    expect(verdict).to_be_empty()
    button = form.get_by_role("button", name=texts["exported_page"]["commit"])
    expect(button).to_be_disabled()
    form.get_by_role("radio").first.check()
    button.click()
    yes, no = (texts["predict"][name].strip("*") for name in ("right", "wrong"))
    expect(verdict).to_contain_text(re.compile(f"{re.escape(yes)}|{re.escape(no)}"))
    expect(form.get_by_role("radio").first).to_be_disabled()
    states = json.loads(page.locator("#page-data").text_content())["states"]
    scenes = page.locator(".scenes button.scene")
    before = page.locator("#page").inner_html()
    names = [scenario.name for scenario in lesson("linear_regression").scenarios]
    scenes.nth(names.index(states[1])).click()
    page.locator(f"body[data-mounted={states[1]}]").wait_for()
    assert page.locator("#page").inner_html() != before
    page.locator("#back button").click()
    page.locator("body[data-mounted=copy]").wait_for()
    expect(page.locator("#back")).to_be_hidden()
    assert reader.errors == []
    page.close()


def test_what_needs_a_server_says_so(opened):
    reader = opened("modules")
    layer = reader.page.locator(".chain button, .chain [role=button]").last
    layer.click()
    expect(reader.page.locator("#announcement")).to_have_text(
        load_messages("en")["exported_page"]["needs_server"]
    )
    reader.page.close()


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_it_follows_the_system_s_scheme_and_the_reader_s(opened, scheme):
    reader = opened("home", color_scheme=scheme)
    reader.wait_for_scheme(scheme)
    other = {"dark": "light", "light": "dark"}[scheme]
    reader.page.locator("#scheme").select_option(other)
    reader.wait_for_scheme(other)
    reader.page.close()


def test_a_term_shows_its_meaning(opened):
    reader = opened("gradient_descent")
    term = reader.page.locator('a[href^="#term-"]').first
    term.scroll_into_view_if_needed()
    reader.painted()  # what scrolls hides it
    term.hover()
    expect(reader.page.get_by_role("tooltip")).to_be_visible()
    reader.page.close()
