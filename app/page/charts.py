"""The charts of a page, each with a switch that opens its table of numbers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import streamlit as st

from app.components import charts
from app.components.charts.with_table import draw_with_table
from app.components.marked_text import letter
from app.components.tensor_cells import format_cells
from app.content.number_format import format_duration, format_fixed
from app.state import presentation
from app.state.page_context import PageContext
from lessons.contract import Recording

MANY_CLASSES, LONG_NAME = 12, 24
"""From more classes on, or longer names, a matrix has letters for its columns."""


class Charts:
    """Charts whose words stand in the sections of a page.

    Args:
        context: the page and this run of it.
    """

    def __init__(self, context: PageContext):
        self.context = context
        self._tables = True

    @contextmanager
    def without_tables(self) -> Iterator[None]:
        """Draw charts without their tables, for charts that change every second."""
        self._tables = False
        try:
            yield
        finally:
            self._tables = True

    def draw(
        self,
        name: str,
        chart: Callable[..., Any],
        columns: Mapping[str, Any],
        *,
        alt: str,
        follow_theme: bool = False,
        **words: Any,
    ) -> None:
        """Draw a chart, and the switch that opens its table.

        Args:
            name: tells the charts of a page apart.
            chart, columns, words: as `app.components.charts.draw` says.
            alt: the text alternative.
            follow_theme: whether Python has coloured it, so that it must be drawn anew
                in another theme.
        """
        draw_with_table(
            chart,
            columns,
            key=self.context.widget_key(name),
            alt=alt,
            lang=self.context.lang,
            scale=presentation.page_scale(),
            follow_theme=follow_theme,
            table=self._tables,
            **words,
        )

    def learning_curve(
        self, name: str, curves: np.ndarray, end: float, low: float, high: float
    ) -> None:
        """Draw what is measured in training and in the test.

        Args:
            name: tells the charts of a page apart; its words are `NAME.chart`.
            curves: shape (points, 3): where, in training, on test examples.
            end: as `charts.learning_curves` says.
            low, high: the usual ends of the axis of the values.
        """
        low, high = charts.extend_limits(curves[:, 1:], low, high)
        labels = self.context.words.labels(f"{name}.chart")
        names = labels["train"], labels["test"]
        at, *values = curves.T
        self.draw(
            name,
            charts.learning_curves,
            {
                "at": np.concatenate([at, at]),
                "value": np.concatenate(values),
                "name": [label for label in names for _ in at],
            },
            alt=labels["alt"],
            x=labels["x"],
            y=labels["y"],
            names=names,
            end=end,
            low=low,
            high=high,
        )

    def probabilities(
        self, name: str, values: np.ndarray, names: tuple[str, ...]
    ) -> None:
        """Draw probabilities as bars with their numbers, in the words of `shares`.

        Args:
            name: tells the charts of a page apart.
            values: shape (n,), 0 … 1.
            names: of each.
        """
        lang, labels = self.context.lang, self.context.words.labels("shares")
        texts = [f"{format_fixed(100 * value, 1, lang)}\u00a0%" for value in values]
        if lang == "en":
            texts = [text.replace("\u00a0", "") for text in texts]
        self.draw(
            f"{name}/shares",
            charts.share_bars,
            {"name": list(names), "part": values, "text": texts},
            follow_theme=True,
            alt=labels["alt"],
            x=labels["x"],
            names=names,
        )

    def heat_map(
        self,
        name: str,
        matrix: np.ndarray,
        axes: str,
        *,
        alt: str,
        names: tuple[str, ...] = (),
        short: tuple[tuple[str, ...], tuple[str, ...]] | None = None,
        shade: np.ndarray | None = None,
    ) -> None:
        """Draw a matrix in colours, 0 pale, with its numbers.

        Args:
            name: tells the drawings of a page apart.
            matrix: shape (rows, columns).
            axes: a section with a label `x` for the columns and `y` for the rows.
            alt: the text alternative.
            names: of rows and columns, if they have some.
            short: what is written for those of the rows and of the columns.
            shade: how strong each colour is, if not by the number.
        """
        labels = self.context.words.labels(axes)
        n_rows, n_columns = matrix.shape
        row, column = np.indices(matrix.shape)
        shade = matrix if shade is None else shade
        columns: dict[str, Any] = {"row": row.ravel(), "column": column.ravel()}
        for side, (axis, places) in enumerate([*columns.items()]):
            if names:
                full = [names[i] for i in places]
                columns[axis] = [short[side][i] for i in places] if short else full
                columns |= {f"{axis}_name": full} if short else {}
        columns["part"] = (shade / (np.abs(shade).max() or 1)).ravel()
        columns["text"] = format_cells(matrix, self.context.lang)
        self.draw(
            name,
            charts.heat_map,
            columns,
            follow_theme=True,
            alt=alt,
            x=labels["x"],
            y=labels["y"],
            n_rows=n_rows,
            n_columns=n_columns,
            names=names,
            **({"short": short} if short else {}),
        )

    def confusion_matrix(self, matrix: np.ndarray, names: tuple[str, ...]) -> None:
        """Draw how many of each class were taken for which, in words of `confusion`.

        Args:
            matrix: shape (n, n), a row for each true class, a column for each answer.
            names: of the classes.
        """
        shade = np.sqrt(matrix)  # few mistakes are to be seen beside many right answers
        many, short = len(names) > MANY_CLASSES, None
        if many or max(map(len, names)) > LONG_NAME:
            letters = tuple(letter(i) for i in range(len(names)))
            pairs = zip(letters, shorten_names(names), strict=True)
            short = tuple(f"{mark}: {name}" for mark, name in pairs), letters
        with st.container(key="scrolls" if many else "matrix"):
            self.heat_map(
                "confusion",
                matrix,
                "confusion.axes",
                alt=self.context.words.text("confusion.alt"),
                names=names,
                short=short,
                shade=shade,
            )

    def times(
        self,
        name: str,
        columns: Mapping[str, Any],
        lines: tuple[tuple[str, str, float, float, float], ...],
        y_range: tuple[float, float],
    ) -> None:
        """Draw times over a size, both on log axes, in the words of `NAME.chart`.

        Args:
            columns, lines: as `charts.timing_curves` says.
            y_range: the ends of the axis of the times, in seconds.
        """
        labels, sizes = self.context.words.labels(f"{name}.chart"), columns["n"]
        lang = self.context.lang
        texts = [format_duration(seconds, lang) for seconds in columns["seconds"]]
        across = min(sizes), max(sizes)
        names = [line for line, *_ in lines]
        self.draw(
            name,
            charts.timing_curves,
            charts.with_line_names({**columns, "text": texts}, names, across, y_range),
            follow_theme=True,
            alt=labels["alt"],
            x=labels["x"],
            y=labels["y"],
            lines=lines,
            across=across,
            up=y_range,
        )

    def distance(self, rec: Recording, distance: np.ndarray) -> None:
        """Draw how far each frame is from the exact answer, in words of `exact.chart`.

        Args:
            rec: the run.
            distance: shape (n_steps + 1,); the line ends where it is inf or NaN.
        """
        labels = self.context.words.labels("exact.chart")
        low, high = charts.decade_limits(distance)
        self.draw(
            "distance",
            charts.distance_curve,
            {
                "t": rec.stride * np.arange(rec.n_steps + 1),
                "distance": np.maximum(distance, 1e-300),  # a log axis has no 0
            },
            alt=labels["alt"],
            x=labels["x"],
            y=labels["y"],
            n_steps=rec.stride * rec.n_steps,
            low=low,
            high=high,
        )


def shorten_names(names: Sequence[str]) -> list[str]:
    """Cut names to LONG_NAME characters, where they do not differ."""
    half = (LONG_NAME - 1) // 2
    short = [n if len(n) <= LONG_NAME else f"{n[:half]}…{n[-half:]}" for n in names]
    if len(set(short)) == len(set(names)):
        return short
    columns = zip(*(name for name in names if len(name) > LONG_NAME), strict=False)
    same = next((i for i, column in enumerate(columns) if len(set(column)) > 1), 0)
    ends = [n if len(n) <= LONG_NAME else f"…{n[same:]}" for n in names]
    return [n if len(n) <= LONG_NAME else f"{n[: LONG_NAME - 1]}…" for n in ends]
