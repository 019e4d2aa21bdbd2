"""Pitfalls of nn.Module: tensors it does not register, a hook that is bypassed."""

from collections.abc import Callable

import torch
from torch import nn


def plain():
    """A tensor that requires a gradient."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = torch.zeros(2, requires_grad=True)

    return [name for name, _ in Net().named_parameters()]


def plain_registered():
    """A tensor that requires a gradient, as a parameter."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.zeros(2))

    return [name for name, _ in Net().named_parameters()]


def listed():
    """A list of layers."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(4, 8), nn.Linear(8, 1)]

    return [name for name, _ in Net().named_parameters()]


def listed_registered():
    """A list of layers, as a module."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = nn.ModuleList([nn.Linear(4, 8), nn.Linear(8, 1)])

    return [name for name, _ in Net().named_parameters()]


def kept():
    """A tensor to keep that is not trained."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.mean = torch.zeros(2)

    return list(Net().state_dict())


def kept_registered():
    """A tensor to keep that is not trained, as a buffer."""

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.register_buffer("mean", torch.zeros(2))

    return list(Net().state_dict()), list(Net().parameters())


PITFALLS: dict[str, tuple[Callable, Callable]] = {
    "plain": (plain, plain_registered),
    "listed": (listed, listed_registered),
    "kept": (kept, kept_registered),
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
