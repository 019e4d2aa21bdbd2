"""The same line; PyTorch works out the derivatives."""

import numpy as np
import torch


def make_data(n=100, noise=0.1, seed=40, true_a=1.0, true_b=2.0, moved=()):
    """x, y of shape (0.8 n,) to train and x_test, y_test of shape (0.2 n,)."""
    rng = np.random.RandomState(seed)
    x = torch.from_numpy(rng.rand(n))
    y = true_a + true_b * x + noise * torch.from_numpy(rng.randn(n))
    order = torch.from_numpy(rng.permutation(n))
    train, test = order[: n * 4 // 5], order[n * 4 // 5 :]
    x_test, y_test, x, y = x[test], y[test], x[train], y[train]
    for i, x_i, y_i in moved:
        if i < len(x):
            x[i], y[i] = x_i, y_i
    return x, y, x_test, y_test


def make_start(start_seed=42, start=()):
    """a and b: given, or drawn from the normal law N(0, 1)."""
    if start:
        return torch.tensor(start, dtype=torch.float64)
    generator = torch.Generator().manual_seed(start_seed)
    return torch.randn(2, generator=generator, dtype=torch.float64)


def train(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    losses = []
    for _ in range(n_epochs):
        # forward
        y_pred = a + b * x
        # loss
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        # backward
        loss.backward()
        # update
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad
        a.grad = b.grad = None
    return a.detach(), b.detach(), losses


def run(
    lr=0.1,
    n_epochs=200,
    n=100,
    noise=0.1,
    true_a=1.0,
    true_b=2.0,
    seed=40,
    start_seed=42,
    moved=(),
    start=(),
):
    """A whole training run: a and b at its end, and the last loss."""
    x, y, *_ = make_data(n, noise, seed, true_a, true_b, moved)
    a, b = make_start(start_seed, start)
    a, b, losses = train(x, y, a, b, lr, n_epochs)
    return a.item(), b.item(), losses[-1]
