"""Second rung, tensors: the loop is the same, to the letter."""

import numpy as np
import torch


def make_data(seed=40):
    """x and y of shape (80,): the regression's points to train on."""
    rng = np.random.RandomState(seed)
    x = rng.rand(100)
    y = 1 + 2 * x + 0.1 * rng.randn(100)
    order = rng.permutation(100)[:80]
    return torch.from_numpy(x[order]), torch.from_numpy(y[order])


def make_start(start_seed=42):
    """a and b drawn from the normal law N(0, 1)."""
    generator = torch.Generator().manual_seed(start_seed)
    return torch.randn(2, generator=generator, dtype=torch.float64)


def train(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss, gradients before each update; the last is the result."""
    for _ in range(n_epochs + 1):
        # forward
        y_pred = a + b * x
        # loss
        loss = ((y - y_pred) ** 2).mean()
        # backward
        grad_a = -2 * (y - y_pred).mean()
        grad_b = -2 * (x * (y - y_pred)).mean()
        yield a, b, loss, grad_a, grad_b
        # update
        a = a - lr * grad_a
        b = b - lr * grad_b


def run(lr=0.1, n_epochs=200, seed=40, start_seed=42):
    """A whole training; its last a, b, loss and gradients."""
    x, y = make_data(seed)
    a, b = make_start(start_seed)
    *_, last = train(x, y, a, b, lr, n_epochs)
    return last
