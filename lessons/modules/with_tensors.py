"""Second rung, tensors: two leaves that require a gradient, and the same product."""

import numpy as np
import torch


def make_data(n_in=3, seed=0):
    """X of shape (4, n_in): four examples, whole numbers."""
    rng = np.random.RandomState(seed)
    return torch.from_numpy(rng.randint(-2, 4, (4, n_in)) * 1.0)


def make_start(n_in=3, n_out=2, seed=0):
    """weight of shape (n_out, n_in), bias of shape (n_out,)."""
    rng = np.random.RandomState(seed + 100)
    weight, bias = rng.randint(-2, 3, (n_out, n_in)), rng.randint(-2, 3, n_out)
    return torch.from_numpy(weight * 1.0), torch.from_numpy(bias * 1.0)


def build(X, weight, bias):
    """y of shape (4, n_out), the mean of its squares, the gradients."""
    weight = weight.clone().requires_grad_()
    bias = bias.clone().requires_grad_()
    # forward
    y = X @ weight.T + bias
    # loss
    loss = (y**2).mean()
    # backward
    loss.backward()
    return y, loss, weight.grad, bias.grad


def run(n_in=3, n_out=2, seed=0):
    """y, loss and gradients, as numbers one after another."""
    X = make_data(n_in, seed)
    parts = build(X, *make_start(n_in, n_out, seed))
    return tuple(value for part in parts for value in part.ravel().tolist())
