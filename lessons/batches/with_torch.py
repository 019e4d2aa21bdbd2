"""The same line in PyTorch, updated after each batch of examples."""

import itertools

import numpy as np
import torch

N_UPDATES = 160


def make_data(n=100, noise=0.1, seed=40):
    """x, y of shape (0.8 n,): the training points of the regression."""
    rng = np.random.RandomState(seed)
    x = torch.from_numpy(rng.rand(n))
    y = 1 + 2 * x + noise * torch.from_numpy(rng.randn(n))
    order = torch.from_numpy(rng.permutation(n))[: n * 4 // 5]
    return x[order], y[order]


def make_start(start_seed=42):
    """a and b drawn from the normal law N(0, 1)."""
    rng = np.random.RandomState(start_seed)
    return torch.from_numpy(rng.randn(2))


def make_batches(n, batch_size, seed=0):
    """Deal all n examples, batch by batch, shuffled anew each epoch, endlessly."""
    rng = np.random.RandomState(seed)
    while True:
        order = torch.tensor(rng.permutation(n))
        yield from order.split(batch_size)


def train(x, y, a, b, batches, lr=0.2, decay=0):
    """Return a and b after the last update, and the loss of each batch before it."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    losses = []
    for t, batch in enumerate(batches):
        # forward
        y_pred = a + b * x[batch]
        # loss
        loss = ((y_pred - y[batch]) ** 2).mean()
        losses.append(loss.item())
        # backward
        loss.backward()
        # update
        lr_t = lr / (1 + decay * t)
        with torch.no_grad():
            a -= lr_t * a.grad
            b -= lr_t * b.grad
        a.grad = b.grad = None
    return a.detach(), b.detach(), losses


def run(
    lr=0.2, batch_size=16, decay=0.0, noise=0.1, seed=40, start_seed=42, order_seed=0
):
    """A whole training run: a and b at its end, and the loss of the last batch."""
    x, y = make_data(noise=noise, seed=seed)
    a, b = make_start(start_seed)
    batches = make_batches(len(x), batch_size, order_seed)
    first = itertools.islice(batches, N_UPDATES)
    a, b, losses = train(x, y, a, b, first, lr, decay)
    return a.item(), b.item(), losses[-1]
