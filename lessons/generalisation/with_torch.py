"""A network learns from noisy points and keeps its best weights, in PyTorch."""

import copy

import numpy as np
import torch
from torch import nn

N_UPDATES = 1000
EVERY = 5
LR = 0.005


def make_data(n=20, noise=0.3, seed=28):
    """Split 300 noisy points: n to train with, 50 for validation, 50 for the test."""
    rng = np.random.RandomState(seed)
    uniform = rng.uniform(-1, 1, (300, 1))
    x = torch.from_numpy(uniform)
    eps = torch.from_numpy(rng.randn(300, 1))
    y = torch.sin(torch.pi * x) + noise * eps
    parts = (
        slice(100, 100 + n),
        slice(50, 100),
        slice(0, 50),
    )
    return [(x[part], y[part]) for part in parts]


def make_model(width=16, start_seed=0):
    """Two hidden layers of `width` units."""
    torch.manual_seed(start_seed)
    real = torch.float64
    return nn.Sequential(
        nn.Linear(1, width, dtype=real),
        nn.Tanh(),
        nn.Linear(width, width, dtype=real),
        nn.Tanh(),
        nn.Linear(width, 1, dtype=real),
    )


def evaluate(model, x, y):
    """The mean squared error on points from which the model does not learn."""
    with torch.no_grad():
        y_pred = model(x)
        loss = nn.functional.mse_loss(y_pred, y)
    return loss.item()


def train(
    model,
    train_set,
    val_set,
    weight_decay=0.0,
    n_updates=N_UPDATES,
):
    """Return the losses measured on the way, and the weights of the best stop."""
    optimizer = torch.optim.AdamW(
        model.parameters(),
        lr=LR,
        weight_decay=weight_decay,
    )
    x, y = train_set
    losses, losses_val = [], []
    for t in range(n_updates + 1):
        # forward
        y_pred = model(x)
        # loss
        loss = nn.functional.mse_loss(y_pred, y)
        losses.append(loss.item())
        if t % EVERY == 0:
            losses_val.append(evaluate(model, *val_set))
            if losses_val[-1] == min(losses_val):
                best = copy.deepcopy(model.state_dict())
        # backward
        optimizer.zero_grad()
        loss.backward()
        # update
        optimizer.step()
    return losses, losses_val, best


def run(width=16, weight_decay=0.0, n=20, noise=0.3, seed=28, start_seed=0):
    """The last losses; validation and test loss of the best weights."""
    train_set, val_set, test_set = make_data(n, noise, seed)
    model = make_model(width, start_seed)
    losses, losses_val, best = train(model, train_set, val_set, weight_decay)
    model.load_state_dict(best)
    ends = [evaluate(model, *part) for part in (val_set, test_set)]
    return losses[-1], losses_val[-1], *ends
