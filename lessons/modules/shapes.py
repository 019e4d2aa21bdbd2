"""The output of each layer of a stack: shapes on the meta device, errors on the CPU.

A tensor on the meta device has a shape and no numbers: a layer works out the shape of
its result and computes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch

from lessons.modules.stack import Layer, Stack
from lessons.toolkit.python_prompt import TENSOR_ERRORS, error_text, record_warnings
from lessons.toolkit.shape_parser import Shape

INPUT_ERRORS = (*TENSOR_ERRORS, TypeError, AttributeError)
"""What PyTorch raises for a layer and an input that do not go together."""

META, CPU = torch.device("meta"), torch.device("cpu")


@dataclass(frozen=True)
class LayerOutput:
    """One layer of a stack, and its output.

    Args:
        layer: which.
        parameters: the names and shapes of its parameters.
        buffers: the same for what it keeps beside them.
        inputs: the shapes of what it receives: one, or several in a tuple; None where
            nothing came so far.
        outputs: the shapes of what it returns: one, or those of a tuple; None where
            nothing comes out.
        error: PyTorch's own message, "" if there is none.
    """

    layer: Layer
    parameters: tuple[tuple[str, Shape], ...]
    buffers: tuple[tuple[str, Shape], ...]
    inputs: tuple[Shape, ...] | None
    outputs: tuple[Shape, ...] | None
    error: str = ""

    @property
    def count(self) -> int:
        """The number of its parameters."""
        return sum(torch.Size(shape).numel() for _, shape in self.parameters)


@lru_cache(maxsize=256)
def layer_outputs(stack: Stack, shape: Shape) -> tuple[LayerOutput, ...]:
    """Pass an input of this shape through the stack, a layer at a time."""
    out = []
    now: Any = torch.zeros(shape, device=META)
    for layer in stack:
        module = make_on(layer, META)
        inputs, error = None if now is None else shapes(now), ""
        if now is not None:
            before = now
            try:
                with record_warnings():  # an even window and the padding "same"
                    now = module(before)
            except INPUT_ERRORS:
                now, error = None, refusal(layer, before)
        holds, keeps = module.named_parameters(), module.named_buffers()
        result = None if now is None else shapes(now)
        out.append(
            LayerOutput(
                layer, named_shapes(holds), named_shapes(keeps), inputs, result, error
            )
        )
    return tuple(out)


def make_on(layer: Layer, device: torch.device) -> torch.nn.Module:
    """Return the layer on a device; where it has nothing to keep there, as it is."""
    with device:
        return layer.make()


def refusal(layer: Layer, inputs: Any) -> str:
    """Return what PyTorch says on the CPU of a layer and of inputs of these shapes."""
    try:
        make_on(layer, CPU)(zeros(inputs))
    except INPUT_ERRORS as error:
        return error_text(error)
    return ""


def zeros(inputs: Any) -> Any:
    """Return zeros of the same shapes on the CPU."""
    if isinstance(inputs, tuple):
        return tuple(map(zeros, inputs))
    return torch.zeros(inputs.shape)


def shapes(result: Any) -> tuple[Shape, ...]:
    """Return the shapes in a result: of a tensor or of all in a nested tuple."""
    if isinstance(result, tuple):
        return tuple(shape for one in result for shape in shapes(one))
    return (tuple(result.shape),)


def named_shapes(tensors: Any) -> tuple[tuple[str, Shape], ...]:
    """Return the names and shapes of tensors."""
    return tuple((name, tuple(value.shape)) for name, value in tensors)


def conv_length(
    length: int,
    kernel_size: int,
    stride: int = 1,
    padding: float = 0,
    dilation: int = 1,
) -> int:
    """Return how long a convolution's output is, along one axis.

    ⌊(L + 2 padding − dilation (kernel_size − 1) − 1) / stride⌋ + 1, as torch's own
    documentation of nn.Conv1d gives it.
    """
    zeros = round(2 * padding)
    return (length + zeros - dilation * (kernel_size - 1) - 1) // stride + 1


REASONS: dict[str, Callable[[LayerOutput, Shape], str]] = {
    "Linear": lambda now, shape: "features",
    "Conv1d": lambda now, shape: _spatial_reason(now, shape, 1),
    "Conv2d": lambda now, shape: _spatial_reason(now, shape, 2),
    "MaxPool1d": lambda now, shape: _pooling_reason(shape, 1),
    "MaxPool2d": lambda now, shape: _pooling_reason(shape, 2),
    "RNN": lambda now, shape: "features" if len(shape) in (2, 3) else "axes",
    "LSTM": lambda now, shape: "features" if len(shape) in (2, 3) else "axes",
    "BatchNorm1d": lambda now, shape: _norm_reason(now, shape),
    "Flatten": lambda now, shape: "axes",
}


def reason(now: LayerOutput) -> str:
    """Return the reason: "pair", "axes", "channels", "features", "kernel", "alone"."""
    assert now.inputs
    if len(now.inputs) > 1:
        return "pair"
    return REASONS[now.layer.kind](now, now.inputs[0])


def _spatial_reason(now: LayerOutput, shape: Shape, n: int) -> str:
    if len(shape) not in (n + 1, n + 2):
        return "axes"
    return "kernel" if shape[-n - 1] == now.layer["in_channels"] else "channels"


def _pooling_reason(shape: Shape, n: int) -> str:
    return "kernel" if len(shape) in (n + 1, n + 2) else "axes"


def _norm_reason(now: LayerOutput, shape: Shape) -> str:
    if len(shape) not in (2, 3):
        return "axes"
    return "alone" if shape[1] == now.layer["num_features"] else "channels"
