"""The table of a session's runs: a stopped run is reported as such."""

import re

import pytest

from app.content.catalogue import LANGUAGES, PageText
from tests.pages.app_page import open_page

SLUG = "text_classification"


def rows(app, words):
    """The cells of the table, row by row."""
    last = words.labels("runs.columns")["seconds"]
    (table,) = (h.proto.body for h in app.get("html") if last in h.proto.body)
    body = table.partition("<tbody>")[2]
    return [re.findall("<td>(.*?)</td>", row) for row in body.split("</tr>")[:-1]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_stopped_run_is_reported(lang):
    words = PageText(SLUG, lang)
    app = open_page(SLUG, lang, **{f"{SLUG}.source": "messages"})
    assert not app.exception
    ((what, _, accuracy, *_rest),) = rows(app, words)
    cells = words.labels("runs.cells")
    assert what in words.labels("scenarios").values()
    pattern = re.escape(cells["stopped"]).replace(r"\{accuracy\}", r"\d+[.,]\d")
    assert re.fullmatch(pattern.replace(r"\{percent\}", r"\d"), accuracy)
