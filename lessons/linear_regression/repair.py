"""A loop that forgets something, and four ways to change it; one is right."""

import torch


def train_without_reset(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss, gradients before each update."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    for _ in range(n_epochs + 1):
        y_pred = a + b * x
        loss = ((y_pred - y) ** 2).mean()
        loss.backward()
        yield a.item(), b.item(), loss.item(), a.grad.item(), b.grad.item()
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad


def train_reset(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss, gradients before each update."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    for _ in range(n_epochs + 1):
        y_pred = a + b * x
        loss = ((y_pred - y) ** 2).mean()
        loss.backward()
        yield a.item(), b.item(), loss.item(), a.grad.item(), b.grad.item()
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad
        a.grad = b.grad = None


def train_slower(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss, gradients before each update."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    lr = lr / 10
    for _ in range(n_epochs + 1):
        y_pred = a + b * x
        loss = ((y_pred - y) ** 2).mean()
        loss.backward()
        yield a.item(), b.item(), loss.item(), a.grad.item(), b.grad.item()
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad


def train_retained(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss, gradients before each update."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    for _ in range(n_epochs + 1):
        y_pred = a + b * x
        loss = ((y_pred - y) ** 2).mean()
        loss.backward(retain_graph=True)
        yield a.item(), b.item(), loss.item(), a.grad.item(), b.grad.item()
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad


def train_detached(x, y, a, b, lr=0.1, n_epochs=200):
    """Yield a, b, loss, gradients before each update."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    for _ in range(n_epochs + 1):
        y_pred = (a + b * x).detach()
        loss = ((y_pred - y) ** 2).mean()
        loss.backward()
        yield a.item(), b.item(), loss.item(), a.grad.item(), b.grad.item()
        with torch.no_grad():
            a -= lr * a.grad
            b -= lr * b.grad
