"""A network that is changed while it is trained: neurons, weights, settings."""

from typing import Any

import torch
from torch import nn

from lessons.playground.changes import SETTINGS, Changes

MOST_NEURONS = 8
"""Neurons of a layer, at most; one is left at least."""


def apply_due(
    changes: Changes,
    epoch: int,
    model: nn.Sequential,
    optimizer: torch.optim.Optimizer,
    generator: torch.Generator,
) -> None:
    """Make the changes of neurons, weights and optimizer due before this epoch."""
    for at, what, value in changes:
        if at != epoch:
            continue
        if not isinstance(what, str):
            change(model, optimizer, what, int(value), generator)
        elif what in optimizer.param_groups[0]:
            optimizer.param_groups[0][what] = value
        elif what not in SETTINGS:
            set_weight(model, what, value)


def set_weight(model: nn.Sequential, name: str, value: float) -> None:
    """Set a number of the model; nothing happens where it is not there.

    Args:
        name: w2.1.3 for the weight of neuron 1 of layer 2 for its third input, b2.1 for
            its bias. The output comes after the hidden layers.
    """
    layer, *indices = (int(digit) - 1 for digit in name[1:].split("."))
    linears = [each for each in model if isinstance(each, nn.Linear)]
    if not 0 <= layer < len(linears):
        return
    parameter = linears[layer].weight if name[0] == "w" else linears[layer].bias
    place = zip(indices, parameter.shape, strict=True)
    if all(0 <= index < length for index, length in place):
        with torch.no_grad():
            parameter[tuple(indices)] = value


def change(
    model: nn.Sequential,
    optimizer: torch.optim.Optimizer,
    layer: int,
    unit: int,
    generator: torch.Generator,
) -> None:
    """Add a neuron to a hidden layer (unit 0), or remove its neuron `unit`.

    A new neuron has random weights and weighs nothing in the next layer. The optimizer
    keeps what it knows about the other neurons. Nothing happens where that neuron is
    not there, or less than one or more than MOST_NEURONS would be left.
    """
    linears = [each for each in model if isinstance(each, nn.Linear)]
    n = len(linears[layer - 1].weight) if layer < len(linears) else 0
    allowed = range(2, MOST_NEURONS + 1) if unit else range(1, MOST_NEURONS)
    if n not in allowed or unit > n:
        return
    into, out = linears[layer - 1 : layer + 1]
    n_in = into.weight.shape[1]
    new = torch.empty(1, n_in + 1, dtype=into.weight.dtype)
    new.uniform_(-(n_in**-0.5), n_in**-0.5, generator=generator)
    silent = torch.zeros(len(out.weight), 1, dtype=new.dtype)
    for linear, name, axis, more in (
        (into, "weight", 0, new[:, 1:]),
        (into, "bias", 0, new[0, :1]),
        (out, "weight", 1, silent),
    ):
        _resize(optimizer, linear, name, axis, more, unit)


def _resize(
    optimizer: torch.optim.Optimizer,
    linear: nn.Linear,
    name: str,
    axis: int,
    more: torch.Tensor,
    unit: int,
) -> None:
    """Put a longer or shorter parameter in place of one, and so in the optimizer."""
    old = getattr(linear, name)
    parameter = nn.Parameter(_fit(old.detach(), axis, more, unit))
    setattr(linear, name, parameter)
    params = optimizer.param_groups[0]["params"]
    place = next(i for i, each in enumerate(params) if each is old)
    params[place] = parameter
    for key, value in optimizer.state.pop(old, {}).items():
        per_weight = torch.is_tensor(value) and value.shape == old.shape
        kept: Any = _fit(value, axis, 0 * more, unit) if per_weight else value
        optimizer.state[parameter][key] = kept


def _fit(old: torch.Tensor, axis: int, more: torch.Tensor, unit: int) -> torch.Tensor:
    """Return a tensor with `more` at its end, or without its entry number `unit`."""
    if not unit:
        return torch.cat([old, more], axis)
    indices = [i for i in range(old.shape[axis]) if i != unit - 1]
    return old.index_select(axis, torch.tensor(indices))
