"""What several charts share: limits of axes, log axes, colours, style."""

from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np

from app.content.quantities import MEANINGS

FONT_SIZE = 14
"""Pixels of the type of a chart."""

LABEL_LIMIT = 190
"""Pixels that a name beside a chart may take."""

MAX_STRETCH = 4
"""How many times as high as usual an axis that follows its data may be."""


def extend_limits(values: np.ndarray, low: float, high: float) -> tuple[float, float]:
    """Return the limits of an axis, extended from the usual ones to the values beyond.

    The upper limit is at most `MAX_STRETCH` times the usual one: larger values leave
    the chart.

    Args:
        values: any shape; NaN and infinities are ignored.
        low, high: the usual limits. The lower one is extended, by tens, only if it is
            above 0.
    """
    numbers = values[np.isfinite(values)]
    if not numbers.size:
        return low, high
    if low > 0:
        low = min(low, 10 * float(numbers.min() // 10))
    most = float(f"{1.05 * numbers.max():.2g}")
    return low, max(high, min(most, MAX_STRETCH * high))


def decade_limits(values: np.ndarray) -> tuple[float, float]:
    """Return the limits of a log axis: whole decades around a line that goes down.

    Args:
        values: shape (n,), the first the largest; what is not positive and finite is
            ignored.

    Returns:
        At most 1e-3 and at least 10.
    """
    numbers = values[np.isfinite(values) & (values > 0)]
    low, first = (float(numbers.min()), float(numbers[0])) if numbers.size else (1, 1)
    ends = np.floor(np.log10(max(low, 1e-12))), np.ceil(np.log10(first))
    return min(1e-3, float(10.0 ** ends[0])), max(10.0, float(10.0 ** ends[1]))


def log_axis(title: str, low: float, high: float, most: int) -> Callable[[str], alt.Y]:
    """Return a function that makes the log axis from `low` to `high` of a field.

    Args:
        most: the axis is marked at the powers of ten from 10**-most to 10**most.
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


def mark_exits(
    lines: alt.Chart,
    x: str,
    y: str,
    y_axis: Callable[[str], alt.Y],
    limits: tuple[float, float],
    *groups: str,
) -> Any:
    """Add an arrow wherever a line leaves the chart at its upper or lower end.

    Args:
        lines: may leave the chart and come back.
        x, y: the fields drawn across and up.
        y_axis: makes the axis of the values, for a field.
        limits: of that axis.
        groups: the field that tells the lines apart, if there are several.
    """
    low, high = limits
    inside = f"datum.before >= {low} && datum.before <= {high}"
    layers: list[Any] = [lines]
    for outside, shape, end in (
        (f"!(datum.{y} <= {high})", "triangle-up", high),
        (f"datum.{y} < {low}", "triangle-down", low),
    ):
        arrows = (
            alt.Chart(alt.NamedData("rows"))
            .transform_window(
                before=f"lag({y})", sort=[alt.SortField(x)], groupby=list(groups)
            )
            .transform_filter(f"{inside} && {outside}")
            .transform_calculate(edge=repr(float(end)))
            .mark_point(
                shape=shape, filled=True, size=70, opacity=1, style="ink", aria=False
            )
        )
        layers.append(arrows.encode(x=lines.encoding.x, y=y_axis("edge")))
    return alt.layer(*layers)


def meaning_colour(meaning: str) -> alt.ColorDatum:
    """Return the theme's colour of a meaning; its palette has `MEANINGS`' order."""
    scale = alt.Scale(domain=list(MEANINGS), range="category")
    return alt.ColorDatum(meaning, scale=scale, legend=None, type="nominal")


def style(chart: Any, height: int) -> Any:
    """Return the chart in the style of the course: no grid, titles at the ends.

    Args:
        height: in pixels; the width is that of the container.
    """
    return (
        chart.properties(height=height, width="container")
        .configure_axis(
            grid=False,
            labelFontSize=FONT_SIZE,
            titleFontSize=FONT_SIZE,
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
