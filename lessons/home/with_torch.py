"""The smallest training: PyTorch builds the graph and differentiates it."""

import torch


def train(x, y, w, lr=0.05, n_steps=12):
    """Return w after n_steps updates, and the loss before each."""
    w = torch.tensor(w, requires_grad=True)
    losses = []
    for _ in range(n_steps):
        # forward
        y_pred = w * x
        # loss
        loss = (y_pred - y) ** 2
        losses.append(loss.item())
        # backward
        loss.backward()
        # update
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w.item(), losses


def run(lr=0.05):
    """Learn that 2 × w must be 6."""
    w, losses = train(x=2.0, y=6.0, w=0.5, lr=lr)
    return w, losses[-1]
