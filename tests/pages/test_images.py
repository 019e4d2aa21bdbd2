"""The page about images: trained, waiting, without the whole set, with a drawing."""

from base64 import b64encode

import numpy as np
import pytest

from app.page import Page
from app.prose import LANGUAGES, Words
from lessons import lesson
from lessons.data import fashion
from lessons.data.sets import Unavailable
from lessons.image_classification.training import TRAINED_BY, trained
from tests.pages.test_pages import opened, said, sound

SLUG = "image_classification"
TINY = {f"{SLUG}.size": 100, f"{SLUG}.n_epochs": 1}


@pytest.fixture
def here(monkeypatch):
    """Trainings done at once, in the page's own process."""

    def training(page, name, start, draw, depends, *, auto):
        draw(np.zeros((0, 5)))
        return trained(depends)

    monkeypatch.setattr(Page, "training", training)


@pytest.fixture
def nowhere(monkeypatch):
    monkeypatch.setattr(fashion, "place", lambda: None)


def alts(app):
    """What the browser is told of each component, as text."""
    protos = [element.proto for element in app.get("bidi_component")]
    return "\n".join(proto.json for proto in protos if proto.json)


@pytest.mark.parametrize(
    ("model", "lang"), [("linear", "fr"), ("mlp", "en"), ("cnn", "fr")]
)
def test_a_trained_network_is_shown_from_all_sides(here, model, lang):
    app = opened(SLUG, lang, **{f"{SLUG}.model": model}, **TINY)
    text, words = sound(app, lang), Words(SLUG, lang)
    settings = lesson(SLUG).defaults | {"model": model, "size": 100, "n_epochs": 1}
    result = trained({name: settings[name] for name in TRAINED_BY})
    for title in ("confusion", "worst", "samples", "first", "inside", "own", "lab"):
        assert words.text(f"{title}.title") in text
    shown = alts(app)
    for section in ("worst.alt", "first.alt", "inside.alt", "inside.maps"):
        assert words.text(section) in shown
    wrong = words.labels("kind.values")[str(int(result.said[0]))]
    assert wrong in shown
    assert len(app.get("vega_lite_chart")) == 6


def test_an_image_that_is_picked_goes_through_the_network(here):
    app = opened(SLUG, "en", **{f"{SLUG}.shown": 5}, **TINY)
    verdicts = Words(SLUG, "en").labels("inside.verdict").values()
    assert any(v.split("**")[0] in said(app) for v in verdicts)


def drawing(app, pixels):
    """Have the session hold a drawing, as the board sends it."""
    memory = app.session_state[f"{SLUG}/memory"] if False else None
    return memory, b64encode(pixels.tobytes()).decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_the_whole_set_the_page_says_so_and_offers_it(
    nowhere, lang, monkeypatch
):
    asked = []

    def fetch():
        asked.append(1)
        yield 0.5
        raise Unavailable("offline", "told to the log alone")

    monkeypatch.setattr(fashion, "fetch", fetch)
    app = opened(SLUG, lang, **{f"{SLUG}.size": 60_000})
    words = Words(SLUG, lang)
    assert words.text("away") in sound(app, lang)
    app.button(key=f"{SLUG}/fetch").click().run()
    text = sound(app, lang)
    assert asked
    assert words.labels("fetch.failed")["offline"] in text
    assert "told to the log" not in text
    app.button(key=f"{SLUG}/fetch").click().run()
    assert len(asked) == 2
