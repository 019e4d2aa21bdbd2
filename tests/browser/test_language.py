"""The link's language, else the reader's choice, else the browser's, else French."""

from playwright.sync_api import expect


def test_a_link_chooses_the_language_and_otherwise_the_browser_does(visitor):
    """In English; the tests of app.language know the browsers of other languages."""
    with visitor(locale="en-US") as foreign:
        for link, lang in ((None, "en"), ("fr", "fr")):
            foreign.open("batches", lang=link)
            assert foreign.lang == lang
            assert f"lang={lang}" in foreign.page.url


def test_the_language_switch_changes_page_and_link_and_keeps_the_settings(reader):
    reader.open("linear_regression", None, lr=0.5, noise=0.3)
    assert reader.lang == "fr"
    reader.scrub(33)
    for lang in ("en", "fr"):
        reader.speak(lang)
        expect(reader.button("play")).to_be_visible()
        assert f"lang={lang}" in reader.page.url
        expect(reader.range("time")).to_have_value("33")
        expect(reader.call).to_have_text("run(lr=0.5, noise=0.3)")


def test_the_chosen_language_survives_navigation(reader):
    reader.open("linear_regression", "fr")
    reader.speak("en")
    reader.page.get_by_test_id("stPageLink").last.click()
    reader.arrive("batches")
    assert reader.lang == "en"
    assert "lang=en" in reader.page.url
    reader.navigate("home")
    assert reader.lang == "en"
