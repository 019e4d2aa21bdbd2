"""Times that computations take."""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np

from app.components.charts.axes import FONT_SIZE, style
from app.components.charts.label_heights import spread_labels

HEIGHT, PLANE = 360, 240
"""Pixels of the chart, and of its plane: its axes take the rest."""

NAMES_FROM, AXIS_END = 1.06, 1.5
"""Where the names of the lines begin, and where the axis ends: as powers of two, in
parts of that of the largest size."""


def timing_curves(
    x: str,
    y: str,
    lines: tuple[tuple[str, str, float, float, float], ...],
    across: tuple[float, float],
    up: tuple[float, float],
) -> alt.Chart:
    """Return times over a size, both on log axes, with the names of the lines.

    Columns: n, seconds, name (of the line), text (the time as it is written), kind
    ("line", "measured": with a bead at each time, "point" on a line, "rule" at a size,
    "before" and "after" it: a name written there, "name" at the right, "way" to it from
    a line's end), to_n and to_seconds (the end of a "way").

    Args:
        x, y: titles of the axes.
        lines: of each its name, meaning, width, and stroke and gap of its dashes.
        across: the smallest and the largest size.
        up: the limits of the axis of the time, in seconds.
    """
    names = [name for name, *_ in lines]
    colours = [f"@{meaning}" for _, meaning, *_ in lines]
    colour = alt.Color(
        "name:N", scale=alt.Scale(domain=names, range=colours), legend=None
    )
    widths = alt.Scale(
        type="ordinal", domain=names, range=[width for *_, width, _, _ in lines]
    )
    dashes = alt.Scale(
        domain=names, range=[dash for *_, a, b in lines for dash in [[a, b]]]
    )
    position = _axes(x, y, across, up)
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("n:Q", title=x, format=","),
        alt.Tooltip("text:N", title=y),
    ]

    def rows_of(*kinds: str) -> alt.Chart:
        return alt.Chart().transform_filter(
            " || ".join(f"datum.kind === '{kind}'" for kind in kinds)
        )

    silent: dict[str, Any] = {
        "opacity": 1,
        "aria": False,
    }  # the text below the figure says it
    text: dict[str, Any] = {"fontSize": FONT_SIZE, "style": "ink", "aria": False}
    line = rows_of("line", "measured").mark_line(clip=True)
    beads = rows_of("line", "measured").mark_point(filled=True, size=60, clip=True)
    seen = alt.condition("datum.kind === 'measured'", alt.value(1), alt.value(0))
    point = rows_of("point").mark_point(filled=True, size=130, clip=True, **silent)
    rule = rows_of("rule").mark_rule(strokeDash=[2, 3], style="ink", **silent)
    before = rows_of("before").mark_text(align="right", dx=-8, dy=2, **text)
    after = rows_of("after").mark_text(align="left", dx=8, dy=2, **text)
    name = rows_of("name").mark_text(align="left", dx=4, baseline="middle", **text)
    way = rows_of("way").mark_rule(strokeWidth=1, strokeDash=[1, 3], **silent)
    top = {"x": position["x"], "y": alt.value(0), "text": "name:N"}
    layers = [
        rule.encode(x=position["x"]),
        way.encode(**position, x2="to_n:Q", y2="to_seconds:Q", color=colour),
        line.encode(
            **position,
            color=colour,
            strokeWidth=alt.StrokeWidth("name:O", scale=widths, legend=None),
            strokeDash=alt.StrokeDash("name:O", scale=dashes, legend=None),
        ),
        beads.encode(**position, color=colour, tooltip=tooltip, opacity=seen),
        point.encode(**position, color=colour, tooltip=tooltip),
        before.encode(**top),
        after.encode(**top),
        name.encode(**position, text="name:N"),
    ]
    return style(alt.layer(*layers, data=alt.NamedData("rows")), HEIGHT)


def with_line_names(
    columns: Mapping[str, Sequence[Any]],
    names: Sequence[str],
    across: tuple[float, float],
    up: tuple[float, float],
) -> dict[str, list[Any]]:
    """Return the columns of `timing_curves` with the rows that name the lines.

    Args:
        columns: n, seconds, name, kind and text.
        names: of the lines; one that has no point gets no name.
        across, up: as `timing_curves` takes them.
    """
    result = {column: list(values) for column, values in columns.items()}
    ends = {
        name: (n, min(max(seconds, up[0]), up[1]))
        for n, seconds, name, kind in zip(
            *(columns[key] for key in ("n", "seconds", "name", "kind")), strict=True
        )
        if kind in ("line", "measured") and name in names
    }
    low, high = np.log10(up)
    pixels = [PLANE * (high - np.log10(s)) / (high - low) for _, s in ends.values()]
    places = spread_labels(pixels, FONT_SIZE + 3, 0, PLANE)
    at = float(across[0] * (across[1] / across[0]) ** NAMES_FROM)
    result |= {"to_n": [*result["n"]], "to_seconds": [*result["seconds"]]}
    for (name, (n, seconds)), place in zip(ends.items(), places, strict=True):
        height = float(10 ** (high - place * (high - low) / PLANE))
        for row in (
            (at, height, name, "name", "", at, height),
            (n, seconds, name, "way", "", at, height),
        ):
            for column, value in zip(ROW, row, strict=True):
                result[column].append(value)
    return result


ROW = ("n", "seconds", "name", "kind", "text", "to_n", "to_seconds")
"""The columns of a row that `with_line_names` adds."""


def _axes(
    x: str, y: str, across: tuple[float, float], up: tuple[float, float]
) -> dict[str, Any]:
    """Return both axes; that of the sizes goes on where the names stand."""
    low, high = across
    sizes = [2.0**k for k in range(0, 21, 2) if low <= 2**k <= high]
    units = "".join(
        f"datum.value >= {0.99 * size} ? "
        f"format(datum.value / {size}, ',~g') + ' {unit}' : "
        for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs"))
    )
    end = low * (high / low) ** AXIS_END
    return {
        "x": alt.X(
            "n:Q",
            title=x,
            scale=alt.Scale(type="log", base=2, domain=[low, end], nice=False),
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
