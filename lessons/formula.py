"""Formulas as a reader types them: parsed against a whitelist, never run as code."""

import ast
import re
from collections.abc import Callable, Collection, Mapping, Sequence
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
ONE_EACH: Mapping[str, int] = dict.fromkeys(FUNCTIONS, 1)
"""How many arguments each of them takes."""
WRITTEN = {"×": "*", "·": "*", "−": "-", "÷": "/", "^": "**", "²": "**2", "³": "**3"}
"""What people write for what Python reads."""


class FormulaError(ValueError):
    """A text that is no formula.

    Args:
        reason: "empty", "long", "syntax", "name", "function" or "operation".
        what: the piece that is to blame.
        at: where it begins in what was typed, from 1; 0 if nowhere.
    """

    def __init__(self, reason: str, what: str = "", at: int = 0):
        super().__init__(f"{reason}: {what}")
        self.reason = reason
        self.what = what
        self.at = at


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


def parse(
    text: str,
    names: tuple[str, ...],
    functions: Mapping[str, int] = ONE_EACH,
    operators: Collection[type[ast.operator]] = tuple(OPERATORS),
) -> Formula:
    """The formula that `text` writes.

    Args:
        text: as in Python, or with ×, ^ or ²; the mean of e is `mean(e)` or `e.mean()`;
            a decimal comma is a point.
        names: what it may speak of.
        functions: the functions it may call, and how many arguments each takes; who
            allows others than FUNCTIONS evaluates `tree` without `Formula.value`.
        operators: the same for what stands between two operands.

    Raises:
        FormulaError: if it is none, or speaks of something else.
    """
    python, origin = _read(text, functions)
    if not python.strip():
        raise FormulaError("empty")
    if len(python) > LONGEST:
        raise FormulaError("long", str(LONGEST))
    try:
        tree = ast.parse(python, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        at = getattr(error, "offset", None) or 1
        piece = python[max(0, at - 6) : at + 5].strip()
        typed = origin[min(max(at, 1), len(origin)) - 1] + 1
        raise FormulaError("syntax", piece, typed) from None
    try:
        _check(tree, _Allowed(names, functions, operators), DEEPEST)
    except _Refused as refused:
        node = refused.node
        before = len(python.encode()[: node.col_offset].decode(errors="ignore"))
        at = origin[before] + 1 if node.lineno == 1 else 0
        raise FormulaError(refused.reason, refused.what, at) from None
    return Formula(text.strip(), tree)


def _read(text: str, functions: Mapping[str, int]) -> tuple[str, list[int]]:
    """What is typed as Python reads it, and where each of its characters comes from."""
    if all(count == 1 for count in functions.values()):
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    python, origin = "", []
    for i, char in enumerate(text):
        if python or not char.isspace():
            read = WRITTEN.get(char, char)
            python += read
            origin += [i] * len(read)
    return python.rstrip(), origin


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


@dataclass(frozen=True)
class _Allowed:
    names: tuple[str, ...]
    functions: Mapping[str, int]
    operators: Collection[type[ast.operator]]


class _Refused(Exception):
    """A piece that is not allowed."""

    def __init__(self, reason: str, what: str, node: ast.expr):
        super().__init__(reason)
        self.reason, self.what, self.node = reason, what, node


def _check(node: ast.expr, allowed: _Allowed, depth: int) -> None:
    if not depth:
        raise _Refused("long", str(LONGEST), node)
    parts: list[ast.expr] = []
    match node:
        case ast.Constant(value=bool() | complex() | str() | bytes() | None):
            raise _Refused("operation", ast.unparse(node), node)
        case ast.Constant(value=int() | float()):
            pass
        case ast.Name(id=name):
            if name not in allowed.names:
                raise _Refused("name", name, node)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            parts = [operand]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in allowed.operators:
            parts = [left, right]
        case ast.Call():
            name, count = called(node), len(arguments(node))
            if name not in allowed.functions:
                raise _Refused("function", name or ast.unparse(node.func)[:40], node)
            if count != allowed.functions[name] or node.keywords:
                raise _Refused("function", name, node)
            parts = arguments(node)
        case _:
            raise _Refused("operation", ast.unparse(node)[:40], node)
    for part in parts:
        _check(part, allowed, depth - 1)


def called(node: ast.Call) -> str:
    """The name of what is called in f(e), e.f() or np.f(e); "" if it has none."""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def arguments(node: ast.Call) -> list[ast.expr]:
    """The arguments of f(e), e.f() or np.f(e)."""
    function = node.func
    method = isinstance(function, ast.Attribute) and not _is_library(function.value)
    return [function.value, *node.args] if method else list(node.args)  # type: ignore[attr-defined]


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
            (argument,) = arguments(node)
            return FUNCTIONS[called(node)](_value(argument, given))
    raise FormulaError("operation", ast.unparse(node)[:40])
