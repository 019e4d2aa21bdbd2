"""Drawings and texts of the page: the stack, a linear layer, a model's state, modes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import nn

from lessons.modules.implementations import TOOLS
from lessons.modules.modes import BatchNormRun, DropoutRun
from lessons.modules.shapes import (
    META,
    LayerOutput,
    conv_length,
    layer_outputs,
    make_on,
    reason,
    shapes,
)
from lessons.modules.stack import SAME, Layer, Stack, format_layer, layer
from lessons.toolkit.layer_stack import Box, Chain, NamedShapes
from lessons.toolkit.seeding import isolated_rng
from lessons.toolkit.shape_parser import Shape
from lessons.toolkit.tensor_view import Row, same_index, tensor

RETURNED = {"RNN": ("output", "h_n"), "LSTM": ("output", "h_n", "c_n")}
"""What a layer returns, where it is not one tensor."""

FAMILIES: tuple[tuple[Layer, Shape], ...] = (
    (layer("Linear", 4, 6), (5, 4)),
    (layer("Conv1d", 4, 6, 3), (5, 4, 12)),
    (layer("Conv2d", 1, 6, 3), (5, 1, 8, 8)),
    (layer("RNN", 4, 6), (3, 5, 4)),
    (layer("RNN", 4, 6, True), (5, 3, 4)),
    (layer("LSTM", 4, 6), (3, 5, 4)),
    (layer("LSTM", 4, 6, True), (5, 3, 4)),
    (layer("BatchNorm1d", 4), (5, 4)),
    (layer("Identity"), (5, 4)),
)
"""Layers to compare: five examples of four numbers, of three or twelve moments."""


def chain(stack: Stack, shape: Shape) -> Chain:
    """Return the stack with what really comes out of each layer."""
    return Chain((("", shape),), tuple(map(_box, layer_outputs(stack, shape))))


def _box(now: LayerOutput) -> Box:
    state = "wrong" if now.error else "unreached" if now.inputs is None else ""
    own = now.layer, now.parameters, now.buffers
    name, holds, keeps = format_layer(own[0]), own[1], own[2]
    return Box(name, holds, keeps, now.count, _out(now), state)


def _out(now: LayerOutput) -> NamedShapes:
    """Return what comes out, by its names where there are several."""
    if now.outputs is None:
        return ()
    names = RETURNED.get(now.layer.kind, ()) if len(now.outputs) > 1 else ("",)
    return tuple(zip(names, now.outputs, strict=False))


def layer_section(now: LayerOutput) -> tuple[str, dict[str, str]]:
    """Return the section that tells of a layer, and what it says besides."""
    details = {"of": format_layer(now.layer), "count": f"{now.count}"}
    if now.inputs is None:
        return "about.unreached", details
    details |= {"taken": text(now.inputs[0])}
    if now.error:
        return f"refused.{reason(now)}", details | _expected(now)
    assert now.outputs
    details |= {"made": text(now.outputs[0])}
    kind = now.layer.kind
    details |= {name: str(value) for name, value in now.layer.values}
    match kind:
        case "Linear":
            details["weight"] = text(now.parameters[0][1])
            kind = kind if now.layer["bias"] else "linear_unbiased"
        case "Conv1d" | "Conv2d":
            details |= _convolved(now)
        case "RNN" | "LSTM":
            details["last"] = ", ".join(f"{n} {text(s)}" for n, s in _out(now)[1:])
            kind = kind if len(now.inputs[0]) > 2 else "recurrent_single"
        case "Dropout":
            scale = 1 / (1 - now.layer["p"])
            details["scale"] = f"{scale:.3g}"
    same = dict.fromkeys(("ReLU", "Tanh", "Sigmoid", "GELU"), "activation")
    pool = {
        "MaxPool1d": "pool",
        "MaxPool2d": "pool",
        "Conv2d": "conv",
        "Conv1d": "conv",
    }
    more = {"RNN": "recurrent", "LSTM": "recurrent", "BatchNorm1d": "norm"}
    return f"about.{(same | pool | more).get(kind, kind.lower())}", details


def _convolved(now: LayerOutput) -> dict[str, str]:
    """Return the formula of the output's length in numbers, for the last axis."""
    assert now.inputs
    size = now.inputs[0][-1]
    names = ("kernel_size", "stride", "padding", "dilation")
    k, s, p, d = (now.layer[name] for name in names)
    zeros = f"2 · {p}"
    if p == SAME:  # it adds d · (k − 1) zeros, one more behind where this is odd
        zeros, p = f"{d} · ({k} − 1)", d * (k - 1) / 2
    sum_ = f"⌊({size} + {zeros} − {d} · ({k} − 1) − 1) / {s}⌋ + 1"
    length = conv_length(size, k, s, p, d)
    return {"sum": sum_, "length": f"{length}", "weight": text(now.parameters[0][1])}


def _expected(now: LayerOutput) -> dict[str, str]:
    """Return what the layer wants: a number of features or channels, or of axes."""
    axes = {
        "Conv1d": "2, 3",
        "MaxPool1d": "2, 3",
        "BatchNorm1d": "2, 3",
        "Flatten": "≥ 2",
    }
    axes |= {"RNN": "2, 3", "LSTM": "2, 3"}
    expected = [v for name, v in now.layer.values if name.startswith(("in", "num"))]
    return {
        "wanted": str(expected[0]) if expected else "—",
        "axes": axes.get(now.layer.kind, "3, 4"),
    }


def text(shape: Shape) -> str:
    """Return a shape as Python writes it; no line ends inside."""
    return str(shape).replace(" ", "\u00a0")


# ---- a linear layer, number by number ----


def linear(n_in: int, n_out: int, seed: int) -> list[Row]:
    """Return the weights and their transpose; input @ transpose + bias = output."""
    tool = TOOLS["torch"]
    X, (weight, bias) = tool.make_data(n_in, seed), tool.make_start(n_in, n_out, seed)
    y, *_ = tool.build(X, weight, bias)
    marks = {"first": True}
    weight_cells = tensor(
        "weight",
        weight,
        marks=marks,
        links=lambda j, k: [("out", j)],
        note=_shape_text(weight),
    )
    transposed_cells = tensor(
        "weight.T",
        weight.T,
        marks=marks,
        links=lambda k, j: [("out", j)],
        note=_shape_text(weight.T),
    )
    input_cells = tensor(
        "X", X, links=lambda i, k: [("example", i)], note=_shape_text(X)
    )
    bias_cells = tensor(
        "bias", bias, marks=marks, links=lambda j: [("out", j)], note=_shape_text(bias)
    )
    output_cells = tensor(
        "y", y, links=lambda i, j: [("example", i), ("out", j)], note=_shape_text(y)
    )
    return [
        [weight_cells, "→ .T →", transposed_cells],
        [input_cells, "@", transposed_cells, "+", bias_cells, "=", output_cells],
    ]


def _shape_text(values: torch.Tensor) -> str:
    return text(tuple(values.shape))


# ---- what a model holds ----


@dataclass(frozen=True)
class StateEntry:
    """One line of a state_dict: name, shape, dtype, whether trained, first numbers."""

    name: str
    shape: Shape
    dtype: str
    trained: bool
    first: tuple[float, ...]


@lru_cache(maxsize=64)
def state(stack: Stack) -> tuple[StateEntry, ...]:
    """Return the state_dict of the stack as one model, drawn by PyTorch from seed 0."""
    with isolated_rng(0):
        model = nn.Sequential(*(one.make() for one in stack))
    trained = {name for name, _ in model.named_parameters()}
    return tuple(
        StateEntry(
            name,
            tuple(value.shape),
            str(value.dtype).removeprefix("torch."),
            name in trained,
            tuple(value.flatten()[:3].double().tolist()),
        )
        for name, value in model.state_dict().items()
    )


def families() -> list[tuple[str, str, str, str, int]]:
    """Return layer, input, outputs, parameters and their number, each really run."""
    rows = []
    for one, shape in FAMILIES:
        module = make_on(one, META)
        result = shapes(module(torch.zeros(shape, device=META)))
        names = RETURNED.get(one.kind, ("",))
        outputs = [
            f"{n}\u00a0{text(s)}".strip() for n, s in zip(names, result, strict=True)
        ]
        parameters = [
            f"{n}\u00a0{_shape_text(p)}" for n, p in module.named_parameters()
        ]
        count = sum(p.numel() for p in module.parameters())
        rows.append(
            (
                format_layer(one),
                text(shape),
                ", ".join(outputs),
                ", ".join(parameters),
                count,
            )
        )
    return rows


# ---- the two modes ----


def dropout(run: DropoutRun, words: Mapping[str, str]) -> list[Row]:
    """Return the input, then each pass in training and in eval mode."""
    rows: list[Row] = [[tensor("x", run.x, links=same_index, note="")]]
    for k, y in enumerate(run.train_outputs):
        zeros = (y == 0).numpy()
        marks = {"wrong": zeros, "changed": ~zeros & (y != run.x).numpy()}
        label = words["train"].format(n=k + 1)
        rows.append(
            [tensor("", y, label=label, marks=marks, links=same_index, note="")]
        )
    for k, y in enumerate(run.eval_outputs):
        label = words["eval"].format(n=k + 1)
        rows.append([tensor("", y, label=label, links=same_index, note="")])
    return rows


def batchnorm(run: BatchNormRun, words: Mapping[str, str], n_most: int) -> list[Row]:
    """Return the means of each batch, and the last batch with its two outputs."""
    means: np.ndarray = np.full(n_most + 1, None, object)
    running = means.copy()
    means[1 : len(run.means) + 1] = run.means
    running[: len(run.running)] = run.running
    last = np.arange(n_most + 1) == len(run.means)
    places = (words["batch"],)

    def history(name: str, values: np.ndarray, label: str, mark: str) -> Row:
        empty = values == None  # noqa: E711 - cell by cell
        marks = {mark: last, "ghost": empty}
        sample = tensor(
            name,
            values,
            label=label,
            marks=marks,
            links=same_index,
            axes=places,
            note="",
        )
        return [sample]

    def batch(name: str, values: torch.Tensor, label: str) -> Row:
        return [tensor(name, values[:, 0], label=label, links=same_index, note="")]

    return [
        history("", means, words["means"], "selected"),
        history("running_mean", running, words["running"], "first"),
        batch("x", run.x, words["last"]),
        batch("", run.train_output, words["train"]),
        batch("", run.eval_output, words["eval"]),
    ]
