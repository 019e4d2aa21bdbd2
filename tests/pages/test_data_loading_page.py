"""The button that measures: nothing runs before the press, then the page reports."""

import pytest

from app.compute.result_cache import ResultCache
from app.content.catalogue import LANGUAGES, PageText
from app.page import compute_buttons
from lessons import lesson
from lessons.data_loading import workers
from lessons.data_loading.epochs import run_loader
from tests.pages.app_page import cell_drawings, check_text, open_page

SLUG = "data_loading"


def dealt(app):
    """The figure that deals the examples."""
    return next(each for each in cell_drawings(app) if each["place"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_scenario_begins_where_its_point_is_visible(lang):
    words = PageText(SLUG, lang)
    says = words.labels("says")
    for scenario in lesson(SLUG).scenarios:
        figure = dealt(open_page(SLUG, lang, **{f"{SLUG}.scenario": scenario.name}))
        frame = figure["frames"][figure["place"]["step"]]
        run = run_loader(lesson(SLUG).scenario_settings(scenario.name))
        shown = run.batches[: figure["place"]["step"]]
        assert shown[-1].place + 1 == run.length  # the end of an epoch
        zeros, ones = run.label_counts(shown[-1].epoch)
        counts = says["labels"].format(zeros=zeros, ones=ones)
        assert counts in frame["says"]
        if scenario.name in ("sequential", "again"):  # both epochs are compared
            assert {batch.epoch for batch in shown} == {0, 1}
        assert (scenario.name == "weighted") == (ones > 2)
        unseen = scenario.name in ("dropped", "weighted")
        assert unseen == bool(run.unseen(shown[-1].epoch))


def test_the_labels_stand_beside_the_examples_and_light_with_them():
    figure = dealt(open_page(SLUG, "fr"))
    examples, labels = figure["frames"][0]["rows"][0]
    assert labels["text"] == ["0"] * 8 + ["1"] * 2
    assert labels["links"] == examples["links"]
    assert figure["play"]


def test_the_measurement_waits_for_its_button(tmp_path, monkeypatch):
    """A quick script stands in for the slow one."""
    script = tmp_path / "slow_items.py"
    script.write_text("print([[0.01, 0.2, 0.3], [0.8, 0.9, 0.5]])")
    monkeypatch.setattr(workers, "SCRIPT", script)
    monkeypatch.setattr(compute_buttons, "MEASUREMENTS", ResultCache())
    words = PageText(SLUG, "fr")
    app = open_page(SLUG, "fr")
    costs, pays = (
        words.text(f"workers.{name}") for name in ("instant.costs", "waiting.pays")
    )
    assert costs not in check_text(app, "fr")
    (button,) = (b for b in app.button if b.label == words.labels("labels")["measure"])
    button.click().run()
    text = check_text(app, "fr")
    assert costs in text
    assert pays in text
    parts = words.template("workers.where").partition("{at}")
    assert parts[2] in text
