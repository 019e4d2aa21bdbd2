"""Figures that are not played: Altair, built once, the data apart.

A chart function takes the words on it and returns a chart without data; its dict is
kept, so a rerun only sends numbers.
"""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any

import altair as alt
import numpy as np
import pyarrow as pa
import streamlit as st
from babel.numbers import get_decimal_symbol, get_group_symbol

from app.content import theme
from app.content.quantities import MEANINGS

FONT = 14

LONGEST = 190
"""Pixels that a name at a chart may take."""

ROW = 24
"""Pixels that a row of a matrix takes at least."""

SIZES = {
    *("fontSize", "labelFontSize", "titleFontSize", "labelLimit", "height"),
    *("strokeWidth", "dx", "dy", "offset", "symbolSize"),
}
"""What of a chart grows with the type of the page."""


def draw(
    chart: Callable[..., alt.Chart],
    columns: Mapping[str, Any],
    *,
    key: str,
    alt: str,
    lang: str,
    scale: float = 1,
    **words: Any,
) -> None:
    """Show a chart.

    Args:
        chart: a function of this module.
        columns: its data, as the function says: arrays or lists of equal length.
        key: Streamlit key, unique on the page.
        alt: the text alternative.
        lang: how numbers are written.
        scale: how many times larger than usual type, lines and heights are.
        words: what the function wants to write, hashable.
    """
    look = lang, theme.current_mode(), tuple(sorted(words.items()))
    spec = deepcopy(_spec(chart, *look, scale))  # Streamlit writes into it
    st.vega_lite_chart(pa.table(dict(columns)), spec, key=key, alt=alt)


@lru_cache(maxsize=64)
def _spec(
    chart: Callable[..., alt.Chart],
    lang: str,
    mode: str,
    words: tuple[tuple[str, Any], ...],
    scale: float = 1,
) -> dict[str, Any]:
    made = chart(**dict(words)).to_dict(validate=False)
    spec = _scaled(_in_theme(made, mode), scale)
    for part in (spec, *spec.get("layer", ())):
        for name in ("datasets", "data", "$schema"):
            part.pop(name, None)
    config = spec["config"]
    config["locale"] = {"number": _number_locale(lang)}
    ink = theme.colour(mode, "grayText")
    config["axis"] |= dict.fromkeys(("labelColor", "titleColor"), ink)
    config["axis"] |= dict.fromkeys(("domainColor", "tickColor"), ink)
    config["axis"]["labelFlush"] = False  # the first and last stand at their ticks
    config["legend"] = {"labelColor": ink}
    if scale > 1:  # else as the host's theme has it
        large = dict.fromkeys(("labelFontSize", "titleFontSize"), FONT * scale)
        config["axis"] = large | config["axis"]
        config["legend"] |= large
    config["style"] = {
        name: {"color": theme.colour(mode, colour), "fill": theme.colour(mode, colour)}
        for name, colour in (("ink", "text"), ("paper", "background"))
    }
    config["text"] = {"color": ink}
    return spec


def _in_theme(part: Any, mode: str) -> Any:
    """A part of a spec in which "@model" is the theme's colour of the model."""
    if isinstance(part, dict):
        return {name: _in_theme(value, mode) for name, value in part.items()}
    if isinstance(part, list):
        return [_in_theme(value, mode) for value in part]
    if isinstance(part, str) and part.startswith("@"):
        return theme.colour(mode, MEANINGS[part.removeprefix("@")])
    return part


def _scaled(part: Any, scale: float, name: str = "") -> Any:
    """Return a part of a spec with its sizes in pixels multiplied by `scale`."""
    if isinstance(part, dict):
        return {inner: _scaled(value, scale, inner) for inner, value in part.items()}
    if isinstance(part, list):
        return [_scaled(value, scale) for value in part]
    return part * scale if name in SIZES and isinstance(part, int | float) else part


def _number_locale(lang: str) -> dict[str, Any]:
    return {
        "decimal": get_decimal_symbol(lang),
        "thousands": get_group_symbol(lang),
        "grouping": [3],
        "currency": ["", ""],
    }


MOST_GROWN = 4
"""How many times as high as usual an axis may be that follows its data."""


def reaching(values: np.ndarray, low: float, high: float) -> tuple[float, float]:
    """The ends of an axis that reaches from its usual ends to the values beyond.

    A value that would make it more than `MOST_GROWN` times as high leaves the chart.
    """
    numbers = values[np.isfinite(values)]
    if not numbers.size:
        return low, high
    if low > 0:
        low = min(low, 10 * float(numbers.min() // 10))
    most = float(f"{1.05 * numbers.max():.2g}")
    return low, max(high, min(most, MOST_GROWN * high))


def decades_around(values: np.ndarray) -> tuple[float, float]:
    """The ends of a log axis: whole decades around a line that goes down."""
    numbers = values[np.isfinite(values) & (values > 0)]
    low, first = (float(numbers.min()), float(numbers[0])) if numbers.size else (1, 1)
    ends = np.floor(np.log10(max(low, 1e-12))), np.ceil(np.log10(first))
    return min(1e-3, float(10.0 ** ends[0])), max(10.0, float(10.0 ** ends[1]))


def _log_axis(title: str, low: float, high: float, most: int) -> Callable[[str], alt.Y]:
    """Makes the log axis from `low` to `high` of a field.

    It is marked at the powers of ten from 10**-most to 10**most.
    """
    powers = [10.0**k for k in range(-most, most + 1) if low <= 10.0**k <= high]

    def axis(field: str) -> alt.Y:
        return alt.Y(
            f"{field}:Q",
            title=title,
            scale=alt.Scale(type="log", domain=[low, high], nice=False),
            axis=alt.Axis(values=powers, format="~g"),
        )

    return axis


def _leaving(
    lines: alt.Chart,
    at: str,
    value: str,
    up: Callable[[str], alt.Y],
    ends: tuple[float, float],
    *groups: str,
) -> Any:
    """Lines that may leave the chart and come back, with an arrow where they leave.

    Args:
        at, value: the fields drawn across and up.
        up: the axis of the values, for a field.
        ends: of that axis.
        groups: the field that tells the lines apart, if there are several.
    """
    low, high = ends
    inside = f"datum.before >= {low} && datum.before <= {high}"
    layers: list[Any] = [lines]
    for gone, shape, end in (
        (f"!(datum.{value} <= {high})", "triangle-up", high),
        (f"datum.{value} < {low}", "triangle-down", low),
    ):
        arrows = (
            alt.Chart(alt.NamedData("rows"))
            .transform_window(
                before=f"lag({value})", sort=[alt.SortField(at)], groupby=list(groups)
            )
            .transform_filter(f"{inside} && {gone}")
            .transform_calculate(edge=repr(float(end)))
            .mark_point(
                shape=shape, filled=True, size=70, opacity=1, style="ink", aria=False
            )
        )
        layers.append(arrows.encode(x=lines.encoding.x, y=up("edge")))
    return alt.layer(*layers)


def distance_curve(
    x: str, y: str, n_steps: int, low: float = 1e-3, high: float = 10
) -> alt.Chart:
    """Distance to the exact answer over the updates, on a log axis.

    Columns: t, distance.

    Args:
        low, high: the ends of the axis of the distance.
    """
    up = _log_axis(y, low, high, 12)

    line = (
        alt.Chart(alt.NamedData("rows"))
        .mark_line(clip=True, strokeWidth=3)
        .encode(
            x=alt.X("t:Q", title=x, scale=alt.Scale(domain=[0, n_steps], nice=False)),
            y=up("distance"),
            color=_colour("model"),
            tooltip=[
                alt.Tooltip("t:Q", title=x, format=","),
                alt.Tooltip("distance:Q", title=y, format=".4~g"),
            ],
        )
    )
    return _styled(_leaving(line, "t", "distance", up, (low, high)), 260)


def race_curve(
    x: str,
    y: str,
    names: tuple[str, ...],
    end: float,
    low: float,
    high: float,
    strokes: tuple[tuple[float, ...], ...] = ((4,), (2.4, 7, 4), (1,)),
    above: bool = False,
) -> alt.Chart:
    """Losses of several runs over one common measure.

    Columns: at (the measure), loss, name (one of `names`, the strongest line first).

    Args:
        strokes: for each name the width of its line, and its dashes if it has any.
        above: whether the key stands over the lines, not in their corner.
    """
    widths = alt.Scale(domain=names, range=[width for width, *_ in strokes])
    drawn = [drawn or [1, 0] for _, *drawn in strokes]
    dashes = alt.Scale(domain=names, range=drawn)
    key = alt.Legend(
        title=None,
        orient="top" if above else "top-right",
        columns=2 if above else 1,
        labelFontSize=FONT,
        labelLimit=240,
        symbolSize=900,
        symbolType="stroke",
    )
    up = _log_axis(y, low, high, 6)

    line = (
        alt.Chart(alt.NamedData("rows"))
        .mark_line(clip=True)
        .encode(
            x=alt.X("at:Q", title=x, scale=alt.Scale(domain=[0, end], nice=False)),
            y=up("loss"),
            color=_colour("loss"),
            strokeWidth=alt.StrokeWidth("name:N", scale=widths, legend=key),
            strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=key),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("at:Q", title=x, format=".3~g"),
                alt.Tooltip("loss:Q", title=y, format=".4~g"),
            ],
        )
    )
    whole = _leaving(line, "at", "loss", up, (low, high), "name")
    return _styled(whole, 400 if above else 300)


def learning_curves(
    x: str,
    y: str,
    names: tuple[str, str],
    end: float,
    low: float,
    high: float,
) -> alt.Chart:
    """What is measured in training and on test examples, while a training goes on.

    Columns: at, value, name (one of `names`: training, test).

    Args:
        end: where the axis of the training ends.
        low, high: the ends of the axis of the values; a line may leave it.
    """
    colours = alt.Scale(domain=names, range=["@loss", "@test"])
    dashes = alt.Scale(domain=names, range=[[1, 0], [7, 4]])
    key = alt.Legend(
        title=None,
        orient="top",
        labelFontSize=FONT,
        symbolSize=900,
        symbolType="stroke",
        symbolStrokeWidth=3,
    )
    scale = alt.Scale(domain=[low, high], nice=False)

    def up(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=y, scale=scale)

    line = (
        alt.Chart(alt.NamedData("rows"))
        .mark_line(clip=True, strokeWidth=3)
        .encode(
            x=alt.X("at:Q", title=x, scale=alt.Scale(domain=[0, end], nice=False)),
            y=up("value"),
            color=alt.Color("name:N", scale=colours, legend=key),
            strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=key),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("at:Q", title=x, format=".2~f"),
                alt.Tooltip("value:Q", title=y, format=".3~r"),
            ],
        )
    )
    return _styled(_leaving(line, "at", "value", up, (low, high), "name"), 230)


def shares(x: str, names: tuple[str, ...]) -> alt.Chart:
    """Parts of a whole as bars, each with its number.

    Columns: name (one of `names`, top first), part (0 … 1), text.
    """
    rows = alt.Y(
        "name:N",
        title=None,
        sort=None,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(labelOverlap=False, labelLimit=LONGEST),
    )
    across = alt.X(
        "part:Q",
        title=x,
        scale=alt.Scale(domain=[0, 1.15], nice=False),
        axis=alt.Axis(values=[0, 0.5, 1], format="%"),
    )
    base = alt.Chart(alt.NamedData("rows")).encode(y=rows, x=across)
    bars = base.mark_bar(height=12).encode(
        color=_colour("prediction"),
        tooltip=[
            alt.Tooltip("name:N", title=" "),
            alt.Tooltip("text:N", title=x),
        ],
    )
    texts = base.mark_text(style="ink", align="left", dx=5, fontSize=FONT)
    return _styled(alt.layer(bars, texts.encode(text="text:N")), 270)


def heat_map(
    x: str,
    y: str,
    n_rows: int,
    n_columns: int,
    names: tuple[str, ...] = (),
    short: tuple[tuple[str, ...], tuple[str, ...]] | None = None,
) -> alt.Chart:
    """A matrix as coloured cells with its numbers, 0 pale.

    Columns: row, column, part (the value over the largest size, −1 to 1), text; with
    `short`, row_name and column_name too.

    Args:
        names: of the rows and of the columns, if they have some; the columns `row` and
            `column` then hold them.
        short: what stands beside rows and columns in their place; `row` and `column`
            then hold it.
    """
    beside, under = short or (names, names)
    across = alt.Scale(domain=[*(under or range(n_columns))])
    down = alt.Scale(domain=[*(beside or range(n_rows))])
    whole: dict[str, Any] = (
        {"labelOverlap": False, "labelLimit": LONGEST} if names else {}
    )
    upright = alt.Axis(labelAngle=-45 if names and not short else 0, **whole)
    places = {
        "x": alt.X("column:O", title=x, scale=across, axis=upright),
        "y": alt.Y("row:O", title=y, scale=down, axis=alt.Axis(**whole)),
    }
    scale = alt.Scale(domain=[-1, 1], range="diverging", interpolate="rgb")
    cells = alt.Chart(alt.NamedData("rows")).mark_rect(strokeWidth=2)
    coloured = cells.encode(
        **places,
        color=alt.Color("part:Q", scale=scale, legend=None),
        tooltip=[
            alt.Tooltip("row_name:N" if short else "row:O", title=y),
            alt.Tooltip("column_name:N" if short else "column:O", title=x),
            alt.Tooltip("text:N", title=" "),
        ],
    )
    # What is written on a strong colour is written as the page, not as ink.
    strong = "abs(datum.part) > 0.6"
    texts = [
        alt.Chart(alt.NamedData("rows"))
        .transform_filter(when)
        .mark_text(style=style, fontSize=FONT + 1)
        .encode(**places, text="text:N")
        for when, style in ((strong, "paper"), (f"!({strong})", "ink"))
    ]
    height = max(400, ROW * n_rows) if names else 260
    return _styled(alt.layer(coloured, *texts), height)


def map_rows(
    tables: Mapping[str, Any],
    paths: Mapping[str, Sequence[Sequence[float]]],
    marks: Mapping[str, Sequence[float]],
) -> dict[str, Any]:
    """The columns of `path_map`.

    Args:
        tables: from `lessons.toolkit.loss_surface.regions`: the rings of the levels.
        paths: points by the name of the path.
        marks: a point by its name.
    """
    ring = tables["contours"].values
    gaps = np.isnan(ring[:, 0])
    part = np.cumsum(gaps)[~gaps]
    kinds = ["level"] * len(part)
    groups, parts, orders = [ring[~gaps]], [part], [np.arange(len(part))]
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
    """Two paths over the levels of a function of two parameters.

    Columns: x, y; kind, "level", one of `names` or one of `marks`; part, which tells
    the rings of the levels apart; t, the order along a line.

    Args:
        x, y: the parameters.
        names: of the two paths, the first a solid line, the second a dashed one; a
            ring is at the end of each.
        marks: of the points written out: where both start, and the minimum.
        across, up: the limits of the map.
    """
    place: dict[str, Any] = {
        "x": alt.X("x:Q", title=x, scale=alt.Scale(domain=across, nice=False)),
        "y": alt.Y("y:Q", title=y, scale=alt.Scale(domain=up, nice=False)),
        "order": alt.Order("t:Q"),
    }
    told = [
        alt.Tooltip("kind:N", title=" "),
        alt.Tooltip("t:Q"),
        alt.Tooltip("x:Q", title=x, format=".3f"),
        alt.Tooltip("y:Q", title=y, format=".3f"),
    ]
    key = alt.Legend(
        title=None,
        orient="top",
        labelFontSize=FONT,
        labelLimit=300,
        symbolSize=900,
        symbolType="stroke",
    )
    strokes, widths = (
        alt.Scale(domain=names, type="ordinal", range=values)
        for values in ([[1, 0], [6, 4]], [3, 2])
    )
    every = alt.Chart(alt.NamedData("rows"))
    levels = (
        every.transform_filter("datum.kind === 'level'")
        .mark_line(clip=True, strokeWidth=1, opacity=0.35)
        .encode(**place, detail="part:N", color=_colour("loss"))
    )
    ways = every.transform_filter(
        alt.FieldOneOfPredicate(field="kind", oneOf=list(names))
    )
    lines = ways.mark_line(clip=True).encode(
        **place,
        color=_colour("model"),
        strokeDash=alt.StrokeDash("kind:N", scale=strokes, legend=key),
        strokeWidth=alt.StrokeWidth("kind:N", scale=widths, legend=key),
    )
    chosen = every.transform_filter(
        alt.FieldEqualPredicate(field="kind", equal=names[0])
    )
    beads = chosen.mark_point(clip=True, filled=True, size=34, opacity=1).encode(
        **place, color=_colour("model"), tooltip=told
    )
    ends = (
        ways.transform_joinaggregate(last="max(t)", groupby=["kind"])
        .transform_filter("datum.t === datum.last")
        .mark_point(clip=True, size=150, strokeWidth=2.5, opacity=1)
        .encode(**place, color=_colour("model"), tooltip=told)
    )
    points = every.transform_filter(
        alt.FieldOneOfPredicate(field="kind", oneOf=list(marks))
    )
    spots = points.mark_point(shape="cross", filled=True, size=130, opacity=1)
    written = points.mark_text(align="right", dx=-10, dy=14, fontSize=FONT)
    return _styled(
        alt.layer(
            levels,
            lines,
            beads,
            ends,
            spots.encode(**place, color=_colour("data")),
            written.encode(**place, text="kind:N"),
        ),
        400,
    )


def times(
    x: str,
    y: str,
    lines: tuple[tuple[str, str, float, float, float], ...],
    across: tuple[float, float],
    up: tuple[float, float],
) -> alt.Chart:
    """Times over a size, both on log axes.

    Columns: n, seconds, name (of the line), text (the time as it is written), kind
    ("line", "point" on it, "cross" with its name written beside it, "rule" at a size).

    Args:
        lines: of each its name, meaning, width, and stroke and gap of its dashes.
        across, up: the ends of the axes.
    """
    names = [name for name, *_ in lines]
    key = alt.Legend(
        title=None,
        orient="top",
        columns=2,
        columnPadding=6,
        labelFontSize=FONT,
        labelLimit=240,
        labelOffset=6,
        offset=26,
        rowPadding=0,
        symbolSize=250,
        symbolType="stroke",
    )
    colours = [f"@{meaning}" for _, meaning, *_ in lines]
    colour = alt.Color(
        "name:N", scale=alt.Scale(domain=names, range=colours), legend=key
    )
    widths = alt.Scale(
        type="ordinal", domain=names, range=[width for *_, width, _, _ in lines]
    )
    dashes = alt.Scale(
        domain=names, range=[dash for *_, a, b in lines for dash in [[a, b]]]
    )
    low, high = across
    sizes = [2.0**k for k in range(0, 21, 2) if low <= 2**k <= high]
    units = "".join(
        f"datum.value >= {0.99 * size} ? "
        f"format(datum.value / {size}, ',~g') + ' {unit}' : "
        for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs"))
    )
    places: dict[str, Any] = {
        "x": alt.X(
            "n:Q",
            title=x,
            scale=alt.Scale(type="log", base=2, domain=across, nice=False),
            axis=alt.Axis(values=sizes, format=",~g"),
        ),
        "y": alt.Y(
            "seconds:Q",
            title=y,
            scale=alt.Scale(type="log", domain=up, nice=False),
            axis=alt.Axis(
                values=[10.0**k for k in range(-9, 5, 2)],
                labelExpr=f"{units}format(datum.value * 1e9, ',~g') + ' ns'",
            ),
        ),
    }
    told = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("n:Q", title=x, format=","),
        alt.Tooltip("text:N", title=y),
    ]

    def only(kind: str) -> alt.Chart:
        return alt.Chart().transform_filter(f"datum.kind === '{kind}'")

    silent: dict[str, Any] = {"opacity": 1, "aria": False}  # said below the figure
    line = only("line").mark_line(clip=True)
    beads = only("line").mark_point(filled=True, size=60, opacity=0)
    point = only("point").mark_point(filled=True, size=130, **silent)
    cross = only("cross").mark_point(
        shape="cross", filled=True, size=130, style="ink", **silent
    )
    number = only("cross").mark_text(
        align="right", dx=-9, dy=-9, fontSize=FONT, style="ink"
    )
    rule = only("rule").mark_rule(strokeDash=[2, 3], style="ink", **silent)
    layers = [
        rule.encode(x=places["x"]),
        line.encode(
            **places,
            color=colour,
            strokeWidth=alt.StrokeWidth("name:N", scale=widths, legend=key),
            strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=key),
        ),
        beads.encode(**places, color=colour, tooltip=told),
        point.encode(**places, color=colour, tooltip=told),
        cross.encode(**places, tooltip=told),
        number.encode(**places, text="name:N"),
    ]
    return _styled(alt.layer(*layers, data=alt.NamedData("rows")), 360)


def _colour(meaning: str) -> alt.ColorDatum:
    """The theme's colour of a meaning: `MEANINGS` is in the order of its palette."""
    scale = alt.Scale(domain=list(MEANINGS), range="category")
    return alt.ColorDatum(meaning, scale=scale, legend=None, type="nominal")


def _styled(chart: Any, height: int) -> Any:
    return (
        chart.properties(height=height, width="container")
        .configure_axis(
            grid=False,
            labelFontSize=FONT,
            titleFontSize=FONT,
            titleFontWeight="normal",
            domain=True,
            ticks=True,
        )
        .configure_axisX(titleAnchor="end")
        .configure_axisY(
            titleAngle=0, titleAnchor="end", titleAlign="left", titleX=-36, titleY=-14
        )
        .configure_view(stroke=None)
    )
