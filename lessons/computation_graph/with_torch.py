"""A line and its loss: PyTorch builds the graph while Python runs the lines."""

import numpy as np
import torch


def make_data(n=20, noise=0.1, seed=40):
    """x, y of shape (n,): points near the line y = 1 + 2 x."""
    rng = np.random.RandomState(seed)
    x = torch.from_numpy(rng.rand(n))
    y = 1 + 2 * x + noise * torch.from_numpy(rng.randn(n))
    return x, y


def make_start(start_seed=42):
    """a and b drawn from the normal law N(0, 1)."""
    rng = np.random.RandomState(start_seed)
    return torch.from_numpy(rng.randn(2))


def make_leaves(wants_a=True, wants_b=True, wants_x=False):
    """x, y, a, b: what is given; PyTorch records those that require a gradient."""
    x, y = make_data()
    a, b = make_start()
    a.requires_grad_(wants_a)
    b.requires_grad_(wants_b)
    x.requires_grad_(wants_x)
    return x, y, a, b


def build(x, y, a, b, threshold=3.5, n_loops=1):
    """y_pred and error of shape (n,), and the loss: each line adds to the graph."""
    # forward
    y_pred = x
    for _ in range(n_loops):
        y_pred = a + b * y_pred
    # loss
    error = y_pred - y
    loss = (error**2).mean()
    if loss > threshold:
        y_pred_2 = b * x
        loss = loss + ((y_pred_2 - y) ** 2).mean()
    return y_pred, error, loss


def walk(tensor):
    """The operations behind a tensor, each with its depth: 1 for the last one."""
    depths: dict = {}
    ahead = [(tensor.grad_fn, 1)]
    while ahead:
        operation, depth = ahead.pop()
        if operation is not None and depth > depths.get(operation, 0):
            depths[operation] = depth
            ahead += [(before, depth + 1) for before, _ in operation.next_functions]
    return depths


def run(wants_a=True, wants_b=True, wants_x=False, threshold=3.5, n_loops=1):
    """The loss, the number of operations of its graph, and its depth."""
    x, y, a, b = make_leaves(wants_a, wants_b, wants_x)
    _, _, loss = build(x, y, a, b, threshold, n_loops)
    depths = walk(loss)
    return loss.item(), len(depths), max(depths.values(), default=0)
