"""Charts: specs built once without data, colours by meaning, numbers by language."""

import json

import numpy as np
import pytest

from app.components import charts
from app.components.charts import spec as chart_spec
from app.content import theme
from app.content.quantities import MEANINGS
from lessons.contract import Table

LINE_WORDS = {
    charts.distance_curve: {"x": "x", "y": "y", "n_steps": 10},
    charts.loss_curves: {
        **{"x": "x", "y": "y", "names": ("a", "b", "c")},
        **{"end": 20, "low": 0.01, "high": 10.0},
    },
    charts.path_map: {
        **{"x": "a", "y": "b", "names": ("this", "right"), "marks": ("start", "best")},
        **{"across": (-1.0, 1.0), "up": (-2.0, 2.0)},
    },
}


MATRIX_WORDS = {"x": "x", "y": "y", "n_rows": 2, "n_columns": 3}
TIMING_WORDS = {
    **{"x": "n", "y": "time", "across": (1, 2048), "up": (1e-6, 1.0)},
    "lines": (("CPU", "data", 3.0, 1.0, 0.0), ("GPU", "prediction", 3.0, 8.0, 4.0)),
}
SHARE_WORDS = {"x": "x", "names": ("a", "b")}
LEARNING_WORDS = {"x": "x", "y": "y", "names": ("training", "test")}
LEARNING_WORDS |= {"end": 5, "low": 0, "high": 1}
WORDS = LINE_WORDS | {
    **{
        charts.heat_map: MATRIX_WORDS,
        charts.timing_curves: TIMING_WORDS,
        charts.share_bars: SHARE_WORDS,
    },
    charts.learning_curves: LEARNING_WORDS,
}


def spec(chart, lang="fr", mode="light"):
    return chart_spec.build_spec(chart, lang, mode, tuple(sorted(WORDS[chart].items())))


@pytest.mark.parametrize("chart", WORDS, ids=lambda f: f.__name__)
def test_spec_is_built_once_and_holds_no_data(chart):
    assert spec(chart) is spec(chart)
    text = json.dumps(spec(chart))
    assert "datasets" not in text
    assert "tooltip" in text


@pytest.mark.parametrize("chart", LINE_WORDS, ids=lambda f: f.__name__)
def test_domains_are_fixed(chart):
    first = (spec(chart).get("layer") or [spec(chart)])[0]
    for channel in ("x", "y"):
        encoding = first["encoding"]
        assert len(encoding[channel]["scale"]["domain"]) == 2


@pytest.mark.parametrize(
    "chart", [charts.distance_curve, charts.loss_curves, charts.learning_curves]
)
def test_line_that_leaves_the_chart_gets_an_arrow_and_is_not_clamped(chart):
    line, *arrows = spec(chart)["layer"]
    assert not line["encoding"]["y"]["scale"].get("clamp")
    assert [arrow["mark"]["shape"] for arrow in arrows] == [
        *("triangle-up", "triangle-down")
    ]


def test_axis_of_learning_curves_extends_to_the_measured_values():
    measured = np.array([[0.9, 1.1], [0.5, 2.03]])
    assert charts.extend_limits(measured, 0, 1.5) == (0, 2.1)
    assert charts.extend_limits(measured / 2, 0, 1.5) == (0, 1.5)
    assert charts.extend_limits(np.array([[31.0, 97.0]]), 50, 100) == (30, 100)
    assert charts.extend_limits(np.array([[1.0, 1e9], [np.nan, np.inf]]), 0, 1.5) == (
        0,
        6.0,
    )


def test_axis_of_a_distance_includes_its_first_and_least_value():
    assert charts.decade_limits(np.array([2.0, 0.4, 3e-5])) == (1e-5, 10.0)
    assert charts.decade_limits(np.array([20.0, 1e71, np.nan])) == (1e-3, 100.0)


@pytest.mark.parametrize("chart", LINE_WORDS, ids=lambda f: f.__name__)
def test_colour_is_a_meaning_of_the_palette(chart):
    first = (spec(chart).get("layer") or [spec(chart)])[0]
    colour = first["encoding"]["color"]
    assert colour["scale"] == {"domain": list(MEANINGS), "range": "category"}
    assert colour["datum"] in MEANINGS


def test_axes_write_the_decimal_comma_in_french():
    def decimal(lang):
        return spec(charts.loss_curves, lang)["config"]["locale"]["number"]["decimal"]

    assert (decimal("fr"), decimal("en")) == (",", ".")


def test_heat_map_has_a_cell_for_each_number_and_one_colour_for_zero():
    cells, *texts = spec(charts.heat_map)["layer"]
    assert cells["encoding"]["y"]["scale"]["domain"] == [0, 1]
    assert cells["encoding"]["x"]["scale"]["domain"] == [0, 1, 2]
    scale = cells["encoding"]["color"]["scale"]
    assert (scale["domain"], scale["range"]) == ([-1, 1], "diverging")
    assert "data" not in cells
    assert {layer["mark"]["style"] for layer in texts} == {"ink", "paper"}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_number_on_a_cell_has_the_ink_or_paper_of_the_theme(mode):
    style = spec(charts.heat_map, mode=mode)["config"]["style"]
    assert style["ink"]["fill"] == theme.colour(mode, "text")
    assert style["paper"]["fill"] == theme.colour(mode, "background")


def test_rows_of_a_path_map_are_its_rings_paths_and_marks():
    rings = np.array(
        [[0, 0], [1, 0], [1, 1], [np.nan] * 2, [2, 2], [3, 3], [np.nan] * 2]
    )
    tables = {"contours": Table(("vertex", "ab"), rings)}
    rows = charts.path_map_columns(
        tables, {"way": [(0, 1), (2, 3), (4, 5)]}, {"best": (7, 8)}
    )
    assert rows["x"].tolist() == [0, 1, 1, 2, 3, 0, 2, 4, 7]
    assert rows["y"].tolist() == [0, 0, 1, 2, 3, 1, 3, 5, 8]
    assert rows["kind"].to_pylist() == ["level"] * 5 + ["way"] * 3 + ["best"]
    assert rows["part"].tolist() == [0, 0, 0, 1, 1, -1, -1, -1, -1]
    assert rows["t"].tolist() == [0, 1, 2, 3, 4, 0, 1, 2, 0]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_timing_line_has_the_theme_colour_of_its_meaning(mode):
    text = json.dumps(spec(charts.timing_curves, mode=mode))
    for meaning in ("data", "prediction"):
        assert theme.colour(mode, MEANINGS[meaning]) in text
    assert '"@' not in text


def test_shared_spec_is_not_changed_by_what_streamlit_writes(monkeypatch):
    specs = []
    monkeypatch.setattr(
        chart_spec.st, "vega_lite_chart", lambda data, spec, **how: specs.append(spec)
    )
    words = {"x": "x", "y": "y", "n_steps": 10}
    for _ in range(2):
        charts.draw(charts.distance_curve, {}, key="k", alt="", lang="fr", **words)
        specs[-1]["config"]["axis"]["title"] = " "
    assert specs[0] == specs[1]
    cached = chart_spec.build_spec(
        charts.distance_curve, "fr", theme.current_mode(), tuple(sorted(words.items()))
    )
    assert "title" not in cached["config"]["axis"]
