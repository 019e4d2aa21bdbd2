"""Pages about real work: an export that is pressed, a loop that ran, an opened test."""

import pytest

from app.content.catalogue import LANGUAGES, PageText
from lessons.devices import device_loop
from lessons.saving import sessions
from tests.pages.app_page import check_text, open_page, page_text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_export_is_shown_with_and_without_dynamic_shapes(lang, monkeypatch):
    """A stand-in answers: the real one is in the lesson's test."""
    export = sessions.Export("fixed session", "dynamic session", "graph", True, "")

    def stand_in():
        yield 0.5
        return export

    monkeypatch.setattr(sessions, "export", stand_in)
    app, words = open_page("saving", lang), PageText("saving", lang)
    assert words.text("service.dynamic") not in page_text(app)
    hidden = words.sections["inside.hidden"].partition("{n}")[0]
    assert hidden not in page_text(app)  # nothing is left out of the first file
    app.button(key="saving/export").click().run()
    text = check_text(app, lang)
    for section in ("service.fixed", "service.dynamic", "service.same"):
        assert words.text(section) in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_loop_of_the_devices_page_has_run(lang):
    text = check_text(open_page("devices", lang), lang)
    assert PageText("devices", lang).text("loop.text") in text
    assert device_loop.result()[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_texts_are_tested_once_the_test_is_opened(lang):
    slug = "text_classification"
    words = PageText(slug, lang)
    chosen = {f"{slug}.source": "messages", f"{slug}.n_epochs": 1}
    closed = page_text(open_page(slug, lang, **chosen))
    assert words.text("test.text") in closed
    tail = words.sections["test.now"].rpartition("{n_test}")[2].partition("{")[0]
    assert tail.strip(" ;,") not in closed
    opened = check_text(
        open_page(slug, lang, **chosen, **{f"{slug}.opened": True}), lang
    )
    assert tail.split(";")[0].strip() in opened.replace("\u202f", " ")
