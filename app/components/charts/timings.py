"""Times that computations take."""

from typing import Any

import altair as alt

from app.components.charts.axes import FONT_SIZE, style


def timing_curves(
    x: str,
    y: str,
    lines: tuple[tuple[str, str, float, float, float], ...],
    across: tuple[float, float],
    up: tuple[float, float],
) -> alt.Chart:
    """Return times over a size, both on log axes.

    Columns: n, seconds, name (of the line), text (the time as it is written), kind
    ("line", "point" on it, "cross" with its name written beside it, "rule" at a size).

    Args:
        x, y: titles of the axes.
        lines: of each its name, meaning, width, and stroke and gap of its dashes.
        across: the limits of the axis of the size.
        up: those of the axis of the time, in seconds.
    """
    names = [name for name, *_ in lines]
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=2,
        columnPadding=6,
        labelFontSize=FONT_SIZE,
        labelLimit=240,
        labelOffset=6,
        offset=26,
        rowPadding=0,
        symbolSize=250,
        symbolType="stroke",
    )
    colours = [f"@{meaning}" for _, meaning, *_ in lines]
    colour = alt.Color(
        "name:N", scale=alt.Scale(domain=names, range=colours), legend=legend
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
    position: dict[str, Any] = {
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
    tooltip = [
        alt.Tooltip("name:N", title=" "),
        alt.Tooltip("n:Q", title=x, format=","),
        alt.Tooltip("text:N", title=y),
    ]

    def rows_of(kind: str) -> alt.Chart:
        return alt.Chart().transform_filter(f"datum.kind === '{kind}'")

    silent: dict[str, Any] = {
        "opacity": 1,
        "aria": False,
    }  # the text below the figure says it
    line = rows_of("line").mark_line(clip=True)
    beads = rows_of("line").mark_point(filled=True, size=60, opacity=0)
    point = rows_of("point").mark_point(filled=True, size=130, **silent)
    cross = rows_of("cross").mark_point(
        shape="cross", filled=True, size=130, style="ink", **silent
    )
    number = rows_of("cross").mark_text(
        align="right", dx=-9, dy=-9, fontSize=FONT_SIZE, style="ink"
    )
    rule = rows_of("rule").mark_rule(strokeDash=[2, 3], style="ink", **silent)
    layers = [
        rule.encode(x=position["x"]),
        line.encode(
            **position,
            color=colour,
            strokeWidth=alt.StrokeWidth("name:N", scale=widths, legend=legend),
            strokeDash=alt.StrokeDash("name:N", scale=dashes, legend=legend),
        ),
        beads.encode(**position, color=colour, tooltip=tooltip),
        point.encode(**position, color=colour, tooltip=tooltip),
        cross.encode(**position, tooltip=tooltip),
        number.encode(**position, text="name:N"),
    ]
    return style(alt.layer(*layers, data=alt.NamedData("rows")), 360)
