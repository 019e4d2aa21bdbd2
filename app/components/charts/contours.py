"""Paths over the contours of a function of two parameters."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa

from app.components.charts.axes import FONT_SIZE, meaning_colour, style


def path_map_columns(
    tables: Mapping[str, Any],
    paths: Mapping[str, Sequence[Sequence[float]]],
    marks: Mapping[str, Sequence[float]],
) -> dict[str, Any]:
    """Return the columns of `path_map`.

    Args:
        tables: from `lessons.toolkit.loss_surface.regions`: the rings of the levels.
        paths: points by the name of the path.
        marks: a point by its name.
    """
    contours = tables["contours"].values
    gaps = np.isnan(contours[:, 0])
    ring = np.cumsum(gaps)[~gaps]
    kinds = ["level"] * len(ring)
    groups, parts, orders = [contours[~gaps]], [ring], [np.arange(len(ring))]
    for name, points in (
        {**paths, **{name: [point] for name, point in marks.items()}}
    ).items():
        kinds += [name] * len(points)
        groups.append(np.asarray(points, np.float32))
        parts.append(np.full(len(points), -1))
        orders.append(np.arange(len(points)))
    x, y = np.concatenate(groups).T
    return {
        **{"x": x, "y": y, "kind": pa.array(kinds)},
        **{"part": np.concatenate(parts), "t": np.concatenate(orders)},
    }


def path_map(
    x: str,
    y: str,
    names: tuple[str, str],
    marks: tuple[str, str],
    across: tuple[float, float],
    up: tuple[float, float],
) -> alt.Chart:
    """Return two paths over the contours of a function of two parameters.

    Columns: x, y; kind, "level", one of `names` or one of `marks`; part, which tells
    the rings of the levels apart; t, the order along a line.

    Args:
        x, y: names of the parameters.
        names: of the two paths, the first a solid line, the second a dashed one; a
            ring is at the end of each.
        marks: names of the labelled points: where both paths start, and the minimum.
        across, up: the limits of the two axes.
    """
    position: dict[str, Any] = {
        "x": alt.X("x:Q", title=x, scale=alt.Scale(domain=across, nice=False)),
        "y": alt.Y("y:Q", title=y, scale=alt.Scale(domain=up, nice=False)),
        "order": alt.Order("t:Q"),
    }
    tooltip = [
        alt.Tooltip("kind:N", title=" "),
        alt.Tooltip("t:Q"),
        alt.Tooltip("x:Q", title=x, format=".3f"),
        alt.Tooltip("y:Q", title=y, format=".3f"),
    ]
    legend = alt.Legend(
        title=None,
        orient="top",
        labelFontSize=FONT_SIZE,
        labelLimit=300,
        symbolSize=900,
        symbolType="stroke",
    )
    strokes, widths = (
        alt.Scale(domain=names, type="ordinal", range=values)
        for values in ([[1, 0], [6, 4]], [3, 2])
    )
    rows = alt.Chart(alt.NamedData("rows"))
    levels = (
        rows.transform_filter("datum.kind === 'level'")
        .mark_line(clip=True, strokeWidth=1, opacity=0.35)
        .encode(**position, detail="part:N", color=meaning_colour("loss"))
    )
    both = rows.transform_filter(
        alt.FieldOneOfPredicate(field="kind", oneOf=list(names))
    )
    lines = both.mark_line(clip=True).encode(
        **position,
        color=meaning_colour("model"),
        strokeDash=alt.StrokeDash("kind:O", scale=strokes, legend=legend),
        strokeWidth=alt.StrokeWidth("kind:O", scale=widths, legend=legend),
    )
    first = rows.transform_filter(alt.FieldEqualPredicate(field="kind", equal=names[0]))
    beads = first.mark_point(clip=True, filled=True, size=34, opacity=1).encode(
        **position, color=meaning_colour("model"), tooltip=tooltip
    )
    ends = (
        both.transform_joinaggregate(last="max(t)", groupby=["kind"])
        .transform_filter("datum.t === datum.last")
        .mark_point(clip=True, size=150, strokeWidth=2.5, opacity=1)
        .encode(**position, color=meaning_colour("model"), tooltip=tooltip)
    )
    points = rows.transform_filter(
        alt.FieldOneOfPredicate(field="kind", oneOf=list(marks))
    )
    crosses = points.mark_point(shape="cross", filled=True, size=130, opacity=1)
    labels = points.mark_text(align="right", dx=-10, dy=14, fontSize=FONT_SIZE)
    return style(
        alt.layer(
            levels,
            lines,
            beads,
            ends,
            crosses.encode(**position, color=meaning_colour("data")),
            labels.encode(**position, text="kind:N"),
        ),
        400,
    )
