"""Pitfalls of nn.Module: parameters it does not register, a hook that is bypassed."""

# mypy: disable-error-code="assignment"

from collections.abc import Callable

import torch
from torch import nn


def plain():
    """A tensor that wants a gradient."""
    model = nn.Module()
    model.w = torch.zeros(2, requires_grad=True)
    return [name for name, _ in model.named_parameters()]


def plain_mended():
    """A tensor that wants a gradient, mended."""
    model = nn.Module()
    model.w = nn.Parameter(torch.zeros(2))
    return [name for name, _ in model.named_parameters()]


def listed():
    """A list of layers."""
    model = nn.Module()
    model.layers = [nn.Linear(4, 8), nn.Linear(8, 1)]
    return [name for name, _ in model.named_parameters()]


def listed_mended():
    """A list of layers, mended."""
    model = nn.Module()
    model.layers = nn.ModuleList([nn.Linear(4, 8), nn.Linear(8, 1)])
    return [name for name, _ in model.named_parameters()]


def kept():
    """A tensor to keep that is not trained."""
    model = nn.Module()
    model.mean = torch.zeros(2)
    return list(model.state_dict())


def kept_mended():
    """A tensor to keep that is not trained, mended."""
    model = nn.Module()
    model.register_buffer("mean", torch.zeros(2))
    return list(model.state_dict()), list(model.parameters())


PITFALLS: dict[str, tuple[Callable, Callable]] = {
    "plain": (plain, plain_mended),
    "listed": (listed, listed_mended),
    "kept": (kept, kept_mended),
}
"""By name: what is not found, and how it is."""


def called():
    """The hook of a module that is called."""
    model, calls = nn.Linear(4, 1), []
    _ = model.register_forward_hook(lambda *call: calls.append("hook"))
    y = model(torch.ones(2, 4))
    return tuple(y.shape), calls


def bypassed():
    """The hook of a module whose forward is called instead."""
    model, calls = nn.Linear(4, 1), []
    _ = model.register_forward_hook(lambda *call: calls.append("hook"))
    y = model.forward(torch.ones(2, 4))
    return tuple(y.shape), calls
