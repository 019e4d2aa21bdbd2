"""A polynomial fitted to a sine, every derivative written by hand."""

import numpy as np


def make_data(n=2000):
    """x, evenly spaced from −π to π, and y = sin(x), both of shape (n,)."""
    x = np.linspace(-np.pi, np.pi, n)
    return x, np.sin(x)


def make_columns(x, degree=3, scaled=False):
    """Columns 1, x, … x^degree, (n, degree + 1); scaled: of mean square 1."""
    k = np.arange(degree + 1)
    X = x[:, None] ** k
    size = (X**2).mean(0) ** 0.5
    if scaled:
        X = X / size
    return X


def make_start(degree=3, start_seed=42):
    """w, one weight a column, drawn from the normal law N(0, 1)."""
    rng = np.random.RandomState(start_seed)
    return rng.randn(degree + 1)


def train(X, y, w, lr=1e-6, n_epochs=2000):
    """Return w after n_epochs updates, and the loss before each."""
    losses = []
    for _ in range(n_epochs):
        # forward
        y_pred = X @ w
        # loss
        loss = ((y_pred - y) ** 2).sum()
        losses.append(loss.item())
        # backward
        grad_w = 2 * X.T @ (y_pred - y)
        # update
        w = w - lr * grad_w
    return w, losses


def run(lr=1e-6, n_epochs=2000, degree=3, scaled=False, start_seed=42):
    """A whole training run; its last weights a, b, c, d … and their loss."""
    x, y = make_data()
    X = make_columns(x, degree, scaled)
    w, _ = train(X, y, make_start(degree, start_seed), lr, n_epochs)
    loss = ((X @ w - y) ** 2).sum()
    return *w, loss
