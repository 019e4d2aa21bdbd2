"""What a matrix does to the plane: a grid, a vector and their images, dragged."""

from typing import Any

import streamlit as st

from app.components import mount
from app.state.control_widgets import show_value
from app.state.page_context import PageContext

REACH = 4
"""Both planes show −REACH to REACH."""

STEP = 0.1
"""What is dragged lies on multiples of this."""


def plane_figure(
    context: PageContext, name: str, section: str, *, says: str, disabled: bool = False
) -> None:
    """Draw the plane before and after A: its vector and A's columns can be moved.

    The cells whose `live` is the control follow while they are dragged.

    Args:
        context: the page and this run of it.
        name: the typed control; its value is A, row after row, then x: six numbers.
        section: of the words, with the labels before, after, x, first, second, image
            and alt.
        says: of the words, a sentence for a plane that is turned, kept or flat.
        disabled: whether nothing can be moved.
    """
    key = context.widget_key(f"{name}/plane")
    control = context.lesson[name]

    def receive() -> None:
        message = st.session_state[key].get("now") or {}
        try:
            value: Any = tuple(
                round(float(n), 1) + 0.0 for n in message.get("values", ())
            )
            show_value(context.slug, control, control.check(value))
        except (TypeError, ValueError):
            return

    drawing: dict[str, Any] = {
        "values": context.settings[name],
        "reach": REACH,
        "step": STEP,
        "labels": context.words.labels(section),
        "says": context.words.labels(says),
        "lang": context.lang,
        "live": context.widget_key(name),
        "disabled": disabled,
    }
    mount.mount_drawing("plane_map", key, drawing, on_now_change=receive)
