"""A square of paper on which the reader draws with mouse, finger or pen."""

from base64 import b64decode, b64encode
from contextlib import suppress

import numpy as np
import streamlit as st

from app.components import mount
from app.state.page_context import PageContext

SIDE = 28
"""Pixels a side of the drawing, as sketchpad.js has it."""


def sketchpad(context: PageContext, name: str) -> np.ndarray | None:
    """Draw the paper; return the reader's drawing.

    Args:
        context: the page; its state keeps the drawing in `inputs.files`.
        name: its label stands in the words' section `labels`.

    Returns:
        uint8, shape (28, 28), 0 is paper; None before anything was drawn.
    """
    state = context.state.inputs.file(name)
    key, pixels = context.widget_key(name), state.data or b""

    def receive() -> None:
        message = st.session_state[key].get("drawn") or {}
        with suppress(ValueError):
            state.data = b64decode(str(message.get("pixels")), validate=True)

    label = context.words.labels("labels")[name]
    words = context.messages["sketch"] | {"label": label}
    start = b64encode(pixels).decode()
    mount.sketchpad(key=key, words=words, start=start, on_rest=receive)
    if len(pixels) != SIDE**2:  # none yet, or not from our board
        return None
    return np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE)
