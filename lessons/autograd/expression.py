"""Expressions as a reader types them: parsed against a whitelist, computed by PyTorch.

Every piece of the expression is a tensor of its own, so that each can be asked what
PyTorch knows of it, and moved a little to see what its gradient should be.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from lessons.autograd.statements import (
    Statement,
    leaf_line,
    parse_statements,
    torch_line,
    write_statements,
)
from lessons.toolkit.autograd_graph import Graph, Script, trace_graph
from lessons.toolkit.formula_parser import Formula, arguments, function_name, parse
from lessons.toolkit.python_prompt import error_text

Computed = torch.Tensor | float
"""A piece: a tensor, or a number made of typed numbers alone."""

OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.Pow: lambda a, b: a**b,
    ast.MatMult: lambda a, b: a @ b,
}
FUNCTIONS: Mapping[str, Callable[..., torch.Tensor]] = {
    "sin": torch.sin,
    "cos": torch.cos,
    "exp": torch.exp,
    "log": torch.log,
    "tanh": torch.tanh,
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "sqrt": torch.sqrt,
    "abs": torch.abs,
    "sum": torch.sum,
    "mean": torch.mean,
    "dot": torch.dot,
}
ARITY = {name: 2 if name == "dot" else 1 for name in FUNCTIONS}
NAMES = ("x", "w", "a", "b")
"""What an expression may speak of: two vectors of four numbers, two numbers."""

Leaves = Mapping[str, torch.Tensor]
Values = tuple[tuple[str, tuple[float, ...]], ...]
"""Numbers of leaves that the reader has set, by name."""


def make_leaves(
    begin: float = 0.0,
    wants: Mapping[str, bool] | None = None,
    values: Values = (),
) -> Leaves:
    """Make x, w of shape (4,) and the numbers a, b, in float64.

    Args:
        begin: the first number of x; the others follow in steps of 1.
        wants: which of them want a gradient.
        values: the numbers of some of them, instead.
    """
    leaves = {
        "x": begin + torch.arange(4, dtype=torch.float64),
        "w": torch.tensor([0.5, -1.0, 2.0, 1.0], dtype=torch.float64),
        "a": torch.tensor(2.0, dtype=torch.float64),
        "b": torch.tensor(-0.5, dtype=torch.float64),
    }
    for name, numbers in values:
        own = torch.tensor(numbers, dtype=torch.float64)
        leaves[name] = own.reshape(leaves[name].shape)
    wants = wants or {}
    return {
        name: leaves[name].requires_grad_(wants.get(name, False)) for name in leaves
    }


def read(text: str) -> str:
    """Return the lines of an expression as Python writes them, for a typed control.

    Raises:
        ParseError: with the reason, the piece that is to blame, and where it begins.
    """
    return write_statements(_parse(text))


def _parse(text: str) -> tuple[Statement, ...]:
    return parse_statements(text, NAMES, {*FUNCTIONS, "torch"}, _parse_formula)


def _parse_formula(text: str, names: tuple[str, ...]) -> Formula:
    operators = tuple(OPERATORS)
    return parse(text, names, ARITY, operators, constants=(), updates=False)


def result_name(text: str) -> str:
    """Return the name of the last line: y, unless the reader gives another one."""
    return _parse(text)[-1].name


@dataclass(frozen=True, eq=False)
class Piece:
    """A part of an expression that is a tensor.

    Args:
        text: as it is written, spaced as Python writes it.
        tensor: its value, with its history.
        leaf: whether it is one of the named tensors.
        inputs: the places of the pieces it was computed from.
    """

    text: str
    tensor: torch.Tensor
    leaf: bool
    inputs: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Computation:
    """The tensors and the result of an expression, or its error.

    Args:
        pieces: the named tensors, then every result in the order computed.
        result: the value of the whole; None if it was refused.
        error: PyTorch's refusal, "" if there is none.
        where: the piece that it refused.
        call: the line that it is a piece of.
    """

    pieces: tuple[Piece, ...]
    result: torch.Tensor | None
    error: str = ""
    where: str = ""
    call: str = ""

    @property
    def result_place(self) -> int:
        """The place of the piece that is the result."""
        (*_, place) = (i for i, p in enumerate(self.pieces) if p.tensor is self.result)
        return place


def compute(
    text: str,
    leaves: Leaves,
    shift: tuple[int, torch.Tensor] | None = None,
    cached: Mapping[int, Piece] | None = None,
    script: Script | None = None,
) -> Computation:
    """Compute an expression piece by piece with PyTorch.

    Args:
        text: one that `read` takes.
        shift: the place of one of the pieces, and what is added to it.
        cached: pieces of an earlier computation, by place, that this changes nothing
            of: they are not computed again.
        script: is told which line is computed, and the names of results.
    """
    lines, texts = _parse_trees(text)
    evaluation = _Evaluation(texts, shift, cached or {})
    for name in used_leaves(text):
        evaluation.leaves[name] = evaluation.add(name, leaves[name], True)
    whole: Any = None
    first_line = len(script.code) - script.after - len(lines) if script else 0
    try:
        for i, (name, tree) in enumerate(lines):
            if script:
                script.line = first_line + i
            whole = evaluation.value(tree)
            if not isinstance(whole, torch.Tensor):
                whole = evaluation.add(texts[tree], _to_tensor(whole), True)
            evaluation.leaves[name] = whole
            if script:
                script.names[name] = whole
    except _ComputationError as stopped:
        call = _parse(text)[i].text
        pieces = tuple(evaluation.pieces)
        return Computation(pieces, None, stopped.error, stopped.where, call)
    return Computation(tuple(evaluation.pieces), whole)


def used_leaves(text: str) -> tuple[str, ...]:
    """Return the names of the leaves in an expression, in the order of NAMES."""
    lines, _ = _parse_trees(text)
    nodes = (node for _, tree in lines for node in ast.walk(tree))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return tuple(name for name in NAMES if name in names)


@lru_cache(maxsize=256)
def _parse_trees(
    text: str,
) -> tuple[tuple[tuple[str, ast.expr], ...], Mapping[ast.AST, str]]:
    """Return the name and the tree of each line, and how each piece is written."""
    lines = tuple((line.name, line.formula.tree) for line in _parse(text))
    nodes = (node for _, tree in lines for node in ast.walk(tree))
    pieces = (node for node in nodes if isinstance(node, ast.expr))
    return lines, {node: ast.unparse(node) for node in pieces}


def torch_lines(
    text: str,
    begin: float = 0.0,
    wants: Mapping[str, bool] | None = None,
    values: Values = (),
) -> list[str]:
    """Return the program that computes an expression and its gradients in PyTorch.

    Its last line is `backward()`; the leaves and the lines of the reader come before.
    """
    leaves = make_leaves(begin, wants, values)
    y = compute(text, leaves).result
    total = ".sum()" if y is not None and y.ndim else ""
    return [
        "import torch",
        "torch.set_default_dtype(torch.float64)",
        *(
            leaf_line(
                name,
                tuple(leaves[name].detach().reshape(-1).tolist()),
                leaves[name].requires_grad,
            )
            for name in used_leaves(text)
        ),
        *map(torch_line, _parse(text)),
        f"{result_name(text)}{total}.backward()",
    ]


class _ComputationError(Exception):
    """PyTorch refuses a piece."""

    def __init__(self, error: Exception, where: str):
        super().__init__(str(error))
        self.error = error_text(error)
        self.where = where


@dataclass
class _Evaluation:
    texts: Mapping[ast.AST, str]
    shift: tuple[int, torch.Tensor] | None
    cached: Mapping[int, Piece]
    pieces: list[Piece] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    leaves: dict[str, torch.Tensor] = field(default_factory=dict)

    def add(
        self,
        text: str,
        tensor: torch.Tensor,
        leaf: bool,
        operands: Sequence[Computed] = (),
    ) -> torch.Tensor:
        """Add a piece made of the operands, shifted if it is the one to move."""
        if self.shift and self.shift[0] == len(self.pieces):
            tensor = tensor + self.shift[1]
        places = (self.places.get(id(value)) for value in operands)
        inputs = tuple(place for place in places if place is not None)
        return self.append(Piece(text, tensor, leaf, inputs))

    def append(self, piece: Piece) -> torch.Tensor:
        """Append a piece as it is and return its tensor."""
        self.places[id(piece.tensor)] = len(self.pieces)
        self.pieces.append(piece)
        return piece.tensor

    def value(self, node: ast.expr) -> Computed:
        """Compute a piece and, before it, those it is made of."""
        match node:
            case ast.Constant(value=number):
                try:
                    return float(number)  # type: ignore[arg-type]
                except OverflowError:
                    return float("inf")
            case ast.Name(id=name):
                return self.leaves[name]
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.value(operand)
            case ast.UnaryOp(operand=operand):
                return self.apply(torch.neg, [self.value(operand)], node)
            case ast.BinOp(left=left, op=op, right=right):
                sides = [self.value(left), self.value(right)]
                return self.apply(OPERATORS[type(op)], sides, node)
            case ast.Call():
                operands = [_to_tensor(self.value(part)) for part in arguments(node)]
                return self.apply(FUNCTIONS[function_name(node)], operands, node)
        raise TypeError(ast.unparse(node))

    def apply(
        self, act: Callable[..., Any], operands: Sequence[Computed], node: ast.expr
    ) -> Computed:
        """Apply an operation: to typed numbers for a number, else for a piece."""
        numbers = not any(isinstance(value, torch.Tensor) for value in operands)
        if not numbers and len(self.pieces) in self.cached:
            return self.append(self.cached[len(self.pieces)])
        if numbers:
            operands = [_to_tensor(number) for number in operands]
        try:
            result = act(*operands)
        except (RuntimeError, TypeError) as error:
            raise _ComputationError(error, self.texts[node]) from None
        return (
            result.item()
            if numbers
            else self.add(self.texts[node], result, False, operands)
        )


def _to_tensor(value: Computed) -> torch.Tensor:
    if isinstance(value, torch.Tensor):
        return value
    return torch.tensor(value, dtype=torch.float64)


@dataclass(frozen=True, eq=False)
class Row:
    """The attributes of a tensor, and what its gradient should be.

    Args:
        text: the piece.
        value: shape () or (4,).
        requires_grad, is_leaf: as PyTorch says.
        grad: None where PyTorch keeps none.
        grad_fn: the name of the operation that made it, "" for a leaf.
        central: central differences of the same shape, NaN where there is none; None
            if no gradient is wanted.
    """

    text: str
    value: np.ndarray
    requires_grad: bool
    is_leaf: bool
    grad: np.ndarray | None
    grad_fn: str
    central: np.ndarray | None

    @property
    def wrong(self) -> np.ndarray:
        """Where gradient and central difference do not agree, relative 1e-4."""
        assert self.grad is not None
        assert self.central is not None
        with np.errstate(invalid="ignore"):
            near = np.isclose(self.grad, self.central, rtol=1e-4, atol=1e-5)
        return ~(near & np.isfinite(self.grad))


@dataclass(frozen=True, eq=False)
class Exploration:
    """An expression, its backward pass and its tensors.

    Args:
        rows: its tensors, the named ones first.
        result: its value; None if PyTorch refused to compute it.
        where: the piece refused.
        refusals: what was called, and what PyTorch answered to it.
        uses_sum: whether the gradient is that of y.sum().
    """

    rows: tuple[Row, ...]
    result: np.ndarray | None
    where: str
    refusals: tuple[tuple[str, str], ...]
    uses_sum: bool

    @property
    def total(self) -> float:
        """The number that backward() starts from: the result, or the sum of it."""
        return float("nan") if self.result is None else float(self.result.sum())

    @property
    def leaves_with_grad(self) -> tuple[Row, ...]:
        """The named tensors that have a gradient now."""
        return tuple(row for row in self.rows if row.is_leaf and row.grad is not None)

    @property
    def leaves_without_grad(self) -> tuple[str, ...]:
        """The named tensors of a computation without a leaf that requires grad."""
        if self.verdict != "graph":
            return ()
        return tuple(row.text for row in self.rows if row.text in NAMES)

    @property
    def transcript(self) -> str:
        """The refusals as the Python prompt shows them."""
        return "\n".join(f">>> {call}\n{answer}" for call, answer in self.refusals)

    @property
    def verdict(self) -> str:
        """How it ended.

        "computed" (PyTorch cannot compute it), "graph" (nothing to go back through),
        "apart" (some gradient is not the central difference), "undefined" (the same,
        only where there is no central difference), "agree".
        """
        if self.result is None:
            return "computed"
        if not self.leaves_with_grad:
            return "graph"
        wrong = [row.wrong for row in self.leaves_with_grad]
        if not any(map(np.any, wrong)):
            return "agree"
        missing = [
            np.isnan(row.central)
            for row in self.leaves_with_grad
            if row.central is not None
        ]
        only_missing = all(map(np.array_equal, wrong, missing))
        return "undefined" if only_missing else "apart"

    @property
    def comparable(self) -> bool:
        """Whether any number of a gradient has a central difference."""
        return any(
            not np.isnan(row.central).all()
            for row in self.leaves_with_grad
            if row.central is not None
        )


def explore(
    text: str,
    begin: float = 0.0,
    wants: Mapping[str, bool] | None = None,
    retain: bool = False,
    values: Values = (),
) -> Exploration:
    """Compute, run backward(), and return the attributes of every tensor.

    Args:
        begin, wants, values: as for `make_leaves`.
        retain: whether results keep their gradient too.
    """
    leaves, name = make_leaves(begin, wants, values), result_name(text)
    computation = compute(text, leaves)
    y = computation.result
    if y is None:
        return Exploration(
            (), None, computation.where, ((computation.call, computation.error),), False
        )
    if retain:
        for piece in computation.pieces:
            if piece.tensor.requires_grad:
                piece.tensor.retain_grad()
    refusals, uses_sum = [], False
    calls: tuple[tuple[str, Callable[[], Any]], ...] = (
        (f"{name}.backward()", y.backward),
        (f"{name}.sum().backward()", lambda: y.sum().backward()),
    )
    for code, call in calls[: 1 + (y.ndim > 0)]:
        try:
            call()
        except RuntimeError as error:
            refusals.append((code, error_text(error)))
        else:
            uses_sum = call is not calls[0][1]
    rows = tuple(
        Row(
            piece.text,
            piece.tensor.detach().numpy(),
            piece.tensor.requires_grad,
            piece.tensor.is_leaf,
            _gradient(piece.tensor),
            type(piece.tensor.grad_fn).__name__ if piece.tensor.grad_fn else "",
            central_differences(text, leaves, i)
            if piece.tensor.requires_grad
            else None,
        )
        for i, piece in enumerate(computation.pieces)
    )
    return Exploration(rows, y.detach().numpy(), "", tuple(refusals), uses_sum)


def _gradient(tensor: torch.Tensor) -> np.ndarray | None:
    """Return the gradient; None for a result that does not retain it.

    PyTorch warns about reading `grad` of such a result, so it is not read.
    """
    if not (tensor.is_leaf or tensor.retains_grad) or tensor.grad is None:
        return None
    return tensor.grad.numpy()


def central_differences(
    text: str, leaves: Leaves, place: int, h: float = 1e-5
) -> np.ndarray:
    """Return central differences of the summed expression along each number.

    They are rounded where the subtraction leaves nothing but noise. There is none, NaN,
    where a number of the result that depends on the one moved is not finite.

    Args:
        place: of the piece in `Computation.pieces`.
        h: how far each number is moved; the error is of the order of h².
    """
    with torch.no_grad():
        computation = compute(text, leaves)
        pieces, end = computation.pieces, computation.result_place
        shape, here = pieces[place].tensor.shape, pieces[end].tensor.numpy()
        parts = dependencies(pieces, place)
        cached = {i: piece for i, piece in enumerate(pieces) if i not in parts}

        def slope(i: int) -> float:
            def at(d: float) -> np.ndarray:
                step = torch.zeros(shape, dtype=torch.float64)
                step.view(-1)[i] = d
                result = compute(text, leaves, (place, step), cached).result
                assert result is not None
                return result.numpy()

            if end not in parts:  # moved in vain
                return 0.0
            part = parts[end][..., i]
            if not np.isfinite(here[part]).all():
                return float("nan")
            return float((at(h)[part] - at(-h)[part]).sum() / (2 * h))

        slopes = [slope(i) for i in range(shape.numel())]
    return np.array(slopes).round(7).reshape(tuple(shape))


def dependencies(pieces: Sequence[Piece], place: int) -> dict[int, np.ndarray]:
    """Return which numbers of each piece depend on which number of one of them.

    A single number depends on all that it is made of, any other result element by
    element.

    Args:
        place: of the piece moved.

    Returns:
        By the places of the pieces that depend on it: booleans, whose last axis are
        the numbers of the piece moved.
    """
    n = pieces[place].tensor.numel()
    own = np.eye(n, dtype=bool).reshape(*pieces[place].tensor.shape, n)
    parts_by_place = {place: own}
    for i, piece in enumerate(pieces):
        parents = [parts_by_place[j] for j in piece.inputs if j in parts_by_place]
        if not parents or i in parts_by_place:
            continue
        shape = (*piece.tensor.shape, n)
        depends = np.zeros(shape, bool)
        for parent in parents:
            depends |= parent if piece.tensor.ndim else parent.reshape(-1, n).any(0)
        parts_by_place[i] = depends
    return parts_by_place


def build_graph(
    text: str,
    begin: float = 0.0,
    wants: Mapping[str, bool] | None = None,
    values: Values = (),
) -> Graph:
    """Return the graph behind an expression, with values, gradients and its lines.

    Of four numbers the gradients are those of their sum.

    Returns:
        Without nodes, if it is refused or nothing in it wants a gradient.
    """
    leaves = make_leaves(begin, wants, values)
    y = compute(text, leaves).result
    if y is None or not y.requires_grad:
        return Graph()
    code = torch_lines(text, begin, wants, values)
    script = Script(dict(enumerate(code)), after=1)

    def call() -> torch.Tensor:
        y: Any = compute(text, leaves, script=script).result
        return y

    graph = trace_graph(None, call, leaves, torch.ones_like(y), script=script)
    lines = {line.partition(" = ")[0]: number for number, line in script.code.items()}
    nodes = tuple(
        replace(node, line=lines[node.name])
        if node.kind in ("leaf", "data") and node.name in lines
        else node
        for node in graph.nodes
    )
    return replace(graph, nodes=nodes)


@lru_cache(maxsize=128)
def explore_with_graph(
    text: str,
    begin: float,
    names: frozenset[str],
    retain: bool,
    values: Values = (),
) -> tuple[Exploration, Graph]:
    """Return the cached results of `explore` and `build_graph`.

    A long expression takes a tenth of a second.

    Args:
        names: the named tensors that want a gradient.
    """
    wants = dict.fromkeys(names, True)
    return (
        explore(text, begin, wants, retain, values),
        build_graph(text, begin, wants, values),
    )
