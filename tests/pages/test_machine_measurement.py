"""The button that measures this machine: one measurement, seen by all readers."""

import pytest

from app.compute import result_cache
from app.content.catalogue import LANGUAGES, PageText, load_messages
from app.content.number_format import format_duration, format_number
from app.page import compute_buttons
from lessons.devices import hardware, measurement
from tests.pages.app_page import check_text, open_page

SLUG = "devices"

SCRIPT = """
import json, sys
tool, operation, counts, *devices = sys.argv[1:]
lines = [(tool, int(count)) for count in counts.split(",")]
lines += [(device, copied) for device in devices for copied in (0, -1)]
for k, (name, threads) in enumerate(lines):
    for n in (1, 2048):
        print(json.dumps((name, threads, n, 1e-3 * n / (1 + k))))
"""


@pytest.fixture
def quick(tmp_path, monkeypatch):
    """A quick script stands in for the slow one, and nothing is measured yet."""
    (tmp_path / "timing.py").write_text(SCRIPT)
    monkeypatch.setattr(measurement, "SCRIPT", tmp_path / "timing.py")
    monkeypatch.setattr(compute_buttons, "MEASUREMENTS", result_cache.ResultCache())
    monkeypatch.setattr(hardware, "core_count", lambda: 2)


def press(app, lang):
    """Measure, as a reader does."""
    label = PageText(SLUG, lang).labels("labels")["measure"]
    (button,) = (b for b in app.button if b.label == label)
    button.click().run()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_reader_measures_and_another_sees_it(quick, lang):
    words, messages = PageText(SLUG, lang), load_messages(lang)["app"]
    app = open_page(SLUG, lang)
    assert words.text("measured.empty") in check_text(app, lang)
    press(app, lang)
    for reader in (app, open_page(SLUG, lang)):
        text = check_text(reader, lang)
        assert words.text("measured.empty") not in text
        assert messages["measured_now"] in text
        numbers = {"n": "1", "end": format_number(2048, lang)}
        numbers |= {
            "mine": format_duration(0.001 * 1024, lang),
            "other": format_duration(2.048, lang),
        }
        assert words.fill(words.labels("threads")["always"], **numbers) in text
        assert len(reader.get("vega_lite_chart")) == 1
    other = open_page(SLUG, lang, **{f"{SLUG}.operation": "sum"})
    assert words.text("measured.empty") in check_text(other, lang)


def test_a_failed_measurement_is_reported(quick):
    measurement.SCRIPT.write_text("raise SystemExit(1)")
    app = open_page(SLUG)
    press(app, "fr")
    assert PageText(SLUG, "fr").text("measured.failed") in check_text(app, "fr")


def test_a_gpu_is_named_and_drawn(quick, monkeypatch):
    """Meta still stands in where something has to be computed on the GPU."""
    monkeypatch.setattr(hardware, "available_gpus", lambda: ("cuda",))
    monkeypatch.setattr(hardware, "other_device", lambda: "meta")
    words = PageText(SLUG, "en")
    app = open_page(SLUG, "en")
    press(app, "en")
    text = check_text(app, "en")
    assert words.text("no_gpu") not in text
    assert words.text("moves.gpu", device="meta") in text
    assert "GPU, copies included, " in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_move_and_every_mistake_is_drawn(lang):
    words = PageText(SLUG, lang)
    app = open_page(SLUG, lang)
    for name in words.labels("moved.values"):
        app.segmented_control(key=f"{SLUG}.moved").set_value(name).run()
        check_text(app, lang)
    for name in words.labels("mistake.values"):
        app.segmented_control(key=f"{SLUG}.mistake").set_value(name).run()
        assert words.text(f"mistake.{name}") in check_text(app, lang)
