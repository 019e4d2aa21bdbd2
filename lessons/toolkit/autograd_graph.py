"""The graph that torch built for a real run, with names, values and gradients.

`trace_graph` runs a lesson's function and walks the `grad_fn` of its result. Each fact
comes from torch itself: a value is what the operation returned, a gradient what the
engine passed to it, a local derivative the result of the operation's own backward
formula, a line the one that PyTorch recorded when it created the node. The result is
plain data; the app draws it.
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
from lessons.toolkit.line_trace import trace_lines

FlatValues = tuple[float, ...]
"""The elements of a tensor in row-major order."""

SIGNS = {"add": "+", "sub": "−", "rsub": "−", "mul": "×", "div": "÷", "pow": "^"}
"""Operations written between their arguments."""

SYMBOLS = SIGNS | {"neg": "−", "sum": "Σ", "reciprocal": "1 ÷", "mm": "@", "mv": "@"}

SUPERSCRIPTS = str.maketrans("-0123456789.", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹·")
SAVED_PREFIX = "_saved_"
"""Prefix of the attributes in which PyTorch stores saved tensors."""

FRAME_PATTERN = re.compile(r'File "(.+)", line (\d+), in ')
ANOMALY_LOCK = Lock()
"""Held while the anomaly mode is on, which is global to the process."""


@dataclass(frozen=True)
class SavedTensor:
    """A tensor that an operation saves for its backward pass.

    Args:
        field: the operation's name for it, `other` for the second factor.
        node: the node whose value it is; "" if it is not in the graph.
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
        kind: "leaf" requires a gradient; "data" does not and is not in torch's
            graph; "output" is the operation that backward() starts from, or the leaf.
        name: the first variable that held it, or "".
        symbol: of the operation: ×, +, ( )², Σ, mean …; "" for a leaf.
        grad_fn: name of the node in torch, `MulBackward0`; "" for data.
        text: the operation with placeholders for its inputs, `{0} × {1}`.
        shape: of the value.
        value: None if the operation returned several tensors.
        grad: derivative of the output with respect to this tensor, as the engine
            computed it; None without a backward pass, and for data.
        local: for each input the derivative of this value with respect to it: a number
            for each element where the operation works element by element, a number for
            each element of the input where the value is one number; else None.
        grad_parts: for each input the part of its gradient that this node passes on.
        line: the line that created it, a key of `Graph.code`, or None.
        inputs: ids, in the order of the arguments.
        saved: what the operation saves; empty if backward() had freed it before.
        function: torch's name of the operation, "mul"; "" for a leaf.
        operands: its arguments in order: a number, or None for the next input.
    """

    id: str
    kind: Literal["leaf", "data", "operation", "output"]
    name: str = ""
    symbol: str = ""
    grad_fn: str = ""
    text: str = ""
    shape: tuple[int, ...] = ()
    value: FlatValues | None = None
    grad: FlatValues | None = None
    local: tuple[FlatValues | None, ...] = ()
    grad_parts: tuple[FlatValues | None, ...] = ()
    line: int | None = None
    inputs: tuple[str, ...] = ()
    saved: tuple[SavedTensor, ...] = ()
    function: str = ""
    operands: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Graph:
    """The autograd graph of a run.

    Args:
        nodes: in order of computation; empty if nothing required a gradient.
        output: id of the output's node, or "".
        code: the function's lines by their number in it, without its docstring.
        freed: whether backward() has freed the saved tensors.
    """

    nodes: tuple[Node, ...] = ()
    output: str = ""
    code: Mapping[int, str] = field(default_factory=dict)
    freed: bool = False

    def __getitem__(self, id: str) -> Node:
        return self.nodes[int(id[1:])]

    def users(self, id: str) -> list[tuple[Node, int]]:
        """Return the nodes that use this one, each with the index of that input."""
        return [
            (node, place)
            for node in self.nodes
            for place, used in enumerate(node.inputs)
            if used == id
        ]

    def backward_order(self) -> list[Node]:
        """Return the nodes with a gradient, in the order in which these are complete.

        An operation comes after all its users; a leaf right after the last of its
        users.
        """
        order, ids = [], set()
        for node in reversed(self.nodes):
            if node.grad is None or node.id in ids:
                continue
            if node.kind == "leaf" and self.users(node.id):
                continue  # added below, after the last of its users
            order.append(node)
            ids.add(node.id)
            for id in dict.fromkeys(node.inputs):
                leaf = self[id]
                if leaf.kind != "leaf" or leaf.grad is None:
                    continue
                if all(user.id in ids for user, _ in self.users(id)):
                    order.append(leaf)
                    ids.add(id)
        return order


@dataclass
class Script:
    """Lines that a program computes without being a function.

    Args:
        code: the lines, by number.
        after: how many of them, at the end, compute nothing.
        line: the number of the line being computed; the program sets it.
        names: the tensors that have a name; the program adds them.
    """

    code: Mapping[int, str]
    after: int = 0
    line: int | None = None
    names: dict[str, Any] = field(default_factory=dict)


def trace_graph(
    function: Callable[..., Any] | None,
    call: Callable[[], torch.Tensor],
    leaves: Mapping[str, torch.Tensor],
    gradient: torch.Tensor | None = None,
    after: Callable[[], object] | None = None,
    script: Script | None = None,
) -> Graph:
    """Run `call` and return the graph that torch built for it.

    The gradients come from a separate backward pass, which retains the graph and leaves
    the `.grad` of every tensor unchanged.

    Args:
        function: its variables give the names and its lines are shown; `call` must
            call it. None for neither.
        call: what to run; it returns the output tensor.
        leaves: tensors that exist before, by name.
        gradient: argument of backward() for an output of several numbers; without it
            such an output gets no gradients.
        after: called once everything is recorded, `loss.backward` for example;
            `Graph.freed` tells its effect.
        script: has names and lines, where there is no function.

    Returns:
        The graph; without nodes if the result requires no gradient.

    Example:
        >>> a = torch.tensor(3.0, requires_grad=True)
        >>> def square(a):
        ...     loss = a**2
        ...     return loss
        >>> graph = trace_graph(square, lambda: square(a), {"a": a})
        >>> [(node.name, node.value, node.grad) for node in graph.nodes]
        [('a', (3.0,), (6.0,)), ('loss', (9.0,), (1.0,))]
    """
    recorder = _OperationRecorder(leaves, script)
    if function is None:
        with _anomaly_mode(), recorder:
            output = call()
        recorder.note_names(script.names if script else {})
    else:
        with _anomaly_mode(), recorder:
            trace = trace_lines(function, call, recorder.note_names)
        if trace.error:
            raise trace.error
        output = trace.result
    builder = _GraphBuilder(function, output, recorder, gradient)
    graph = builder.graph()
    if after is None:
        return graph
    after()
    return replace(graph, freed=builder.is_freed())


@contextmanager
def _anomaly_mode() -> Iterator[None]:
    """Make PyTorch record for each node the Python lines that created it."""
    with ANOMALY_LOCK, torch.autograd.set_detect_anomaly(True, check_nan=False):
        yield


@dataclass(frozen=True)
class _Call:
    """One operation as torch ran it."""

    name: str
    args: Sequence[Any]
    value: torch.Tensor | None


class _OperationRecorder(EagerDispatchMode):
    """Records arguments and result of each operation, and the names of tensors.

    A node of the graph is created just before its operation runs, so the number that
    autograd gives to the next node tells which node an operation belongs to.
    """

    def __init__(
        self, leaves: Mapping[str, torch.Tensor], script: Script | None = None
    ):
        super().__init__()
        self.script = script
        self.lines: dict[int, int | None] = {}
        self.calls: dict[int, _Call] = {}
        self.names: dict[int | str, str] = {}
        self.tensors: list[
            torch.Tensor
        ] = []  # keeps them alive, so that their ids stay unique
        self.next_number = torch.autograd._get_sequence_nr()
        self.note_names(leaves)

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        number = torch.autograd._get_sequence_nr()
        out = func(*args, **(kwargs or {}))
        if number != self.next_number:
            value = out.detach().clone() if isinstance(out, torch.Tensor) else None
            name = func.overloadpacket.__name__.rstrip("_")
            arguments = list(_flatten(args))
            self.tensors += [a for a in arguments if isinstance(a, torch.Tensor)]
            self.calls[number - 1] = _Call(name, arguments, value)
            self.next_number = number
            if self.script:
                self.lines[number - 1] = self.script.line
        return out

    def note_names(self, variables: Mapping[str, Any]) -> None:
        """Record the names of tensors; the first name of each is kept."""
        for name, tensor in variables.items():
            if isinstance(tensor, torch.Tensor) and not name.startswith("_"):
                self.tensors.append(tensor)
                self.names.setdefault(_key(tensor), name)


class _GraphBuilder:
    """Builds the nodes behind a tensor from torch's own nodes."""

    def __init__(
        self,
        function: Callable[..., Any] | None,
        output: torch.Tensor,
        recorder: _OperationRecorder,
        gradient: torch.Tensor | None,
    ):
        self.output = output
        self.recorder = recorder
        self.code: Mapping[int, str] = recorder.script.code if recorder.script else {}
        self.source_span: tuple[str, int, int] | None = None
        if function:
            self.code, self.source_span = _source_lines(function)
        self.freed = False
        self.nodes: dict[int | str, Any] = {}
        """By key: torch's operation, or the leaf or data tensor itself."""
        if output.requires_grad:
            self._collect_nodes()
        self.grads = self._gradients(gradient)
        self.ids = {key: f"n{i}" for i, key in enumerate(self.nodes)}

    def graph(self) -> Graph:
        nodes = tuple(
            self._leaf(key, node)
            if isinstance(node, torch.Tensor)
            else self._operation(key, node)
            for key, node in self.nodes.items()
        )
        output = self.ids[_key(self.output)] if nodes else ""
        return Graph(nodes, output, self.code, self.freed)

    def is_freed(self) -> bool:
        """Tell whether backward() has freed saved tensors of it by now."""
        for operation in self.nodes.values():
            if not isinstance(operation, torch.Tensor):
                self._saved(operation)
        return self.freed

    def _collect_nodes(self) -> None:
        """Collect all nodes in order of computation; a leaf before its first user."""
        operations: dict[int, Any] = {}
        stack = [self.output.grad_fn]
        while stack:
            operation = stack.pop()
            if operation is None or hasattr(operation, "variable"):
                continue
            if operation._sequence_nr() not in operations:
                operations[operation._sequence_nr()] = operation
                stack += [source for source, _ in operation.next_functions]
        if not operations:
            self.nodes[_key(self.output)] = self.output
        for number in sorted(operations):
            for key, tensor in self._inputs(operations[number]):
                if tensor is not None:
                    self.nodes.setdefault(key, tensor)
            self.nodes[number] = operations[number]

    def _inputs(self, operation: Any) -> list[tuple[int | str, torch.Tensor | None]]:
        """Return the key of each input, in argument order, and a leaf's tensor."""
        edges = [source for source, _ in operation.next_functions if source is not None]
        tracked = [_edge_source(edge) for edge in edges]
        call = self.recorder.calls.get(operation._sequence_nr())
        tensors = [a for a in call.args if isinstance(a, torch.Tensor)] if call else []
        if sum(tensor.requires_grad for tensor in tensors) != len(edges):
            return tracked  # the edges do not match the arguments one to one
        tracked_inputs = iter(tracked)
        return [
            next(tracked_inputs) if tensor.requires_grad else (_key(tensor), tensor)
            for tensor in tensors
        ]

    def _leaf(self, key: int | str, tensor: torch.Tensor) -> Node:
        requires_grad = tensor.requires_grad
        grad = self.grads.get(key)
        return Node(
            id=self.ids[key],
            kind="leaf" if requires_grad else "data",
            name=self.recorder.names.get(key, ""),
            grad_fn="AccumulateGrad" if requires_grad else "",
            shape=tuple(tensor.shape),
            value=_floats(tensor),
            grad=None if grad is None else _floats(grad),
        )

    def _operation(self, key: int | str, operation: Any) -> Node:
        call = self.recorder.calls.get(int(key))
        value = call.value if call else None
        inputs = [key for key, _ in self._inputs(operation)]
        grad, name = self.grads.get(key), operation.name().rpartition("::")[2]
        function_name = call.name if call else re.sub(r"Backward\d*$", "", name).lower()
        local, grad_parts = self._derivatives(operation, inputs, value, grad)
        return Node(
            id=self.ids[key],
            kind="output" if key == _key(self.output) else "operation",
            name=self.recorder.names.get(key, ""),
            symbol=_symbol(function_name, call),
            grad_fn=name,
            text=_format_operation(call) if call else "",
            shape=() if value is None else tuple(value.shape),
            value=None if value is None else _floats(value),
            grad=None if grad is None else _floats(grad),
            local=local,
            grad_parts=grad_parts,
            line=self._line(key, operation),
            inputs=tuple(self.ids[key] for key in inputs),
            saved=self._saved(operation),
            function=function_name,
            operands=_operands(call) if call else (),
        )

    def _gradients(self, gradient: torch.Tensor | None) -> dict[int | str, Any]:
        """Return the gradient of each node in a backward pass, from torch's hooks."""
        if not self.nodes or (gradient is None and self.output.numel() != 1):
            return {}
        gradients: dict[int | str, Any] = {}
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
                        gradients[key] = grads[0].detach().clone()

                hooks.append(node.register_prehook(hook))
        try:
            of_leaves = torch.autograd.grad(
                self.output, list(leaves.values()), gradient, retain_graph=True
            )
        except RuntimeError:  # an earlier backward() freed the graph
            self.freed = True
            return {k: leaf.grad for k, leaf in leaves.items() if leaf.grad is not None}
        finally:
            for handle in hooks:
                handle.remove()
        return gradients | dict(zip(leaves, of_leaves, strict=True))

    def _derivatives(
        self,
        operation: Any,
        inputs: list[int | str],
        value: torch.Tensor | None,
        grad: torch.Tensor | None,
    ) -> tuple[tuple[FlatValues | None, ...], tuple[FlatValues | None, ...]]:
        """Return local derivatives and gradient parts, by the operation's backward.

        Called with v, it returns vᵀJ. For an elementwise operation J is diagonal: ones
        give the diagonal, and any other v gives v times it.
        """
        none = (None,) * len(inputs)
        if self.freed or value is None:
            return none, none
        ones = torch.ones_like(value)
        probe = torch.arange(1.0, value.numel() + 1, dtype=value.dtype).view_as(value)
        slopes, probe_products = (
            self._vector_jacobian(operation, ones),
            self._vector_jacobian(operation, probe),
        )
        parts = self._vector_jacobian(operation, grad) if grad is not None else slopes
        local: list[FlatValues | None] = []
        grad_parts: list[FlatValues | None] = []
        products = iter(zip(slopes, probe_products, parts, strict=True))
        for key in inputs:
            slope, probe_product, part = (
                next(products) if self._is_tracked(key) else (None,) * 3
            )
            if slope is None or part is None or probe_product is None:
                local.append(None)
                grad_parts.append(None)
                continue
            is_scalar = value.numel() == 1
            elementwise = slope.shape == value.shape and torch.allclose(
                probe_product, probe * slope, equal_nan=True
            )
            local.append(_floats(slope) if is_scalar or elementwise else None)
            reduced = part.sum_to_size(self._shape(key, part))
            grad_parts.append(_floats(reduced) if grad is not None else None)
        return tuple(local), tuple(grad_parts)

    def _vector_jacobian(
        self, operation: Any, v: torch.Tensor
    ) -> list[torch.Tensor | None]:
        """Return vᵀJ for each input that requires a gradient."""
        products = operation(v)
        products = products if isinstance(products, tuple) else (products,)
        edges = [source for source, _ in operation.next_functions]
        return [a for a, edge in zip(products, edges, strict=True) if edge is not None]

    def _is_tracked(self, key: int | str) -> bool:
        node = self.nodes[key]
        return not isinstance(node, torch.Tensor) or node.requires_grad

    def _shape(self, key: int | str, part: torch.Tensor) -> torch.Size:
        node = self.nodes[key]
        if isinstance(node, torch.Tensor):
            return node.shape
        call = self.recorder.calls.get(int(key))
        return part.shape if call is None or call.value is None else call.value.shape

    def _line(self, key: int | str, operation: Any) -> int | None:
        """Return the shown line that created the operation."""
        if self.recorder.script:
            return self.recorder.lines.get(int(key))
        if self.source_span is None:
            return None
        file, first, last = self.source_span
        for entry in reversed(operation.metadata.get("traceback_", ())):
            frame = FRAME_PATTERN.search(entry)
            if frame and frame[1] == file and first <= int(frame[2]) <= last:
                return int(frame[2]) - first
        return None

    def _saved(self, operation: Any) -> tuple[SavedTensor, ...]:
        out = []
        for name in dir(operation):
            if not name.startswith(SAVED_PREFIX):
                continue
            try:
                saved = getattr(operation, name)
            except RuntimeError:
                self.freed = True
                return ()
            if isinstance(saved, torch.Tensor):
                id = self.ids.get(_key(saved), "")
                shape = tuple(saved.shape)
                out.append(SavedTensor(name.removeprefix(SAVED_PREFIX), id, shape))
        return tuple(out)


def _key(tensor: torch.Tensor) -> int | str:
    """Return the key of a tensor's node: its operation's number, or its own id."""
    if tensor.grad_fn is None:
        return f"tensor {id(tensor)}"
    return tensor.grad_fn._sequence_nr()


def _edge_source(operation: Any) -> tuple[int | str, torch.Tensor | None]:
    """Return the key of the node behind an edge, and its tensor if it is a leaf."""
    if hasattr(operation, "variable"):
        return f"tensor {id(operation.variable)}", operation.variable
    return operation._sequence_nr(), None


def _flatten(values: Any) -> Iterator[Any]:
    for value in values:
        if isinstance(value, list | tuple):
            yield from _flatten(value)
        else:
            yield value


def _floats(tensor: torch.Tensor) -> FlatValues:
    return tuple(tensor.detach().double().flatten().tolist())


def _format_operation(call: _Call) -> str:
    """Return an operation as text, with {0} for its first tensor."""
    count = iter(range(len(call.args)))
    texts = [
        f"{{{next(count)}}}" if isinstance(a, torch.Tensor) else _format_argument(a)
        for a in call.args
    ]
    tensors = [text for text in texts if text.startswith("{")]
    match call.name, texts:
        case "rsub", [a, b, *_]:
            return f"{b} − {a}"
        case "pow", [a, b, *_] if not b.startswith("{"):
            return f"{a}{b.translate(SUPERSCRIPTS)}"
        case name, [a, b, *_] if name in SIGNS:
            return f"{a} {SIGNS[name]} {b}"
        case "neg", [a]:
            return f"−{a}"
        case "reciprocal", [a]:
            return f"1 ÷ {a}"
        case "mm" | "mv", [a, b]:
            return f"{a} @ {b}"
    return f"{call.name}({', '.join(tensors)})"


def _operands(call: _Call) -> tuple[float | None, ...]:
    """Return the arguments of an operation: its numbers, None for each tensor."""
    return tuple(
        None if isinstance(a, torch.Tensor) else float(a)
        for a in call.args
        if isinstance(a, torch.Tensor | int | float) and not isinstance(a, bool)
    )


def _symbol(function_name: str, call: _Call | None) -> str:
    """Return the symbol of an operation in a drawing; a power with its exponent."""
    if function_name == "pow" and call and not isinstance(call.args[1], torch.Tensor):
        return f"( ){_format_argument(call.args[1]).translate(SUPERSCRIPTS)}"
    return SYMBOLS.get(function_name, function_name)


def _format_argument(value: Any) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{value:g}" if number else str(value)


@lru_cache(maxsize=64)
def _source_lines(
    function: Callable[..., Any],
) -> tuple[Mapping[int, str], tuple[str, int, int]]:
    """Return the lines to show by number, and their span: file, first, last."""
    lines, first = inspect.getsourcelines(function)
    text = textwrap.dedent("".join(lines))
    numbered_lines = dict(enumerate(text.splitlines()))
    head = ast.parse(text).body[0].body[0]  # type: ignore[attr-defined]
    if isinstance(head, ast.Expr) and isinstance(head.value, ast.Constant):
        for place in range(head.lineno - 1, head.end_lineno or head.lineno):
            del numbered_lines[place]
    file = inspect.unwrap(function).__code__.co_filename
    return numbered_lines, (file, first, first + len(lines) - 1)
