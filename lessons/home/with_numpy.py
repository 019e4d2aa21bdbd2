"""The smallest training: one weight, one example, the derivative by hand."""

import numpy as np


def train(x, y, w, lr=0.05, n_steps=12):
    """Return w after n_steps updates, and the loss before each."""
    w = np.float64(w)
    losses = []
    for _ in range(n_steps):
        # forward
        y_pred = w * x
        # loss
        loss = (y_pred - y) ** 2
        losses.append(loss)
        # backward
        grad_w = 2 * (y_pred - y) * x
        # update
        w = w - lr * grad_w
    return w, losses


def run(lr=0.05):
    """Learn that 2 × w must be 6."""
    w, losses = train(x=2.0, y=6.0, w=0.5, lr=lr)
    return w, losses[-1]
