"""Mount the parts of the player: figure, code, call; and what stands alone.

Every part of a page shares one recording and one state in the browser (room.js).
Only the figure carries the recording; a part placed anywhere draws from it. What needs
none of that is a component of its own, so that none sends another's scripts.
"""

import json
import struct
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from app.player.kits import AGAIN, KITS, PACK_OF
from lessons.contract import Recording, beyond_single

COMPONENTS = {name: kit.component(name) for name, kit in KITS.items()}
SHARED = {name: kit.shared(name) for name, kit in KITS.items()}
RETURN = AGAIN.alone("again")


def begin() -> None:
    """At the head of a run: a place for the scripts, of which none are there yet."""
    st.session_state["kits"] = st.container(key="kits"), set()


def again() -> None:
    """Let the page run again when its connection was cut and is back; after `begin`."""
    place, _ = st.session_state["kits"]
    with place:
        RETURN(key="again", on_back_change=lambda: None, height=1)


def _mount(name: str, **how: Any) -> Any:
    """Mount a component; before the first of its kind in a run, its scripts."""
    if "kits" not in st.session_state:
        begin()
    place, there = st.session_state["kits"]
    if name not in there:
        there.add(name)
        with place:
            SHARED[name](key=f"kit-{name}", height=1)
    return COMPONENTS[name](**how)


def _draw(name: str, key: str, drawing: Mapping[str, Any], **listening: Any) -> Any:
    """Mount a component that is given what it draws, in finite numbers."""
    data = {"drawing": json.dumps(drawing, allow_nan=False)}
    return _mount(name, key=key, data=data, **listening)


def part(
    name: str,
    *,
    key: str,
    look: Mapping[str, Any],
    packed: bytes | None = None,
    handlers: Mapping[str, Callable[[], None]] | None = None,
    **conf: Any,
) -> Any:
    """Mount one part.

    Args:
        name: "figure", "view", "code", "call", "output", "legend",
            "picture", "scenes", "share" or "copy".
        key: Streamlit key, unique on the page.
        look: what all parts of a page share: group, lang, words, quantities, acts.
        packed: a recording from `pack`, for the figure.
        handlers: called when the part sends a value of that name, which is then in
            `st.session_state[key]`; the figure sends "now", the positions of the played
            controls, when the reader lets go of one, and "guess", a prediction.
        conf: what this part alone needs, JSON-able and finite.

    Raises:
        ValueError: if a number in `conf` is not finite.
    """
    data: dict[str, Any] = {
        "conf": json.dumps({"part": name, "look": look, **conf}, allow_nan=False)
    }
    if packed is not None:
        data["rec"] = pa.table({"bytes": np.frombuffer(packed, np.uint8)})
    listening: dict[str, Any] = {
        f"on_{name}_change": call for name, call in (handlers or {}).items()
    }
    packs = {PACK_OF.get(view["kind"], "") for view in conf.get("views", ())} - {""}
    return _mount("-".join(("player", *packs)), key=key, data=data, **listening)


def cells(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount tensors as cells.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.tensor_cells.drawing`.

    Raises:
        ValueError: if a number in it is not finite.
    """
    _draw("cells", key, drawing)


def flow(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount a graph with values.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.value_graph.drawing`.

    Raises:
        ValueError: if a number in it is not finite.
    """
    _draw("flow", key, drawing)


def steps(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount code that is stepped line by line.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.code_stepper.drawing`.
    """
    _draw("steps", key, drawing)


def dials(*, key: str, drawing: Mapping[str, Any], released: Callable[[], None]) -> Any:
    """Mount numbers that are dragged.

    Args:
        key: Streamlit key, unique on the page.
        drawing: what app/player/dials.js draws: the sliders' values and their start, a
            law and what it needs, a figure, sentences, and the cells that follow.
        released: called when the reader lets go; `st.session_state[key]["now"]` then
            has the values.

    Raises:
        ValueError: if a number in it is not finite.
    """
    return _draw("dials", key, drawing, on_now_change=released)


def chain(*, key: str, drawing: Mapping[str, Any], picked: Callable[[], None]) -> None:
    """Mount layers joined by arrows.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.layer_chain.drawing`.
        picked: called when a box is touched; its place is then `i` of "picked" in
            `st.session_state[key]`.
    """
    _draw("chain", key, drawing, on_picked_change=picked)


def atlas(*, key: str, drawing: Mapping[str, Any], picked: Callable[[], None]) -> None:
    """Mount columns of boxes, and what leads from one to another.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.course_map.drawing`.
        picked: called when a box is touched; its name is then `id` of "picked" in
            `st.session_state[key]`.
    """
    _draw("atlas", key, drawing, on_picked_change=picked)


def here(*, key: str) -> None:
    """Scroll to this place, once, when it is drawn."""
    _mount("here", key=key)


def focus(
    *,
    key: str,
    at: str,
    label: str = "",
    whole: bool = False,
    view: bool = False,
    alone: bool = False,
) -> None:
    """Move the focus to the block this stands in, once, and scroll so that it is seen.

    Args:
        key: Streamlit key, unique on the page.
        at: what there is to read; the focus moves when it is another than before.
        label: what the block is called, if not by all that it says.
        whole: whether the block around it is to be seen too.
        view: whether the answer is set in a view of the player.
        alone: whether it is not about the figure that stands before it.
    """
    drawing = {"of": key, "at": at, "label": label, "whole": whole}
    _draw("focus", key, drawing | {"view": view, "alone": alone}, height=1)


def projector(
    *, drawing: Mapping[str, Any], handlers: Mapping[str, Callable[[], None]]
) -> None:
    """Mount the keys of the projector.

    Args:
        drawing: `group`, whose scenarios are turned; `hint`, the keys in words;
            `grown`, how much larger than usual the page is thought to be.
        handlers: called when the reader leaves ("leave"), turns the page ("page", -1 or
            1) or sees it in another size ("grown"): what is said then is in
            `st.session_state["projector/keys"]`.
    """
    listening = {f"on_{name}_change": call for name, call in handlers.items()}
    _draw("projector", "projector/keys", drawing, height=1, **listening)


def pictures(
    *, key: str, drawing: Mapping[str, Any], picked: Callable[[], None] | None = None
) -> None:
    """Mount small pictures.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.components.image_grid.drawing`.
        picked: called when one is chosen; its place is then `i` of "picked" in
            `st.session_state[key]`.
    """
    listening: dict[str, Any] = {"on_picked_change": picked} if picked else {}
    _draw("pictures", key, drawing, **listening)


def sketch(
    *, key: str, words: Mapping[str, str], start: str, drawn: Callable[[], None]
) -> None:
    """Mount the place where the reader draws.

    Args:
        key: Streamlit key, unique on the page.
        words: what is written on it.
        start: the drawing it begins with, 28×28 bytes in base64, or "".
        drawn: called when the pen rests; `pixels` of "drawn" in
            `st.session_state[key]` is then the drawing, as in `start`.
    """
    data = {"sketch": json.dumps({"words": words, "start": start})}
    _mount("sketch", key=key, data=data, on_drawn_change=drawn)


def upload(
    *,
    key: str,
    label: str,
    limit: int,
    accept: str,
    part: bool,
    given: Callable[[], None],
) -> None:
    """Mount the place where the reader gives a file.

    Args:
        key: Streamlit key, unique on the page.
        label: what it is called.
        limit: the largest file in bytes; of a larger one only its name and its size are
            sent, or, if `part`, its first bytes too.
        accept: the kinds of file that the browser offers, as HTML's `accept`.
        given: called when there is one: `st.session_state[key]["file"]` is a dict, its
            `name`, its `size`, and its `bytes` in base64.
    """
    drawing = {"label": label, "limit": limit, "accept": accept, "part": part}
    _mount(
        "upload", key=key, data={"upload": json.dumps(drawing)}, on_file_change=given
    )


def pack(rec: Recording, start: Mapping[str, int | str]) -> bytes:
    """A recording as bytes: header length (uint32), JSON header, a block a table.

    A block holds float32; for a table of float64 the places (uint32) and values of
    those that float32 cannot hold follow. All begin at multiples of eight bytes.

    Args:
        rec: the recording; infinite numbers and NaN are allowed in its tables.
        start: position of each played control on a fresh mount; step `t` and its `act`,
            and up to which message what was `typed` in the figure of this `session` is
            read.
    """
    at, blocks, tables = 0, [], {}
    for name, table in rec.tables.items():
        values = table.values.ravel()
        beyond = np.flatnonzero(beyond_single(values))
        with np.errstate(over="ignore", under="ignore"):
            parts = [values.astype("<f4")]
        if len(beyond):
            parts += [beyond.astype("<u4"), values[beyond].astype("<f8")]
        shape = table.values.shape
        place = {"from": at, "axes": table.axes, "shape": shape, "beyond": len(beyond)}
        tables[name] = place
        for part in parts:
            block = part.tobytes()
            blocks.append(block + bytes(-len(block) % 8))
            at += len(blocks[-1])
    head = {"axes": rec.axes, "steps": rec.n_steps, "stride": rec.stride}
    head["known"] = rec.n_steps if rec.known is None else rec.known
    head |= {"tables": tables, "facts": rec.facts, "start": start, "cross": rec.cross}
    head["here"] = {name: rec.axes[name].index(v) for name, v in rec.here.items()}
    text = json.dumps(head, allow_nan=False).encode()
    text += b" " * (-(len(text) + 4) % 8)
    return struct.pack("<I", len(text)) + text + b"".join(blocks)


def unpack(packed: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The header and the tables by name: what the browser reads, in Python."""
    (n,) = struct.unpack_from("<I", packed)
    head = json.loads(packed[4 : 4 + n])
    tables = {}
    for name, table in head["tables"].items():
        at, size = 4 + n + table["from"], int(np.prod(table["shape"]))
        values = np.frombuffer(packed, "<f4", size, at)
        if more := table["beyond"]:
            at += -(-4 * size // 8) * 8
            places = np.frombuffer(packed, "<u4", more, at)
            at += -(-4 * more // 8) * 8
            values = values.astype("<f8")
            values[places] = np.frombuffer(packed, "<f8", more, at)
        tables[name] = values.reshape(table["shape"])
    return head, tables
