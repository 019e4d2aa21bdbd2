"""Third rung, our own module: it holds the two leaves and knows the product."""

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


class Layer(torch.nn.Module):
    """x Aᵀ + b for x of shape (…, n_in): what torch.nn.Linear is."""

    def __init__(self, weight, bias):
        super().__init__()
        self.weight = torch.nn.Parameter(weight.clone())
        self.bias = torch.nn.Parameter(bias.clone())

    def forward(self, x):
        """The product, of shape (…, n_out)."""
        return x @ self.weight.T + self.bias


def build(X, weight, bias):
    """y of shape (4, n_out), the mean of its squares, the gradients."""
    model = Layer(weight, bias)
    # forward
    y = model(X)
    # loss
    loss = (y**2).mean()
    # backward
    loss.backward()
    return y, loss, model.weight.grad, model.bias.grad


def run(n_in=3, n_out=2, seed=0):
    """y, loss and gradients, as numbers one after another."""
    X = make_data(n_in, seed)
    parts = build(X, *make_start(n_in, n_out, seed))
    return tuple(value for part in parts for value in part.ravel().tolist())
