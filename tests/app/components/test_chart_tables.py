"""The table of a chart has the chart's numbers, in the reader's language."""

import numpy as np
import pytest

from app.components import charts
from app.components.charts import chart_table
from app.content.catalogue import load_messages
from app.content.number_format import format_fixed
from tests.app.components.test_charts import WORDS


def table_of(chart, columns, lang="fr", **words):
    messages = load_messages(lang)["data_table"]
    return chart_table.build_table(chart, columns, lang, messages, WORDS[chart] | words)


@pytest.mark.parametrize("n", [0, 1, 2, 49, 50, 51, 201, 2001])
def test_thinned_table_has_the_first_the_last_and_every_kth_row(n):
    indices, every = chart_table.thin_rows(n)
    assert len(indices) <= chart_table.MAX_ROWS
    assert indices == sorted({*range(0, n, every), *range(n)[-1:]})
    assert every == 1 or n > chart_table.MAX_ROWS


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_distances_are_those_of_the_chart(lang):
    away = np.r_[np.linspace(2, 0.5, 100), 1e30]
    table = table_of(
        charts.distance_curve, {"t": np.arange(101), "distance": away}, lang
    )
    assert [row[1] for row in table.rows] == [
        format_fixed(away[int(row[0])], 4, lang) for row in table.rows
    ]
    assert (table.every, table.rows[-1]) == (
        3,
        ["100", "1" + format_fixed(1e30, 4, lang)[1:]],
    )


def test_columns_of_runs_are_aligned_to_the_points_of_the_first():
    columns = {
        "at": [0, 1, 2, 0, 0.4, 1.4, 0.5, 3],
        "loss": [10, 1, 0.5, 9, 8, 0.01, 3, 2],
        "name": ["a"] * 3 + ["b"] * 3 + ["c"] * 2,
    }
    table = table_of(charts.loss_curves, columns)
    assert list(table.head) == ["x", "a", "b", "c"]
    assert table.rows == [
        ["0", "10,0", "9,0000", "–"],
        ["1", "1,0000", "8,0000", "3,0000"],
        ["2", "0,5000", "0,0100", "3,0000"],
    ]


def test_learning_curves_stand_in_one_row_for_training_and_test():
    columns = {"at": [0.5, 1, 0.5, 1], "value": [0.9, 0.4, 1.5, 0.625]}
    columns["name"] = ["training", "training", "test", "test"]
    assert table_of(charts.learning_curves, columns, "en").rows == [
        ["0.5", "0.9000", "1.5000"],
        ["1", "0.4000", "0.6250"],
    ]


def test_matrix_keeps_its_rows_and_columns():
    texts = ["1", "2", "3", "4", "5", "6"]
    table = table_of(charts.heat_map, {"text": texts})
    assert table.rows == [["0", "1", "2", "3"], ["1", "4", "5", "6"]]
    table = table_of(charts.heat_map, {"text": texts}, names=("u", "v", "w"))
    assert [row[0] for row in table.rows] == ["u", "v"]
    assert list(table.head[1:]) == ["u", "v", "w"]


def test_shares_and_times_are_written_as_in_the_chart():
    shares = table_of(charts.share_bars, {"name": ["a", "b"], "text": ["75 %", "25 %"]})
    assert shares.rows == [["a", "75 %"], ["b", "25 %"]]
    columns = {"n": [1, 2048, 1, 64], "name": ["CPU", "CPU", "GPU", "64"]}
    columns["text"] = ["1 µs", "2 s", "3 µs", "rule"]
    times = table_of(charts.timing_curves, columns)
    assert list(times.head) == ["n", "CPU", "GPU"]
    assert [row[1:] for row in times.rows] == [["1 µs", "3 µs"], ["2 s", "–"]]


def test_paths_follow_one_another_and_contours_are_left_out():
    columns = {
        "kind": ["level", "this", "this", "right", "start", "best"],
        "t": [0, 0, 1, 0, 0, 0],
        **{"x": [9, 1, 2, 3, 4, 5], "y": [9, -1, -2, -3, -4, -5]},
    }
    assert table_of(charts.path_map, columns).rows == [
        ["this", "0", "1,000", "−1,000"],
        ["this", "1", "2,000", "−2,000"],
        ["right", "0", "3,000", "−3,000"],
        ["start", "–", "4,000", "−4,000"],
        ["best", "–", "5,000", "−5,000"],
    ]
