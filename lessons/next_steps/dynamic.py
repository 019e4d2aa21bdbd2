"""The graph of one input, and the compilation of the same code."""

from collections.abc import Generator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch

from lessons.next_steps.with_torch import build, make_leaves
from lessons.toolkit.autograd_graph import Graph, trace_graph
from lessons.toolkit.python_prompt import error_text


@dataclass(frozen=True)
class GraphRun:
    """The graph of one run of `build`, and its control flow.

    Args:
        graph: that of autograd.
        turns: of the loop.
        negates: whether the branch was taken.
    """

    graph: Graph
    turns: int
    negates: bool

    @property
    def n_operations(self) -> int:
        """Operations in the graph of the loss."""
        return sum(bool(node.grad_fn) and node.kind != "leaf" for node in self.nodes)

    @property
    def nodes(self) -> tuple[Any, ...]:
        """The nodes of the graph."""
        return self.graph.nodes


@lru_cache(maxsize=128)
def run_graph(x: int, limit: int) -> GraphRun:
    """Run `build` at this input; the counts are read from the graph it left."""
    leaves = dict(zip("xw", make_leaves(x), strict=True))
    graph = trace_graph(build, lambda: build(**leaves, limit=limit), leaves)
    names = [node.grad_fn for node in graph.nodes]
    turns = names.count("MulBackward0") - 1  # the first is w * x
    return GraphRun(graph, turns, "NegBackward0" in names)


class Model(torch.nn.Module):
    """`build` as a module, which is what torch.export takes."""

    def __init__(self) -> None:
        super().__init__()
        self.w = torch.nn.Parameter(make_leaves()[1])

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The loss at this input."""
        loss: torch.Tensor = build(x, self.w)
        return loss


@dataclass(frozen=True)
class Compilation:
    """The compilation of code whose `while` and `if` depend on data.

    Args:
        export: what torch.export answers.
        pieces: graphs that torch.compile has cut it into, after each input.
        same: whether they give the numbers that the lines give.
    """

    export: str
    pieces: tuple[int, ...]
    same: bool

    @property
    def nbytes(self) -> int:
        """What it takes in memory, about."""
        return len(self.export)


INPUTS = (2, -2)
"""Inputs of the compiled code: the loop alone, then the branch too."""


def compile_graphs() -> Generator[float, None, Compilation]:
    """Ask torch.export for one graph, and torch.compile for as many as it wants.

    torch.compile hands each graph to a function of ours that counts it and runs it as
    it is: nothing is translated, so no C++ compiler is needed.
    """
    yield 0.0
    try:
        torch.export.export(Model(), (make_leaves()[0],), strict=False)
        answer = ""
    except Exception as error:
        answer = first_lines(error)
    yield 0.7
    graphs: list[Any] = []

    def count(graph: Any, inputs: Any) -> Any:
        graphs.append(graph)
        return graph.forward

    compiled, pieces, same = torch.compile(build, backend=count), [], True
    for x in INPUTS:
        same &= torch.equal(compiled(*make_leaves(x)), build(*make_leaves(x)))
        pieces.append(len(graphs))
    return Compilation(answer, tuple(pieces), same)


def first_lines(error: Exception) -> str:
    """Return what an error says first, and the line of ours that it names."""
    text = error_text(error)
    lines = text.splitlines()
    ours = [line.strip() for line in lines if "while abs" in line or "if y" in line]
    return "\n".join([lines[0], *(f"    {line}" for line in ours[:1])])
