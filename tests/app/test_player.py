"""Recordings survive packing, inf and NaN included."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app import player
from lessons.contract import Recording, Table
from tests.course import PLAYED

FLOATS = st.floats(width=32, allow_nan=True, allow_infinity=True)


@given(arrays(np.float32, (3, 6), elements=FLOATS))
def test_what_is_packed_is_unpacked(values):
    tables = {"loss": Table(("lr", "t"), values), "best": Table((), np.array(0.5))}
    facts = {"verdicts": ["é"]}
    rec = Recording({"lr": (0.1, 0.2, 0.3)}, 4, tables, facts, stride=10)
    head, back = player.unpack(player.pack(rec, {"lr": 1}))
    np.testing.assert_array_equal(back["loss"], values)
    assert back["best"] == 0.5
    assert head["start"] == {"lr": 1}
    assert head["facts"] == facts
    assert (head["steps"], head["stride"]) == (4, 10)


@pytest.mark.parametrize("slug", PLAYED)
def test_every_recording_is_packed_whole(slug, recorded):
    rec = recorded(slug)
    head, back = player.unpack(player.pack(rec, {}))
    assert set(back) == set(rec.tables)
    for name, table in rec.tables.items():
        np.testing.assert_array_equal(back[name], table.values)
        assert head["tables"][name]["axes"] == list(table.axes)


def test_a_number_that_is_not_finite_is_refused_outside_the_tables():
    with pytest.raises(ValueError):
        player.pack(Recording({}, 1, {}, {"bad": float("nan")}), {})


def test_what_is_left_out_of_the_scripts_is_comment():
    for file in player.HERE.glob("*.js"):
        for line in file.read_text("utf-8").splitlines():
            if found := player.COMMENT.search(line):
                code = line[: found.start()]  # outside a string, if quotes are paired
                assert all(code.count(quote) % 2 == 0 for quote in "'\"`"), line


def test_the_browser_side_stays_small():
    assert len(player.scripts().encode()) < 60_000
    assert len(player.scripts(player.CELL_SCRIPTS).encode()) < 12_000
    assert len(player.scripts(player.FLOW_SCRIPTS).encode()) < 12_000
    assert len(player.scripts(player.STEP_SCRIPTS).encode()) < 8_000
    assert len(player.scripts(player.DIAL_SCRIPTS).encode()) < 24_000
    assert len(player.scripts(player.CHAIN_SCRIPTS).encode()) < 5_000
    assert len(player.scripts(player.UPLOAD_SCRIPTS).encode()) < 4_000
    more = [script for names in player.MORE.values() for script in names]
    assert len(player.scripts(more).encode()) < 15_000
    used = {*player.SCRIPTS, *player.CELL_SCRIPTS, *player.DIAL_SCRIPTS, *more}
    used |= {*player.FLOW_SCRIPTS, *player.STEP_SCRIPTS, *player.CHAIN_SCRIPTS}
    used |= {*player.UPLOAD_SCRIPTS}
    assert {f.stem for f in player.HERE.glob("*.js")} == used


def test_indentation_may_go():
    whole = "\n".join(f.read_text("utf-8") for f in player.HERE.glob("*.js"))
    assert "/*" not in whole  # or a line inside could start with //
    for text in re.findall("`[^`]*`", whole):  # in here a new line is shown
        assert "\n" not in text
