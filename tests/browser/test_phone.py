"""Every page at 390 px."""

import pytest

from .conftest import PHONE, VISITS
from .reader import DRAWER

pytestmark = pytest.mark.by_turns
SMALLEST_TEXT = 12
SMALLEST_TARGET = 24


@pytest.fixture
def phone(visit):
    """The visit of every page, made as narrow as a phone after all else."""
    if visit.page.viewport_size != PHONE:
        visit.page.set_viewport_size(PHONE)
        visit.settle()
    return visit


def test_the_page_does_not_scroll_sideways(phone):
    assert phone.too_wide() == []


def test_a_table_too_wide_for_the_screen_has_a_shadow_at_its_edge(phone):
    """In layers: the covers of the page's colour, which scroll off, and the shadows."""
    tables = phone.page.locator(".table").evaluate_all(
        "all => all.map(e => [e.scrollWidth > e.clientWidth,"
        " getComputedStyle(e).backgroundAttachment,"
        " getComputedStyle(e).backgroundImage])"
    )
    for _, attachment, image in tables:
        assert attachment == "local, local, scroll, scroll"
        assert image.count("linear-gradient") == 4
    assert any(wide for wide, *_ in tables) or phone.slug != "memory"


def test_no_line_of_code_is_cut_off(phone):
    assert phone.cut_code() == []


def test_a_caret_line_becomes_an_underline_where_it_would_wrap(phone):
    carets = phone.page.locator(".output .carets").all()
    marks = phone.page.locator(".output .at").all()
    assert len(marks) == len(carets) and not any(c.is_visible() for c in carets)
    assert marks or phone.slug != "next_steps"
    for mark, caret in zip(marks, carets, strict=True):
        assert len(mark.inner_text()) == len(caret.text_content().strip())
        assert "underline" in mark.evaluate("e => getComputedStyle(e).textDecoration")


def test_figures_have_readable_text(phone):
    labels = phone.figures.locator("text:not(:empty)")
    texts = labels.or_(phone.stepped.locator("th, td, pre"))
    sizes = texts.evaluate_all(
        "all => all.map(e => [parseFloat(getComputedStyle(e).fontSize)"
        " * (e.getScreenCTM?.().d ?? 1), e.textContent])"
    )
    sizes += phone.stepped.locator(".line, td, th").evaluate_all(
        "all => all.map(e => [parseFloat(getComputedStyle(e).fontSize), e.textContent])"
    )
    assert sizes or phone.pictures.or_(phone.charts).count()  # pixels, not text
    assert [text for size, text in sizes if size < SMALLEST_TEXT] == []


def test_no_text_of_a_figure_is_cut_off(phone):
    """By its drawing, or by the screen where a drawing lets text stand out."""
    cut = phone.figures.locator("text:not(:empty)").evaluate_all(
        """all => all.filter(e => {
            const drawing = e.ownerSVGElement, text = e.getBoundingClientRect();
            const out = getComputedStyle(drawing).overflow === "visible";
            const { left, right } = out ? { left: 0, right: innerWidth }
                : drawing.getBoundingClientRect();
            const shown = text.width && text.left > -5000; // else put away
            return shown && (text.left < left - 1 || text.right > right + 1);
        }).map(e => e.textContent)"""
    )
    assert cut == []


def test_touch_targets_are_large_enough(phone):
    targets = phone.page.locator(".player, .steps").locator("button, input, select")
    heights = targets.evaluate_all(
        "all => all.map(e => [e.getBoundingClientRect().height,"
        " e.ariaLabel || e.textContent])"
    )
    assert heights
    assert [name for height, name in heights if height < SMALLEST_TARGET] == []


def test_axe_finds_no_violation(phone):
    """All but the contrast, in one language; at a desk all is looked at in both."""
    first, _ = (lang for slug, lang in VISITS if slug == phone.slug)
    if phone.lang != first:
        assert phone.violations(exclude=DRAWER, contrast=False) == []


def test_the_console_stays_empty(phone):
    assert phone.errors == []
