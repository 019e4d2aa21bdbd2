"""A line fitted by gradient descent, every derivative written by hand."""

import numpy as np
import torch


def make_data(n=100, noise=0.1, seed=40, true_a=1.0, true_b=2.0):
    """x, y of shape (0.8 n,) to train and x_test, y_test of shape (0.2 n,)."""
    rng = np.random.RandomState(seed)
    x = rng.rand(n)
    y = true_a + true_b * x + noise * rng.randn(n)
    order = rng.permutation(n)
    train, test = order[: n * 4 // 5], order[n * 4 // 5 :]
    return x[train], y[train], x[test], y[test]


def make_start(start_seed=42):
    """a and b drawn from the normal law N(0, 1), by PyTorch as in the course."""
    generator = torch.Generator().manual_seed(start_seed)
    return torch.randn(2, generator=generator, dtype=torch.float64).numpy()


def train(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss, gradients before each update; the last is the result."""
    for _ in range(n_epochs + 1):
        # forward
        y_pred = a + b * x
        # loss
        loss = ((y_pred - y) ** 2).mean()
        # backward
        grad_a = 2 * (y_pred - y).mean()
        grad_b = 2 * (x * (y_pred - y)).mean()
        yield a, b, loss, grad_a, grad_b
        # update
        a = a - lr * grad_a
        b = b - lr * grad_b


def run(
    lr=0.1,
    n_epochs=200,
    n=100,
    noise=0.1,
    true_a=1.0,
    true_b=2.0,
    seed=40,
    start_seed=42,
):
    """A whole training run; its last a, b, loss and gradients."""
    x, y, *_ = make_data(n, noise, seed, true_a, true_b)
    a, b = make_start(start_seed)
    *_, last = train(x, y, a, b, lr, n_epochs)
    return last
