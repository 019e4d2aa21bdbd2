"""A computation that its input decides: the derivative has to follow by hand."""

import numpy as np

GOAL = 5.0


def make_leaves(x=2, w=0.75):
    """The input and the weight, numbers in double precision."""
    return np.float64(x), np.float64(w)


def build(x, w, limit=4):
    """The loss, and beside each line what it does to ∂y/∂w."""
    # forward
    y, slope = w * x, x
    while abs(y) < limit:
        y, slope = 2 * y, 2 * slope
    if y < 0:
        y, slope = -y, -slope
    # loss
    loss = (y - GOAL) ** 2
    # backward
    grad_w = 2 * (y - GOAL) * slope
    return loss, grad_w


def run(x=2, limit=4):
    """The loss and its derivative with respect to w."""
    x, w = make_leaves(x)
    loss, grad_w = build(x, w, limit)
    return loss, grad_w
