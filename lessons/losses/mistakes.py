"""Mistakes with losses: the lines, the message of PyTorch, the fixed lines."""

from collections.abc import Callable

import torch
from torch import nn


def column():
    """Outputs in a column, targets in a row."""
    y_pred = torch.tensor([[2.0], [-0.5], [0.8]])
    y = torch.tensor([1.0, 0.0, 1.0])
    return nn.MSELoss()(y_pred, y)


def column_fix():
    """Outputs in a column, targets in a row, fixed."""
    y_pred = torch.tensor([[2.0], [-0.5], [0.8]])
    y = torch.tensor([1.0, 0.0, 1.0])
    return nn.MSELoss()(y_pred.squeeze(1), y)


def floats():
    """Classes as floating-point numbers."""
    scores = torch.tensor([[1.0, 2.0, -0.5], [0.5, 2.0, -1.0]])
    y = torch.tensor([0.0, 1.0])
    return nn.CrossEntropyLoss()(scores, y)


def floats_fix():
    """Classes as floating-point numbers, fixed."""
    scores = torch.tensor([[1.0, 2.0, -0.5], [0.5, 2.0, -1.0]])
    y = torch.tensor([0.0, 1.0])
    return nn.CrossEntropyLoss()(scores, y.long())


def outside():
    """A class that is not there."""
    scores = torch.tensor([[1.0, 2.0, -0.5], [0.5, 2.0, -1.0]])
    y = torch.tensor([1, 3])
    return nn.CrossEntropyLoss()(scores, y)


def outside_fix():
    """A class that is not there, fixed."""
    scores = torch.tensor([[1.0, 2.0, -0.5], [0.5, 2.0, -1.0]])
    y = torch.tensor([1, 3])
    return nn.CrossEntropyLoss()(scores, y - 1)


def lengths():
    """Scores of two examples, classes of three."""
    X = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    W = torch.tensor([[1.0, 2.0, -0.5], [0.5, 2.0, -1.0]])
    y = torch.tensor([0, 1, 0])
    return nn.CrossEntropyLoss()(X[1:] @ W, y)


def lengths_fix():
    """Scores of two examples, classes of three, fixed."""
    X = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    W = torch.tensor([[1.0, 2.0, -0.5], [0.5, 2.0, -1.0]])
    y = torch.tensor([0, 1, 0])
    return nn.CrossEntropyLoss()(X[1:] @ W, y[1:])


def logits():
    """Logits for a loss of probabilities."""
    y_pred = torch.tensor([2.5, -0.5, 0.8])
    y = torch.tensor([1.0, 0.0, 1.0])
    return nn.BCELoss()(y_pred, y)


def logits_fix():
    """Logits for a loss of probabilities, fixed."""
    y_pred = torch.tensor([2.5, -0.5, 0.8])
    y = torch.tensor([1.0, 0.0, 1.0])
    return nn.BCEWithLogitsLoss()(y_pred, y)


def integers():
    """Integers for a loss of probabilities."""
    y_pred = torch.tensor([2.5, -0.5, 0.8])
    y = torch.tensor([1, 0, 1])
    return nn.BCEWithLogitsLoss()(y_pred, y)


def integers_fix():
    """Integers for a loss of probabilities, fixed."""
    y_pred = torch.tensor([2.5, -0.5, 0.8])
    y = torch.tensor([1, 0, 1])
    return nn.BCEWithLogitsLoss()(y_pred, y.float())


def twice():
    """Softmax before a loss that does it."""
    scores = torch.tensor([[9.0, 0.0, 0.0], [0.0, 9.0, 0.0]])
    y = torch.tensor([0, 1])
    return nn.CrossEntropyLoss()(scores.softmax(1), y)


def twice_fix():
    """Softmax before a loss that does it, fixed."""
    scores = torch.tensor([[9.0, 0.0, 0.0], [0.0, 9.0, 0.0]])
    y = torch.tensor([0, 1])
    return nn.CrossEntropyLoss()(scores, y)


def vector():
    """A gradient of three numbers."""
    y_pred = torch.tensor([2.5, -0.5, 0.8], requires_grad=True)
    y = torch.tensor([1.0, 0.0, 1.0])
    return nn.MSELoss(reduction="none")(y_pred, y).backward()


def vector_fix():
    """A gradient of three numbers, fixed."""
    y_pred = torch.tensor([2.5, -0.5, 0.8], requires_grad=True)
    y = torch.tensor([1.0, 0.0, 1.0])
    nn.MSELoss(reduction="none")(y_pred, y).mean().backward()
    return y_pred.grad


MISTAKES: dict[str, tuple[Callable, Callable]] = {
    "column": (column, column_fix),
    "floats": (floats, floats_fix),
    "outside": (outside, outside_fix),
    "lengths": (lengths, lengths_fix),
    "logits": (logits, logits_fix),
    "integers": (integers, integers_fix),
    "vector": (vector, vector_fix),
    "twice": (twice, twice_fix),
}
"""By name: a mistake and its fix."""
