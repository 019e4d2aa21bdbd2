"""Tables of the numbers of charts, for readers who cannot see or want to copy them.

A chart is drawn on a canvas, which a screen reader cannot read; so are the figures of
the player, whose tables are made in the browser (app/components/player/data_table.js).
A table has at most `MAX_ROWS` rows: every k-th row, always the first and the last.
Contour lines are left out: they are not numbers of a run but the map it moves on.

Figures drawn as text need no table: tensor cells, the graph with values and its
drawing, code steps, the layer chain and the course map are elements with names; for the
ring and the small graph of the player the acts below them say the same; for the figure
of the sliders that are dragged, its sliders and the cells that follow. Small pictures
have a text alternative each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.components import charts
from app.content.number_format import format_fixed, format_number

MAX_ROWS = 50
"""Rows of a table, at most; app/components/player/data_table.js has the same."""

NO_VALUE = "–"
"""The cell of a row that has no number."""

Columns = Mapping[str, Any]
"""Columns of a chart, arrays or lists of equal length, by name."""

Words = Mapping[str, Any]
"""Arguments of a chart function, or messages of the section "data_table", by name."""


@dataclass(frozen=True)
class ChartTable:
    """A table of texts.

    Args:
        head: titles of its columns.
        rows: cells; the first of each row is its title.
        every: every how many rows of the chart one is in the table.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    every: int = 1


def thin_rows(n: int, most: int = MAX_ROWS) -> tuple[list[int], int]:
    """Return which of n rows are in the table, at most `most`, and every how many."""
    every = max(1, -(-(n - 1) // (most - 1)))
    return sorted({*range(0, n, every), n - 1} if n else ()), every


def build_table(
    chart: Callable[..., Any],
    columns: Columns,
    lang: str,
    messages: Mapping[str, str],
    words: Words,
) -> ChartTable:
    """Return the numbers of a chart as a table.

    Args:
        chart: a chart function of `app.components.charts`.
        columns, words: those with which it is drawn.
        lang: how numbers are written.
        messages: the section "data_table" of the interface.

    Raises:
        KeyError: if `TABLE_BUILDERS` has no such chart.
    """
    return TABLE_BUILDERS[chart](columns, lang, messages, words)


def _distance_table(
    columns: Columns, lang: str, messages: Words, words: Words
) -> ChartTable:
    indices, every = thin_rows(len(columns["t"]))
    rows = [
        [
            format_number(int(columns["t"][i]), lang),
            format_fixed(columns["distance"][i], 4, lang),
        ]
        for i in indices
    ]
    return ChartTable([words["x"], words["y"]], rows, every)


def _line_table(columns: Columns, lang: str, words: Words, value: str) -> ChartTable:
    """Return a column for each line: its last value up to where the first one is.

    Args:
        value: the column of the values.
    """
    names: Sequence[str] = words["names"]
    x, y = (np.asarray(columns[name], float) for name in ("at", value))
    line_names = np.asarray(columns["name"])
    lines = [(x[line_names == name], y[line_names == name]) for name in names]

    indices, every = thin_rows(len(lines[0][0]))
    rows = []
    for at in lines[0][0][indices]:
        row = [format_number(round(float(at), 4), lang)]
        for line_x, line_y in lines:
            last = np.searchsorted(line_x, at, side="right") - 1
            row.append(format_fixed(line_y[last], 4, lang) if last >= 0 else NO_VALUE)
        rows.append(row)
    return ChartTable([words["x"], *names], rows, every)


def _loss_table(
    columns: Columns, lang: str, messages: Words, words: Words
) -> ChartTable:
    return _line_table(columns, lang, words, "loss")


def _learning_table(
    columns: Columns, lang: str, messages: Words, words: Words
) -> ChartTable:
    return _line_table(columns, lang, words, "value")


def _share_table(
    columns: Columns, lang: str, messages: Words, words: Words
) -> ChartTable:
    rows = [list(row) for row in zip(columns["name"], columns["text"], strict=True)]
    return ChartTable([messages["name"], words["x"]], rows)


def _matrix_table(
    columns: Columns, lang: str, messages: Words, words: Words
) -> ChartTable:
    n_rows, n_columns = words["n_rows"], words["n_columns"]
    titles = [*(words.get("names") or ())]
    titles = titles or [format_number(i, lang) for i in range(max(n_rows, n_columns))]
    texts = columns["text"]
    rows = [
        [titles[i], *texts[i * n_columns : (i + 1) * n_columns]]
        for i in thin_rows(n_rows)[0]
    ]
    return ChartTable([f"{words['y']} ↓ {words['x']} →", *titles[:n_columns]], rows)


def _timing_table(
    columns: Columns, lang: str, messages: Words, words: Words
) -> ChartTable:
    """Return a row for each size, a column for each line."""
    names = [name for name, *_ in words["lines"]]
    points = zip(columns["n"], columns["name"], columns["text"], strict=True)
    texts = {(n, name): text for n, name, text in points if name in names and text}
    sizes = sorted({n for n, _ in texts})
    indices, every = thin_rows(len(sizes))
    rows = [
        [
            format_number(sizes[i], lang),
            *(texts.get((sizes[i], name), NO_VALUE) for name in names),
        ]
        for i in indices
    ]
    return ChartTable([words["x"], *names], rows, every)


def _path_table(
    columns: Columns, lang: str, messages: Words, words: Words
) -> ChartTable:
    """Return both paths one after the other, then the labelled points."""
    kind = np.asarray(columns["kind"])
    rows, most = [], 1
    for name in (*words["names"], *words["marks"]):
        points = np.flatnonzero(kind == name)
        indices, every = thin_rows(len(points), MAX_ROWS // 2 - 1)
        most = max(most, every)
        for i in points[indices]:
            coordinates = (format_fixed(columns[axis][i], 3, lang) for axis in "xy")
            step = format_number(int(columns["t"][i]), lang)
            step = NO_VALUE if name in words["marks"] else step
            rows.append([name, step, *coordinates])
    head = [messages["name"], messages["step"], words["x"], words["y"]]
    return ChartTable(head, rows, most)


TABLE_BUILDERS: dict[Callable[..., Any], Callable[..., ChartTable]] = {
    charts.distance_curve: _distance_table,
    charts.loss_curves: _loss_table,
    charts.learning_curves: _learning_table,
    charts.share_bars: _share_table,
    charts.heat_map: _matrix_table,
    charts.path_map: _path_table,
    charts.timing_curves: _timing_table,
}
"""The table of each chart; tests/test_house.py checks that none is missing."""
