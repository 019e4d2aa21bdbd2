"""A stack of layers that a reader types: `Linear(4, 8), ReLU, Linear(8, 1)`.

Read against a list of kinds and sizes, written back, and made with torch.nn.
"""

import ast
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from torch import nn

from lessons.contract import ParseError, TextPart, Value
from lessons.toolkit.number_parser import normalize_signs, quote

MOST_LAYERS = 6
SIZES = tuple(range(1, 65))
OFTEN = (*range(1, 17), 18, 20, 24, 28, 30, 32, 36, 40, 45, 48, 50, 54, 56, 60, 64)
"""Those a slider has; any other one is typed."""

SHARES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)

SAME = "same"
"""The padding with which a convolution keeps the length."""

CONVOLUTION = ("in_channels", "out_channels", "kernel_size")
RECURRENT = ("input_size", "hidden_size")
LIMITS: dict[str, tuple[Value, ...]] = {
    "kernel_size": tuple(range(1, 8)),
    "stride": tuple(range(1, 5)),
    "padding": (*range(4), SAME),
    "dilation": tuple(range(1, 5)),
    "p": SHARES,
    "batch_first": (False, True),
    "bias": (False, True),
}
"""The values of an argument; of all others SIZES."""

OPTIONS: dict[str, dict[str, Value]] = {
    "Linear": {"bias": True},
    "Conv1d": {"stride": 1, "padding": 0, "dilation": 1, "bias": True},
    "Conv2d": {"stride": 1, "padding": 0, "dilation": 1, "bias": True},
    "RNN": {"batch_first": False},
    "LSTM": {"batch_first": False},
    "Dropout": {"p": 0.5},
}
"""What may be left out, with PyTorch's own values."""

KINDS: dict[str, tuple[str, ...]] = {
    "Linear": ("in_features", "out_features"),
    "Conv1d": CONVOLUTION,
    "Conv2d": CONVOLUTION,
    "RNN": RECURRENT,
    "LSTM": RECURRENT,
    "BatchNorm1d": ("num_features",),
    "Dropout": (),
    "ReLU": (),
    "Tanh": (),
    "Sigmoid": (),
    "GELU": (),
    "MaxPool1d": ("kernel_size",),
    "MaxPool2d": ("kernel_size",),
    "Flatten": (),
    "Identity": (),
}
"""The layers of torch.nn that can be typed, and the arguments that each must have."""

NAMES = {name.lower(): name for name in KINDS}
LIBRARIES = ("nn", "torch.nn")
ASSIGNED = re.compile(r"^\s*[A-Za-z_][\w.]*\s*=(?!=)")
NUMBERED = re.compile(r"\(\w+\):", re.ASCII)
"""What `print(model)` writes before each layer."""
DECIMAL = re.compile(r"(dropout\(\s*(?:p\s*=\s*)?0),(?=\d)", re.IGNORECASE)
"""A decimal comma."""
NO_PYTHON = re.compile(r"[^\w\s.,()\[\]='\"+-]|(?<![\w.])\d[\d_.]*(?!e[+-]?\d)[^\W\d]")
NO_COMMA = re.compile(r"(?:[\w.]|\))\s+(?=[^\W\d])|\)\s*(?=[^\W\d])")
RECURRENT_DEFAULTS: dict[str, Any] = {
    **dict.fromkeys(RECURRENT, inspect.Parameter.empty),
    "num_layers": 1,
    "nonlinearity": "tanh",
    "bias": True,
    "batch_first": False,
    "dropout": 0,
    "bidirectional": False,
}
"""What their constructors take, which have no signature of their own."""


@dataclass(frozen=True)
class Layer:
    """A layer: its kind and all its arguments, by name."""

    kind: str
    values: tuple[tuple[str, Value], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return dict(self.values)[name]

    def make(self, **more: Any) -> nn.Module:
        """Return the layer itself; `more` is a device, for what has parameters."""
        module: nn.Module = getattr(nn, self.kind)(**dict(self.values), **more)
        return module


Stack = tuple[Layer, ...]


def layer(kind: str, *sizes: Value, **options: Value) -> Layer:
    """Return a layer with these arguments; those left out are PyTorch's own."""
    names = arguments(kind)
    values = dict(zip(names, sizes, strict=False)) | options
    return complete_layer(kind, values)


def complete_layer(kind: str, values: dict[str, Value]) -> Layer:
    """Return the layer with these arguments in order; KeyError if one is missing."""
    complete = OPTIONS.get(kind, {}) | values
    return Layer(kind, tuple((name, complete[name]) for name in arguments(kind)))


def arguments(kind: str) -> tuple[str, ...]:
    """Return all arguments of a kind, those that must be there first."""
    return (*KINDS[kind], *OPTIONS.get(kind, {}))


def read(text: str) -> Stack:
    """Parse a stack: layers alone, in `nn.Sequential(…)` or as Python prints it.

    Raises:
        ParseError: "empty", "many"; with `at`, the character, and `what` stands there:
            "open", "close", "comma", "unread", "kind", "sizes", "option", "absent",
            "twice", "value", "pair", "same"; it says the layer's name where there is
            one.
    """
    plain = _without_frame(normalize_signs(text))
    if not plain.strip():
        raise ParseError("empty")
    _check_parentheses(plain)
    nodes = _nodes(_parse_python(plain))
    if len(nodes) > MOST_LAYERS:
        raise ParseError("many")
    if not nodes:
        raise ParseError("empty")
    return tuple(_layer(node, plain) for node in nodes)


def _without_frame(text: str) -> str:
    """Blank out `model =` and the numbers of the layers; the length stays."""
    text = ASSIGNED.sub(lambda match: " " * len(match[0]), text.replace(";", ","))
    text = DECIMAL.sub(r"\1.", text)
    first = NUMBERED.search(text)
    if first and not text[: first.start()].strip(" ()").lower().endswith(")"):
        text = text[: first.start()] + " " * len(first[0]) + text[first.end() :]
    return NUMBERED.sub(lambda match: "," + " " * (len(match[0]) - 1), text)


def _check_parentheses(text: str) -> None:
    """Refuse what is opened and not closed, or closed and not opened."""
    positions = []
    for at, char in enumerate(text):
        if char in "([":
            positions.append(at)
        elif char in ")]":
            if not positions or text[positions[-1]] + char not in ("()", "[]"):
                raise ParseError("close", what=char, at=at + 1)
            positions.pop()
    if positions:
        at = positions[-1]
        raise ParseError("open", what=quote(text[max(0, at - 12) : at + 12]), at=at + 1)


def _parse_python(text: str) -> ast.expr:
    """Return the text as Python reads it, in parentheses; nothing of it is run."""
    if match := NO_PYTHON.search(text):
        raise ParseError("unread", what=quote(match[0]), at=match.start() + 1)
    try:
        return ast.parse(f"({text}\n)", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        if match := NO_COMMA.search(text):
            piece = re.match(r"\w+", text[match.end() :])
            what = quote(piece[0] if piece else "")
            raise ParseError("comma", what=what, at=match.end() + 1) from None
        at = min(max((getattr(error, "offset", None) or 2) - 1, 1), len(text))
        piece_ = quote(text[max(0, at - 8) : at + 8])
        raise ParseError("unread", what=piece_, at=at) from None


def _nodes(tree: ast.expr) -> list[ast.expr]:
    """Return the layers, without what stands around them."""
    if isinstance(tree, ast.Tuple | ast.List):
        if len(tree.elts) == 1:
            return _nodes(tree.elts[0])
        return tree.elts
    if isinstance(tree, ast.Call) and _name(tree.func).lower() == "sequential":
        return list(tree.args)
    return [tree]


def _name(node: ast.expr) -> str:
    """Return the name of a layer without its library; "" if it has none."""
    name = ast.unparse(node) if isinstance(node, ast.Name | ast.Attribute) else ""
    library, _, last = name.rpartition(".")
    return last if library in ("", *LIBRARIES) else ""


def write(stack: Stack) -> str:
    """Return the stack as it is typed."""
    return ", ".join(map(format_layer, stack))


def format_layer(layer: Layer) -> str:
    """Return a layer as it is typed: what has PyTorch's own value is left out."""
    own = OPTIONS.get(layer.kind, {})
    parts = [str(layer[name]) for name in KINDS[layer.kind]]
    for name, value in own.items():
        if layer[name] != value:
            parts.append(str(layer[name]) if name == "p" else f"{name}={layer[name]!r}")
    return f"{layer.kind}({', '.join(parts)})" if parts else layer.kind


def parts(stack: Stack, settings: Mapping[str, Any]) -> tuple[TextPart, ...]:
    """Return the numbers of the layer chosen, each a slider."""
    place = clamp_place(stack, settings["layer"])
    now = stack[place]

    def put(name: str, value: Value) -> Stack:
        values = tuple((n, value if n == name else v) for n, v in now.values)
        return (*stack[:place], replace(now, values=values), *stack[place + 1 :])

    def part(name: str, value: Value) -> TextPart:
        values = LIMITS.get(name) or tuple(sorted({*OFTEN, value}))
        values = tuple(one for one in values if not isinstance(one, str))
        return TextPart(name, "slider", values, value, lambda new: put(name, new))

    return tuple(part(*one) for one in now.values if not isinstance(one[1], bool | str))


def clamp_place(stack: Stack, place: int) -> int:
    """Return the place of the layer chosen: the last one, where there are fewer."""
    return min(place, len(stack) - 1)


@lru_cache(maxsize=32)
def defaults(kind: str) -> Mapping[str, Any]:
    """Return the arguments of PyTorch's layer in order, with their default values.

    A required argument has `inspect.Parameter.empty`.
    """
    if KINDS[kind] == RECURRENT:
        others = {"nonlinearity"} if kind == "LSTM" else set()
        return {k: v for k, v in RECURRENT_DEFAULTS.items() if k not in others}
    parameters = inspect.signature(getattr(nn, kind)).parameters.values()
    return {one.name: one.default for one in parameters}


@dataclass
class _ParsedArguments:
    """The arguments of a layer, parsed from the text between its parentheses."""

    kind: str
    at: int
    values: dict[str, Value] = field(default_factory=dict)
    default_values: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, node: ast.expr, at: int) -> None:
        """Store an argument, if the layer has one of this name."""
        details: dict[str, Any] = {"layer": self.kind, "option": quote(name), "at": at}
        has = f"{self.kind}({', '.join(arguments(self.kind))})"
        if name in self.values or name in self.default_values:
            raise ParseError("twice", **details)
        if name not in defaults(self.kind):
            raise ParseError("option", **details, has=has)
        try:
            value = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            raise self._value_error(name, at) from None
        if isinstance(value, tuple) and value:
            if any(one != value[0] for one in value):
                raise ParseError("pair", **details)
            value = value[0]
        if name not in arguments(self.kind):
            own = defaults(self.kind)[name]
            if isinstance(value, bool) != isinstance(own, bool) or value != own:
                window = name == "stride" and value == self.values.get("kernel_size")
                if not window:
                    raise ParseError("absent", **details, has=has)
            self.default_values[name] = value
            return
        value = 0 if (name, value) == ("padding", "valid") else value
        value = float(value) if name == "p" and type(value) is int else value
        for allowed in LIMITS.get(name, SIZES):
            if type(value) is type(allowed) and value == allowed:
                self.values[name] = allowed
                return
        raise self._value_error(name, at)

    def _value_error(self, name: str, at: int) -> ParseError:
        """Return what the argument may be."""
        values = [repr(value) for value in LIMITS.get(name, SIZES)]
        choices = (
            ", ".join(values) if len(values) < 10 else f"{values[0]} … {values[-1]}"
        )
        details: dict[str, Any] = {"layer": self.kind, "option": name, "at": at}
        return ParseError("value", **details, values=choices)


def _layer(node: ast.expr, text: str) -> Layer:
    at, call = _place(node, text), node if isinstance(node, ast.Call) else None
    name = _name(call.func if call else node)
    if name.lower() not in NAMES:
        what = quote(name or ast.unparse(node))
        raise ParseError("kind", layer=what, at=at, kinds=", ".join(KINDS))
    kind = NAMES[name.lower()]
    parsed = _ParsedArguments(kind, at)
    names = tuple(defaults(kind))
    for i, argument in enumerate(call.args if call else ()):
        if i >= len(names):
            raise _sizes(kind, at)
        parsed.put(names[i], argument, _place(argument, text))
    for keyword in call.keywords if call else ():
        parsed.put(keyword.arg or "**", keyword.value, _place(keyword, text))
    if any(name not in parsed.values for name in KINDS[kind]):
        raise _sizes(kind, at)
    result = complete_layer(kind, parsed.values)
    if parsed.values.get("padding") == SAME and result["stride"] != 1:
        raise ParseError("same", layer=kind, at=at)
    return result


def _sizes(kind: str, at: int) -> ParseError:
    return ParseError("sizes", layer=kind, wanted=", ".join(KINDS[kind]) or "()", at=at)


def _place(node: ast.expr | ast.keyword, text: str) -> int:
    """Return the character of the text at which a node begins."""
    before = f"({text}".encode()[: node.col_offset]
    return len(before.decode(errors="ignore"))
