"""Every page at 390 px."""

from itertools import product

import pytest

from app.prose import LANGUAGES
from lessons import SLUGS

from .reader import DRAWER

PHONE = {"width": 390, "height": 844}
SMALLEST_TEXT = 12
SMALLEST_TARGET = 24


SCHEMES = {"fr": "dark", "en": "light"}
"""Wide, each page is seen in both in each language."""


@pytest.fixture(scope="module", params=[*product(SLUGS, LANGUAGES)], ids="-".join)
def phone(request, visitor):
    slug, lang = request.param
    options = {"viewport": PHONE, "has_touch": True, "color_scheme": SCHEMES[lang]}
    with visitor(**options) as reader:
        yield reader.open(slug, lang)


def test_does_not_scroll_sideways(phone):
    assert phone.too_wide() == []


def test_figures_have_readable_text(phone):
    texts = phone.figures.locator("text:not(:empty)")
    sizes = texts.evaluate_all(
        "all => all.map(e => [parseFloat(getComputedStyle(e).fontSize)"
        " * e.getScreenCTM().d, e.textContent])"
    )
    assert sizes
    assert [text for size, text in sizes if size < SMALLEST_TEXT] == []


def test_targets_are_large_enough_for_a_finger(phone):
    targets = phone.page.locator(".player").locator("button, input, select")
    heights = targets.evaluate_all(
        "all => all.map(e => [e.getBoundingClientRect().height,"
        " e.ariaLabel || e.textContent])"
    )
    assert heights
    assert [name for height, name in heights if height < SMALLEST_TARGET] == []


def test_has_no_violation_for_axe(phone):
    assert phone.violations(exclude=DRAWER) == []


def test_leaves_the_console_quiet(phone):
    assert phone.errors == []
