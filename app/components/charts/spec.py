"""Vega-Lite specs: built once per look, without data, so a rerun sends numbers only."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any

import altair as alt
import pyarrow as pa
import streamlit as st
from babel.numbers import get_decimal_symbol, get_group_symbol

from app.components.charts.axes import FONT_SIZE
from app.content import theme
from app.content.quantities import MEANINGS

SCALED_PROPERTIES = {
    *("fontSize", "labelFontSize", "titleFontSize", "labelLimit", "height"),
    *("strokeWidth", "dx", "dy", "offset", "symbolSize"),
}
"""Properties of a spec, in pixels, that grow with the type of the page."""


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
    """Draw a chart on the page.

    Args:
        chart: a chart function of `app.components.charts`.
        columns: its data, as the function says: arrays or lists of equal length.
        key: Streamlit key, unique on the page.
        alt: the text alternative.
        lang: how numbers are written.
        scale: how many times larger than usual type, lines and heights are.
        words: the arguments of the function, hashable: titles, names, limits.
    """
    arguments = tuple(sorted(words.items()))
    cached = build_spec(chart, lang, theme.current_mode(), arguments, scale)
    spec = deepcopy(cached)  # Streamlit writes into it
    st.vega_lite_chart(pa.table(dict(columns)), spec, key=key, alt=alt)


@lru_cache(maxsize=64)
def build_spec(
    chart: Callable[..., alt.Chart],
    lang: str,
    mode: str,
    words: tuple[tuple[str, Any], ...],
    scale: float = 1,
) -> dict[str, Any]:
    """Return the Vega-Lite spec of a chart without its data.

    The dict is shared by all readers: copy it before writing into it.

    Args:
        chart: a chart function of `app.components.charts`.
        lang: how numbers are written.
        mode: "light" or "dark".
        words: names and values of the function's arguments.
        scale: how many times larger than usual type, lines and heights are.
    """
    spec = chart(**dict(words)).to_dict(validate=False)
    spec = _scale_sizes(_fill_colours(spec, mode), scale)
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
        sizes = dict.fromkeys(("labelFontSize", "titleFontSize"), FONT_SIZE * scale)
        config["axis"] = sizes | config["axis"]
        config["legend"] |= sizes
    config["style"] = {
        name: {"color": theme.colour(mode, colour), "fill": theme.colour(mode, colour)}
        for name, colour in (("ink", "text"), ("paper", "background"))
    }
    config["text"] = {"color": ink}
    return spec


def _fill_colours(part: Any, mode: str) -> Any:
    """Replace "@model" in a part of a spec by the theme's colour of the model."""
    if isinstance(part, dict):
        return {name: _fill_colours(value, mode) for name, value in part.items()}
    if isinstance(part, list):
        return [_fill_colours(value, mode) for value in part]
    if isinstance(part, str) and part.startswith("@"):
        return theme.colour(mode, MEANINGS[part.removeprefix("@")])
    return part


def _scale_sizes(part: Any, scale: float, name: str = "") -> Any:
    """Multiply the sizes in pixels of a part of a spec by `scale`."""
    if isinstance(part, dict):
        return {key: _scale_sizes(value, scale, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_scale_sizes(value, scale) for value in part]
    if name in SCALED_PROPERTIES and isinstance(part, int | float):
        return part * scale
    return part


def _number_locale(lang: str) -> dict[str, Any]:
    """Return d3-format's definition of how numbers are written in a language."""
    return {
        "decimal": get_decimal_symbol(lang),
        "thousands": get_group_symbol(lang),
        "grouping": [3],
        "currency": ["", ""],
    }
