"""A computation that its input decides: PyTorch follows the lines that run."""

import torch

GOAL = 5.0


def make_leaves(x=2, w=0.75):
    """The input and the weight, numbers in double precision."""
    x = torch.tensor(x, dtype=torch.float64)
    return x, torch.tensor(w, dtype=torch.float64, requires_grad=True)


def build(x, w, limit=4):
    """The loss: each line that runs adds to its graph."""
    # forward
    y = w * x
    while abs(y) < limit:
        y = 2 * y
    if y < 0:
        y = -y
    # loss
    loss = (y - GOAL) ** 2
    return loss


def run(x=2, limit=4):
    """The loss and its derivative with respect to w."""
    x, w = make_leaves(x)
    loss = build(x, w, limit)
    # backward
    loss.backward()
    return loss.item(), w.grad.item()
