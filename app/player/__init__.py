"""Mount the parts of the player: figure, code, call; and what stands alone.

Every part of a page shares one recording and one state in the browser (room.js).
Only the figure carries the recording; a part placed anywhere draws from it. What needs
none of that is a component of its own, so that none sends another's scripts.
"""

import json
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import streamlit as st

from lessons.contract import Recording

HERE = Path(__file__).parent
SCRIPTS = (
    "dom",
    "words",
    "plot",
    "room",
    "start",
    "fit",
    "slope",
    "surface",
    "ends",
    "map",
    "guess",
    "curve",
    "powers",
    "weights",
    "loop",
    "picture",
    "range",
    "figure",
    "view",
    "code",
    "drawing",
    "scenes",
    "mount",
)
"""The browser side, joined in this order: no build, no library."""

MORE = {"network": ("network", "scores")}
"""What pages with such a view get besides, and a style sheet of that name."""

CELL_SCRIPTS = ("dom", "cells")
"""The same for tensors drawn as cells."""

FLOW_SCRIPTS = ("dom", "flow")
"""The same for the graph with values."""

STEP_SCRIPTS = ("dom", "steps")
"""The same for code that is stepped line by line."""

DIAL_SCRIPTS = ("dom", "words", "plot", "range", "dials")
"""The same for numbers that are dragged."""

CHAIN_SCRIPTS = ("dom", "chain")
"""The same for layers joined by arrows."""

UPLOAD_SCRIPTS = ("dom", "upload")
"""The same for the place where the reader gives a file."""

COMMENT = re.compile(r"(^|\s)//\s.*$")
"""From two slashes to the end of a line; no string of ours has them after a space."""


def scripts(names: Iterable[str] = SCRIPTS) -> str:
    """The scripts as one, without indentation and comments.

    Streamlit sends them again with every change of a part's data.
    """
    text = "\n".join((HERE / f"{name}.js").read_text("utf-8") for name in names)
    lines = (COMMENT.sub("", line).strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _component(*more: str) -> Any:
    """The player, able to draw these views besides."""
    sheets = [(HERE / f"{name}.css").read_text("utf-8") for name in ("player", *more)]
    extra = [script for name in more for script in MORE[name]]
    return st.components.v2.component(
        "-".join(("player", *more)),
        html='<div class="player"></div>',
        css="\n".join(sheets),
        js=scripts((*SCRIPTS[:-1], *extra, SCRIPTS[-1])),
    )


COMPONENT = _component()
ABLE = {name: _component(name) for name in MORE}

CELLS = st.components.v2.component(
    "cells",
    html='<div class="cells"></div>',
    css=(HERE / "cells.css").read_text("utf-8"),
    js=scripts(CELL_SCRIPTS),
)

FLOW = st.components.v2.component(
    "flow",
    html='<div class="flow"></div>',
    css=(HERE / "flow.css").read_text("utf-8"),
    js=scripts(FLOW_SCRIPTS),
)

STEPS = st.components.v2.component(
    "steps",
    html='<div class="steps"></div>',
    css=(HERE / "steps.css").read_text("utf-8"),
    js=scripts(STEP_SCRIPTS),
)

DIALS = st.components.v2.component(
    "dials",
    html='<div class="player dials"></div>',
    css="\n".join(
        (HERE / f"{name}.css").read_text("utf-8") for name in ("player", "dials")
    ),
    js=scripts(DIAL_SCRIPTS),
)

CHAIN = st.components.v2.component(
    "chain",
    html='<div class="chain"></div>',
    css=(HERE / "chain.css").read_text("utf-8"),
    js=scripts(CHAIN_SCRIPTS),
)

UPLOAD = st.components.v2.component(
    "upload",
    html='<div class="upload"></div>',
    css=(HERE / "upload.css").read_text("utf-8"),
    js=scripts(UPLOAD_SCRIPTS),
)


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
    kinds = [view["kind"] for view in conf.get("views", ()) if view["kind"] in MORE]
    component = ABLE[kinds[0]] if kinds else COMPONENT
    return component(key=key, data=data, **listening)


def cells(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount tensors as cells.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.cells.drawing`.

    Raises:
        ValueError: if a number in it is not finite.
    """
    CELLS(key=key, data={"drawing": json.dumps(drawing, allow_nan=False)})


def flow(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount a graph with values.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.flow.drawing`.

    Raises:
        ValueError: if a number in it is not finite.
    """
    FLOW(key=key, data={"drawing": json.dumps(drawing, allow_nan=False)})


def steps(*, key: str, drawing: Mapping[str, Any]) -> None:
    """Mount code that is stepped line by line.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.steps.drawing`.
    """
    STEPS(key=key, data={"drawing": json.dumps(drawing, allow_nan=False)})


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
    data = {"drawing": json.dumps(drawing, allow_nan=False)}
    return DIALS(key=key, data=data, on_now_change=released)


def chain(*, key: str, drawing: Mapping[str, Any], picked: Callable[[], None]) -> None:
    """Mount layers joined by arrows.

    Args:
        key: Streamlit key, unique on the page.
        drawing: from `app.chain.drawing`.
        picked: called when a box is touched; its place is then `i` of "picked" in
            `st.session_state[key]`.
    """
    data = {"drawing": json.dumps(drawing, allow_nan=False)}
    CHAIN(key=key, data=data, on_picked_change=picked)


def upload(*, key: str, label: str, limit: int, given: Callable[[], None]) -> None:
    """Mount the place where the reader gives a file.

    Args:
        key: Streamlit key, unique on the page.
        label: what it is called.
        limit: the largest file in bytes; of a larger one only its size is sent.
        given: called when there is one: `st.session_state[key]["file"]` is a dict, its
            `size`, and its `bytes` in base64.
    """
    data = {"upload": json.dumps({"label": label, "limit": limit})}
    UPLOAD(key=key, data=data, on_file_change=given)


def pack(rec: Recording, start: Mapping[str, int]) -> bytes:
    """A recording as bytes: header length (uint32), JSON header, one float32 block.

    Args:
        rec: the recording; infinite numbers and NaN are allowed in its tables.
        start: position of each played control on a fresh mount.
    """
    at, blocks, tables = 0, [], {}
    for name, table in rec.tables.items():
        shape = table.values.shape
        tables[name] = {"from": at, "axes": table.axes, "shape": shape}
        blocks.append(table.values.astype("<f4", copy=False).tobytes())
        at += table.values.size
    head = {"axes": rec.axes, "steps": rec.n_steps, "stride": rec.stride}
    head["known"] = rec.n_steps if rec.known is None else rec.known
    head |= {"tables": tables, "facts": rec.facts, "start": start, "cross": rec.cross}
    head["here"] = {name: rec.axes[name].index(v) for name, v in rec.here.items()}
    text = json.dumps(head, allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    return struct.pack("<I", len(text)) + text + b"".join(blocks)


def unpack(packed: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The header and the tables by name: what the browser reads, in Python."""
    (n,) = struct.unpack_from("<I", packed)
    head = json.loads(packed[4 : 4 + n])
    floats = np.frombuffer(packed, "<f4", offset=4 + n)
    tables = {}
    for name, table in head["tables"].items():
        size = int(np.prod(table["shape"]))
        whole = floats[table["from"] : table["from"] + size]
        tables[name] = whole.reshape(table["shape"])
    return head, tables
