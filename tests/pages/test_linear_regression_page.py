"""The page of the regression with points and a start of the reader's own."""

import pytest

from app.content.catalogue import LANGUAGES, PageText
from tests.pages.app_page import check_text, open_page, page_text

SLUG = "linear_regression"
OWN = {f"{SLUG}.moved": "0: 0.95 -1", f"{SLUG}.start": "2.5 -2"}


def shown_functions(app):
    return page_text(app).count("def make_data"), page_text(app).count("def make_start")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_opens_on_moved_points_and_a_start(lang):
    words = PageText(SLUG, lang)
    app = open_page(SLUG, lang, **OWN)
    text = check_text(app, lang)
    assert words.text("own.start", a=2.5, b=-2.0) in text
    assert {"en": "1 point moved.", "fr": "1 point déplacé."}[lang] in text
    (button,) = [b for b in app.button if b.label == words.text("own.reset")]
    button.click().run()
    assert words.text("own.start", a=2.5, b=-2.0) not in page_text(app)
    values = [box.value for box in app.text_input if "moved" in box.key]
    assert values == [""]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_more_points_than_a_link_carries_are_named(lang):
    nine = "; ".join(f"{i}: 0.5 1" for i in range(9))
    app = open_page(SLUG, lang)
    (box,) = [box for box in app.text_input if box.key == f"{SLUG}.moved"]
    box.set_value(nine).run()
    assert PageText(SLUG, lang).text("own.unlinked", n=9, most=8) in page_text(app)


def test_a_text_that_cannot_be_read_changes_nothing():
    app = open_page(SLUG, "en", **OWN)
    (box,) = [box for box in app.text_input if box.key == f"{SLUG}.moved"]
    box.set_value("0: 2 -1").run()
    text = page_text(app)
    assert "is out of range" in text and "1 point moved." in text
