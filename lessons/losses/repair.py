"""A mean squared error that goes wrong without an error, and four changes."""

import torch


def mean_squared(y_pred, y):
    """The mean squared error of y_pred (n, 1) and y (n,)."""
    return ((y_pred - y) ** 2).mean()


def mean_squared_row(y_pred, y):
    """The mean squared error of y_pred (n, 1) and y (n,)."""
    return ((y_pred - y.unsqueeze(0)) ** 2).mean()


def mean_squared_flat(y_pred, y):
    """The mean squared error of y_pred (n, 1) and y (n,)."""
    return ((y_pred.squeeze(1) - y) ** 2).mean()


def mean_squared_summed(y_pred, y):
    """The mean squared error of y_pred (n, 1) and y (n,)."""
    return ((y_pred - y) ** 2).sum() / len(y)


def mean_squared_averaged(y_pred, y):
    """The mean squared error of y_pred (n, 1) and y (n,)."""
    return ((y_pred.mean() - y) ** 2).mean()


def call_mean_squared(mean_squared):
    """Errors of 0, 0 and 2."""
    y = torch.arange(3.0)
    y_pred = y[:, None] ** 2
    return mean_squared(y_pred, y)
