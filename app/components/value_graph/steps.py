"""The steps of a graph with values: forward pass and chain rule, written in numbers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.components.value_graph.labels import (
    format_first,
    format_operation,
    format_value,
    node_labels,
    parenthesize,
)
from app.content.number_format import format_number
from lessons.toolkit.autograd_graph import FlatValues, Graph, Node

MAX_VALUES = 4
"""How many numbers of a tensor are written beside the graph."""

WORD_JOINER = "\u2060"
"""No line ends here: a derivative stays in one piece."""


class StepWriter:
    """Writes the steps of a graph for the browser.

    Args:
        graph: the graph of a run.
        lang: how numbers are written.
        words: the section "flow" of the messages.
    """

    def __init__(self, graph: Graph, lang: str, words: Mapping[str, str]):
        self.graph = graph
        self.lang = lang
        self.words = words
        self.labels = node_labels(graph)

    def steps(self) -> list[dict[str, Any]]:
        """Return the start, a step for each operation, one for each gradient."""
        steps = [self._step("", "start", note=self.words["start"])]
        operations = [node for node in self.graph.nodes if node.text or node.symbol]
        steps += [self._forward(node) for node in operations]
        steps += [self._backward(node) for node in self.graph.backward_order()]
        output = self.graph[self.graph.output]
        if output.grad is None:
            reason = self.words["freed" if self.graph.freed else "many"]
            n = format_number(len(output.value or ()), self.lang)
            steps[-1]["more"] = reason.format(name=self.labels[output.id], n=n)
        return steps

    def format_values(self, values: FlatValues | None) -> str:
        """Return the numbers that are written beside the graph for a tensor."""
        if values is None:
            return self.words["none"]
        return format_first(values, self.lang, MAX_VALUES)

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
        """Return a step for the browser.

        Args:
            node: the id of the node that gets its value or gradient.
            act: "start", "forward" or "backward".
            edges: (from, to) that the step passes.
            head: the formula with names.
            numbers: the same with numbers.
            note, more: sentences.
            line: the number of the line of code.
        """
        return {
            "node": node,
            "act": act,
            "edges": [f"{source} {target}" for source, target in edges],
            "head": head,
            "numbers": numbers,
            "note": note,
            "more": more,
            "line": line,
        }

    def _forward(self, node: Node) -> dict[str, Any]:
        """Return the step in which a node gets its value."""
        label, text = self.labels[node.id], format_operation(node, self.labels)
        values = {id: self.graph[id].value or () for id in node.inputs}
        count = len(node.value or ())
        elementwise = count > 1 and all(len(v) in (1, count) for v in values.values())
        elementwise = elementwise and not re.match(r"\w+\(.*,|.* @", node.text)
        operands = {id: self._operand(v, elementwise) for id, v in values.items()}
        result = self._operand(node.value or (), elementwise)
        first = self.words["first"].format(n=format_number(count, self.lang))
        equation = f"{format_operation(node, operands)} = {result}"
        return self._step(
            node.id,
            "forward",
            edges=[(id, node.id) for id in node.inputs],
            head=text if label == text else f"{label} = {text}",
            numbers=equation if node.text else result,
            note=first if elementwise else "",
            line=node.line,
        )

    def _operand(self, values: FlatValues, elementwise: bool) -> str:
        """Return an operand in numbers: the first one, or the first two in brackets."""
        if not values:
            return "…"
        if elementwise or len(values) == 1:
            return format_value(values[0], self.lang)
        texts = [format_value(v, self.lang) for v in values[:2]]
        return f"[{'  '.join(texts)}{'  …' if len(values) > 2 else ''}]"

    def _backward(self, node: Node) -> dict[str, Any]:
        """Return the step in which a node gets its gradient, by the chain rule."""
        grad = node.grad or ()
        users = [
            (user, place)
            for user, place in self.graph.users(node.id)
            if user.grad is not None and user.grad_parts[place] is not None
        ]
        output = parenthesize(self.labels[self.graph.output])
        label = parenthesize(self.labels[node.id])
        name = _derivative(output, label)
        if not users:
            note = self.words["seed" if grad == (1.0,) else "given"]
            return self._step(
                node.id,
                "backward",
                head=f"{name} = {self.format_values(grad)}" if grad else name,
                note=note,
                line=node.line,
            )
        user_labels = [parenthesize(self.labels[user.id]) for user, _ in users]
        products = [
            f"{_derivative(output, user)} · {_derivative(user, label)}"
            for user in user_labels
        ]
        at = next((i for i, value in enumerate(grad) if value), 0)
        total = format_value(grad[at], self.lang)
        numbers = " + ".join(self._term(node, user, place, at) for user, place in users)
        numbers = f"{numbers} = {total}" if numbers != total else f"= {total}"
        return self._step(
            node.id,
            "backward",
            edges=[(node.id, user.id) for user, _ in users],
            head=f"{name} = {' + '.join(products)}",
            numbers=numbers,
            note=self._backward_note(users, len(grad), at),
            line=users[0][0].line if node.line is None else node.line,
        )

    def _backward_note(self, users: Sequence[tuple[Node, int]], n: int, at: int) -> str:
        """Return which users have no local derivative, and which number is shown."""
        notes = [
            self.words["jacobian"].format(name=user.grad_fn)
            for user, place in users
            if user.local[place] is None
        ]
        if n > 1:
            note = self.words["at" if at else "first"]
            notes.append(note.format(i=at, n=format_number(n, self.lang)))
        return " ".join(notes)

    def _term(self, node: Node, user: Node, place: int, at: int) -> str:
        """Return what one user passes back: gradient · local derivative, in numbers.

        Args:
            at: the index of the number of `node` that is told, where it has several.
        """
        local, passed = user.local[place], user.grad_parts[place] or (0.0,)
        grad = user.grad or (0.0,)
        if local is None or len(grad) not in (1, len(local)):
            return self._factor(passed[at % len(passed)])
        size = len(node.value or grad)

        def product(g: float, slope: float) -> str:
            return f"{self._factor(g)} · {self._factor(slope)}"

        if size == 1 and len(local) > 1:  # one number used for many
            terms = [product(grad[i], local[i]) for i in range(2)]
            if len(local) > 2:
                n = format_number(len(local), self.lang)
                terms.append(self.words["terms"].format(n=n))
            return " + ".join(terms)
        if size not in (1, len(local)):
            return self._factor(passed[at % len(passed)])
        return product(grad[at % len(grad)], local[at % len(local)])

    def _factor(self, value: float) -> str:
        return parenthesize(format_value(value, self.lang))


def _derivative(of: str, by: str) -> str:
    """Return a derivative as it is written: ∂of/∂by."""
    return f"∂{of}/{WORD_JOINER}∂{by}"
