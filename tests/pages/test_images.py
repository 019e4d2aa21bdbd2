"""The page about images: trained, waiting, without the whole set, with a drawing."""

import json
from base64 import b64encode

import numpy as np
import pytest

from app.content.catalogue import LANGUAGES, PageText
from app.content.number_format import format_fixed
from app.page.lesson_page import LessonPage
from app.state.page_state import FileState
from lessons import lesson
from lessons.data import fashion
from lessons.data.picture import preprocess
from lessons.data.sets import Unavailable
from lessons.image_classification.training import (
    TRAINING_CONTROLS,
    shifted_accuracy,
    train_now,
)
from tests.data.test_uploaded_picture import UNEVEN, photo
from tests.pages.app_page import check_text, open_page, page_text

SLUG = "image_classification"
TINY = {f"{SLUG}.size": 100, f"{SLUG}.n_epochs": 1}


@pytest.fixture
def here(monkeypatch):
    """Trainings done at once, in the page's own process."""

    def training(page, name, start, draw, depends, *, auto):
        with page.charts.without_tables():  # as while it is followed
            draw(np.zeros((0, 5)))
        return train_now(depends)

    monkeypatch.setattr(LessonPage, "training", training)


@pytest.fixture
def nowhere(monkeypatch):
    monkeypatch.setattr(fashion, "find_folder", lambda: None)


def alts(app):
    """The data of each component, as text."""
    protos = [element.proto for element in app.get("bidi_component")]
    components = [json.loads(proto.json) for proto in protos if proto.json]
    texts = [text for one in components for text in one.values() if text[:1] == "{"]
    return "\n".join(json.dumps(json.loads(t), ensure_ascii=False) for t in texts)


@pytest.mark.parametrize(
    ("model", "lang"), [("linear", "fr"), ("mlp", "en"), ("cnn", "fr")]
)
def test_a_trained_network_is_shown_from_all_sides(here, model, lang):
    app = open_page(SLUG, lang, **{f"{SLUG}.model": model}, **TINY)
    text, words = check_text(app, lang), PageText(SLUG, lang)
    settings = lesson(SLUG).defaults | {"model": model, "size": 100, "n_epochs": 1}
    result = train_now({name: settings[name] for name in TRAINING_CONTROLS})
    for title in ("confusion", "worst", "samples", "inside", "own", "lab"):
        assert words.text(f"{title}.title") in text
    assert words.text(f"first.{model}") in text
    texts = alts(app)
    for section in ("worst.alt", "first.alt", "inside.alt", "inside.maps"):
        assert words.text(section) in texts
    wrong = words.labels("kind.values")[str(int(result.predicted[0]))]
    assert wrong in texts
    assert len(app.get("vega_lite_chart")) == 6


@pytest.mark.parametrize(
    ("model", "lang"), [("linear", "fr"), ("mlp", "en"), ("cnn", "fr")]
)
def test_the_test_is_opened_once_and_its_images_shifted(here, model, lang):
    chosen, words = {f"{SLUG}.model": model}, PageText(SLUG, lang)
    closed = page_text(open_page(SLUG, lang, **chosen, **TINY))
    assert words.text("test.text") in closed
    assert words.text(f"shift.{model}") not in closed
    opened = {f"{SLUG}.opened": True, f"{SLUG}.shift": 4}
    app = open_page(SLUG, lang, **chosen, **opened, **TINY)
    text = check_text(app, lang)
    settings = lesson(SLUG).defaults | {"model": model, "size": 100, "n_epochs": 1}
    result = train_now({name: settings[name] for name in TRAINING_CONTROLS})
    assert words.text(f"shift.{model}") in text
    shifted = format_fixed(shifted_accuracy(model, 100, result, 4), 1, lang)
    assert shifted in text
    assert words.text("shift.alt", shift="4") in alts(app)


def test_a_picked_image_is_classified(here):
    app = open_page(SLUG, "en", **{f"{SLUG}.shown": 5}, **TINY)
    verdicts = PageText(SLUG, "en").labels("inside.verdict").values()
    assert any(v.split("**")[0] in page_text(app) for v in verdicts)


def test_a_drawing_and_a_file_are_seen_as_the_network_sees_them(here):
    app = open_page(SLUG, "fr", **TINY)
    drawing = np.zeros((28, 28), np.uint8)
    drawing[5:20, 10:15] = 200
    files = app.session_state["page_states"][SLUG].inputs.files
    files["sketch"] = FileState(drawing.tobytes())
    files["picture"] = FileState(b"GIF89a", "a.gif")
    files["picture"].refusal = "format", {}, "b.gif"
    app.run()
    text, words = check_text(app, "fr"), PageText(SLUG, "fr")
    assert words.labels("picture.refused")["format"] in text
    pixels = preprocess(np.float32(drawing) / 255).pixels
    assert b64encode(pixels.tobytes()).decode() in alts(app)
    assert b64encode(drawing.tobytes()).decode() in alts(app)
    assert len(app.get("vega_lite_chart")) == 7
    files["sketch"] = FileState(bytes(784))
    assert words.text("own.empty") in check_text(app.run(), "fr")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name, uneven", [("a vignette", True), ("even", False)])
def test_a_photo_on_an_uneven_background_is_reported(here, lang, name, uneven):
    app = open_page(SLUG, lang, **TINY)
    grounds = UNEVEN | {"even": np.full((128, 96), 0.8)}
    files = app.session_state["page_states"][SLUG].inputs.files
    files["picture"] = FileState(photo(grounds[name]), "photo.png")
    text = check_text(app.run(), lang)
    assert (PageText(SLUG, lang).text("own.uneven") in text) == uneven


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_offers_the_full_data_set_when_it_is_missing(
    nowhere, lang, monkeypatch
):
    calls = []

    def fetch():
        calls.append(1)
        yield 0.5
        raise Unavailable("offline", "told to the log alone")

    monkeypatch.setattr(fashion, "fetch", fetch)
    app = open_page(SLUG, lang, **{f"{SLUG}.size": 50_000})
    words = PageText(SLUG, lang)
    assert words.text("away") in check_text(app, lang)
    app.button(key=f"{SLUG}/fetch").click().run()
    text = check_text(app, lang)
    assert calls
    assert words.labels("fetch.failed")["offline"] in text
    assert "told to the log" not in text
    app.button(key=f"{SLUG}/fetch").click().run()
    assert len(calls) == 2
