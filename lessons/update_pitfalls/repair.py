"""Two broken loops, and for each some ways to change it.

w holds a and b, X the columns 1 and x: one line of code updates both.
"""

import torch


def train_rebound(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        w = w - lr * w.grad
        w.grad = None
    return w


def train_in_place(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        w -= lr * w.grad
        w.grad = None
    return w


def train_numbers(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        w = (w - lr * w.grad).detach()
        w.grad = None
    return w


def train_no_grad(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
        w.grad = None
    return w


def train_alias(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        w.detach().sub_(lr * w.grad)
        w.grad = None
    return w


def train_copy(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        w.detach().clone().sub_(lr * w.grad)
        w.grad = None
    return w


def train_zeroed(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        w.grad.zero_()
        with torch.no_grad():
            w -= lr * w.grad
    return w


def train_never_cleared(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
    return w


def train_none(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        w.grad = None
        with torch.no_grad():
            w -= lr * w.grad
    return w


def train_cleared_before(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        w.grad = None
        loss.backward()
        with torch.no_grad():
            w -= lr * w.grad
    return w


def train_faster(X, y, w, lr=0.1, n_epochs=50):
    """The weights after the last update."""
    w = w.clone().requires_grad_()
    for _ in range(n_epochs):
        loss = ((X @ w - y) ** 2).mean()
        loss.backward()
        w.grad.zero_()
        with torch.no_grad():
            w -= 10 * lr * w.grad
    return w
