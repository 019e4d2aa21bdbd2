"""The rungs of the training loop: what the page marks, and the numbers it shows."""

import json
import re

import pytest

from app.content.catalogue import LANGUAGES, PageText
from lessons.training_loop.implementations import RUNGS
from tests.pages.app_page import (
    check_text,
    open_page,
    page_text,
    player_parts,
    set_control,
)

SLUG = "training_loop"


def table(app):
    """The cells of the table of rungs, row by row."""
    (body,) = [e.body for e in app.get("html") if "1. NumPy" in e.body]
    rows = body.split("<tr>")[2:]
    return [re.findall("<td[^>]*>(.*?)</td", row) for row in rows]


def lines_by_mark(app):
    """The lines of the code that are marked so, by their mark."""
    (code,) = [part for part in player_parts(app) if part["part"] == "code"]
    lines = [line for row in code["rows"] for line in row["sides"][0]]
    by_mark = {}
    for (_, mark), *pieces in lines:
        by_mark.setdefault(mark, []).append("".join(t for t, _ in pieces).strip())
    return by_mark


def microscope(app):
    """What the microscope steps through."""
    for element in app.get("bidi_component"):
        data = json.loads(element.proto.json or "{}")
        if "steps" in (drawing := json.loads(data.get("drawing", "{}"))):
            return drawing
    raise AssertionError("nothing is stepped")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_rung_is_described_marked_and_stepped_with_the_same_numbers(lang):
    app, words = open_page(SLUG, lang, **{f"{SLUG}.step": "1"}), PageText(SLUG, lang)
    names = words.labels("rung.values")
    for rung in RUNGS:
        set_control(app, SLUG, "rung", rung)
        assert words.text(f"replaced.{rung}") in check_text(app, lang)
        rows = table(app)
        assert [row[0].removeprefix("→ ") for row in rows] == list(names.values())
        assert [row[0] for row in rows if "→" in row[0]] == [f"→ {names[rung]}"]
        assert all(row[2:] == rows[0][2:] for row in rows)
        assert rows[0][1] == "—"
        for _, apart, *_ in rows[1:]:
            assert apart == "0" or re.search(r"10⁻¹[⁵⁶⁷]$", apart)
        if rung != "numpy":
            assert ("loss.backward()" in lines_by_mark(app)["added"]) == (
                rung == "autograd"
            )
        last = microscope(app)["steps"][-1]["rows"]
        for row in last:
            name, by_hand, by_rung = row["cells"]
            assert by_hand == by_rung or ("grad" in name and by_rung == "None")


def test_the_first_rung_has_no_marks_and_every_other_some():
    app = open_page(SLUG, **{f"{SLUG}.rung": "numpy"})
    (code,) = [part for part in player_parts(app) if part["part"] == "code"]
    assert "kept" not in json.dumps(code["rows"])
    set_control(app, SLUG, "rung", "tensors")
    assert set(lines_by_mark(app)) == {"kept", "added", "removed"}


def test_the_microscope_goes_to_the_chosen_iteration():
    app = open_page(SLUG, **{f"{SLUG}.step": "7"})
    assert "t = 7" in page_text(app)
    set_control(app, SLUG, "step", 30)
    assert "30" in microscope(app)["steps"][0]["says"]
    assert "t = 30" in page_text(app)
