"""What a page draws, as plain data: the page is run without a browser.

Streamlit's own AppTest runs it. It replaces Streamlit's runtime in its process, so this
is never called in the process of a server (see `app.export.page_file`).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from streamlit.testing.v1 import AppTest

from app.content.catalogue import ROOT
from app.state import export_mode

SECONDS = 120.0
"""Time that a page may take."""

SETTINGS = {
    "number_input",
    "radio",
    "select_slider",
    "selectbox",
    "slider",
    "text_input",
    "toggle",
}
"""Streamlit's widgets that show a setting."""


@dataclass(frozen=True)
class Element:
    """Something that a page has drawn.

    Args:
        kind: "row", "column", "group", "heading", "markdown", "html", "code",
            "component", "graph", "setting" or "link".
        key: Streamlit's key of it, if it has one.
        content: what it is made of.
        data: of a component, what it is given, as JSON.
        recording: of a component, the packed recording that comes with it.
        weight: of a column, its share of the width.
        children: what stands in it.
    """

    kind: str
    key: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    recording: bytes = b""
    weight: float = 1.0
    children: tuple["Element", ...] = ()

    def walk(self) -> Iterator["Element"]:
        """Yield it and all that stands in it."""
        yield self
        for child in self.children:
            yield from child.walk()


class CaptureFailed(Exception):
    """The page has raised something instead of drawing itself."""


def capture_page(slug: str, link: Mapping[str, Sequence[str]]) -> Element:
    """Run a page as a new reader's link opens it; return what it has drawn.

    Args:
        slug: the page.
        link: parameters of the link, the language among them.

    Raises:
        CaptureFailed: if the page fails or takes more than `SECONDS`.
    """
    script = str(ROOT / "app" / "router.py")
    app = AppTest.from_file(script, default_timeout=SECONDS)
    for name, values in link.items():
        app.query_params[name] = list(values)
    app.session_state[export_mode.KEY] = True
    app.switch_page(f"../pages/{slug}.py")
    try:
        app.run()
    except RuntimeError as error:
        raise CaptureFailed(f"{slug}: {error}") from error
    if app.exception:
        raise CaptureFailed(f"{slug}: {app.exception[0].message}")
    return Element("group", children=_read_children(app.main))


def _read_children(block: Any) -> tuple[Element, ...]:
    read = map(_read_element, block.children.values())
    return tuple(element for element in read if element is not None)


def _read_element(node: Any) -> Element | None:
    """Return an element of Streamlit's tree; None if nothing of it is seen on paper."""
    if hasattr(node, "children"):
        return _read_block(node)
    kind, proto = node.type, node.proto
    match kind:
        case "bidi_component":
            return _read_component(proto)
        case "title" | "header" | "subheader":
            return Element("heading", content={"tag": proto.tag, "text": proto.body})
        case "markdown":
            return Element("markdown", content={"text": proto.body})
        case "html":
            return Element("html", content={"html": proto.body})
        case "code":
            return Element("code", content={"text": proto.code_text})
        case "page_link":
            content = {"page": proto.page, "label": proto.label}
            return Element("link", content=content)
        case "graphviz_chart":
            return Element("graph")
        case "button_group":
            return _read_choice(node)
        case _ if kind in SETTINGS:
            content = {"label": node.label, "value": _shown_value(node)}
            return Element("setting", _key(proto.id), content)
    return None


def _read_block(node: Any) -> Element:
    proto, children = node.proto, _read_children(node)
    key = _key(getattr(proto, "id", ""))
    if node.type == "column":
        return Element("column", key, weight=proto.weight, children=children)
    flex = getattr(proto, "flex_container", None)
    is_row = node.type == "grid_container" or (
        flex is not None and flex.direction == flex.HORIZONTAL
    )
    return Element("row" if is_row else "group", key, children=children)


def _read_component(proto: Any) -> Element:
    kind = proto.WhichOneof("data")
    text = proto.mixed.json if kind == "mixed" else proto.json
    recording = b""
    for blob in proto.mixed.arrow_blobs.values():
        with pa.ipc.open_stream(blob.data) as stream:
            column = stream.read_all().column(0).to_numpy()
        recording = column.astype("uint8").tobytes()
    content = {"name": proto.component_name}
    data = json.loads(text) if text else {}
    return Element("component", _key(proto.id), content, data, recording)


def _read_choice(node: Any) -> Element | None:
    """Return a choice among buttons; None for one without a choice."""
    chosen = node.value if isinstance(node.value, list) else [node.value]
    labels = [option.content for option in node.proto.options]
    shown = [labels[i] for i in node.indices if i < len(labels)]
    if not any(value is not None for value in chosen):
        return None
    content = {"label": node.proto.label, "value": ", ".join(shown)}
    return Element("setting", _key(node.proto.id), content)


def _shown_value(node: Any) -> str | bool:
    """Return the value of a setting as it is written on the page."""
    if node.type == "toggle":
        return bool(node.value)
    if node.type == "select_slider":
        return str(node.format_func(node.value))
    if node.type in ("radio", "selectbox"):
        return str(node.options[node.index]) if node.index is not None else ""
    return str(node.value if node.value is not None else "")


def _key(identifier: str) -> str:
    """Return the key in Streamlit's identifier "$$ID-DIGEST-KEY"; "" for none."""
    key = identifier.split("-", 2)[-1]
    return "" if key == "None" else key
