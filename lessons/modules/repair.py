"""A model whose layers the optimizer does not find; ways to change it."""

# mypy: disable-error-code="assignment"

from itertools import pairwise

from torch import nn


def make_model(sizes):
    """A linear layer between each size and the next."""
    model = nn.Module()
    layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
    model.layers = layers
    return model


def make_model_tuple(sizes):
    """A linear layer between each size and the next."""
    model = nn.Module()
    layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
    model.layers = tuple(layers)
    return model


def make_model_first(sizes):
    """A linear layer between each size and the next."""
    model = nn.Module()
    layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
    model.layers = layers[0]
    return model


def make_model_modules(sizes):
    """A linear layer between each size and the next."""
    model = nn.Module()
    layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
    model.layers = nn.ModuleList(layers)
    return model


def make_model_weights(sizes):
    """A linear layer between each size and the next."""
    model = nn.Module()
    layers = [nn.Linear(n, m) for n, m in pairwise(sizes)]
    model.layers = nn.ParameterList(layer.weight for layer in layers)
    return model
