"""Formulas as a reader types them: parsed against a whitelist, never run as code."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

LONGEST = 120
"""Characters of a formula."""
DEEPEST = 30
"""Operations inside one another."""

OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.float_power,
}
FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "mean": np.mean,
    "sum": np.sum,
    "abs": np.abs,
    "sqrt": np.sqrt,
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "tanh": np.tanh,
}
WRITTEN = {"×": "*", "·": "*", "−": "-", "÷": "/", "^": "**", "²": "**2", "³": "**3"}
"""What people write for what Python reads."""


class FormulaError(ValueError):
    """A text that is no formula.

    Args:
        reason: "empty", "long", "syntax", "name", "function" or "operation".
        what: the piece that is to blame.
    """

    def __init__(self, reason: str, what: str = ""):
        super().__init__(f"{reason}: {what}")
        self.reason = reason
        self.what = what


@dataclass(frozen=True)
class Formula:
    """A parsed formula.

    Args:
        text: as it was typed.
        tree: names, numbers, + − × / **, and the known functions; nothing else.
    """

    text: str
    tree: ast.expr

    def value(self, **given: Any) -> Any:
        """The formula at these numbers or arrays; where it is undefined, NaN or inf.

        Raises:
            ValueError: if shapes do not fit.
        """
        with np.errstate(all="ignore"):
            return _value(self.tree, given)


def parse(text: str, names: tuple[str, ...]) -> Formula:
    """The formula that `text` writes.

    Args:
        text: as in Python, or with ×, ^ or ²; the mean of e is `mean(e)` or `e.mean()`;
            a decimal comma is a point.
        names: what it may speak of.

    Raises:
        FormulaError: if it is none, or speaks of something else.
    """
    python = re.sub(r"(?<=\d),(?=\d)", ".", text.strip())
    for written, read in WRITTEN.items():
        python = python.replace(written, read)
    if not python:
        raise FormulaError("empty")
    if len(python) > LONGEST:
        raise FormulaError("long", str(LONGEST))
    try:
        tree = ast.parse(python, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        at = getattr(error, "offset", None) or 1
        raise FormulaError("syntax", python[max(0, at - 6) : at + 5].strip()) from None
    _check(tree, names, DEEPEST)
    return Formula(text.strip(), tree)


def compared(values: Sequence[float], wanted: Sequence[float]) -> tuple[str, float]:
    """How typed values differ from the wanted ones, and their ratio at the first.

    Returns:
        "right", "opposite" (the sign), "factor" (the ratio is the same everywhere) or
        "other".
    """
    with np.errstate(all="ignore"):
        ratios = np.array(values) / np.array(wanted)
    ratio = float(ratios[0])
    if np.allclose(values, wanted, rtol=1e-5, atol=1e-7):
        return "right", ratio
    if np.allclose(ratios, -1, rtol=1e-4):
        return "opposite", ratio
    same = ratio and np.allclose(ratios, ratio, rtol=1e-4)
    return ("factor" if same else "other"), ratio


def central(f: Callable[[float], Any], h: float = 1e-6) -> float:
    """The central difference of f at 0, its error of the order of h²."""
    return float((f(h) - f(-h)) / (2 * h))


def _check(node: ast.expr, names: tuple[str, ...], depth: int) -> None:
    if not depth:
        raise FormulaError("long", str(LONGEST))
    parts: list[ast.expr] = []
    match node:
        case ast.Constant(value=bool() | complex() | str() | bytes() | None):
            raise FormulaError("operation", ast.unparse(node))
        case ast.Constant(value=int() | float()):
            pass
        case ast.Name(id=name):
            if name not in names:
                raise FormulaError("name", name)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            parts = [operand]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATORS:
            parts = [left, right]
        case ast.Call():
            parts = [_argument(node)]
        case _:
            raise FormulaError("operation", ast.unparse(node)[:40])
    for part in parts:
        _check(part, names, depth - 1)


def _argument(node: ast.Call) -> ast.expr:
    """The argument of f(e), e.f() or np.f(e)."""
    name, given = _called(node.func), list(node.args)
    if name not in FUNCTIONS:
        raise FormulaError("function", name or ast.unparse(node.func)[:40])
    if isinstance(node.func, ast.Attribute) and not _is_library(node.func.value):
        given.insert(0, node.func.value)
    if len(given) != 1 or node.keywords:
        raise FormulaError("function", name)
    return given[0]


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_library(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "torch")


def _value(node: ast.expr, given: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant(value=number):
            try:
                return np.float64(number)  # type: ignore[arg-type]
            except OverflowError:
                return np.float64("inf")
        case ast.Name(id=name):
            return given[name]
        case ast.UnaryOp(op=op, operand=operand):
            value = _value(operand, given)
            return -value if isinstance(op, ast.USub) else value
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](_value(left, given), _value(right, given))
        case ast.Call():
            return FUNCTIONS[_called(node.func)](_value(_argument(node), given))
    raise FormulaError("operation", ast.unparse(node)[:40])
