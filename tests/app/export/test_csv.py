"""The CSV of a run has the numbers of the page, digit by digit."""

import csv
import io

import numpy as np
import pytest

from app.export.csv import format_recorded, run_csv
from app.export.download_name import download_name
from lessons import lesson
from lessons.contract import Recording, Table
from tests.course import OTHER_SETTINGS, RECORDED_SLUGS, outcome


@pytest.mark.parametrize("changed", [False, True], ids=["defaults", "changed"])
@pytest.mark.parametrize("slug", RECORDED_SLUGS)
def test_rows_are_those_of_the_recording(slug, changed, recorded):
    settings = lesson(slug).defaults | (OTHER_SETTINGS[slug] if changed else {})
    rec = recorded(slug, **settings)
    at = {axis: settings[axis] for axis in rec.axes}
    head, *body = csv.reader(io.StringIO(run_csv(rec, at)))
    updates = range(0, rec.stride * rec.n_steps + 1, rec.stride)
    assert [int(row[0]) for row in body] == [*updates]
    for name, column in zip(head[1:], [*zip(*body, strict=True)][1:], strict=True):
        name, _, place = name.partition("[")
        line = rec.series(name, **at)
        line = line[:, int(place[:-1])] if place else line
        np.testing.assert_allclose(np.array(column, float), line, rtol=1e-7)
    for value in outcome(slug, rec, settings):
        assert format_recorded(value) in body[-1] + body[-2]


def test_csv_keeps_every_digit_and_infinities():
    values = [0.1, 3, 1.65496e71, np.inf, np.nan]
    tables = {"loss": Table(("t",), values), "inner": Table(("t",), [0, 0, 0, 0, 0])}
    text = run_csv(Recording({}, 3, tables), {})
    assert text == "t,loss\n0,0.1\n1,3\n2,1.65496e+71\n3,inf\n"
    french = run_csv(Recording({}, 3, tables), {}, "fr")
    assert french == "t;loss\n0;0,1\n1;3\n2;1,65496e+71\n3;inf\n"


def test_a_file_is_named_for_its_page_and_what_is_set_there():
    defaults = {"lr": 0.01, "seed": 0, "layers": "3", "points": (), "on": False}
    same = download_name("page", defaults, defaults, "fr", "csv")
    assert same == "page-fr.csv"
    values = defaults | {"lr": 0.1, "layers": "4, 4", "points": ((1, 2),), "on": True}
    name = download_name("page", values, defaults, "en", "csv")
    assert name == "page-lr-0.1-layers-4__4-on-True-en.csv"
    long = defaults | {"layers": "9" * 80}
    assert download_name("page", long, defaults, "fr", "csv") == "page-fr.csv"
