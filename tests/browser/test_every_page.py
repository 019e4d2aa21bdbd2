"""Every page opens, in both languages, light and dark, and nothing complains."""

from playwright.sync_api import expect

from app.prose import interface

from .conftest import VISITS


def test_draws_a_figure(visit):
    drawn = visit.figures.or_(visit.stepped).or_(visit.pictures).or_(visit.charts)
    expect(drawn.first).to_be_visible()


def test_asks_the_question_in_its_language(visit):
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(visit.question)


def test_tells_the_browser_its_language(visit):
    expect(visit.page.locator("html")).to_have_attribute("lang", visit.words.lang)
    assert f"lang={visit.words.lang}" in visit.page.url


def test_leaves_the_console_quiet(visit):
    assert visit.errors == []


def test_talks_to_its_own_server_only(visit):
    assert visit.hosts == {visit.base.removeprefix("http://")}


def test_shows_no_error_box(visit):
    expect(visit.page.get_by_test_id("stException")).to_have_count(0)
    failed = interface(visit.words.lang)["app"]["failed"]
    expect(visit.page.get_by_text(failed)).to_have_count(0)


def test_has_no_violation_for_axe(visit):
    """In each language and each scheme once: labels depend on one, contrast on one."""
    scheme = VISITS[visit.slug, visit.lang]
    expect(visit.page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
    assert visit.violations() == [], scheme


def test_follows_the_colour_scheme(visit):
    """The second language comes with the other scheme, on the page as it stands."""
    assert (lightness(visit) > 127) == (VISITS[visit.slug, visit.lang] == "light")


def lightness(visit):
    """How much red there is in the paper, of 255."""
    paper = "e => getComputedStyle(e).getPropertyValue('--paper')"
    colour = visit.page.locator(".player").first.evaluate(paper)
    return int(colour.strip().removeprefix("#")[:2], 16)


def test_does_not_scroll_sideways_on_a_tablet(visit):
    visit.page.set_viewport_size({"width": 820, "height": 1180})
    visit.settle()
    assert visit.too_wide() == []
