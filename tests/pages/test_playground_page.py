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


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_hides_controls_from_pupils_until_a_reset(lang):
    labels = PageText(SLUG, lang).labels("labels")

    def sliders(app):
        return {slider.label for slider in app.select_slider}

    names = ("depth", "l1", "n")
    whole = open_page(SLUG, lang, **SHORT)
    assert {labels[name] for name in names} <= sliders(whole)
    hidden = {f"{SLUG}.hidden": "depth l1 n hidden changes"}
    app = open_page(SLUG, lang, **SHORT, **hidden)
    check_text(app, lang)
    assert not {labels[name] for name in names} & sliders(app)
    assert labels["changes"] not in {field.label for field in app.text_input}
    assert PageText(SLUG, lang).text("hide.text") not in page_text(app)
    app.button(key=f"{SLUG}/reset").click().run()
    assert {labels[name] for name in names} <= sliders(app)


def test_what_a_teacher_picks_is_hidden_and_in_the_link():
    app = open_page(SLUG, "en", **SHORT)
    app.button_group(key=f"{SLUG}/hidden/names").set_value(["depth", "lr"]).run()
    check_text(app, "en")
    assert app.text_input(key=f"{SLUG}.hidden").value == "depth lr"
    labels = PageText(SLUG, "en").labels("labels")
    assert labels["depth"] not in {slider.label for slider in app.select_slider}


@pytest.mark.parametrize("data", ["plane", "hills"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_of_heights_speaks_of_heights(lang, data):
    heights = {f"{SLUG}.data": data, f"{SLUG}.opened": True}
    text = check_text(open_page(SLUG, lang, **SHORT, **heights), lang)
    words = PageText(SLUG, lang)
    assert words.text("heights.text") in text
    end = words.sections["test.heights"].partition("]")[2].split(",")[0].strip()
    assert end in text


def test_of_a_diverged_network_nothing_is_measured():
    huge = {f"{SLUG}.scenario": "huge", f"{SLUG}.opened": True}
    text = check_text(open_page(SLUG, "en", **huge), "en")
    assert PageText(SLUG, "en").text("test.lost") in text
