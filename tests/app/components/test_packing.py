"""Recordings survive packing, inf and NaN included."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.components.player import packing
from lessons.contract import Recording, Table
from tests.course import RECORDED_SLUGS

SINGLE = st.floats(width=32, allow_nan=True, allow_infinity=True)
DOUBLE = st.sampled_from([1.65496e71, -1e300, 5e-324, 3.5e38, 1e-38, 0.1, -np.inf])


@given(
    arrays(np.float64, (3, 6), elements=SINGLE | DOUBLE), st.sampled_from([0.5, 1e99])
)
def test_unpacking_inverts_packing(given, best):
    tables = {"loss": Table(("lr", "t"), given), "best": Table((), np.array(best))}
    values = tables["loss"].values
    facts = {"verdicts": ["é"]}
    rec = Recording({"lr": (0.1, 0.2, 0.3)}, 4, tables, facts, stride=10)
    head, back = packing.unpack(packing.pack(rec, {"lr": 1}))
    np.testing.assert_array_equal(back["loss"], values)
    assert back["best"] == best
    assert head["start"] == {"lr": 1}
    assert head["facts"] == facts
    assert (head["steps"], head["stride"]) == (4, 10)


@pytest.mark.parametrize("slug", RECORDED_SLUGS)
def test_every_recording_is_packed_whole(slug, recorded):
    rec = recorded(slug)
    head, back = packing.unpack(packing.pack(rec, {}))
    assert set(back) == set(rec.tables)
    for name, table in rec.tables.items():
        np.testing.assert_array_equal(back[name], table.values)
        assert head["tables"][name]["axes"] == list(table.axes)


def test_a_number_that_is_not_finite_is_refused_outside_the_tables():
    with pytest.raises(ValueError):
        packing.pack(Recording({}, 1, {}, {"bad": float("nan")}), {})
