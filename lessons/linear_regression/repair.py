"""A loop that forgets something, and four ways to change it; one is right."""

import torch

from lessons.linear_regression.with_torch import make_data, make_start


def train_without_reset(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    losses = []
    for _ in range(n_epochs):
        y_pred = a + b * x
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad
    return a.detach(), b.detach(), losses


def train_reset(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    losses = []
    for _ in range(n_epochs):
        y_pred = a + b * x
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad
        a.grad = b.grad = None
    return a.detach(), b.detach(), losses


def train_slower(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    lr = lr / 10
    losses = []
    for _ in range(n_epochs):
        y_pred = a + b * x
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad
    return a.detach(), b.detach(), losses


def train_retained(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    losses = []
    for _ in range(n_epochs):
        y_pred = a + b * x
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward(retain_graph=True)
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad
    return a.detach(), b.detach(), losses


def train_detached(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    losses = []
    for _ in range(n_epochs):
        y_pred = (a + b * x).detach()
        loss = ((y_pred - y) ** 2).mean()
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad
    return a.detach(), b.detach(), losses


def call_train(train_without_reset):
    """a, b and the last loss, on the page's data."""
    x, y, *_ = make_data()
    a, b, losses = train_without_reset(x, y, *make_start())
    return a, b, losses[-1]
