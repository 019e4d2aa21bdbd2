"""The table behind each chart: the same numbers, for who cannot see them or wants them.

A chart is drawn on a canvas, which a screen reader cannot read; so are the figures of
the player, whose tables are made in the browser (components/player/data_table.js). A
table has at most `MOST` rows: one in so many, always the first and the last. Contour
lines are left out: they are no numbers of a run but the ground it moves on.

What is drawn as text needs no second table: cells, a graph with values and its drawing,
steps, a chain of layers and the map of the course are elements with names; the ring and
the small graph of the player are told by the acts below them; the figure of the dials
by their sliders and the cells that follow. Small pictures have a text alternative each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.components import charts
from app.content.number_format import format_fixed, format_number

MOST = 50
"""Rows of a table, at most; app/components/player/data_table.js has the same."""

NOTHING = "–"
"""Where a row has no number."""

Named = Mapping[str, Any]
"""Columns of a chart, its words, or those of the shell, by name."""


@dataclass(frozen=True)
class Behind:
    """A table of texts.

    Args:
        head: titles of its columns.
        rows: the first cell of each names the row.
        every: one row in so many is shown.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    every: int = 1


def thinned(n: int, most: int = MOST) -> tuple[list[int], int]:
    """Which of n rows are shown, and one in how many that is."""
    every = max(1, -(-(n - 1) // (most - 1)))
    return sorted({*range(0, n, every), n - 1} if n else ()), every


def table(
    chart: Callable[..., Any],
    columns: Mapping[str, Any],
    lang: str,
    said: Mapping[str, str],
    words: Mapping[str, Any],
) -> Behind:
    """What a chart draws, as a table.

    Args:
        chart: a function of app/components/charts/__init__.py.
        columns, words: what it is drawn with.
        said: the shell's words for tables.

    Raises:
        KeyError: if nobody has said how the chart is read.
    """
    return TABLES[chart](columns, lang, said, words)


def _distance(columns: Named, lang: str, said: Named, words: Named) -> Behind:
    shown, every = thinned(len(columns["t"]))
    rows = [
        [
            format_number(int(columns["t"][i]), lang),
            format_fixed(columns["distance"][i], 4, lang),
        ]
        for i in shown
    ]
    return Behind([words["x"], words["y"]], rows, every)


def _lines(columns: Named, lang: str, said: Named, words: Named) -> Behind:
    """A column for each line: the last value up to what the first line measures."""
    names: Sequence[str] = words["names"]
    at, value = (np.asarray(columns[name], float) for name in ("at", words["of"]))
    which = np.asarray(columns["name"])
    lines = [(at[which == name], value[which == name]) for name in names]

    shown, every = thinned(len(lines[0][0]))
    rows = []
    for place in lines[0][0][shown]:
        row = [format_number(round(float(place), 4), lang)]
        for places, values in lines:
            last = np.searchsorted(places, place, side="right") - 1
            row.append(format_fixed(values[last], 4, lang) if last >= 0 else NOTHING)
        rows.append(row)
    return Behind([words["x"], *names], rows, every)


def _race(columns: Named, lang: str, said: Named, words: Named) -> Behind:
    return _lines(columns, lang, said, {**words, "of": "loss"})


def _learning(columns: Named, lang: str, said: Named, words: Named) -> Behind:
    return _lines(columns, lang, said, {**words, "of": "value"})


def _shares(columns: Named, lang: str, said: Named, words: Named) -> Behind:
    rows = [list(row) for row in zip(columns["name"], columns["text"], strict=True)]
    return Behind([said["name"], words["x"]], rows)


def _matrix(columns: Named, lang: str, said: Named, words: Named) -> Behind:
    n = words["n_columns"]
    names = words.get("names") or ()
    texts, last = columns["text"], max(words["n_rows"], n)
    titles = [*names] or [format_number(i, lang) for i in range(last)]
    rows = [
        [titles[i], *texts[i * n : (i + 1) * n]] for i in thinned(words["n_rows"])[0]
    ]
    return Behind([f"{words['y']} ↓ {words['x']} →", *titles[:n]], rows)


def _times(columns: Named, lang: str, said: Named, words: Named) -> Behind:
    """A row for each size, a column for each line."""
    names = [name for name, *_ in words["lines"]]
    read = zip(columns["n"], columns["name"], columns["text"], strict=True)
    texts = {(n, name): text for n, name, text in read if name in names}
    sizes = sorted({n for n, _ in texts})
    shown, every = thinned(len(sizes))
    rows = [
        [
            format_number(sizes[i], lang),
            *(texts.get((sizes[i], name), NOTHING) for name in names),
        ]
        for i in shown
    ]
    return Behind([words["x"], *names], rows, every)


def _paths(columns: Named, lang: str, said: Named, words: Named) -> Behind:
    """Both paths one after the other, then the points that are written out."""
    kind = np.asarray(columns["kind"])
    names: Iterable[str] = words["names"]
    rows, most = [], 1
    for name in (*names, *words["marks"]):
        places = np.flatnonzero(kind == name)
        shown, every = thinned(len(places), MOST // 2 - 1)
        most = max(most, every)
        for i in places[shown]:
            numbers = (format_fixed(columns[axis][i], 3, lang) for axis in ("x", "y"))
            step = (
                NOTHING
                if name in words["marks"]
                else format_number(int(columns["t"][i]), lang)
            )
            rows.append([name, step, *numbers])
    return Behind([said["name"], said["step"], words["x"], words["y"]], rows, most)


TABLES: dict[Callable[..., Any], Callable[..., Behind]] = {
    charts.distance_curve: _distance,
    charts.race_curve: _race,
    charts.learning_curves: _learning,
    charts.shares: _shares,
    charts.heat_map: _matrix,
    charts.path_map: _paths,
    charts.times: _times,
}
"""How each chart is read; tests/test_house.py sees that none is left out."""
