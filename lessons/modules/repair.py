"""A model whose layers the optimizer does not find; ways to change it."""

# mypy: disable-error-code="attr-defined"

from itertools import pairwise

import torch
from torch import nn


class Net(nn.Module):
    """A linear layer between each size and the next."""

    def __init__(self, sizes):
        super().__init__()
        layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
        self.layers = layers

    def forward(self, x):
        """The outputs of the last layer."""
        for layer in self.layers:
            x = layer(x)
        return x


class NetTuple(nn.Module):
    """A linear layer between each size and the next."""

    def __init__(self, sizes):
        super().__init__()
        layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
        self.layers = tuple(layers)

    def forward(self, x):
        """The outputs of the last layer."""
        for layer in self.layers:
            x = layer(x)
        return x


class NetFirst(nn.Module):
    """A linear layer between each size and the next."""

    def __init__(self, sizes):
        super().__init__()
        layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
        self.layers = layers[0]

    def forward(self, x):
        """The outputs of the last layer."""
        for layer in self.layers:
            x = layer(x)
        return x


class NetModules(nn.Module):
    """A linear layer between each size and the next."""

    def __init__(self, sizes):
        super().__init__()
        layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
        self.layers = nn.ModuleList(layers)

    def forward(self, x):
        """The outputs of the last layer."""
        for layer in self.layers:
            x = layer(x)
        return x


class NetWeights(nn.Module):
    """A linear layer between each size and the next."""

    def __init__(self, sizes):
        super().__init__()
        layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
        self.layers = nn.ParameterList(layer.weight for layer in layers)

    def forward(self, x):
        """The outputs of the last layer."""
        for layer in self.layers:
            x = layer(x)
        return x


def call_net(Net):
    """How many numbers an optimizer finds, and the shape of the output."""
    model = Net((3, 5, 2))
    n = sum(p.numel() for p in model.parameters())
    return n, model(torch.zeros(1, 3)).shape
