"""The language: link, then choice, then browser, then French."""

import pytest

from app.state.locale import choose_language


@pytest.mark.parametrize(
    ("link", "chosen", "browser", "lang"),
    [
        ("en", "fr", "fr-FR", "en"),
        (None, "en", "fr-FR", "en"),
        (None, None, "en-GB", "en"),
        (None, None, "fr", "fr"),
        (None, None, "de-DE", "fr"),
        (None, None, None, "fr"),
        ("xx", None, "en-US", "en"),
        ("<script>", "en", None, "en"),
    ],
)
def test_the_first_that_is_ours_wins(link, chosen, browser, lang):
    assert choose_language(link, chosen, browser) == lang
