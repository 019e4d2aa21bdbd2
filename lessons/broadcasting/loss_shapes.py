"""A loss whose two vectors have different shapes, and four ways to change it."""

from functools import cache

import torch

from lessons.toolkit.python_prompt import error_text, record_warnings


def make_predictions(n=3):
    """Return y of shape (n,), and y_pred of shape (n, 1) that predicts it exactly."""
    y = torch.arange(1.0, n + 1)
    y_pred = y.reshape(n, 1).clone()
    return y, y_pred


DIFFERENCE = "y - y_pred"
"""How the code writes it."""


def pair_mask(n):
    """Return a mask of the n × n differences of a label and its own prediction."""
    return torch.eye(n, dtype=torch.bool)


def loss_silent(y, y_pred):
    """The mean squared error, of the wrong pairs too."""
    error = y - y_pred
    return (error**2).mean()


def loss_squeezed(y, y_pred):
    """The mean squared error, of equal shapes."""
    error = y - y_pred.squeeze(1)
    return (error**2).mean()


def loss_unsqueezed(y, y_pred):
    """The mean squared error, of the wrong pairs still."""
    error = y.unsqueeze(0) - y_pred
    return (error**2).mean()


def loss_summed(y, y_pred):
    """The sum of squared errors over n, of the wrong pairs."""
    error = y - y_pred
    return (error**2).sum() / len(y)


def loss_of_each(y, y_pred):
    """A mean for each y, no single number."""
    error = y - y_pred
    return (error**2).mean(0)


@cache
def torch_warning() -> str:
    """Return the warning of PyTorch's own mean squared error for these two shapes."""
    y, y_pred = make_predictions()
    with record_warnings() as warnings:
        torch.nn.functional.mse_loss(y_pred, y)
    return "".join([error_text(w) for w in warnings if "target size" in str(w)][-1:])


def call_loss(loss_silent):
    """The loss of a prediction that is exact."""
    y = torch.arange(1.0, 4)
    y_pred = y.reshape(3, 1).clone()
    return loss_silent(y, y_pred)
