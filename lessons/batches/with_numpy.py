"""The same line, updated after each batch of examples instead of after all."""

import itertools

import numpy as np

N_UPDATES = 160


def make_data(n=100, noise=0.1, seed=40):
    """x, y of shape (0.8 n,): the training points of the regression."""
    rng = np.random.RandomState(seed)
    x = rng.rand(n)
    y = 1 + 2 * x + noise * rng.randn(n)
    order = rng.permutation(n)[: n * 4 // 5]
    return x[order], y[order]


def make_start(start_seed=42):
    """a and b drawn from the normal law N(0, 1)."""
    rng = np.random.RandomState(start_seed)
    return rng.randn(2)


def make_batches(n, batch_size, seed=0):
    """Deal all n examples, batch by batch, shuffled anew each epoch, endlessly."""
    rng = np.random.RandomState(seed)
    while True:
        order = rng.permutation(n)
        for i in range(0, n, batch_size):
            yield order[i : i + batch_size]


def train(x, y, a, b, batches, lr=0.2, decay=0):
    """Return a and b after the last update, and the loss of each batch before it."""
    losses = []
    for t, batch in enumerate(batches):
        # forward
        y_pred = a + b * x[batch]
        # loss
        residual = y_pred - y[batch]
        loss = (residual**2).mean()
        losses.append(loss)
        # backward
        grad_a = 2 * residual.mean()
        grad_b = 2 * (x[batch] * residual).mean()
        # update
        lr_t = lr / (1 + decay * t)
        a = a - lr_t * grad_a
        b = b - lr_t * grad_b
    return a, b, losses


def run(
    lr=0.2, batch_size=16, decay=0.0, noise=0.1, seed=40, start_seed=42, order_seed=0
):
    """A whole training run: a and b at its end, and the loss of the last batch."""
    x, y = make_data(noise=noise, seed=seed)
    a, b = make_start(start_seed)
    batches = make_batches(len(x), batch_size, order_seed)
    first = itertools.islice(batches, N_UPDATES)
    a, b, losses = train(x, y, a, b, first, lr, decay)
    return a, b, losses[-1]
