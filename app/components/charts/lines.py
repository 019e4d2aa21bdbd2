"""Lines of measures over a training: distances, losses, learning curves."""

import altair as alt

from app.components.charts.axes import (
    FONT_SIZE,
    log_axis,
    mark_exits,
    meaning_colour,
    style,
)


def distance_curve(
    x: str, y: str, n_steps: int, low: float = 1e-3, high: float = 10
) -> alt.Chart:
    """Return the distance to the exact answer over the updates, on a log axis.

    Columns: t, distance.

    Args:
        x, y: titles of the axes.
        n_steps: the number of the last update.
        low, high: the limits of the axis of the distance; the line may leave it.
    """
    y_axis = log_axis(y, low, high, 12)

    line = (
        alt.Chart(alt.NamedData("rows"))
        .mark_line(clip=True, strokeWidth=3)
        .encode(
            x=alt.X("t:Q", title=x, scale=alt.Scale(domain=[0, n_steps], nice=False)),
            y=y_axis("distance"),
            color=meaning_colour("model"),
            tooltip=[
                alt.Tooltip("t:Q", title=x, format=","),
                alt.Tooltip("distance:Q", title=y, format=".4~g"),
            ],
        )
    )
    return style(mark_exits(line, "t", "distance", y_axis, (low, high)), 260)


def loss_curves(
    x: str,
    y: str,
    names: tuple[str, ...],
    end: float,
    low: float,
    high: float,
    strokes: tuple[tuple[float, ...], ...] = ((4,), (2.4, 7, 4), (1,)),
    above: bool = False,
) -> alt.Chart:
    """Return the losses of several runs over one common measure, on a log axis.

    Columns: at (the measure), loss, name (one of `names`, the strongest line first).

    Args:
        x, y: titles of the axes.
        names: of the runs.
        end: the upper limit of the axis of the measure.
        low, high: the limits of the axis of the loss; a line may leave it.
        strokes: for each name the width of its line, and its dashes if it has any.
        above: whether the legend stands over the lines, not in their corner.
    """
    widths = alt.Scale(domain=names, range=[width for width, *_ in strokes])
    patterns = [dash or [1, 0] for _, *dash in strokes]
    dashes = alt.Scale(domain=names, range=patterns)
    legend = alt.Legend(
        title=None,
        orient="top" if above else "top-right",
        columns=2 if above else 1,
        labelFontSize=FONT_SIZE,
        labelLimit=240,
        symbolSize=900,
        symbolType="stroke",
    )
    y_axis = log_axis(y, low, high, 6)

    line = (
        alt.Chart(alt.NamedData("rows"))
        .mark_line(clip=True)
        .encode(
            x=alt.X("at:Q", title=x, scale=alt.Scale(domain=[0, end], nice=False)),
            y=y_axis("loss"),
            color=meaning_colour("loss"),
            strokeWidth=alt.StrokeWidth("name:O", scale=widths, legend=legend),
            strokeDash=alt.StrokeDash("name:O", scale=dashes, legend=legend),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("at:Q", title=x, format=".3~g"),
                alt.Tooltip("loss:Q", title=y, format=".4~g"),
            ],
        )
    )
    layers = mark_exits(line, "at", "loss", y_axis, (low, high), "name")
    return style(layers, 400 if above else 300)


def learning_curves(
    x: str,
    y: str,
    names: tuple[str, str],
    end: float,
    low: float,
    high: float,
) -> alt.Chart:
    """Return a measure on training and on test examples over the training.

    Columns: at, value, name (one of `names`: training, test).

    Args:
        x, y: titles of the axes.
        names: of the two lines, training and test.
        end: the upper limit of the axis of the training.
        low, high: the limits of the axis of the values; a line may leave it.
    """
    colours = alt.Scale(domain=names, range=["@loss", "@test"])
    dashes = alt.Scale(domain=names, range=[[1, 0], [7, 4]])
    legend = alt.Legend(
        title=None,
        orient="top",
        columns=1,  # a phone is too narrow for two
        labelFontSize=FONT_SIZE,
        rowPadding=0,
        symbolSize=400,
        symbolType="stroke",
        symbolStrokeWidth=3,
    )
    scale = alt.Scale(domain=[low, high], nice=False)

    def y_axis(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=y, scale=scale)

    line = (
        alt.Chart(alt.NamedData("rows"))
        .mark_line(clip=True, strokeWidth=3)
        .encode(
            x=alt.X("at:Q", title=x, scale=alt.Scale(domain=[0, end], nice=False)),
            y=y_axis("value"),
            color=alt.Color("name:N", scale=colours, legend=legend),
            strokeDash=alt.StrokeDash("name:O", scale=dashes, legend=legend),
            tooltip=[
                alt.Tooltip("name:N", title=" "),
                alt.Tooltip("at:Q", title=x, format=".2~f"),
                alt.Tooltip("value:Q", title=y, format=".3~r"),
            ],
        )
    )
    return style(mark_exits(line, "at", "value", y_axis, (low, high), "name"), 246)
