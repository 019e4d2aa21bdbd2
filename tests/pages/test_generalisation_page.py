"""The page about generalisation: it counts how often the test set was looked at."""

import re

import pytest

from tests.pages.app_page import check_text, open_page, set_control, texts

SLUG = "generalisation"
LOOKS = {
    "fr": (r"pas regardé le jeu de test", r"le jeu de test pour (\d+) réseau"),
    "en": (r"not looked at the test set", r"the test set of (\d+) network"),
}


def looks(app, lang):
    """How many networks the page says; 0 if it says that the reader has not looked."""
    none, some = LOOKS[lang]
    text = "\n".join(texts(app)).replace("’", "'")
    assert bool(re.search(none, text)) != bool(re.search(some, text))
    return int(match[1]) if (match := re.search(some, text)) else 0


@pytest.mark.parametrize("lang", LOOKS)
def test_looks_at_the_test_set_are_counted(lang):
    """Each network once; none while it is closed; none are taken back."""
    app = open_page(SLUG, lang)
    check_text(app, lang)
    assert looks(app, lang) == 0
    set_control(app, SLUG, "opened", True)
    assert looks(app, lang) == 1
    set_control(app, SLUG, "truth", True)
    assert looks(app, lang) == 1  # the same network
    set_control(app, SLUG, "n", 15)
    assert looks(app, lang) == 2
    set_control(app, SLUG, "n", 20)
    assert looks(app, lang) == 2  # seen before
    set_control(app, SLUG, "opened", False)
    set_control(app, SLUG, "n", 10)
    assert looks(app, lang) == 2
