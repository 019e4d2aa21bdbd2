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
    """Return a and b after the last update, and the loss before each."""
    losses = []
    for _ in range(n_epochs):
        # forward
        y_pred = a + b * x
        # loss
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        # backward
        grad_a = 2 * (y_pred - y).mean()
        grad_b = 2 * (x * (y_pred - y)).mean()
        # update
        a = a - lr * grad_a
        b = b - lr * grad_b
    return a, b, losses


def run(lr=0.1, n_epochs=200, seed=40, start_seed=42):
    """A whole training: a and b at its end, and the last loss."""
    x, y = make_data(seed)
    a, b = make_start(start_seed)
    a, b, losses = train(x, y, a, b, lr, n_epochs)
    return a.item(), b.item(), losses[-1]
