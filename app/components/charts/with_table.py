"""Draw a chart; a small switch in its corner opens the table of its numbers."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from app.components import charts
from app.components.charts import chart_table
from app.components.text_table import text_table
from app.content import theme
from app.content.catalogue import load_messages
from app.state import export_mode


def draw_with_table(
    chart: Callable[..., Any],
    columns: Mapping[str, Any],
    *,
    key: str,
    alt: str,
    lang: str,
    scale: float,
    follow_theme: bool = False,
    table: bool = True,
    **words: Any,
) -> None:
    """Draw a chart, and the switch that opens the table of its numbers.

    The table is made when it is opened; closed, it costs its switch. In a file the
    table stands alone: a chart needs a library of its own in the browser.

    Args:
        chart, columns, scale, words: as `charts.draw` says.
        key: Streamlit key, unique on the page.
        alt: the text alternative.
        lang: how numbers are written.
        follow_theme: whether Python has coloured it, so that it is drawn anew when the
            reader changes the theme.
        table: whether there is a switch for the table.
    """
    messages = load_messages(lang)["data_table"]

    def draw_table() -> None:
        numbers = chart_table.build_table(chart, columns, lang, messages, words)
        every = messages["every"].format(k=numbers.every)
        caption = f"{alt} {every}" if numbers.every > 1 else alt
        text_table(alt, numbers.head, numbers.rows, caption=caption)

    if export_mode.is_on():
        draw_table()
        return
    # what is drawn every second may be drawn twice in a run: only a table needs a key
    place = st.container(key=f"{key}/chart" if table else None, gap=None)
    with place:
        charts.draw(chart, columns, key=key, alt=alt, lang=lang, scale=scale, **words)
        if follow_theme:
            theme.rerun_on_change(f"{key}/theme")
        if table and st.toggle(messages["show"], key=f"{key}/table"):
            draw_table()
