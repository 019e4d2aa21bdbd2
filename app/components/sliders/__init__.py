"""Sliders that are dragged while a figure and cells follow in the browser."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.components import mount
from app.content.quantities import QUANTITIES, RATES
from app.state.control_widgets import show_value
from app.state.page_context import PageContext
from lessons.contract import TextControl


def dragged_sliders(
    context: PageContext, name: str, law: Mapping[str, Any], axes: str, *, says: str
) -> None:
    """Draw a slider for each number of a typed control, and a figure that follows.

    The cells whose `live` is the control follow as well.

    Args:
        context: the page and this run of it.
        name: the control; all its parts are sliders.
        law: law, figure and cells, as sliders.js takes them.
        axes: a section with the labels x, y and alt of the figure.
        says: a section whose numbers follow; where the law tells cases apart, a
            sentence for each, by its name.

    Raises:
        TypeError: if the control is not typed.
    """
    control, words = context.lesson[name], context.words
    if not isinstance(control, TextControl):
        raise TypeError(f"{name} is not typed")
    key = context.widget_key(f"{name}/dials")
    parts = control.parts(context.settings[name], context.settings)
    part_labels, axis_labels = words.labels(f"{name}.parts"), words.labels(axes)
    view = {
        "xName": axis_labels["x"],
        "yName": axis_labels["y"],
        "alt": axis_labels["alt"],
    }

    def receive() -> None:
        message = st.session_state[key].get("now") or {}
        value = context.settings[name]
        for i, number in enumerate(message.get("values", ())):
            part = control.parts(value, context.settings)[i]
            if number in part.values:
                value = part.with_value(number)
        show_value(context.slug, control, value)

    drawing: dict[str, Any] = {
        **law,
        "labels": [part_labels[part.name] for part in parts],
        "values": [part.values for part in parts],
        "start": [part.values.index(part.value) for part in parts],
        "says": words.labels(says) or words.template(says),
        "live": context.widget_key(name),
        "look": {
            "lang": context.lang,
            "quantities": QUANTITIES,
            "rates": sorted(RATES),
        },
        "view": {**law["view"], **view},
    }
    mount.sliders(key=key, drawing=drawing, on_release=receive)
