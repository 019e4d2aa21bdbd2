"""The run as CSV: what the page shows, digit by digit."""

import csv
import io

import numpy as np
import pytest

from app.export.csv import run_rows, written
from lessons import lesson
from lessons.contract import Recording, Table
from tests.course import OTHER_SETTINGS, RECORDED_SLUGS, outcome


@pytest.mark.parametrize("changed", [False, True], ids=["defaults", "changed"])
@pytest.mark.parametrize("slug", RECORDED_SLUGS)
def test_the_rows_are_the_recording(slug, changed, recorded):
    settings = lesson(slug).defaults | (OTHER_SETTINGS[slug] if changed else {})
    rec = recorded(slug, **settings)
    at = {axis: settings[axis] for axis in rec.axes}
    head, *body = csv.reader(io.StringIO(run_rows(rec, at)))
    updates = range(0, rec.stride * rec.n_steps + 1, rec.stride)
    assert [int(row[0]) for row in body] == [*updates]
    for name, column in zip(head[1:], [*zip(*body, strict=True)][1:], strict=True):
        name, _, place = name.partition("[")
        line = rec.series(name, **at)
        line = line[:, int(place[:-1])] if place else line
        np.testing.assert_allclose(np.array(column, float), line, rtol=1e-7)
    last = dict(zip(head, body[-1], strict=True))
    for value in outcome(slug, rec, settings):
        assert written(value) in last.values()


def test_every_digit_is_there_and_a_run_may_leave_the_numbers():
    values = [0.1, 3, 1.65496e71, np.inf, np.nan]
    tables = {"loss": Table(("t",), values), "inner": Table(("t",), [0, 0, 0, 0, 0])}
    taken = run_rows(Recording({}, 3, tables), {})
    assert taken == "t,loss\n0,0.1\n1,3\n2,1.65496e+71\n3,inf\n"
