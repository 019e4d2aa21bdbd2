"""Labels in a column beside a chart: none overlaps another, and their order stays."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.components.charts.label_heights import spread_labels
from app.content.catalogue import ROOT

CASES = json.loads((ROOT / "tests/js/label_cases.json").read_text("utf-8"))
"""Labels that place_labels.js places at the same heights."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_labels_of_a_column_as_javascript_places_them(case):
    assert spread_labels(case["wanted"], 20, 0, 100) == case["heights"]


@given(st.lists(st.floats(-50, 400), min_size=1, max_size=12))
def test_no_two_labels_overlap_and_their_order_stays(wanted):
    places = spread_labels(wanted, 17, 0, 360)
    assert all(-1e-9 <= place <= 360 + 1e-9 for place in places)
    in_order = [places[i] for i in sorted(range(len(wanted)), key=wanted.__getitem__)]
    gaps = [b - a for a, b in pairwise(in_order)]
    assert all(gap >= 17 - 1e-9 for gap in gaps)
