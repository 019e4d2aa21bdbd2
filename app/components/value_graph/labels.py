"""Texts of a graph with values: names of nodes, operations, numbers."""

import math
import re
from collections.abc import Mapping

from app.content.number_format import format_fixed, format_number, format_scientific
from lessons.toolkit.autograd_graph import FlatValues, Graph, Node

MAX_LABEL = 13
"""Characters of a label in a formula; a longer one is replaced by a letter."""

BOX_WIDTH = 10
"""Characters of numbers that fit into a box."""

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

INPUT_SLOT = re.compile(r"\{(\d+)\}")
"""The place of an input in the text of an operation, by its number."""

ATOM = re.compile(r"[\w₀-₉⁰-⁹¹²³⁽⁾.,\u202f]+|\w+\([^()]*\)|\[[^\[\]]*\]")
"""A name, a number, a call, a list: text that needs no parentheses."""


def node_labels(graph: Graph) -> dict[str, str]:
    """Return a short, unique name for each node, for formulas, by the node's id.

    It is the learner's name, numbered as in y⁽²⁾ where several tensors have it; else
    the operation itself if that is short; else t₁, t₂ …
    """
    labels: dict[str, str] = {}
    counts: dict[str, int] = {}
    names = [node.name for node in graph.nodes]
    letters = 0
    for node in graph.nodes:
        text = format_operation(node, labels) if node.text else _single_number(node)
        if node.name:
            counts[node.name] = counts.get(node.name, 0) + 1
            count = f"⁽{counts[node.name]}⁾" if names.count(node.name) > 1 else ""
            labels[node.id] = node.name + count.translate(SUPERSCRIPTS)
        elif text and len(text) <= MAX_LABEL and text not in labels.values():
            labels[node.id] = text
        else:
            letters += 1
            labels[node.id] = "t" + str(letters).translate(SUBSCRIPTS)
    return labels


def format_operation(node: Node, texts: Mapping[str, str]) -> str:
    """Return the operation of a node, parentheses where they are needed.

    Args:
        texts: what stands for each input, by its id.
    """
    is_call = re.fullmatch(r"\w+\(.*\)", node.text)

    def operand(slot: re.Match[str]) -> str:
        text = texts[node.inputs[int(slot[1])]]
        return text if is_call or ATOM.fullmatch(text) else f"({text})"

    return INPUT_SLOT.sub(operand, node.text)


def _single_number(node: Node) -> str:
    """Return the number of a tensor with a single one: it stands for itself."""
    return f"{node.value[0]:g}" if node.value and len(node.value) == 1 else ""


def format_value(value: float, lang: str, digits: int = 3) -> str:
    """Return a number of the graph: as short as it can be told from others.

    It has no decimals if it is whole, `digits` else, one more below 0.01, and a power
    of ten if these would round it to zero.
    """
    if math.isnan(value):
        return "nan"
    if value == round(value, 9) and abs(value) < 1e6 and value == int(value):
        return format_number(value, lang)
    if 0 < abs(value) < 0.5 * 10**-digits:
        return format_scientific(value, lang)
    return format_fixed(value, digits + (abs(value) < 0.01), lang)


def format_box(values: FlatValues | None, lang: str) -> str:
    """Return the first numbers of a tensor, as many as fit into a box."""
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


def format_first(values: FlatValues, lang: str, count: int) -> str:
    """Return the first `count` numbers of a tensor, and "…" if there are more."""
    texts = [format_value(value, lang) for value in values[:count]]
    return "  ".join(texts) + (" …" if len(values) > count else "")


def parenthesize(text: str) -> str:
    """Put into parentheses what would be misread behind ∂ or inside a product."""
    return text if ATOM.fullmatch(text) else f"({text})"
