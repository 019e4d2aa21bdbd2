"""Fifth rung, the loss function: PyTorch measures."""

import numpy as np
import torch


def make_data(seed=40):
    """x and y of shape (80,): the regression's points to train on."""
    rng = np.random.RandomState(seed)
    x = rng.rand(100)
    y = 1 + 2 * x + 0.1 * rng.randn(100)
    order = rng.permutation(100)[:80]
    return torch.from_numpy(x[order]), torch.from_numpy(y[order])


def make_start(start_seed=42):
    """a and b drawn from the normal law N(0, 1)."""
    generator = torch.Generator().manual_seed(start_seed)
    return torch.randn(2, generator=generator, dtype=torch.float64)


def train(x, y, a, b, lr=0.1, n_epochs=200):
    """Return a and b after the last update, and the loss before each."""
    a = a.clone().requires_grad_()
    b = b.clone().requires_grad_()
    optimizer = torch.optim.SGD([a, b], lr=lr)
    loss_fn = torch.nn.MSELoss()
    losses = []
    for _ in range(n_epochs):
        # forward
        y_pred = a + b * x
        # loss
        loss = loss_fn(y_pred, y)
        losses.append(loss.item())
        # backward
        loss.backward()
        # update
        optimizer.step()
        optimizer.zero_grad()
    return a.detach(), b.detach(), losses


def run(lr=0.1, n_epochs=200, seed=40, start_seed=42):
    """A whole training: a and b at its end, and the last loss."""
    x, y = make_data(seed)
    a, b = make_start(start_seed)
    a, b, losses = train(x, y, a, b, lr, n_epochs)
    return a.item(), b.item(), losses[-1]
