"""The switch at a chart opens the table behind it; closed, there is no table."""

import re
from html import unescape

import pytest

from app.content.catalogue import LANGUAGES, PageText, load_messages
from app.content.number_format import format_fixed
from lessons.linear_regression import distance
from tests.pages.app_page import check_text, open_page

CHARTS = {
    "linear_regression": ["distance"],
    "autograd": ["jacobian"],
    "update_pitfalls": ["map"],
    "devices": ["times"],
    "batches": ["race"],
}
"""Pages with charts that need no long training, and the names of these charts."""


def tables(app):
    """The tables behind charts: caption, head and rows."""
    result = []
    for element in app.get("html"):
        if 'class="table data"' in element.body:
            rows = element.body.split("<tr>")[1:]
            cells = [re.findall("<t[hd][^>]*>(.*?)</t", row) for row in rows]
            caption = re.search("<caption>(.*)</caption>", element.body)[1]
            result.append((unescape(caption), cells[0], cells[1:]))
    return result


@pytest.mark.parametrize("slug", CHARTS)
def test_a_chart_has_a_switch_that_opens_its_table(slug):
    for lang in LANGUAGES:
        app = open_page(slug, lang)
        switches = [app.toggle(key=f"{slug}/{name}/table") for name in CHARTS[slug]]
        assert {s.label for s in switches} == {
            load_messages(lang)["data_table"]["show"]
        }
        assert tables(app) == []
        for switch in switches:
            switch.set_value(True)
        check_text(app.run(), lang)
        assert len(tables(app)) == len(switches)
        for caption, head, rows in tables(app):
            assert len(caption) > 10
            assert 2 <= len(rows) <= 50
            assert {len(row) for row in rows} == {len(head)}
            assert all(head)
            decimals = "," if lang == "fr" else r"\."
            texts = " ".join(cell for row in rows for cell in row[1:])
            assert re.search(rf"\d{decimals}\d", texts)


def test_the_table_has_the_numbers_of_the_chart_and_follows_the_settings(recorded):
    slug = "linear_regression"
    for lr in (0.1, 0.5):
        app = open_page(slug, "fr", **{f"{slug}.lr": str(lr)})
        app.toggle(key=f"{slug}/distance/table").set_value(True).run()
        distances = distance(recorded(slug), lr)
        ((caption, head, rows),) = tables(app)
        labels = PageText(slug, "fr").labels("exact.chart")
        assert head == [labels["x"], labels["y"]]
        assert [int(row[0]) for row in rows] == list(range(0, 201, 5))
        assert [row[1] for row in rows] == [
            format_fixed(distances[int(row[0])], 4, "fr").replace("<", "&lt;")
            for row in rows
        ]
        assert load_messages("fr")["data_table"]["every"].format(k=5) in caption
