"""The graph that torch built, as torchviz reads it, drawn in the look of the page.

torchviz says which nodes and edges there are. Names, shapes, colours and file order are
ours, so that the same settings give the same DOT in both themes and languages.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import graphviz
import streamlit as st
import torch
import torchviz

from app.components import mount
from app.components.download_button import download_button
from app.content import theme
from app.content.theme import colour
from app.state.page_context import PageContext
from lessons.toolkit.python_prompt import error_text

KINDS = {"leaf": "blue", "operation": "gray", "output": "green", "saved": "orange"}
"""Kind of node → theme colour, as torchviz chooses them."""

SHAPES = {
    "leaf": {"shape": "ellipse", "penwidth": "2"},
    "operation": {"shape": "box"},
    "output": {"shape": "box", "peripheries": "2"},
    "saved": {"shape": "note", "style": "filled,dashed"},
}
"""The second cue, besides colour.

app/components/torchviz_graph/legend_and_file.js has the same for the legend.
"""

FONT_SIZE = 11
"""Points, in Courier, by which the layout measures; app/page/page.css has the same."""

TINT = 0.16
"""How much of its colour fills a node; player.css has the same."""

FILLS = {
    "lightblue": "leaf",
    "orange": "saved",
    "darkolivegreen1": "output",
    "darkolivegreen3": "output",
    None: "operation",
}
"""torchviz's fill colour → kind of node."""

NODE = re.compile(r'\t(\d+) \[label="?(.*?)"?(?: fillcolor=(\w+))?\]\n', re.DOTALL)
EDGE = re.compile(r"\t(\d+) -> (\d+)(?: \[(dir=none|style=dotted)\])?\n")


@dataclass(frozen=True)
class Node:
    """A node: its kind, its name, and the lines below the name."""

    kind: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class TorchvizGraph:
    """A graph as torchviz reads it.

    Args:
        nodes: by an identifier that can be read.
        edges: from, to, and whether it only says "is saved by".
        refusal: why saved tensors and attributes are missing; "" if they are not.
    """

    nodes: Mapping[str, Node]
    edges: tuple[tuple[str, str, bool], ...]
    refusal: str = ""

    def count(self, kind: str) -> int:
        """Return how many nodes are of this kind."""
        return sum(node.kind == kind for node in self.nodes.values())


def read_graph(
    output: torch.Tensor,
    names: Mapping[str, torch.Tensor],
    show_attrs: bool = False,
    show_saved: bool = False,
) -> TorchvizGraph:
    """Return the graph of a tensor, as torchviz reads it.

    Args:
        output: a tensor with a graph.
        names: tensors by their name in the learner's code.
        show_attrs: whether nodes list what an operation keeps besides tensors.
        show_saved: whether the tensors that it keeps for backward() are nodes.

    Returns:
        The graph; after backward() without attributes and saved tensors, which then
        cannot be read, and with PyTorch's message.
    """
    try:
        digraph = torchviz.make_dot(output, dict(names), show_attrs, show_saved)
    except RuntimeError as error:
        plain = read_graph(output, names)
        refusal = error_text(error)
        return TorchvizGraph(plain.nodes, plain.edges, refusal)
    known = {str(id(tensor)): name for name, tensor in names.items()}
    nodes: dict[str, Node] = {}
    edges: dict[tuple[str, str, bool], None] = {}
    for statement in digraph.body:
        if match := EDGE.fullmatch(statement):
            tail, head, mark = match.groups()
            if mark == "dir=none":  # from operation to tensor: ours goes the other way
                edges[head, tail, True] = None
            else:
                edges[tail, head, False] = None
        elif match := NODE.fullmatch(statement):
            key, label, fill = match.groups()
            node = _read_node(FILLS[fill], label, known.get(key, ""))
            # A leaf may be saved too: it stays a leaf.
            if key not in nodes or nodes[key].kind == "saved":
                nodes[key] = node
        else:
            raise ValueError(statement)
    ids = _readable_ids(nodes, known)
    return TorchvizGraph(
        {ids[key]: node for key, node in nodes.items()},
        tuple((ids[tail], ids[head], saved) for tail, head, saved in edges),
    )


def _read_node(kind: str, label: str, name: str) -> Node:
    """Return a node from torchviz's label and the learner's name of its tensor."""
    first, *lines = label.split("\n")
    if kind == "operation":  # a rule stands between name and attributes
        lines = [re.sub(r"\s*:\s*", ": ", line) for line in lines[1:]]
    if kind == "saved" and name:
        first = f"{first} = {name}"
    return Node(kind, first, tuple(line.strip() for line in lines))


def _readable_ids(
    nodes: Mapping[str, Node], known: Mapping[str, str]
) -> dict[str, str]:
    """Return identifiers that can be read and do not change from run to run."""
    ids: dict[str, str] = {}
    for key, node in nodes.items():
        name = known.get(key) or node.name or node.kind
        same = sum(taken.split(" ")[0] == name for taken in ids.values())
        ids[key] = f"{name} {same + 1}" if same else name
    return ids


def to_dot(graph: TorchvizGraph, theme: str, saved: str) -> str:
    """Return the graph as DOT, in the colours of a theme.

    Args:
        theme: "light" or "dark".
        saved: the text for a saved tensor among the attributes, in the reader's
            language.
    """
    ink, paper = colour(theme, "text"), colour(theme, "background")
    text = {"fontname": "Courier", "fontsize": str(FONT_SIZE), "fontcolor": ink}
    size = {"height": "0.3", "width": "0.5", "margin": "0.11,0.05"}
    digraph = graphviz.Digraph(
        graph_attr={
            "bgcolor": paper,
            "ranksep": "0.24",
            "nodesep": "0.2",
            "pad": "0.05",
        },
        node_attr=text | size | {"style": "filled"},
        edge_attr={"color": colour(theme, "grayText"), "arrowsize": "0.6"},
    )
    looks = {
        kind: {"color": mark, "fillcolor": mix_colours(mark, paper, TINT)}
        | SHAPES[kind]
        for kind, mark in ((kind, colour(theme, name)) for kind, name in KINDS.items())
    }
    for key, node in graph.nodes.items():
        digraph.node(key, _dot_label(node, saved), **looks[node.kind])
    for tail, head, is_saved in graph.edges:
        look = {"dir": "none", "style": "dashed"} if is_saved else {}
        digraph.edge(tail, head, **look)
    return digraph.source


def _dot_label(node: Node, saved: str) -> str:
    """Return the label in DOT; attributes stand flush left below the name."""
    if node.kind == "operation" and node.lines:
        lines = (re.sub(r"\[saved tensors?\]", saved, line) for line in node.lines)
        return f"{node.name}\\n" + "".join(f"{line}\\l" for line in lines)
    return " ".join((node.name, *node.lines))


def mix_colours(mark: str, paper: str, part: float) -> str:
    """Return `part` of one colour over another, each "#rrggbb", mixed in sRGB."""
    pairs = zip(
        *(bytes.fromhex(c.removeprefix("#")) for c in (mark, paper)), strict=True
    )
    return "#" + bytes(round(m * part + p * (1 - part)) for m, p in pairs).hex()


def graphviz_graph(
    context: PageContext,
    player_context: Mapping[str, Any],
    dot: str,
    *,
    legend: str,
    file: str,
    alt: str,
) -> None:
    """Draw a graph, laid out in the browser, with its legend and its downloads.

    Args:
        context: the page and this run of it.
        player_context: what the parts of the page's player share.
        dot: the graph in DOT.
        legend: a section with a label for each kind of mark.
        file: the name of the downloads, without its ending.
        alt: the text alternative.
    """
    slug = context.slug
    place = f"{slug}-drawing"
    with st.container(key=place, horizontal_alignment="center"):
        st.graphviz_chart(dot, alt=alt)
    mount.player_part(
        "legend",
        key=f"{slug}/legend",
        player_context=player_context,
        marks=list(context.words.labels(legend).items()),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        download_button(context.messages["app"]["dot"], f"{file}.dot", lambda: dot)
        mount.player_part(
            "picture",
            key=f"{slug}/picture",
            player_context=player_context,
            place=place,
            file=file,
        )
        theme.rerun_on_change(f"{slug}/{file}/theme")
