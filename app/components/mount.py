"""Mount components: the parts of the player, and what stands alone.

Every part of the player shares one recording and one state in the browser
(player/player_store.js).
Only the figure carries the recording; a part placed anywhere draws from it. What needs
none of that is a component of its own, so that none sends another's scripts.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from app.components.bundle import BUNDLES, player_of

COMPONENTS = {name: bundle.component(name) for name, bundle in BUNDLES.items()}
PROVIDERS = {name: bundle.provider(name) for name, bundle in BUNDLES.items()}
SESSION_KEY = "bundles"


def start_run() -> None:
    """Make a place for the scripts of this run; none are there yet."""
    st.session_state[SESSION_KEY] = st.container(key=SESSION_KEY), set()


def _mount(name: str, **arguments: Any) -> Any:
    """Mount a component; before the first of its kind in a run, its scripts."""
    if SESSION_KEY not in st.session_state:
        start_run()
    place, provided = st.session_state[SESSION_KEY]
    if name not in provided:
        provided.add(name)
        with place:
            PROVIDERS[name](key=f"bundle-{name}", height=1)
    return COMPONENTS[name](**arguments)


def mount_drawing(
    name: str, key: str, drawing: Mapping[str, Any], **arguments: Any
) -> Any:
    """Mount a component that is given what it draws, in finite numbers.

    Raises:
        ValueError: if a number in `drawing` is not finite.
    """
    data = {"drawing": json.dumps(drawing, allow_nan=False)}
    return _mount(name, key=key, data=data, **arguments)


def player_part(
    name: str,
    *,
    key: str,
    player_context: Mapping[str, Any],
    packed: bytes | None = None,
    handlers: Mapping[str, Callable[[], None]] | None = None,
    **options: Any,
) -> Any:
    """Mount one part.

    Args:
        name: "figure", "view", "code", "call", "output", "legend",
            "picture", "scenes", "share" or "copy".
        key: Streamlit key, unique on the page.
        player_context: what all parts of a page share: group, lang, words, quantities,
            acts.
        packed: a recording from `pack`, for the figure.
        handlers: called when the part sends a value of that name, which is then in
            `st.session_state[key]`; the figure sends "now", the positions of the played
            controls, when the reader lets go of one, and "guess", a prediction.
        options: what this part alone needs, JSON-able and finite.

    Raises:
        ValueError: if a number in `options` is not finite.
    """
    conf = {"part": name, "look": player_context, **options}
    data: dict[str, Any] = {"conf": json.dumps(conf, allow_nan=False)}
    if packed is not None:
        data["rec"] = pa.table({"bytes": np.frombuffer(packed, np.uint8)})
    callbacks: dict[str, Any] = {
        f"on_{name}_change": handler for name, handler in (handlers or {}).items()
    }
    views = [*options.get("views", ()), *filter(None, [options.get("view")])]
    _, provided = st.session_state.get(SESSION_KEY, (None, ()))
    return _mount(player_of(views, provided), key=key, data=data, **callbacks)


def class_ballot(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount the question of a class, to be answered or to be watched.

    Args:
        key: Streamlit key, unique on the page.
        drawing: what class_ballot/class_ballot.js draws.

    Raises:
        ValueError: if a number in it is not finite.
    """
    mount_drawing("class_ballot", key, drawing)


def class_results(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount what a class has answered.

    Args:
        key: Streamlit key, unique on the page.
        drawing: what class_results/class_results.js draws.
    """
    mount_drawing("class_results", key, drawing)


def tensor_cells(
    *, key: str, drawing: Mapping[str, Any], on_touch: Callable[[], None] | None = None
) -> None:
    """Mount tensors as cells.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.tensor_cells.figure_data`.
        on_touch: called when "touched" in `st.session_state[key]` has new cells.
    """
    callbacks: dict[str, Any] = {"on_touched_change": on_touch} if on_touch else {}
    mount_drawing("tensor_cells", key, drawing, **callbacks)


def value_graph(
    *, key: str, drawing: Mapping[str, Any], on_move: Callable[[], None] | None = None
) -> None:
    """Mount a graph with values.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.value_graph.figure_data`.
        on_move: called when "moved" in `st.session_state[key]` has a leaf's numbers.
    """
    callbacks: dict[str, Any] = {"on_moved_change": on_move} if on_move else {}
    mount_drawing("value_graph", key, drawing, **callbacks)


def code_stepper(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount code that is stepped line by line.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.code_stepper.figure_data`.
    """
    mount_drawing("code_stepper", key, drawing)


def sliders(
    *, key: str, drawing: Mapping[str, Any], on_release: Callable[[], None]
) -> Any:
    """Mount numbers that are dragged.

    Args:
        key: Streamlit key, unique on the page.
        drawing: what sliders/sliders.js draws: the sliders' values and their start, a
            law and what it needs, a figure, sentences, and the cells that follow.
        on_release: called after a drag; `st.session_state[key]["now"]` has the values.

    Raises:
        ValueError: if a number in it is not finite.
    """
    return mount_drawing("sliders", key, drawing, on_now_change=on_release)


def layer_chain(
    *, key: str, drawing: Mapping[str, Any], on_select: Callable[[], None]
) -> None:
    """Mount layers joined by arrows.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.layer_chain.figure_data`.
        on_select: called when a box is touched; its place is then `i` of "picked" in
            `st.session_state[key]`.
    """
    mount_drawing("layer_chain", key, drawing, on_picked_change=on_select)


def course_map(
    *, key: str, drawing: Mapping[str, Any], on_select: Callable[[], None]
) -> None:
    """Mount columns of boxes, and what leads from one to another.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.course_map.figure_data`.
        on_select: called when a box is touched; its name is then `id` of "picked" in
            `st.session_state[key]`.
    """
    mount_drawing("course_map", key, drawing, on_picked_change=on_select)


def scroll_here(*, key: str) -> None:
    """Scroll to this place, once, when it is drawn."""
    _mount("scroll_here", key=key)


def focus_block(
    *,
    key: str,
    version: str,
    label: str = "",
    with_parent: bool = False,
    in_view: bool = False,
    without_figure: bool = False,
    scroll_only: bool = False,
) -> None:
    """Move the focus to the block this stands in, once, and scroll so that it is seen.

    Args:
        key: Streamlit key, unique on the page.
        version: of what there is to read; for another one the focus moves.
        label: what the block is called, if not by all that it says.
        with_parent: whether the block around it is to be seen too.
        in_view: whether the answer is set in a view of the player.
        without_figure: whether it is not about the figure that stands before it.
        scroll_only: whether the focus stays where it is.
    """
    drawing = {"of": key, "at": version, "label": label, "whole": with_parent}
    mount_drawing(
        "focus_block",
        key,
        drawing | {"view": in_view, "alone": without_figure, "still": scroll_only},
        height=1,
    )


def presentation_keys(
    *, drawing: Mapping[str, Any], handlers: Mapping[str, Callable[[], None]]
) -> None:
    """Mount the keys of the presentation.

    Args:
        drawing: `group`, whose scenarios are turned; `hint`, the keys in words;
            `grown`, how much larger than usual the page is thought to be.
        handlers: called when the reader leaves ("leave"), turns the page ("page", -1 or
            1) or sees it in another size ("grown"): what is said then is in
            `st.session_state["projector/keys"]`.
    """
    callbacks = {f"on_{name}_change": handler for name, handler in handlers.items()}
    mount_drawing("presentation", "projector/keys", drawing, height=1, **callbacks)


def class_bar(
    *, drawing: Mapping[str, Any], handlers: Mapping[str, Callable[[], None]]
) -> None:
    """Mount what shows the class at the foot of a page.

    Args:
        drawing: from `app.activities.classroom.class_bar`.
        handlers: called when the class has moved on ("turn"), and when the pupil goes
            back to where they were ("back") or leaves ("leave").
    """
    callbacks: dict[str, Any] = {f"on_{k}_change": v for k, v in handlers.items()}
    with st.container(key="class-bar"):
        mount_drawing("class_bar", "class/bar", drawing, height=1, **callbacks)


def image_grid(
    *, key: str, drawing: Mapping[str, Any], on_select: Callable[[], None] | None = None
) -> None:
    """Mount small pictures.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.image_grid.figure_data`.
        on_select: called when one is chosen; its place is then `i` of "picked" in
            `st.session_state[key]`.
    """
    callbacks: dict[str, Any] = {"on_picked_change": on_select} if on_select else {}
    mount_drawing("image_grid", key, drawing, **callbacks)


def sketchpad(
    *, key: str, words: Mapping[str, str], start: str, on_rest: Callable[[], None]
) -> None:
    """Mount the place where the reader draws.

    Args:
        key: Streamlit key, unique on the page.
        words: what is written on it.
        start: the drawing it begins with, 28×28 bytes in base64, or "".
        on_rest: called when the pen rests; `pixels` of "drawn" in
            `st.session_state[key]` is then the drawing, as in `start`.
    """
    drawing = {"words": words, "start": start}
    mount_drawing("sketchpad", key, drawing, on_drawn_change=on_rest)


def lesson_editor(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount the editor of a lesson.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.lesson_editor.figure_data`.
    """
    mount_drawing("lesson_editor", key, drawing)


def mount_unseen(
    name: str, key: str, drawing: Mapping[str, Any], **arguments: Any
) -> None:
    """Mount a component that draws nothing in its place, such as the glossary.

    Args:
        name, key, drawing, arguments: as `mount_drawing` takes them.
    """
    if SESSION_KEY not in st.session_state:
        start_run()
    place, _ = st.session_state[SESSION_KEY]
    with place:
        mount_drawing(name, key, drawing, height=1, **arguments)


def file_upload(
    *,
    key: str,
    label: str,
    limit: int,
    accept: str,
    partial: bool,
    on_file: Callable[[], None],
) -> None:
    """Mount the place where the reader gives a file.

    Args:
        key: Streamlit key, unique on the page.
        label: what it is called.
        limit: the largest file in bytes; of a larger one only its name and its size are
            sent, or, if `partial`, its first bytes too.
        accept: the kinds of file that the browser offers, as HTML's `accept`.
        on_file: called when there is one: `st.session_state[key]["file"]` is a
            dict, its `name`, its `size`, and its `bytes` in base64.
    """
    drawing = {"label": label, "limit": limit, "accept": accept, "part": partial}
    mount_drawing("file_upload", key, drawing, on_file_change=on_file)
