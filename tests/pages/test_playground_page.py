"""The page of the playground: a test of new points, opened once."""

import pytest

from app.content.catalogue import LANGUAGES, PageText
from tests.pages.app_page import check_text, open_page, page_text

SLUG = "playground"
SHORT = {f"{SLUG}.n": 40, f"{SLUG}.n_epochs": 50}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_test_shows_its_number_once_it_is_opened(lang):
    words = PageText(SLUG, lang)
    head = words.sections["test.now"].partition("{n}")[2].partition("{")[0].strip()
    closed = page_text(open_page(SLUG, lang, **SHORT))
    assert words.text("test.text") in closed
    assert words.text("test.own") not in closed
    opened = check_text(
        open_page(SLUG, lang, **SHORT, **{f"{SLUG}.opened": True}), lang
    )
    assert ("1,000" if lang == "en" else "1\u202f000") in opened
    assert head.split(":")[0].split("[")[0].strip() in opened


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_reader_s_own_points_have_no_test(lang):
    own = {f"{SLUG}.data": "own", f"{SLUG}.points": "a0 0 b1 1 a0 1 b1 0"}
    text = page_text(open_page(SLUG, lang, **own, **{f"{SLUG}.opened": True}))
    assert PageText(SLUG, lang).text("test.own") in text


def test_of_a_diverged_network_nothing_is_measured():
    huge = {f"{SLUG}.scenario": "huge", f"{SLUG}.opened": True}
    text = check_text(open_page(SLUG, "en", **huge), "en")
    assert PageText(SLUG, "en").text("test.lost") in text
