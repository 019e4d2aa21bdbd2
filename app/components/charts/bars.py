"""Bars."""

import altair as alt

from app.components.charts.axes import FONT_SIZE, LABEL_LIMIT, meaning_colour, style


def share_bars(x: str, names: tuple[str, ...]) -> alt.Chart:
    """Return parts of a whole as bars, each with its number.

    Columns: name (one of `names`, top first), part (0 … 1), text.

    Args:
        x: title of the axis of the parts.
        names: of the bars, top first.
    """
    rows = alt.Y(
        "name:N",
        title=None,
        sort=None,
        scale=alt.Scale(domain=names),
        axis=alt.Axis(labelOverlap=False, labelLimit=LABEL_LIMIT),
    )
    across = alt.X(
        "part:Q",
        title=x,
        scale=alt.Scale(domain=[0, 1.15], nice=False),
        axis=alt.Axis(values=[0, 0.5, 1], format="%"),
    )
    base = alt.Chart(alt.NamedData("rows")).encode(y=rows, x=across)
    bars = base.mark_bar(height=12).encode(
        color=meaning_colour("prediction"),
        tooltip=[
            alt.Tooltip("name:N", title=" "),
            alt.Tooltip("text:N", title=x),
        ],
    )
    texts = base.mark_text(style="ink", align="left", dx=5, fontSize=FONT_SIZE)
    return style(alt.layer(bars, texts.encode(text="text:N")), 270)
