"""The button that measures: nothing runs before the press, then the page reports."""

from app.compute.result_cache import ResultCache
from app.content.catalogue import PageText
from app.page import compute_buttons
from lessons.data_loading import workers
from tests.pages.app_page import check_text, open_page

SLUG = "data_loading"


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
