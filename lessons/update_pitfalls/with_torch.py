"""One update of a line, written in seven ways: some are right, some refused."""

import numpy as np
import torch


def make_data():
    """x, y of shape (80,): points near the line y = 1 + 2 x."""
    rng = np.random.RandomState(40)
    x = torch.from_numpy(rng.rand(100))
    y = 1 + 2 * x + 0.1 * torch.from_numpy(rng.randn(100))
    order = torch.from_numpy(rng.permutation(100))[:80]
    return x[order], y[order]


def make_start():
    """a and b drawn from the normal law N(0, 1)."""
    generator = torch.Generator().manual_seed(42)
    return torch.randn(2, generator=generator, dtype=torch.float64)


def rebound(x, y, a, b, lr):
    """A new tensor under the old name."""
    # forward
    loss = ((a + b * x - y) ** 2).mean()
    # backward
    loss.backward()
    # update
    a = a - lr * a.grad
    b = b - lr * b.grad
    a.grad = b.grad = None
    return a, b


def in_place(x, y, a, b, lr):
    """The same tensor, written to while PyTorch records."""
    # forward
    loss = ((a + b * x - y) ** 2).mean()
    # backward
    loss.backward()
    # update
    a -= lr * a.grad
    b -= lr * b.grad
    a.grad = b.grad = None
    return a, b


def no_grad(x, y, a, b, lr):
    """The same tensor, written to while PyTorch does not record."""
    # forward
    loss = ((a + b * x - y) ** 2).mean()
    # backward
    loss.backward()
    # update
    with torch.no_grad():
        a -= lr * a.grad
        b -= lr * b.grad
    a.grad = b.grad = None
    return a, b


def no_zero(x, y, a, b, lr):
    """Without the two lines that clear the gradients."""
    # forward
    loss = ((a + b * x - y) ** 2).mean()
    # backward
    loss.backward()
    # update
    with torch.no_grad():
        a -= lr * a.grad
        b -= lr * b.grad
    return a, b


def detach(x, y, a, b, lr):
    """Other names for the same numbers, without a graph."""
    # forward
    loss = ((a + b * x - y) ** 2).mean()
    # backward
    loss.backward()
    # update
    a_too, b_too = a.detach(), b.detach()
    a_too -= lr * a.grad
    b_too -= lr * b.grad
    a.grad = b.grad = None
    return a, b


def twice(x, y, a, b, lr):
    """Two backward passes through one graph."""
    # forward
    loss = ((a + b * x - y) ** 2).mean()
    # backward
    loss.backward()
    loss.backward()
    # update
    with torch.no_grad():
        a -= lr * a.grad
        b -= lr * b.grad
    a.grad = b.grad = None
    return a, b


def retained(x, y, a, b, lr):
    """Two backward passes through one graph that is kept."""
    # forward
    loss = ((a + b * x - y) ** 2).mean()
    # backward
    loss.backward(retain_graph=True)
    loss.backward()
    # update
    with torch.no_grad():
        a -= lr * a.grad
        b -= lr * b.grad
    a.grad = b.grad = None
    return a, b


STEPS = {
    step.__name__: step
    for step in (rebound, in_place, no_grad, no_zero, detach, twice, retained)
}


def build(step, lr=0.1, n_updates=50):
    """Return the path of a and b: their start, and where each update leads."""
    x, y = make_data()
    a, b = (start.clone().requires_grad_() for start in make_start())
    path = [(a.item(), b.item())]
    for _ in range(n_updates):
        a, b = step(x, y, a, b, lr)
        path.append((a.item(), b.item()))
    return path


def run(variant="rebound", lr=0.1, n_updates=50):
    """The last a and b: those of the start if an update is refused."""
    try:
        path = build(STEPS[variant], lr, n_updates)
    except (RuntimeError, TypeError):
        path = build(STEPS[variant], n_updates=0)
    return path[-1]
