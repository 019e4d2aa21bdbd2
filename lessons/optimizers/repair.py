"""A loop with an optimizer that forgets something, and ways to change it."""

import torch

from lessons.optimizers.with_torch import STARTS, measure


def train_without_zero_grad(n_steps=60):
    """Adding up: the loss after n_steps."""
    w = torch.tensor(STARTS["bowl"], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(n_steps):
        loss = measure("bowl", w, 10.0)
        loss.backward()
        optimizer.step()
    return measure("bowl", w, 10.0).item()


def train_zeroed(n_steps=60):
    """Cleared before each backward pass."""
    w = torch.tensor(STARTS["bowl"], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(n_steps):
        loss = measure("bowl", w, 10.0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return measure("bowl", w, 10.0).item()


def train_slower(n_steps=60):
    """With a smaller rate."""
    w = torch.tensor(STARTS["bowl"], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.01)
    for _ in range(n_steps):
        loss = measure("bowl", w, 10.0)
        loss.backward()
        optimizer.step()
    return measure("bowl", w, 10.0).item()


def train_heavier(n_steps=60):
    """With momentum."""
    w = torch.tensor(STARTS["bowl"], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1, momentum=0.9)
    for _ in range(n_steps):
        loss = measure("bowl", w, 10.0)
        loss.backward()
        optimizer.step()
    return measure("bowl", w, 10.0).item()


def train_retained(n_steps=60):
    """With the graph kept."""
    w = torch.tensor(STARTS["bowl"], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(n_steps):
        loss = measure("bowl", w, 10.0)
        loss.backward(retain_graph=True)
        optimizer.step()
    return measure("bowl", w, 10.0).item()


def call_train(train_without_zero_grad):
    """The loss at the end."""
    return train_without_zero_grad()
