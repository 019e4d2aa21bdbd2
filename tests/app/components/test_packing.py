"""Recordings survive packing, inf and NaN included."""

import inspect
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from streamlit.testing.v1 import AppTest

from app import player
from app.player.kits import AGAIN, COMMENT, HERE, KITS
from lessons.contract import Recording, Table
from tests.course import PLAYED

SINGLE = st.floats(width=32, allow_nan=True, allow_infinity=True)
DOUBLE = st.sampled_from([1.65496e71, -1e300, 5e-324, 3.5e38, 1e-38, 0.1, -np.inf])


@given(
    arrays(np.float64, (3, 6), elements=SINGLE | DOUBLE), st.sampled_from([0.5, 1e99])
)
def test_what_is_packed_is_unpacked(given, best):
    tables = {"loss": Table(("lr", "t"), given), "best": Table((), np.array(best))}
    values = tables["loss"].values
    facts = {"verdicts": ["é"]}
    rec = Recording({"lr": (0.1, 0.2, 0.3)}, 4, tables, facts, stride=10)
    head, back = player.unpack(player.pack(rec, {"lr": 1}))
    np.testing.assert_array_equal(back["loss"], values)
    assert back["best"] == best
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
    for file in HERE.glob("*.js"):
        for line in file.read_text("utf-8").splitlines():
            if found := COMMENT.search(line):
                code = line[: found.start()]  # outside a string, if quotes are paired
                assert all(code.count(quote) % 2 == 0 for quote in "'\"`"), line


@pytest.mark.parametrize("kit", [*KITS.values(), AGAIN], ids=[*KITS, "again"])
def test_the_browser_side_stays_small(kit):
    assert len(kit.script.encode()) < kit.most


@pytest.mark.parametrize("name", KITS)
def test_what_is_drawn_waits_for_the_scripts_and_brings_none(name):
    app = AppTest.from_function(twice, kwargs={"name": name}).run()
    assert not app.exception
    scripts = [element.proto.js_content for element in app.get("bidi_component")]
    brought, first, second = sorted(scripts, key=len, reverse=True)
    assert len(brought) > len(KITS[name].script) - 10
    assert len(first) == len(second) < 800  # the scripts are there once, for both


def test_nothing_is_mounted_without_its_scripts():
    source = inspect.getsource(player)
    assert source.count("COMPONENTS[") == 1
    assert "COMPONENTS[" in inspect.getsource(player._mount)


def twice(name):
    """A page with two elements of one component."""
    from app.player import _mount

    for key in "ab":
        _mount(name, key=key, data={})


def test_every_script_and_sheet_belongs_to_a_component():
    scripts = {script for kit in KITS.values() for script in kit.scripts}
    scripts |= set(AGAIN.scripts)
    sheets = {name for kit in KITS.values() for name in (*kit.sheets, *kit.page)}
    assert {file.stem for file in HERE.glob("*.js")} == scripts
    assert {file.stem for file in HERE.glob("*.css")} == sheets


def test_indentation_may_go():
    whole = "\n".join(f.read_text("utf-8") for f in HERE.glob("*.js"))
    assert "/*" not in whole  # or a line inside could start with //
    for text in re.findall("`[^`]*`", whole):  # in here a new line is shown
        assert "\n" not in text
