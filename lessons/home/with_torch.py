"""The smallest training: PyTorch builds the graph and differentiates it."""

import torch


def train(x, y, w, lr=0.05, n_steps=12):
    """Yield w, y_pred, loss, grad_w before each update; the last is the result."""
    w = torch.tensor(w, requires_grad=True)
    for _ in range(n_steps + 1):
        # forward
        y_pred = w * x
        # loss
        loss = (y_pred - y) ** 2
        # backward
        loss.backward()
        now = w, y_pred, loss, w.grad
        yield tuple(value.item() for value in now)
        # update
        with torch.no_grad():
            w -= lr * w.grad
            w.grad = None


def run(lr=0.05):
    """Learn that 2 × w must be 6."""
    *_, last = train(x=2.0, y=6.0, w=0.5, lr=lr)
    return last
