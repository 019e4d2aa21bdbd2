"""Makes the calls that a checked line of PyTorch names, one node after another."""

import ast
import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from types import SimpleNamespace
from typing import Any, NoReturn

import torch
from torch import nn
from torch.utils.data import Dataset

from lessons.contract import ParseError
from lessons.toolkit.number_parser import quote
from lessons.toolkit.python_prompt import error_text, record_warnings

LIBRARIES: Mapping[str, str] = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "functional": "torch.nn.functional",
    "optim": "torch.optim",
}
"""The names of PyTorch's modules, as programs import them."""
BUILTINS: Mapping[str, Callable[..., Any]] = {"len": len, "float": float, "int": int}
BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: operator.pow,
    ast.MatMult: operator.matmul,
}
IN_PLACE: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    kind: getattr(operator, f"i{function.__name__}")
    for kind, function in BINARY.items()
}
UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Invert: operator.invert,
}
COMPARISONS: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
OWNERS = (
    *(torch.Tensor, nn.Module, torch.optim.Optimizer, torch.device, Dataset),
    *(torch.optim.lr_scheduler.LRScheduler, SimpleNamespace),
)
"""The objects whose attributes and methods a line may use."""
ERRORS = (
    *(RuntimeError, IndexError, ValueError, TypeError, AttributeError, KeyError),
    *(ArithmeticError, AssertionError),
)
"""What PyTorch and Python raise for values that do not fit."""
MAX_WORK = 1_000_000
"""Limit on the numbers that one call or operation may have to make."""
MAX_SIZE = 100_000
"""Limit on the elements of a tensor."""
MAX_POWER = 64
"""Limit on the exponent of a power of two plain numbers."""
MAX_PLAIN = 1e12
"""Limit on a plain number that a line computes."""
LONGEST_MESSAGE = 200
"""Limit on what is shown of PyTorch's message, in characters."""
SAME_SIZE = {
    *("reshape", "view", "flatten", "squeeze", "unsqueeze", "permute", "transpose"),
    *("swapaxes", "movedim", "sum", "mean", "size", "tensor", "as_tensor", "backward"),
}
"""Calls whose numbers do not make their result larger than what they take."""


def library_path(text: str, variables: Collection[str] = ()) -> str:
    """Return the full path of a name in PyTorch, "" if it is none: "torch.nn.ReLU"."""
    root, dot, rest = text.partition(".")
    if (
        not dot
        or not re.fullmatch(r"[\w.]+", text)
        or root in variables
        or root not in LIBRARIES
    ):
        return ""
    return f"{LIBRARIES[root]}.{rest}"


@dataclass(frozen=True)
class Execution:
    """What a line has computed.

    Args:
        value: of the expression or the `return`; of an assignment what is assigned.
        variables: their values after the line.
    """

    value: Any
    variables: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.variables[name]


@dataclass
class Interpreter:
    """Computes the nodes of a checked line.

    Args:
        variables: by name; an assignment changes them.
    """

    variables: dict[str, Any]

    def execute(self, tree: ast.stmt) -> Execution:
        """Compute a line; the warnings of PyTorch are dropped."""
        with record_warnings():
            assert isinstance(tree, ast.Expr | ast.Return | ast.Assign | ast.AugAssign)
            assert tree.value
            value = self._value(tree.value)
            if isinstance(tree, ast.AugAssign):
                now = self._value(tree.target)
                self._check_operands(tree, now, value)
                value = self._call(IN_PLACE[type(tree.op)], now, value)
                self._assign(tree.target, value)
            elif isinstance(tree, ast.Assign):
                self._assign(tree.targets[0], value)
        return Execution(value, self.variables)

    def _assign(self, target: ast.expr, value: Any) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            values = self._call(tuple, value)
            if len(values) != len(target.elts):
                wanted, found = len(target.elts), len(values)
                message = f"{wanted} values to unpack are expected, {found} found"
                raise ParseError("error", message=f"ValueError: {message}")
            for part, each in zip(target.elts, values, strict=True):
                self._assign(part, each)
        elif isinstance(target, ast.Name):
            self.variables[target.id] = value
        elif isinstance(target, ast.Attribute):
            owner = self._owner(target)
            self._call(setattr, owner, target.attr, value)
        elif isinstance(target, ast.Subscript):
            tensor = self._value(target.value)
            if not isinstance(tensor, torch.Tensor):
                _refuse("form", target)
            self._call(operator.setitem, tensor, self._value(target.slice), value)

    # ---- the values of nodes ----

    def _value(self, node: ast.expr, *, called: bool = False) -> Any:
        match node:
            case ast.Constant():
                return node.value
            case ast.Name():
                value = self._variable(node.id)
            case ast.Attribute():
                value = self._attribute(node)
            case ast.Call():
                value = self._call_result(node)
            case ast.Tuple() | ast.List():
                values = [self._value(part) for part in node.elts]
                return tuple(values) if isinstance(node, ast.Tuple) else values
            case ast.Slice():
                ends = (node.lower, node.upper, node.step)
                return slice(*(end and self._value(end) for end in ends))
            case ast.Subscript():
                value = self._item(node)
            case ast.UnaryOp():
                operand = self._value(node.operand)
                self._check_operands(node, operand)
                return self._call(UNARY[type(node.op)], operand)
            case ast.BinOp():
                pair = self._value(node.left), self._value(node.right)
                self._check_operands(node, *pair)
                if isinstance(node.op, ast.Pow):
                    _check_power(*pair)
                return self._call(BINARY[type(node.op)], *pair)
            case ast.Compare():
                pair = self._value(node.left), self._value(node.comparators[0])
                self._check_operands(node, *pair)
                return self._call(COMPARISONS[type(node.ops[0])], *pair)
            case _:
                raise TypeError(ast.dump(node))
        if callable(value) and not called and not isinstance(value, nn.Module):
            _refuse("call", node)
        return value

    def _variable(self, name: str) -> Any:
        if name not in self.variables and name not in BUILTINS:
            message = f"NameError: name '{name}' is not defined"
            raise ParseError("error", message=message)
        return self.variables.get(name, BUILTINS.get(name))

    def _attribute(self, node: ast.Attribute) -> Any:
        if path := library_path(ast.unparse(node), self.variables):
            return reduce(getattr, path.split(".")[1:], torch)
        return self._call(getattr, self._owner(node), node.attr)

    def _owner(self, node: ast.Attribute) -> Any:
        owner = self._value(node.value)
        of_torch = type(owner).__module__ == "torch.return_types"  # of `x.max(1)`
        if not isinstance(owner, OWNERS) and not of_torch:
            _refuse("form", node)
        return owner

    def _call_result(self, node: ast.Call) -> Any:
        function = self._value(node.func, called=True)
        named = isinstance(node.func, ast.Name | ast.Attribute)
        if not isinstance(function, nn.Module) and not (named and callable(function)):
            _refuse("form", node.func)
        arguments = [self._value(part) for part in node.args]
        options = {str(one.arg): self._value(one.value) for one in node.keywords}
        owner = getattr(function, "__self__", None)  # of a method
        taken = [arguments, options, owner]
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        if name in SAME_SIZE:
            taken = []
        return self._call(function, *arguments, taken=taken, **options)

    def _item(self, node: ast.Subscript) -> Any:
        holder, index = self._value(node.value), self._value(node.slice)
        if isinstance(holder, torch.Tensor):
            taken = [holder, *(t for t in _leaves(index) if _is_tensor(t))]
            return self._call(operator.getitem, holder, index, taken=taken)
        sequence = isinstance(holder, tuple | list | nn.Sequential | nn.ModuleList)
        if not sequence or not isinstance(index, int | slice):
            _refuse("form", node)
        return self._call(operator.getitem, holder, index, taken=[])

    def _check_operands(self, node: ast.AST, *operands: Any) -> None:
        if not all(isinstance(one, torch.Tensor | int | float) for one in operands):
            _refuse("form", node)

    def _call(
        self, function: Any, *arguments: Any, taken: Any = None, **options: Any
    ) -> Any:
        """Call a function within the limits on size; its errors become ParseErrors.

        Args:
            taken: what decides how many numbers it has to make; None for all.
        """
        if _work(arguments if taken is None else taken) > MAX_WORK:
            raise ParseError("size", most=MAX_SIZE)
        try:
            if isinstance(function, type) and issubclass(function, nn.Module):
                _check_parameters(function, *arguments, **options)
            result = function(*arguments, **options)
        except ParseError:
            raise
        except ERRORS as error:
            message = error_text(error).splitlines()[0][:LONGEST_MESSAGE]
            raise ParseError("error", message=message) from None
        for value in _leaves(result):
            if isinstance(value, torch.Tensor) and value.numel() > MAX_SIZE:
                raise ParseError("size", most=MAX_SIZE)
            if isinstance(value, int | float) and abs(value) > MAX_PLAIN:
                raise ParseError("size", most=MAX_SIZE)
        return result


def _leaves(value: Any) -> Iterator[Any]:
    """Yield what is inside tuples, lists and dictionaries."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, tuple | list):
        for part in value:
            yield from _leaves(part)
    else:
        yield value


def _is_tensor(value: Any) -> bool:
    return isinstance(value, torch.Tensor)


def _work(taken: Any) -> float:
    """Return an upper bound of the numbers that a call with these values makes."""
    work = 1.0
    for value in _leaves(taken):
        if isinstance(value, torch.Tensor):
            work *= max(1, value.numel())
        elif isinstance(value, int | float) and value:
            work *= max(abs(value), 1 / abs(value))  # `arange(0, 1, 1e-9)` is long
    return work


def _check_parameters(kind: type[nn.Module], *arguments: Any, **options: Any) -> None:
    """Raise ParseError if a layer has too many parameters; none is allocated."""
    with torch.device("meta"):
        layer = kind(*arguments, **options)
    if sum(parameter.numel() for parameter in layer.parameters()) > MAX_SIZE:
        raise ParseError("size", most=MAX_SIZE)


def _check_power(base: Any, exponent: Any) -> None:
    plain = isinstance(base, int | float) and isinstance(exponent, int | float)
    if plain and not abs(exponent) <= MAX_POWER:
        raise ParseError("size", most=MAX_SIZE)


def _refuse(reason: str, node: ast.AST) -> NoReturn:
    at = getattr(node, "col_offset", 0) + 1
    raise ParseError(reason, what=quote(ast.unparse(node)), at=at)
