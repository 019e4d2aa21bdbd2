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


def train_zeroed_late(n_steps=60):
    """Cleared before the step reads it."""
    w = torch.tensor(STARTS["bowl"], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(n_steps):
        loss = measure("bowl", w, 10.0)
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
    return measure("bowl", w, 10.0).item()


def train_zeroed_once(n_steps=60):
    """Cleared before the loop only."""
    w = torch.tensor(STARTS["bowl"], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    optimizer.zero_grad()
    for _ in range(n_steps):
        loss = measure("bowl", w, 10.0)
        loss.backward()
        optimizer.step()
    return measure("bowl", w, 10.0).item()


def train_stepped_first(n_steps=60):
    """The step comes before the gradient, which is then cleared."""
    w = torch.tensor(STARTS["bowl"], requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    for _ in range(n_steps):
        loss = measure("bowl", w, 10.0)
        optimizer.step()
        loss.backward()
        optimizer.zero_grad()
    return measure("bowl", w, 10.0).item()
