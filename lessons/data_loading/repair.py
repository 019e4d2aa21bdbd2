"""The mean loss of an epoch, wrong by the short last batch; ways to change it."""

import torch
from torch.utils.data import DataLoader, TensorDataset


def epoch_loss(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    total = 0.0
    for X, y in loader:
        total += loss_fn(X, y).item()
    return total / len(loader)


def epoch_loss_weighted(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    total = 0.0
    for X, y in loader:
        total += loss_fn(X, y).item() * len(y)
    return total / len(loader.dataset)


def epoch_loss_size(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    total = 0.0
    for X, y in loader:
        total += loss_fn(X, y).item() * loader.batch_size
    return total / len(loader.dataset)


def epoch_loss_examples(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    total = 0.0
    for X, y in loader:
        total += loss_fn(X, y).item()
    return total / len(loader.dataset)


def epoch_loss_last(loader, loss_fn):
    """The mean loss of the examples of a loader."""
    for X, y in loader:
        total = loss_fn(X, y).item()
    return total


def call_epoch_loss(epoch_loss):
    """Five examples in batches of four; each costs its y."""
    y = torch.tensor([0.0, 1, 1, 1, 1])
    loader = DataLoader(TensorDataset(y, y), batch_size=4)
    return epoch_loss(loader, lambda X, y: X.mean())
