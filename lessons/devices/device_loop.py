"""A training loop that runs on the accelerator of a machine, or else on its CPU."""

from functools import cache

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from lessons.toolkit.seeding import isolated_rng


def fit(n_epochs=20):
    """Fit a line in batches; return the device of its weight, and the last loss."""
    device = torch.accelerator.current_accelerator(check_available=True)
    device = device or torch.device("cpu")
    torch.manual_seed(0)
    model = nn.Linear(1, 1).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
    x = torch.linspace(0, 1, 64)[:, None]
    loader = DataLoader(TensorDataset(x, 1 + 2 * x), batch_size=16)
    for _ in range(n_epochs):
        for X, y in loader:
            X, y = X.to(device), y.to(device)
            loss = nn.functional.mse_loss(model(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.weight.device.type, round(loss.item(), 4)


@cache
def result():
    """Return what `fit` returns here; other threads may draw numbers meanwhile."""
    with isolated_rng(0):
        return fit()
