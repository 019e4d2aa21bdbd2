"""The link's language, else the reader's choice, else the browser's, else French."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def foreign(visitor, request):
    """A reader whose browser speaks the language of the parameter."""
    with visitor(locale=request.param) as reader:
        yield reader


@pytest.mark.parametrize(
    "foreign, link", [("en-US", "fr"), ("fr-FR", "en")], indirect=["foreign"]
)
def test_the_link_wins_over_the_browser(foreign, link):
    foreign.open("batches", lang=link)
    assert foreign.lang == link


@pytest.mark.parametrize(
    "foreign, lang",
    [("en-US", "en"), ("fr-FR", "fr"), ("de-DE", "fr")],
    indirect=["foreign"],
)
def test_without_a_link_the_browser_decides(foreign, lang):
    foreign.open("batches", lang=None)
    assert foreign.lang == lang
    assert f"lang={lang}" in foreign.page.url


def test_the_switch_changes_the_page_and_the_link_back_and_forth(reader):
    reader.open("linear_regression", "fr")
    for lang in ("en", "fr", "en"):
        reader.speak(lang)
        expect(reader.button("play")).to_be_visible()
        assert f"lang={lang}" in reader.page.url


def test_the_switch_keeps_the_settings(reader):
    reader.open("linear_regression", "fr", lr=0.5, noise=0.3)
    reader.scrub(33)
    reader.speak("en")
    expect(reader.range("time")).to_have_value("33")
    expect(reader.call).to_have_text("run(lr=0.5, noise=0.3)")


def test_the_choice_survives_the_top_navigation(reader):
    reader.open("linear_regression", "fr")
    reader.speak("en")
    reader.navigate("home")
    assert reader.lang == "en"
    reader.navigate("batches")
    assert reader.lang == "en"


def test_the_choice_survives_the_link_to_the_next_page(reader):
    reader.open("linear_regression", "fr")
    reader.speak("en")
    reader.page.get_by_test_id("stPageLink").last.click()
    reader.arrive("batches")
    assert reader.lang == "en"
    assert "lang=en" in reader.page.url
