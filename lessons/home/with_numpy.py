"""The smallest training: one weight, one example, the derivative by hand."""

import numpy as np


def train(x, y, w, lr=0.05, n_steps=12):
    """Yield w, y_pred, loss, grad_w before each update; the last is the result."""
    w = np.float64(w)
    for _ in range(n_steps + 1):
        # forward
        y_pred = w * x
        # loss
        loss = (y_pred - y) ** 2
        # backward
        grad_w = 2 * (y_pred - y) * x
        yield w, y_pred, loss, grad_w
        # update
        w = w - lr * grad_w


def run(lr=0.05):
    """Learn that 2 × w must be 6."""
    *_, last = train(x=2.0, y=6.0, w=0.5, lr=lr)
    return last
