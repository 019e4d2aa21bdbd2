"""The page about generalisation: it counts how often the test set was looked at."""

import json
import re

import pytest

from app.compute import prefetch
from app.compute.result_cache import RESULTS
from app.content.catalogue import PageText, load_messages
from lessons import lesson
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


def test_what_is_prefetched_is_what_the_page_asks_for():
    set_control(open_page(SLUG), SLUG, "n", 15)
    for settings in (lesson(SLUG).defaults, lesson(SLUG).defaults | {"n": 15}):
        for task in prefetch.page_tasks(SLUG, settings):
            assert RESULTS.peek(task.key) is not None, task.train


@pytest.mark.parametrize("lang", LOOKS)
def test_the_comparison_says_which_loss_is_compared(lang):
    app = open_page(SLUG, lang, **{f"{SLUG}.pin": ["A,width:4"]})
    text = check_text(app, lang)
    words = PageText(SLUG, lang).labels("compare")
    assert {*words} < {*load_messages(lang)["compare"]}
    assert words["note"] in text
    (chart,) = [
        json.loads(each.proto.spec)
        for each in app.get("vega_lite_chart")
        if words["loss"] in each.proto.spec
    ]
    assert chart
    assert words["final"] in "".join(e.body for e in app.get("html"))
