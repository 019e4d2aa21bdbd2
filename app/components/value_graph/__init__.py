"""The graph with values: from a traced run to steps that the browser walks through.

Forward each node gets its value, backward its gradient, with the chain rule written out
in numbers. All texts are made here; components/value_graph/value_graph.js draws them.
"""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.components.value_graph.layers import layout
from app.content.number_format import format_fixed, format_number, format_scientific
from app.content.source_listing import highlight
from lessons.toolkit.autograd_graph import Flat, Graph, Node

KINDS = ("leaf", "data", "operation", "output")

MAX_LABEL = 13
"""Characters of a label in a formula; what is longer gets a letter."""

BOX_WIDTH = 10
"""Characters that a box has for numbers."""

MAX_VALUES = 3
"""How many numbers of a tensor are told beside the graph."""

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
WORD_JOINER = "\u2060"
"""No line ends here: a derivative stays whole."""

INPUT_SLOT = re.compile(r"\{(\d+)\}")
ATOM = re.compile(r"[\w₀-₉⁰-⁹¹²³⁽⁾.,\u202f]+|\w+\([^()]*\)|\[[^\[\]]*\]")
"""A name, a number, a call, a list: what needs no parentheses."""


def figure_data(
    graph: Graph,
    lang: str,
    words: Mapping[str, str],
    *,
    alt: str,
    show_saved: bool = False,
) -> dict[str, Any]:
    """What the browser draws, JSON-able.

    Args:
        graph: from `lessons.toolkit.autograd_graph.traced`.
        words: the catalogue's section "flow", with the player's buttons.
        alt: what the whole is called by who does not see it.
        show_saved: whether a box says what its operation keeps for backward().
    """
    return _FigureBuilder(graph, lang, words, show_saved).whole(alt)


def gradient_step(graph: Graph, drawn: Mapping[str, Any], name: str) -> int | None:
    """The step of a drawing at which the tensor of that name gets its gradient."""
    at = {node["id"]: node["graded"] for node in drawn["nodes"]}
    found = [at[node.id] for node in graph.nodes if node.name == name]
    return found[-1] if found else None


def node_labels(graph: Graph) -> dict[str, str]:
    """A short name for each node that no other has, for formulas.

    The learner's name, numbered as in y⁽²⁾ where several tensors bore it; else the
    operation itself while it is short; else t₁, t₂ …
    """
    out: dict[str, str] = {}
    times: dict[str, int] = {}
    names = [node.name for node in graph.nodes]
    letters = 0
    for node in graph.nodes:
        text = format_operation(node, out) if node.text else _single_number(node)
        if node.name:
            times[node.name] = times.get(node.name, 0) + 1
            count = f"⁽{times[node.name]}⁾" if names.count(node.name) > 1 else ""
            out[node.id] = node.name + count.translate(SUPERSCRIPTS)
        elif text and len(text) <= MAX_LABEL and text not in out.values():
            out[node.id] = text
        else:
            letters += 1
            out[node.id] = "t" + str(letters).translate(SUBSCRIPTS)
    return out


def format_operation(node: Node, given: Mapping[str, str]) -> str:
    """The operation with its inputs by these names, in parentheses where needed."""
    apart = not re.fullmatch(r"\w+\(.*\)", node.text)

    def say(blank: re.Match[str]) -> str:
        name = given[node.inputs[int(blank[1])]]
        return f"({name})" if apart and not ATOM.fullmatch(name) else name

    return INPUT_SLOT.sub(say, node.text)


def _single_number(node: Node) -> str:
    """A single number without a name stands for itself."""
    return f"{node.value[0]:g}" if node.value and len(node.value) == 1 else ""


def format_value(value: float, lang: str, digits: int = 3) -> str:
    """Three decimals, none where there are none, more or a power of ten if small."""
    if math.isnan(value):
        return "nan"
    if value == round(value, 9) and abs(value) < 1e6 and value == int(value):
        return format_number(value, lang)
    if 0 < abs(value) < 0.5 * 10**-digits:
        return format_scientific(value, lang)
    return format_fixed(value, digits + (abs(value) < 0.01), lang)


def format_box(values: Flat | None, lang: str) -> str:
    """As many numbers as a box has room for."""
    if values is None:
        return ""
    texts = [
        format_value(v, lang, 2 if abs(v) >= 0.1 else 3) for v in values[:BOX_WIDTH]
    ]
    for count in range(len(texts), 0, -1):
        text = " ".join(texts[:count]) + (" …" if count < len(values) else "")
        if len(text) <= BOX_WIDTH or count == 1:
            return text
    return ""


class _FigureBuilder:
    def __init__(
        self, graph: Graph, lang: str, words: Mapping[str, str], show_saved: bool
    ):
        self.show_saved = show_saved
        self.graph = graph
        self.lang = lang
        self.words = words
        self.labels = node_labels(graph)

    def whole(self, alt: str) -> dict[str, Any]:
        steps = self._steps()
        given = {node.id: node.inputs for node in self.graph.nodes}
        laid = layout(given)
        seen = {(s["node"], s["act"]): i for i, s in enumerate(steps)}
        nodes = [
            {
                "id": node.id,
                "kind": node.kind,
                "at": laid.places[node.id],
                "head": self._head(node),
                "value": format_box(node.value, self.lang),
                "grad": format_box(node.grad, self.lang),
                "shape": self._shape(node) if node.shape else "",
                "keeps": self._keeps(node),
                "title": node.grad_fn,
                "valued": seen.get((node.id, "forward"), 0),
                "graded": seen.get((node.id, "backward")),
                "tells": self._tells(node),
            }
            for node in self.graph.nodes
        ]
        kinds: set[str] = {node.kind for node in self.graph.nodes}
        if tall := any(node["keeps"] for node in nodes):
            kinds.add("keeps")
        if any(node.grad for node in self.graph.nodes):
            kinds.add("grad")
        name = self.labels[self.graph.output]
        marks = {kind: self.words[kind] for kind in KINDS}
        if not self.graph[self.graph.output].grad:
            marks["output"] = self.words["result"]
        marks["grad"] = self.words["partial"].format(name=name)
        marks["keeps"] = self.words["freed_now" if self.graph.freed else "saved"]
        legend = [(kind, text) for kind, text in marks.items() if kind in kinds]
        edges = [
            {"from": one, "to": other, "via": via}
            | {"data": self.graph[one].kind == "data"}
            for (one, other), via in laid.ways.items()
        ]
        shown = (
            highlight("\n".join(self.graph.code.values())) if self.graph.code else []
        )
        code = list(zip(self.graph.code, shown, strict=True))
        told = [alt, *(self._alternative(node) for node in self.graph.nodes)]
        turn = next((i for i, s in enumerate(steps) if s["act"] == "backward"), None)
        return {
            "alt": ". ".join(told),
            "nodes": nodes,
            "edges": edges,
            "steps": steps,
            "turn": turn,
            "tall": tall,
            "freed": self.graph.freed,
            "code": code,
            "legend": legend,
            "words": dict(self.words),
        }

    # ---- boxes ----

    def _head(self, node: Node) -> tuple[str, str]:
        """The sign of the operation, and the name of its result."""
        label = self.labels[node.id]
        named = node.name or (label[0] == "t" and label[1:2] in "₁₂₃₄₅₆₇₈₉")
        return node.symbol, label if named or not node.symbol else ""

    def _shape(self, node: Node) -> str:
        return f"({'×'.join(map(str, node.shape))})"

    def _keeps(self, node: Node) -> str:
        """What the operation keeps, by the names of the tensors."""
        if not self.show_saved:
            return ""
        names = [self.labels.get(kept.node, kept.field) for kept in node.saved]
        return ", ".join(dict.fromkeys(names))

    def _list(self, values: Flat | None) -> str:
        if values is None:
            return self.words["none"]
        texts = [format_value(v, self.lang) for v in values[:MAX_VALUES]]
        return "  ".join(texts) + (" …" if len(values) > MAX_VALUES else "")

    def _tells(self, node: Node) -> list[tuple[str, str, str]]:
        """What there is to know about a node: term, text, and when it is known."""
        says, words = self.labels, self.words
        text = f"{says[node.id]} = {format_operation(node, says)}" if node.text else ""
        rows = [("", text or says[node.id], "")]
        if node.grad_fn:
            rows.append((words["made"], node.grad_fn, ""))
        rows.append((words["shape"], str(node.shape), ""))
        rows.append((words["value"], self._list(node.value), "valued"))
        if node.grad is not None:
            rows.append((words["gradient"], self._list(node.grad), "graded"))
        for id, local in zip(node.inputs, node.local, strict=False):
            if local is not None:
                by = words["by"].format(name=says[id], value=self._list(local))
                rows.append((words["local"], by, "valued"))
        for kept in node.saved:
            shape = str(kept.shape)
            same = f"{kept.field} = {says[kept.node]}" if kept.node else kept.field
            term = words["freed_now" if self.graph.freed else "saved"]
            rows.append((term, f"{same} {shape}", "valued"))
        return rows

    def _alternative(self, node: Node) -> str:
        text = (
            format_operation(node, self.labels) if node.text else self.words[node.kind]
        )
        value, grad = (
            format_box(v, self.lang) or self.words["none"]
            for v in (node.value, node.grad)
        )
        name = self.labels[node.id]
        return self.words["alt"].format(name=name, text=text, value=value, grad=grad)

    # ---- steps ----

    def _steps(self) -> list[dict[str, Any]]:
        steps = [self._step("", "start", note=self.words["start"])]
        made = [node for node in self.graph.nodes if node.text or node.symbol]
        steps += [self._forward(node) for node in made]
        steps += [self._backward(node) for node in self.graph.backward()]
        output = self.graph[self.graph.output]
        if output.grad is None:
            name, n = (
                self.labels[output.id],
                format_number(len(output.value or ()), self.lang),
            )
            why = "freed" if self.graph.freed else "many"
            steps[-1]["more"] = self.words[why].format(name=name, n=n)
        return steps

    def _step(
        self,
        node: str,
        act: str,
        *,
        edges: Sequence[tuple[str, str]] = (),
        head: str = "",
        numbers: str = "",
        note: str = "",
        more: str = "",
        line: int | None = None,
    ) -> dict[str, Any]:
        return {
            "node": node,
            "act": act,
            "edges": [f"{one} {other}" for one, other in edges],
            "head": head,
            "numbers": numbers,
            "note": note,
            "more": more,
            "line": line,
        }

    def _forward(self, node: Node) -> dict[str, Any]:
        label, text = self.labels[node.id], format_operation(node, self.labels)
        values = {id: self.graph[id].value or () for id in node.inputs}
        count = len(node.value or ())
        each = count > 1 and all(len(v) in (1, count) for v in values.values())
        each = each and not re.match(r"\w+\(.*,|.* @", node.text)
        says = {id: self._operand(v, each) for id, v in values.items()}
        told = self._operand(node.value or (), each)
        first = self.words["first"].format(n=format_number(count, self.lang))
        return self._step(
            node.id,
            "forward",
            edges=[(id, node.id) for id in node.inputs],
            head=text if label == text else f"{label} = {text}",
            numbers=f"{format_operation(node, says)} = {told}" if node.text else told,
            note=first if each else "",
            line=node.line,
        )

    def _operand(self, values: Flat, each: bool) -> str:
        if not values:
            return "…"
        if each or len(values) == 1:
            return format_value(values[0], self.lang)
        texts = [format_value(v, self.lang) for v in values[:2]]
        return f"[{'  '.join(texts)}{'  …' if len(values) > 2 else ''}]"

    def _backward(self, node: Node) -> dict[str, Any]:
        says, grad = self.labels, node.grad or ()
        users = [
            (user, place)
            for user, place in self.graph.users(node.id)
            if user.grad is not None and user.passed[place] is not None
        ]
        out, here = _parenthesize(says[self.graph.output]), _parenthesize(says[node.id])
        name = f"∂{out}/{WORD_JOINER}∂{here}"
        if not users:
            one = grad == (1.0,)
            return self._step(
                node.id,
                "backward",
                head=f"{name} = {self._list(grad)}" if grad else name,
                note=self.words["seed" if one else "given"],
                line=node.line,
            )
        names = [_parenthesize(says[user.id]) for user, _ in users]
        ways = [
            f"∂{out}/{WORD_JOINER}∂{there} · ∂{there}/{WORD_JOINER}∂{here}"
            for there in names
        ]
        parts = [self._part(node, user, place) for user, place in users]
        total = format_value(grad[0], self.lang)
        numbers = " + ".join(parts)
        numbers = f"{numbers} = {total}" if numbers != total else f"= {total}"
        notes = []
        for user, place in users:
            if user.local[place] is None:
                notes.append(self.words["jacobian"].format(name=user.grad_fn))
        if len(grad) > 1:
            notes.append(
                self.words["first"].format(n=format_number(len(grad), self.lang))
            )
        return self._step(
            node.id,
            "backward",
            edges=[(node.id, user.id) for user, _ in users],
            head=f"{name} = {' + '.join(ways)}",
            numbers=numbers,
            note=" ".join(notes),
            line=users[0][0].line if node.line is None else node.line,
        )

    def _part(self, node: Node, user: Node, place: int) -> str:
        """What comes through one user: gradient · local derivative, in numbers."""
        local, passed = user.local[place], user.passed[place] or (0.0,)
        grad = user.grad or (0.0,)
        if local is None or len(grad) not in (1, len(local)):
            return _parenthesize(format_value(passed[0], self.lang))
        here = len(node.value or grad)

        def product(g: float, slope: float) -> str:
            return f"{self._factor(g)} · {self._factor(slope)}"

        if here == 1 and len(local) > 1:  # one number used for many
            terms = [product(grad[i], local[i]) for i in range(2)]
            n = format_number(len(local), self.lang)
            more = self.words["terms"].format(n=n) if len(local) > 2 else ""
            whole = " + ".join(terms) + (f" + {more}" if more else "")
            return whole
        if here not in (1, len(local)):
            return _parenthesize(format_value(passed[0], self.lang))
        return product(grad[0], local[0])

    def _factor(self, value: float) -> str:
        return _parenthesize(format_value(value, self.lang))


def _parenthesize(text: str) -> str:
    """In parentheses what would be misread behind ∂ or inside a product."""
    return text if ATOM.fullmatch(text) else f"({text})"
