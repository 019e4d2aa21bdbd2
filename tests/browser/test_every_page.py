"""Every page opens, in both languages, light and dark, and nothing complains."""

import pytest
from playwright.sync_api import expect

from app.content.catalogue import load_messages
from app.content.setting_format import value_label
from lessons import COURSE, lesson

from .conftest import SCHEMES, VISITS

BESIDE_CHART = """all => all.filter(e => {
    const chart = e.parentElement.querySelector("[data-testid=stVegaLiteChart]");
    const [of, own] = [chart, e].map(each => each.getBoundingClientRect());
    return own.top < of.top - 1 || own.right > of.right + 1 || own.bottom > of.bottom;
}).map(e => e.className)"""


def test_the_page_draws_a_figure(visit):
    drawings = visit.figures.or_(visit.stepped).or_(visit.pictures).or_(visit.charts)
    expect(drawings.first).to_be_visible()


def test_the_page_asks_its_question_in_its_language(visit):
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(visit.question)


def test_nothing_moves_while_the_page_opens(visit, tour):
    if visit.page.locator("[class*='-training-status']").count():
        pytest.skip("its training, the server's first, ends meanwhile")
    assert tour.layout_shift < 0.05


def test_the_menu_marks_where_the_reader_is(visit):
    current = visit.page.locator("[data-testid=stTopNavSection][aria-current]")
    (chapter,) = (chapter for chapter in COURSE if visit.slug in chapter.slugs)
    expect(current).to_have_text(visit.messages["chapters"][chapter.name])


def test_the_page_declares_its_language(visit):
    expect(visit.page.locator("html")).to_have_attribute("lang", visit.words.lang)
    assert f"lang={visit.words.lang}" in visit.page.url


def test_the_console_stays_empty(visit):
    assert visit.errors == []


def test_the_page_requests_nothing_from_other_servers(visit):
    assert visit.hosts == {visit.base.removeprefix("http://")}


def test_the_page_shows_no_error_box(visit):
    expect(visit.page.get_by_test_id("stException")).to_have_count(0)
    failed = load_messages(visit.words.lang)["failure"]["text"]
    expect(visit.page.get_by_text(failed)).to_have_count(0)


def test_no_line_of_code_is_cut_off(visit):
    assert visit.cut_code() == []


@pytest.mark.by_turns
def test_the_table_of_a_chart_opens_in_its_corner(visit):
    switches = visit.page.locator("[class*='-chart'] > [class*='-table']")
    assert switches.evaluate_all(BESIDE_CHART) == []


SEEN_ENDS = """bar => {
    const edges = [...bar.children].map(end => {
        const range = document.createRange();
        range.selectNodeContents(end);
        return range.getBoundingClientRect();
    });
    return getComputedStyle(bar).opacity === "1" && edges[0].right + 4 < edges[1].left;
}"""


def test_the_ends_of_each_slider_are_shown_apart_in_the_readers_format(visit):
    page = lesson(visit.slug)
    for control in page.controls_with_use("trained"):
        key = f".st-key-{visit.slug}-{control.name}"
        bar = visit.page.locator(f"{key} [data-testid=stSliderTickBar]")
        if not bar.count():
            continue
        ends = [control.values[0], control.values[-1]]
        named = [value_label(visit.words, page, control.name, end) for end in ends]
        assert bar.locator("p").all_inner_texts() == named
        assert bar.evaluate(SEEN_ENDS), control.name


@pytest.mark.by_turns(1)
def test_axe_finds_no_violation(visit):
    """In the language, and its scheme, that a phone is not in."""
    scheme = VISITS[visit.slug, visit.lang]
    visit.wait_for_scheme(scheme)
    visit.settle()
    assert visit.violations() == [], scheme


@pytest.mark.thorough
def test_axe_finds_no_violation_in_the_other_colour_scheme(visit):
    """The page takes it as it stands; only what depends on it is looked at again."""
    (scheme,) = {*SCHEMES} - {VISITS[visit.slug, visit.lang]}
    visit.prefer(scheme)
    visit.settle()
    assert visit.violations(contrast=True) == [], scheme


def test_the_page_does_not_scroll_sideways_on_a_tablet_or_at_double_zoom(visit):
    """1280 × 800 at 200 % is 640 × 400 to the page."""
    for width, height in ((820, 1180), (640, 400)):
        visit.page.set_viewport_size({"width": width, "height": height})
        visit.settle()
        assert visit.too_wide() == [], width
