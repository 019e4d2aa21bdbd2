"""The graph that torch built for a real run, with names, values and gradients.

`traced` runs a lesson's function and walks the `grad_fn` of what it returns. Each fact
has one source, and that is torch: a value is what the operation returned, a gradient
what the engine handed to it, a local derivative what the operation's own backward
formula answers, a line what PyTorch noted when it made the node. The result is plain
data; drawing it is the app's work.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from threading import Lock
from typing import Any, Literal

import torch

from lessons.toolkit.dispatch_mode import EagerDispatchMode
from lessons.toolkit.line_trace import watch

Flat = tuple[float, ...]
"""The numbers of a tensor, row after row."""

SIGNS = {"add": "+", "sub": "−", "rsub": "−", "mul": "×", "div": "÷", "pow": "^"}
"""Operations that are written between their arguments."""

SYMBOLS = SIGNS | {"neg": "−", "sum": "Σ", "reciprocal": "1 ÷", "mm": "@", "mv": "@"}

RAISED = str.maketrans("-0123456789.", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹·")
SAVED = "_saved_"
"""How PyTorch begins the names of what an operation keeps."""

FRAME = re.compile(r'File "(.+)", line (\d+), in ')
ANOMALY = Lock()
"""Held while the anomaly mode is on: it is one for the whole process."""


@dataclass(frozen=True)
class Saved:
    """A tensor that an operation keeps for its backward pass.

    Args:
        field: the operation's name for it, `other` for the second factor.
        node: the node whose value it is; "" if it is none of the graph.
        shape: its shape.
    """

    field: str
    node: str
    shape: tuple[int, ...]


@dataclass(frozen=True)
class Node:
    """A tensor of the run: a leaf, or what one operation returned.

    Args:
        id: "n0", "n1" … in order of computation.
        kind: "leaf" wants a gradient; "data" is used, wants none and is not in torch's
            graph; "output" is the operation that backward() starts from, or the leaf.
        name: the learner's first variable for it, or "".
        symbol: of the operation: ×, +, ( )², Σ, mean …; "" for a leaf.
        grad_fn: name of the node in torch, `MulBackward0`; "" for data.
        text: the operation as it is written, `{0} × {1}`, its inputs by place.
        shape: of the value.
        value: None if the operation returned several tensors.
        grad: derivative of the output with respect to this tensor, as the engine
            handed it over; None without a backward pass, and for data.
        local: for each input the derivative of this value with respect to it: a number
            for each element where the operation works element by element, a number for
            each element of the input where the value is one number; else None.
        passed: for each input the part of its gradient that comes through here.
        line: place of the line that made it in `Graph.code`, or None.
        inputs: ids, in the order of the arguments.
        saved: what the operation keeps; empty if backward() had freed it before.
    """

    id: str
    kind: Literal["leaf", "data", "operation", "output"]
    name: str = ""
    symbol: str = ""
    grad_fn: str = ""
    text: str = ""
    shape: tuple[int, ...] = ()
    value: Flat | None = None
    grad: Flat | None = None
    local: tuple[Flat | None, ...] = ()
    passed: tuple[Flat | None, ...] = ()
    line: int | None = None
    inputs: tuple[str, ...] = ()
    saved: tuple[Saved, ...] = ()


@dataclass(frozen=True)
class Graph:
    """What a run left behind.

    Args:
        nodes: in order of computation; empty if nothing wanted a gradient.
        output: id of the node that was asked about, or "".
        code: the function's lines by their place in it, without its docstring.
        freed: whether backward() has freed the saved tensors.
    """

    nodes: tuple[Node, ...] = ()
    output: str = ""
    code: Mapping[int, str] = field(default_factory=dict)
    freed: bool = False

    def __getitem__(self, id: str) -> Node:
        return self.nodes[int(id[1:])]

    def users(self, id: str) -> list[tuple[Node, int]]:
        """The nodes that compute with this one, and at which place it stands there."""
        return [
            (node, place)
            for node in self.nodes
            for place, used in enumerate(node.inputs)
            if used == id
        ]

    def backward(self) -> list[Node]:
        """The nodes with a gradient, in the order in which it is complete.

        An operation waits for all that were computed with it; a leaf is done as soon as
        the last of them has passed its part on.
        """
        order, done = [], set()
        for node in reversed(self.nodes):
            if node.grad is None or node.id in done:
                continue
            if node.kind == "leaf" and self.users(node.id):
                continue  # its turn comes after the last that passes a part to it
            order.append(node)
            done.add(node.id)
            for id in dict.fromkeys(node.inputs):
                given = self[id]
                if given.kind != "leaf" or given.grad is None:
                    continue
                if all(user.id in done for user, _ in self.users(id)):
                    order.append(given)
                    done.add(id)
        return order


def traced(
    function: Callable[..., Any] | None,
    call: Callable[[], torch.Tensor],
    leaves: Mapping[str, torch.Tensor],
    gradient: torch.Tensor | None = None,
    after: Callable[[], object] | None = None,
) -> Graph:
    """Run `call` and tell what torch noted of it.

    The gradients come from a backward pass of its own, which keeps the graph and leaves
    the `.grad` of every tensor as it was.

    Args:
        function: whose variables give the names and whose lines are shown; `call`
            reaches it. None for neither.
        call: what to run; it returns the tensor to ask about.
        leaves: tensors that are there before, by name.
        gradient: what backward() starts with, for an output of several numbers; without
            it such an output gets no gradients.
        after: what to run once all has been read, `loss.backward` for one; what it
            leaves is in `Graph.freed`.

    Returns:
        The graph; without nodes if the result is not followed.

    Example:
        >>> a = torch.tensor(3.0, requires_grad=True)
        >>> def square(a):
        ...     loss = a**2
        ...     return loss
        >>> graph = traced(square, lambda: square(a), {"a": a})
        >>> [(node.name, node.value, node.grad) for node in graph.nodes]
        [('a', (3.0,), (6.0,)), ('loss', (9.0,), (1.0,))]
    """
    noted = _Noted(leaves)
    if function is None:
        with _lines_noted(), noted:
            output = call()
    else:
        with _lines_noted(), noted:
            ran = watch(function, call, noted.look)
        if ran.error:
            raise ran.error
        output = ran.result
    walk = _Walk(function, output, noted, gradient)
    graph = walk.graph()
    if after is None:
        return graph
    after()
    return replace(graph, freed=walk.is_freed())


@contextmanager
def _lines_noted() -> Iterator[None]:
    """PyTorch notes for each node the lines of Python that made it."""
    with ANOMALY, torch.autograd.set_detect_anomaly(True, check_nan=False):
        yield


@dataclass(frozen=True)
class _Call:
    """One operation as torch ran it."""

    name: str
    args: Sequence[Any]
    value: torch.Tensor | None


class _Noted(EagerDispatchMode):
    """What each operation took and returned, and the names tensors went by.

    A node of the graph is made just before its operation runs, so the number that
    autograd gives to the next node tells which node an operation belongs to.
    """

    def __init__(self, leaves: Mapping[str, torch.Tensor]):
        super().__init__()
        self.calls: dict[int, _Call] = {}
        self.names: dict[int | str, str] = {}
        self.kept: list[torch.Tensor] = []  # while it is kept, its id is its own
        self.next = torch.autograd._get_sequence_nr()
        self.look(leaves)

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        number = torch.autograd._get_sequence_nr()
        out = func(*args, **(kwargs or {}))
        if number != self.next:
            value = out.detach().clone() if isinstance(out, torch.Tensor) else None
            name = func.overloadpacket.__name__.rstrip("_")
            given = list(_flat(args))
            self.kept += [a for a in given if isinstance(a, torch.Tensor)]
            self.calls[number - 1] = _Call(name, given, value)
            self.next = number
        return out

    def look(self, variables: Mapping[str, Any]) -> None:
        """Note the names of tensors; the first name stays."""
        for name, tensor in variables.items():
            if isinstance(tensor, torch.Tensor) and not name.startswith("_"):
                self.kept.append(tensor)
                self.names.setdefault(_key(tensor), name)


class _Walk:
    """The nodes behind a tensor, from torch's own."""

    def __init__(
        self,
        function: Callable[..., Any] | None,
        output: torch.Tensor,
        noted: _Noted,
        gradient: torch.Tensor | None,
    ):
        self.output = output
        self.noted = noted
        self.code: Mapping[int, str] = {}
        self.where: tuple[str, int, int] | None = None
        if function:
            self.code, self.where = _code(function)
        self.freed = False
        self.nodes: dict[int | str, Any] = {}
        """By their key: torch's operation, or the leaf or data tensor itself."""
        if output.requires_grad:
            self._find()
        self.grads = self._gradients(gradient)
        self.ids = {key: f"n{i}" for i, key in enumerate(self.nodes)}

    def graph(self) -> Graph:
        made = tuple(
            self._leaf(key, node)
            if isinstance(node, torch.Tensor)
            else self._operation(key, node)
            for key, node in self.nodes.items()
        )
        output = self.ids[_key(self.output)] if made else ""
        return Graph(made, output, self.code, self.freed)

    def is_freed(self) -> bool:
        """Whether backward() has freed something of it by now."""
        for operation in self.nodes.values():
            if not isinstance(operation, torch.Tensor):
                self._saved(operation)
        return self.freed

    def _find(self) -> None:
        """All nodes in order of computation; a leaf before what first uses it."""
        found: dict[int, Any] = {}
        ahead = [self.output.grad_fn]
        while ahead:
            operation = ahead.pop()
            if operation is None or hasattr(operation, "variable"):
                continue
            if operation._sequence_nr() not in found:
                found[operation._sequence_nr()] = operation
                ahead += [before for before, _ in operation.next_functions]
        if not found:
            self.nodes[_key(self.output)] = self.output
        for number in sorted(found):
            for key, tensor in self._inputs(found[number]):
                if tensor is not None:
                    self.nodes.setdefault(key, tensor)
            self.nodes[number] = found[number]

    def _inputs(self, operation: Any) -> list[tuple[int | str, torch.Tensor | None]]:
        """Key of each input, in the order of arguments; with the tensor of a leaf."""
        edges = [before for before, _ in operation.next_functions if before is not None]
        followed = [_before(edge) for edge in edges]
        call = self.noted.calls.get(operation._sequence_nr())
        tensors = [a for a in call.args if isinstance(a, torch.Tensor)] if call else []
        if sum(tensor.requires_grad for tensor in tensors) != len(edges):
            return followed  # an operation that follows its arguments in its own way
        ways = iter(followed)
        return [
            next(ways) if tensor.requires_grad else (_key(tensor), tensor)
            for tensor in tensors
        ]

    def _leaf(self, key: int | str, tensor: torch.Tensor) -> Node:
        wants = tensor.requires_grad
        grad = self.grads.get(key)
        return Node(
            id=self.ids[key],
            kind="leaf" if wants else "data",
            name=self.noted.names.get(key, ""),
            grad_fn="AccumulateGrad" if wants else "",
            shape=tuple(tensor.shape),
            value=_floats(tensor),
            grad=None if grad is None else _floats(grad),
        )

    def _operation(self, key: int | str, operation: Any) -> Node:
        call = self.noted.calls.get(int(key))
        value = call.value if call else None
        inputs = [key for key, _ in self._inputs(operation)]
        grad, name = self.grads.get(key), operation.name().rpartition("::")[2]
        called = call.name if call else re.sub(r"Backward\d*$", "", name).lower()
        local, passed = self._derivatives(operation, inputs, value, grad)
        return Node(
            id=self.ids[key],
            kind="output" if key == _key(self.output) else "operation",
            name=self.noted.names.get(key, ""),
            symbol=_sign(called, call),
            grad_fn=name,
            text=_written(call) if call else "",
            shape=() if value is None else tuple(value.shape),
            value=None if value is None else _floats(value),
            grad=None if grad is None else _floats(grad),
            local=local,
            passed=passed,
            line=self._line(operation),
            inputs=tuple(self.ids[key] for key in inputs),
            saved=self._saved(operation),
        )

    def _gradients(self, gradient: torch.Tensor | None) -> dict[int | str, Any]:
        """What a backward pass hands to each node: torch's own hooks tell."""
        if not self.nodes or (gradient is None and self.output.numel() != 1):
            return {}
        told: dict[int | str, Any] = {}
        leaves = {
            key: node
            for key, node in self.nodes.items()
            if isinstance(node, torch.Tensor) and node.requires_grad
        }
        hooks = []
        for key, node in self.nodes.items():
            if not isinstance(node, torch.Tensor):

                def hook(grads: Any, key: int | str = key) -> None:
                    if len(grads) == 1 and grads[0] is not None:
                        told[key] = grads[0].detach().clone()

                hooks.append(node.register_prehook(hook))
        try:
            of_leaves = torch.autograd.grad(
                self.output, list(leaves.values()), gradient, retain_graph=True
            )
        except RuntimeError:  # backward() has been here before
            self.freed = True
            return {k: leaf.grad for k, leaf in leaves.items() if leaf.grad is not None}
        finally:
            for registered in hooks:
                registered.remove()
        return told | dict(zip(leaves, of_leaves, strict=True))

    def _derivatives(
        self,
        operation: Any,
        inputs: list[int | str],
        value: torch.Tensor | None,
        grad: torch.Tensor | None,
    ) -> tuple[tuple[Flat | None, ...], tuple[Flat | None, ...]]:
        """Local derivatives and parts passed on, by the operation's backward formula.

        Called with v, it answers vᵀJ. Where it works element by element J is diagonal:
        ones give the diagonal, and any other v gives v times it.
        """
        none = (None,) * len(inputs)
        if self.freed or value is None:
            return none, none
        ones = torch.ones_like(value)
        probe = torch.arange(1.0, value.numel() + 1, dtype=value.dtype).view_as(value)
        slopes, tried = self._back(operation, ones), self._back(operation, probe)
        parts = self._back(operation, grad) if grad is not None else slopes
        local: list[Flat | None] = []
        passed: list[Flat | None] = []
        ways = iter(zip(slopes, tried, parts, strict=True))
        for key in inputs:
            slope, other, part = next(ways) if self._followed(key) else (None,) * 3
            if slope is None or part is None or other is None:
                local.append(None)
                passed.append(None)
                continue
            alone = value.numel() == 1
            by_element = slope.shape == value.shape and torch.allclose(
                other, probe * slope, equal_nan=True
            )
            local.append(_floats(slope) if alone or by_element else None)
            whole = part.sum_to_size(self._shape(key, part))
            passed.append(_floats(whole) if grad is not None else None)
        return tuple(local), tuple(passed)

    def _back(self, operation: Any, v: torch.Tensor) -> list[torch.Tensor | None]:
        """vᵀJ for each input that is followed."""
        answer = operation(v)
        answer = answer if isinstance(answer, tuple) else (answer,)
        ways = [before for before, _ in operation.next_functions]
        return [a for a, way in zip(answer, ways, strict=True) if way is not None]

    def _followed(self, key: int | str) -> bool:
        node = self.nodes[key]
        return not isinstance(node, torch.Tensor) or node.requires_grad

    def _shape(self, key: int | str, part: torch.Tensor) -> torch.Size:
        node = self.nodes[key]
        if isinstance(node, torch.Tensor):
            return node.shape
        call = self.noted.calls.get(int(key))
        return part.shape if call is None or call.value is None else call.value.shape

    def _line(self, operation: Any) -> int | None:
        """The innermost line of the shown function that made the operation."""
        if self.where is None:
            return None
        file, first, last = self.where
        for entry in reversed(operation.metadata.get("traceback_", ())):
            frame = FRAME.search(entry)
            if frame and frame[1] == file and first <= int(frame[2]) <= last:
                return int(frame[2]) - first
        return None

    def _saved(self, operation: Any) -> tuple[Saved, ...]:
        out = []
        for name in dir(operation):
            if not name.startswith(SAVED):
                continue
            try:
                kept = getattr(operation, name)
            except RuntimeError:
                self.freed = True
                return ()
            if isinstance(kept, torch.Tensor):
                id = self.ids.get(_key(kept), "")
                shape = tuple(kept.shape)
                out.append(Saved(name.removeprefix(SAVED), id, shape))
        return tuple(out)


def _key(tensor: torch.Tensor) -> int | str:
    """What tells a tensor's node apart: its operation's number, or itself."""
    if tensor.grad_fn is None:
        return f"tensor {id(tensor)}"
    return tensor.grad_fn._sequence_nr()


def _before(operation: Any) -> tuple[int | str, torch.Tensor | None]:
    """Key of the node behind an edge, with the tensor if it is a leaf."""
    if hasattr(operation, "variable"):
        return f"tensor {id(operation.variable)}", operation.variable
    return operation._sequence_nr(), None


def _flat(given: Any) -> Iterator[Any]:
    for one in given:
        if isinstance(one, list | tuple):
            yield from _flat(one)
        else:
            yield one


def _floats(tensor: torch.Tensor) -> Flat:
    return tuple(tensor.detach().double().flatten().tolist())


def _written(call: _Call) -> str:
    """The operation as it is written, {0} for its first tensor."""
    count = iter(range(len(call.args)))
    texts = [
        f"{{{next(count)}}}" if isinstance(a, torch.Tensor) else _literal(a)
        for a in call.args
    ]
    tensors = [text for text in texts if text.startswith("{")]
    match call.name, texts:
        case "rsub", [a, b, *_]:
            return f"{b} − {a}"
        case "pow", [a, b, *_] if not b.startswith("{"):
            return f"{a}{b.translate(RAISED)}"
        case name, [a, b, *_] if name in SIGNS:
            return f"{a} {SIGNS[name]} {b}"
        case "neg", [a]:
            return f"−{a}"
        case "reciprocal", [a]:
            return f"1 ÷ {a}"
        case "mm" | "mv", [a, b]:
            return f"{a} @ {b}"
    return f"{call.name}({', '.join(tensors)})"


def _sign(called: str, call: _Call | None) -> str:
    """What stands for the operation in a drawing; a power with its number."""
    if called == "pow" and call and not isinstance(call.args[1], torch.Tensor):
        return f"( ){_literal(call.args[1]).translate(RAISED)}"
    return SYMBOLS.get(called, called)


def _literal(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:g}" if number else str(value)


@lru_cache(maxsize=64)
def _code(
    function: Callable[..., Any],
) -> tuple[Mapping[int, str], tuple[str, int, int]]:
    """The lines to show by their place, and where they stand: file, first, last."""
    lines, first = inspect.getsourcelines(function)
    text = textwrap.dedent("".join(lines))
    shown = dict(enumerate(text.splitlines()))
    head = ast.parse(text).body[0].body[0]  # type: ignore[attr-defined]
    if isinstance(head, ast.Expr) and isinstance(head.value, ast.Constant):
        for place in range(head.lineno - 1, head.end_lineno or head.lineno):
            del shown[place]
    file = inspect.unwrap(function).__code__.co_filename
    return shown, (file, first, first + len(lines) - 1)
