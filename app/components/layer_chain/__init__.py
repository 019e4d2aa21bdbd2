"""Boxes joined by arrows with shapes on them, as plain data for the browser."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app.components import mount
from app.content.number_format import format_number
from app.state.control_widgets import show_value
from app.state.page_context import PageContext
from lessons.toolkit.layer_stack import Box, Chain, NamedShapes
from lessons.toolkit.shape_parser import Shape


def layer_chain(context: PageContext, chain: Chain, *, selects: str, alt: str) -> None:
    """Draw layers joined by arrows; one that is touched is selected.

    Args:
        context: the page and this run of it.
        chain: the layers.
        selects: the control that says which is selected, counted from 0; beyond the end
            it is the last one.
        alt: the figure's name for a screen reader.
    """
    key, last = context.widget_key("chain"), len(chain.boxes) - 1

    def select() -> None:
        index = (st.session_state[key].get("picked") or {}).get("i")
        if index in context.lesson[selects].values:
            show_value(context.slug, context.lesson[selects], index)

    selected = min(int(context.settings[selects]), last)
    words = context.messages["chain"]
    data = figure_data(chain, context.lang, words, picked=selected, alt=alt)
    mount.layer_chain(key=key, drawing=data, on_select=select)


def figure_data(
    chain: Chain, lang: str, words: Mapping[str, str], *, picked: int, alt: str
) -> dict[str, Any]:
    """Return what the browser draws, JSON-able.

    Args:
        words: the messages' section "chain".
        picked: the index of the selected box.
        alt: the figure's name for a screen reader.
    """
    boxes = [_box_data(box, lang, words) for box in chain.boxes]
    names = ("given", "wrong", "unreached", "hint")
    return {
        "alt": alt,
        "given": _tensor_data(chain.inputs),
        "boxes": boxes,
        "picked": picked,
        "words": {name: words[name] for name in names},
    }


def _box_data(box: Box, lang: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Return a box with its texts and its text alternative."""
    form = "one" if box.count == 1 else "many"
    count = words[form if box.count else "none"].format(
        n=format_number(box.count, lang)
    )
    out = _tensor_data(box.out)
    holds = [*_tensor_data(box.parameters), *_tensor_data(box.buffers, kind="kept")]
    texts = [box.name, count, *(f"{t['name']} {t['shape']}" for t in holds)]
    if box.state:
        texts.append(words[box.state])
    else:
        shapes = ", ".join(f"{t['name']} {t['shape']}".strip() for t in out)
        texts.append(words["makes"].format(shapes=shapes))
    return {
        "name": box.name,
        "holds": holds,
        "count": count,
        "out": out,
        "state": box.state,
        "alt": "; ".join(texts),
    }


def _tensor_data(tensors: NamedShapes, kind: str = "") -> list[dict[str, Any]]:
    return [
        {"name": name, "shape": format_shape(shape), "size": shape, "kind": kind}
        for name, shape in tensors
    ]


def format_shape(shape: Shape) -> str:
    """Return the text of a shape, without a place where the line may break."""
    return str(shape).replace(" ", "\u00a0")
