"""A stack of layers that a reader types: `Linear(4, 8), ReLU, Linear(8, 1)`.

Read against a list of kinds and sizes, written back, and made with torch.nn.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from torch import nn

from lessons.contract import Part, Refused, Value

MOST_LAYERS = 6
SIZES = tuple(range(1, 65))
OFTEN = (*range(1, 17), 18, 20, 24, 28, 30, 32, 36, 40, 45, 48, 50, 54, 56, 60, 64)
"""Those a slider has; any other one is typed."""

SHARES = (0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9)

CONVOLUTION = ("in_channels", "out_channels", "kernel_size")
RECURRENT = ("input_size", "hidden_size")
LIMITS: dict[str, tuple[Value, ...]] = {
    "kernel_size": tuple(range(1, 8)),
    "stride": tuple(range(1, 5)),
    "padding": tuple(range(4)),
    "dilation": tuple(range(1, 5)),
    "p": SHARES,
    "batch_first": (False, True),
}
"""The values of an argument; of all others SIZES."""

OPTIONS: dict[str, dict[str, Value]] = {
    "Conv1d": {"stride": 1, "padding": 0, "dilation": 1},
    "Conv2d": {"stride": 1, "padding": 0, "dilation": 1},
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
    "MaxPool1d": ("kernel_size",),
    "MaxPool2d": ("kernel_size",),
    "Flatten": (),
    "Identity": (),
}
"""The layers of torch.nn that can be typed, and the arguments that each must have."""

NAMES = {name.lower(): name for name in KINDS}
LAYER = re.compile(r"(?:nn\.)?([A-Za-z]\w*)\s*(?:\(([^()]*)\))?\s*(?:,|$)")


@dataclass(frozen=True)
class Layer:
    """A layer: its kind and all its arguments, by name."""

    kind: str
    given: tuple[tuple[str, Value], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return dict(self.given)[name]

    def make(self, **more: Any) -> nn.Module:
        """The layer itself; `more` is a device, for what has parameters."""
        made: nn.Module = getattr(nn, self.kind)(**dict(self.given), **more)
        return made


Stack = tuple[Layer, ...]


def layer(kind: str, *sizes: Value, **options: Value) -> Layer:
    """A layer with these arguments; those left out are PyTorch's own."""
    names = arguments(kind)
    given = dict(zip(names, sizes, strict=False)) | options
    return whole(kind, given)


def whole(kind: str, given: dict[str, Value]) -> Layer:
    """The layer with these arguments, in their order; KeyError if one is missing."""
    values = OPTIONS.get(kind, {}) | given
    return Layer(kind, tuple((name, values[name]) for name in arguments(kind)))


def arguments(kind: str) -> tuple[str, ...]:
    """All arguments of a kind, those that must be there first."""
    return (*KINDS[kind], *OPTIONS.get(kind, {}))


def read(text: str) -> Stack:
    """The stack that a text writes.

    Raises:
        Refused: "empty", "letters", "kind", "sizes", "option", "value", "many"; it
            says the layer's name where there is one.
    """
    text, at, layers = text.strip(), 0, []
    if not text:
        raise Refused("empty")
    while at < len(text):
        found = LAYER.match(text, at)
        if not found:
            raise Refused("letters")
        layers.append(_layer(found[1], found[2] or ""))
        at = found.end()
        at += len(text[at:]) - len(text[at:].lstrip())
    if len(layers) > MOST_LAYERS:
        raise Refused("many")
    return tuple(layers)


def write(stack: Stack) -> str:
    """The stack as it is typed."""
    return ", ".join(map(written, stack))


def written(layer: Layer) -> str:
    """A layer as it is typed: what has PyTorch's own value is left out."""
    own = OPTIONS.get(layer.kind, {})
    parts = [str(layer[name]) for name in KINDS[layer.kind]]
    for name, value in own.items():
        if layer[name] != value:
            parts.append(str(layer[name]) if name == "p" else f"{name}={layer[name]}")
    return f"{layer.kind}({', '.join(parts)})" if parts else layer.kind


def parts(stack: Stack, settings: Mapping[str, Any]) -> tuple[Part, ...]:
    """The numbers of the layer chosen, each a slider."""
    place = chosen(stack, settings["layer"])
    now = stack[place]

    def put(name: str, value: Value) -> Stack:
        given = tuple((n, value if n == name else v) for n, v in now.given)
        return (*stack[:place], replace(now, given=given), *stack[place + 1 :])

    def part(name: str, value: Value) -> Part:
        values = LIMITS.get(name) or tuple(sorted({*OFTEN, value}))
        return Part(name, "slider", values, value, lambda new: put(name, new))

    return tuple(part(*one) for one in now.given if not isinstance(one[1], bool))


def chosen(stack: Stack, place: int) -> int:
    """The place of the layer chosen: the last one, where there are fewer."""
    return min(place, len(stack) - 1)


@dataclass
class _Given:
    """What stands between the parentheses, taken apart."""

    kind: str
    values: dict[str, Value] = field(default_factory=dict)

    def put(self, name: str, text: str) -> None:
        if name not in arguments(self.kind) or name in self.values:
            raise Refused("option", layer=self.kind, option=name)
        limits = LIMITS.get(name, SIZES)
        for value in limits:
            if text == str(value) or (name == "p" and _number(text) == value):
                self.values[name] = value
                return
        least, most = str(limits[0]), str(limits[-1])
        told = {"layer": self.kind, "option": name, "least": least, "most": most}
        raise Refused("value", **told)


def _layer(name: str, inside: str) -> Layer:
    if name.lower() not in NAMES:
        raise Refused("kind", layer=name)
    kind = NAMES[name.lower()]
    given, names = _Given(kind), arguments(kind)
    pieces = [piece.strip() for piece in inside.split(",")] if inside.strip() else []
    for place, piece in enumerate(pieces):
        option, equals, value = map(str.strip, piece.partition("="))
        if equals:
            given.put(option, value)
        elif place < len(names):
            given.put(names[place], option)
        else:
            raise Refused("sizes", layer=kind, wanted=", ".join(names) or "()")
    if any(name not in given.values for name in KINDS[kind]):
        raise Refused("sizes", layer=kind, wanted=", ".join(KINDS[kind]))
    return whole(kind, given.values)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"\d?\.?\d{1,3}", text, re.ASCII) else None
