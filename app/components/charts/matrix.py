"""Matrices."""

from typing import Any

import altair as alt

from app.components.charts.axes import FONT_SIZE, LABEL_LIMIT, style

ROW_HEIGHT = 24
"""Pixels that a row of a matrix takes at least."""


def heat_map(
    x: str,
    y: str,
    n_rows: int,
    n_columns: int,
    names: tuple[str, ...] = (),
    short: tuple[tuple[str, ...], tuple[str, ...]] | None = None,
) -> alt.Chart:
    """Return a matrix as coloured cells with its numbers, 0 pale.

    Columns: row, column, part (the value over the largest size, −1 to 1), text; with
    `short`, row_name and column_name too.

    Args:
        x, y: titles of the axes.
        n_rows, n_columns: the shape of the matrix.
        names: of the rows and of the columns, if they have some; the columns `row` and
            `column` then hold them.
        short: labels that stand beside the rows and under the columns instead of their
            names; `row` and `column` then hold them.
    """
    row_labels, column_labels = short or (names, names)
    across = alt.Scale(domain=[*(column_labels or range(n_columns))])
    down = alt.Scale(domain=[*(row_labels or range(n_rows))])
    labels: dict[str, Any] = (
        {"labelOverlap": False, "labelLimit": LABEL_LIMIT} if names else {}
    )
    bottom = alt.Axis(labelAngle=-45 if names and not short else 0, **labels)
    position = {
        "x": alt.X("column:O", title=x, scale=across, axis=bottom),
        "y": alt.Y("row:O", title=y, scale=down, axis=alt.Axis(**labels)),
    }
    scale = alt.Scale(domain=[-1, 1], range="diverging", interpolate="rgb")
    cells = alt.Chart(alt.NamedData("rows")).mark_rect(strokeWidth=2)
    coloured = cells.encode(
        **position,
        color=alt.Color("part:Q", scale=scale, legend=None),
        tooltip=[
            alt.Tooltip("row_name:N" if short else "row:O", title=y),
            alt.Tooltip("column_name:N" if short else "column:O", title=x),
            alt.Tooltip("text:N", title=" "),
        ],
    )
    # On a strong colour a number has the colour of the page, not that of ink.
    strong = "abs(datum.part) > 0.6"
    texts = [
        alt.Chart(alt.NamedData("rows"))
        .transform_filter(when)
        .mark_text(style=style, fontSize=FONT_SIZE + 1)
        .encode(**position, text="text:N")
        for when, style in ((strong, "paper"), (f"!({strong})", "ink"))
    ]
    height = max(400, ROW_HEIGHT * n_rows) if names else 260
    return style(alt.layer(coloured, *texts), height)
