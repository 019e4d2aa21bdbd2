"""Parses formulas that a reader types against a whitelist; never runs them as code."""

import ast
import operator
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from lessons.contract import ParseError
from lessons.toolkit.formula_grammar import MAX_DEPTH, Grammar
from lessons.toolkit.formula_tokenizer import (
    LIBRARIES,
    expand_update,
    is_update,
    to_python,
    tokenize,
)
from lessons.toolkit.number_parser import quote
from lessons.toolkit.python_prompt import error_text

MAX_LENGTH = 200
"""Limit on the length of a formula, in characters."""
OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.float_power,
    ast.MatMult: np.matmul,
}
TORCH_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
}
"""The same operators as Python applies them to tensors."""


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def _relu(x: Any) -> Any:
    return np.maximum(x, 0)


def _dot(x: Any, y: Any) -> Any:
    if np.ndim(x) != 1 or np.ndim(y) != 1:
        raise ValueError("dot takes two vectors")
    return np.dot(x, y)


def _len(x: Any) -> Any:
    if not np.ndim(x):
        raise ValueError("a number has no length")
    return np.float64(len(x))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "mean": np.mean,
    "sum": np.sum,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "square": np.square,
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "relu": _relu,
    "dot": _dot,
    "len": _len,
}
FUNCTION_ARITIES: Mapping[str, int] = {
    name: 2 if name == "dot" else 1 for name in FUNCTIONS
}
"""Number of arguments of each function."""
CONSTANTS: Mapping[str, float] = {"e": np.e, "pi": np.pi}
"""Numbers that a formula may name, unless the name is one of its own."""


class UndefinedError(ArithmeticError):
    """Raised for a formula without a finite value at a point of evaluation.

    Args:
        piece: the smallest part without one.
        value: the value of that part in NumPy: "inf", "-inf" or "nan"; the error that
            PyTorch raises where the shapes do not fit.
    """

    def __init__(self, piece: str, value: str):
        super().__init__(f"{piece} is {value}")
        self.piece = piece
        self.value = value


@dataclass(frozen=True)
class Formula:
    """A parsed formula.

    Args:
        text: the formula in Python.
        tree: names, numbers, + − × / ** @, and the known functions; nothing else.
    """

    text: str
    tree: ast.expr

    def evaluate(self, **values: Any) -> Any:
        """Evaluate at these numbers or arrays; NaN or inf where it is undefined.

        Raises:
            UndefinedError: if shapes do not fit.
        """
        with np.errstate(all="ignore"):
            return _value(self.tree, values)

    def evaluate_finite(self, **values: Any) -> Any:
        """Evaluate at these numbers or arrays; raise where it is undefined.

        Raises:
            UndefinedError: if it has no finite value there, or if shapes do not fit.
        """
        value = self.evaluate(**values)
        if not np.isfinite(value).all():
            raise self._undefined_error(values)
        return value

    def _undefined_error(self, values: Mapping[str, Any]) -> UndefinedError:
        """Return the error that names the smallest part without a finite value."""
        node = self.tree
        with np.errstate(all="ignore"):
            while undefined := [
                operand
                for operand in _operands(node)
                if not np.isfinite(_value(operand, values)).all()
            ]:
                node = undefined[0]
            value = np.ravel(_value(node, values))
        return UndefinedError(
            ast.unparse(node)[:40], str(value[~np.isfinite(value)][0])
        )


def parse(
    text: str,
    names: tuple[str, ...],
    functions: Mapping[str, int] = FUNCTION_ARITIES,
    operators: Collection[type[ast.operator]] = tuple(OPERATORS),
    *,
    constants: Collection[str] = tuple(CONSTANTS),
    updates: bool = True,
    finite: bool = False,
) -> Formula:
    """Parse a formula.

    Args:
        text: as in Python, or with ×, ^ or ²; the mean of e is `mean(e)` or `e.mean()`;
            a decimal comma is a point.
        names: the names it may contain.
        functions: the functions it may call, and how many arguments each takes; with
            others than FUNCTIONS, evaluate `tree` without `Formula.evaluate`.
        operators: the binary operators it may contain.
        constants: which of CONSTANTS it may contain.
        updates: whether `x -= e`, of one of its names, is the formula `x - (e)`.
        finite: whether a piece without names, such as `1/0`, must be finite.

    Raises:
        ParseError: "empty", "long", "deep"; with `at`, the character, from 1, and
            `what` is there: "before", "after" and "inside" (something is missing
            there), "open", "close" (a parenthesis without the other one), "times" (two
            operands without a sign, such as `2x`, or two names written as one, such as
            `wx`), "call" (a function without parentheses),
            "equals", "option", "bracket", "comma", "sign", "name", "function",
            "arguments", "undefined".
    """
    if len(text) > MAX_LENGTH:
        raise ParseError("long", typed=len(text), most=MAX_LENGTH)
    tokens = tokenize(text, functions)
    if not tokens:
        raise ParseError("empty")
    allowed = names, functions, operators, constants
    if updates and is_update(tokens, names):
        Grammar(text, tokens[3:], *allowed).check()
        tokens = expand_update(tokens)
    Grammar(text, tokens, *allowed).check()
    python, origin = to_python(tokens)
    tree = ast.parse(python, mode="eval").body
    _check_depth(tree, MAX_DEPTH)
    if finite and (piece := _undefined(tree, functions)):
        at = origin[piece.col_offset] + 1
        raise ParseError("undefined", what=quote(ast.unparse(piece)), at=at)
    return Formula(python, tree)


def power_note(text: str) -> str:
    """Return "power" if one is typed with `^`, which PyTorch refuses for floats."""
    return "power" if "^" in text else ""


def _check_depth(node: ast.AST, depth: int) -> None:
    if not depth:
        raise ParseError("deep", most=MAX_DEPTH)
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.expr):
            _check_depth(part, depth - 1)


def _undefined(tree: ast.expr, functions: Mapping[str, int]) -> ast.expr | None:
    """Return the first smallest part without names whose value is not finite."""
    inner: Iterable[ast.AST] = ast.iter_child_nodes(tree)
    if isinstance(tree, ast.Call):
        inner = arguments(tree)
    for part in inner:
        if isinstance(part, ast.expr) and (piece := _undefined(part, functions)):
            return piece
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    if not names <= {*functions, *LIBRARIES, *CONSTANTS} or _is_library(tree):
        return None
    with np.errstate(all="ignore"):
        try:
            return None if np.isfinite(_value(tree, {})) else tree
        except UndefinedError:  # shapes that do not fit are found at evaluation
            return None


class Comparison(NamedTuple):
    """How actual values differ from the expected ones.

    Args:
        kind: "right", "opposite" (the sign), "factor" (the ratio is the same
            everywhere) or "other".
        ratio: actual by expected value, where the expected one is largest.
        at: the index where they differ most.
    """

    kind: str
    ratio: float
    at: int


def compare(values: Sequence[float], expected: Sequence[float]) -> Comparison:
    """Compare finite values with the expected ones, element by element."""
    actual, target = np.array(values, float), np.array(expected, float)
    at, largest = int(abs(actual - target).argmax()), int(abs(target).argmax())
    ratio = float(actual[largest] / target[largest]) if target.any() else 0.0
    kind = "other"
    if np.allclose(actual, target, rtol=1e-5, atol=1e-7):
        kind = "right"
    elif np.allclose(actual, -target, rtol=1e-4, atol=1e-7):
        kind = "opposite"
    elif ratio and np.allclose(actual, ratio * target, rtol=1e-4, atol=1e-7):
        kind = "factor"
    return Comparison(kind, ratio, at)


def central_difference(f: Callable[[float], Any], h: float = 1e-6) -> float:
    """Return the central difference of f at 0; its error is of the order of h²."""
    return float((f(h) - f(-h)) / (2 * h))


def function_name(node: ast.Call) -> str:
    """Return the name of the function in f(e), e.f() or np.f(e); "" if it has none."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def arguments(node: ast.Call) -> list[ast.expr]:
    """Return the arguments of f(e), e.f() or np.f(e)."""
    function = node.func
    method = isinstance(function, ast.Attribute) and not _is_library(function.value)
    return [function.value, *node.args] if method else list(node.args)  # type: ignore[attr-defined]


def _is_library(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in LIBRARIES


def _operands(node: ast.expr) -> list[ast.expr]:
    """Return the operands of a node."""
    match node:
        case ast.UnaryOp(operand=operand):
            return [operand]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Call():
            return arguments(node)
    return []


def _value(node: ast.expr, values: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=number):
            try:
                return np.float64(number)  # type: ignore[arg-type]
            except OverflowError:
                return np.float64("inf")
        case ast.Name(id=name):
            return values[name] if name in values else np.float64(CONSTANTS[name])
        case ast.Attribute(attr=name):
            return np.float64(CONSTANTS[name])
        case ast.UnaryOp(op=op, operand=operand):
            value = _value(operand, values)
            return -value if isinstance(op, ast.USub) else value
        case ast.BinOp(op=op):
            return _apply(node, OPERATORS[type(op)], values)
        case ast.Call():
            return _apply(node, FUNCTIONS[function_name(node)], values)
    raise TypeError(ast.unparse(node))


def _apply(
    node: ast.expr, operation: Callable[..., Any], values: Mapping[str, Any]
) -> Any:
    """Apply an operation to the operands of a node.

    Raises:
        UndefinedError: if their shapes do not fit.
    """
    operands = [_value(operand, values) for operand in _operands(node)]
    try:
        return operation(*operands)
    except ValueError:
        raise UndefinedError(
            ast.unparse(node)[:40], _torch_error(node, operands)
        ) from None


def _torch_error(node: ast.expr, operands: Sequence[Any]) -> str:
    """Return the error that PyTorch raises for operands whose shapes do not fit."""
    tensors = [torch.as_tensor(np.asarray(operand, float)) for operand in operands]
    try:
        match node:
            case ast.BinOp(op=op):
                TORCH_OPERATORS[type(op)](*tensors)
            case ast.Call() if function_name(node) == "len":
                len(*tensors)
            case _:
                torch.dot(*tensors)
    except (RuntimeError, TypeError) as error:
        return error_text(error)
    raise AssertionError(ast.unparse(node))
