"""First rung, NumPy: a linear layer is a product and a sum."""

import numpy as np


def make_data(n_in=3, seed=0):
    """X of shape (4, n_in): four examples, whole numbers."""
    rng = np.random.RandomState(seed)
    return rng.randint(-2, 4, (4, n_in)) * 1.0


def make_start(n_in=3, n_out=2, seed=0):
    """weight of shape (n_out, n_in), bias of shape (n_out,)."""
    rng = np.random.RandomState(seed + 100)
    return rng.randint(-2, 3, (n_out, n_in)) * 1.0, rng.randint(-2, 3, n_out) * 1.0


def build(X, weight, bias):
    """y of shape (4, n_out), the mean of its squares, the gradients."""
    # forward
    y = X @ weight.T + bias
    # loss
    loss = (y**2).mean()
    # backward
    grad_y = 2 * y / y.size
    grad_weight = grad_y.T @ X
    grad_bias = grad_y.sum(0)
    return y, loss, grad_weight, grad_bias


def run(n_in=3, n_out=2, seed=0):
    """y, loss and gradients, as numbers one after another."""
    X = make_data(n_in, seed)
    parts = build(X, *make_start(n_in, n_out, seed))
    return tuple(value for part in parts for value in part.ravel().tolist())
