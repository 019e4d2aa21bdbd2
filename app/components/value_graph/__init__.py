"""The graph with values: from a traced run to steps that the browser walks through.

Forward each node gets its value, backward its gradient, with the chain rule written out
in numbers. All texts are made here; value_graph.js draws them.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from app.components.value_graph.labels import format_box, format_operation
from app.components.value_graph.layers import Layout, layered_layout
from app.components.value_graph.steps import StepWriter
from app.content.source_listing import highlight
from lessons.toolkit.autograd_graph import Graph, Node

KINDS = ("leaf", "data", "operation", "output")


def figure_data(
    graph: Graph,
    lang: str,
    words: Mapping[str, str],
    *,
    alt: str,
    show_saved: bool = False,
) -> dict[str, Any]:
    """Return what the browser draws, JSON-able.

    Args:
        graph: from `lessons.toolkit.autograd_graph.trace_graph`.
        lang: how numbers are written.
        words: the messages' section "flow", with the player's buttons.
        alt: the figure's name for a screen reader.
        show_saved: whether a box says what its operation keeps for backward().
    """
    return _FigureBuilder(graph, lang, words, show_saved).build(alt)


def gradient_step(graph: Graph, data: Mapping[str, Any], name: str) -> int | None:
    """Return the step at which a tensor gets its gradient, or None.

    Args:
        data: from `figure_data`.
        name: of the tensor; of several with this name the last one counts.
    """
    steps = {node["id"]: node["graded"] for node in data["nodes"]}
    matches = [steps[node.id] for node in graph.nodes if node.name == name]
    return matches[-1] if matches else None


def touch_data(
    graph: Graph, names: Collection[str], lang: str, hint: str
) -> dict[str, Any]:
    """Return what the browser needs to move leaves and follow them, JSON-able.

    Args:
        names: of the leaves that can be moved.
        hint: says how they are moved.
    """
    leaves, operations = {}, []
    is_followed = all(n.name in names for n in graph.nodes if n.kind == "data")
    for node in graph.nodes:
        made = bool(node.text)
        numbers = [v if math.isfinite(v) else None for v in node.value or ()]
        operations.append(
            {
                "id": node.id,
                "inputs": node.inputs,
                "function": node.function if made else "",
                "operands": node.operands,
                "values": None if made else numbers,
            }
        )
        known = node.kind != "data" or is_followed  # else more depends on it unseen
        if not made and node.name in names and None not in numbers and known:
            leaves[node.id] = numbers
    return {"leaves": leaves, "operations": operations, "lang": lang, "hint": hint}


class _FigureBuilder:
    """Builds the data of one figure; arguments as in `figure_data`."""

    def __init__(
        self, graph: Graph, lang: str, words: Mapping[str, str], show_saved: bool
    ):
        self.graph = graph
        self.lang = lang
        self.words = words
        self.show_saved = show_saved
        self.writer = StepWriter(graph, lang, words)
        self.labels = self.writer.labels

    def build(self, alt: str) -> dict[str, Any]:
        """Return the figure; its text alternative begins with `alt`."""
        graph = self.graph
        steps = self.writer.steps()
        layout = layered_layout({node.id: node.inputs for node in graph.nodes})
        nodes = self._nodes(steps, layout)
        edges = [
            {
                "from": source,
                "to": target,
                "via": points,
                "data": graph[source].kind == "data",
            }
            for (source, target), points in layout.bends.items()
        ]
        lines = highlight("\n".join(graph.code.values())) if graph.code else []
        texts = [alt, *(self._alternative(node) for node in graph.nodes)]
        turn = next((i for i, s in enumerate(steps) if s["act"] == "backward"), None)
        return {
            "alt": ". ".join(texts),
            "nodes": nodes,
            "edges": edges,
            "steps": steps,
            "turn": turn,
            "tall": any(node["keeps"] for node in nodes),
            "freed": graph.freed,
            "code": list(zip(graph.code, lines, strict=True)),
            "legend": self._legend(nodes),
            "words": dict(self.words),
        }

    def _nodes(
        self, steps: Sequence[Mapping[str, Any]], layout: Layout
    ) -> list[dict[str, Any]]:
        """Return the boxes: texts, place, and the steps that fill them."""
        step_of = {(step["node"], step["act"]): i for i, step in enumerate(steps)}
        return [
            {
                "id": node.id,
                "kind": node.kind,
                "at": layout.places[node.id],
                "head": self._head(node),
                "value": format_box(node.value, self.lang),
                "grad": format_box(node.grad, self.lang),
                "shape": f"({'×'.join(map(str, node.shape))})" if node.shape else "",
                "keeps": self._saved_names(node),
                "title": node.grad_fn,
                "valued": step_of.get((node.id, "forward"), 0),
                "graded": step_of.get((node.id, "backward")),
                "line": node.line,
                "tells": self._details(node),
            }
            for node in self.graph.nodes
        ]

    def _legend(self, nodes: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
        """Return a label for each kind of mark that the figure has."""
        graph, words = self.graph, self.words
        kinds: set[str] = {node.kind for node in graph.nodes}
        if any(node["keeps"] for node in nodes):
            kinds.add("keeps")
        if any(node.grad for node in graph.nodes):
            kinds.add("grad")
        marks = {kind: words[kind] for kind in KINDS}
        if not graph[graph.output].grad:
            marks["output"] = words["result"]
        marks["grad"] = words["partial"].format(name=self.labels[graph.output])
        marks["keeps"] = self._saved_term()
        return [(kind, text) for kind, text in marks.items() if kind in kinds]

    def _head(self, node: Node) -> tuple[str, str]:
        """Return the sign of the operation, and the name of its result."""
        label = self.labels[node.id]
        has_name = node.name or (label[0] == "t" and label[1:2] in "₁₂₃₄₅₆₇₈₉")
        return node.symbol, label if has_name or not node.symbol else ""

    def _saved_term(self) -> str:
        return self.words["freed_now" if self.graph.freed else "saved"]

    def _saved_names(self, node: Node) -> str:
        """Return what the operation keeps, by the names of the tensors."""
        if not self.show_saved:
            return ""
        names = [self.labels.get(saved.node, saved.field) for saved in node.saved]
        return ", ".join(dict.fromkeys(names))

    def _details(self, node: Node) -> list[tuple[str, str, str]]:
        """Return what there is to know about a node: term, text, and when.

        Returns:
            For each row the term, its text, and "valued" or "graded": with which step
            it appears; "" for from the start.
        """
        labels, words, format_values = (
            self.labels,
            self.words,
            self.writer.format_values,
        )
        label = labels[node.id]
        operation = format_operation(node, labels)
        text = f"{label} = {operation}" if node.text and operation != label else label
        rows = [("", text, "")]
        if node.grad_fn:
            rows.append((words["made"], node.grad_fn, ""))
        rows.append((words["shape"], str(node.shape), ""))
        rows.append((words["value"], format_values(node.value), "valued"))
        if node.grad is not None:
            rows.append((words["gradient"], format_values(node.grad), "graded"))
        for id, local in zip(node.inputs, node.local, strict=False):
            if local is not None:
                by = words["by"].format(name=labels[id], value=format_values(local))
                rows.append((words["local"], by, "valued"))
        for saved in node.saved:
            equals = f" = {labels[saved.node]}" if saved.node else ""
            text = f"{saved.field}{equals} {saved.shape}"
            rows.append((self._saved_term(), text, "valued"))
        return rows

    def _alternative(self, node: Node) -> str:
        """Return a node as a sentence for a screen reader."""
        words, operation = self.words, format_operation(node, self.labels)
        value, grad = (
            format_box(v, self.lang) or words["none"] for v in (node.value, node.grad)
        )
        return words["alt"].format(
            name=self.labels[node.id],
            text=operation if node.text else words[node.kind],
            value=value,
            grad=grad,
        )
