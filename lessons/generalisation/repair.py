"""A training that means to keep its best weights, and four changes."""

import copy

import torch
from torch import nn

from lessons.generalisation.with_torch import evaluate, make_data, make_model
from lessons.toolkit.seeding import isolated_rng


def new_model():
    """Return the network of the page, of 16 units a layer."""
    with isolated_rng(0):
        return make_model(16, 0)


def train_reference(model, train_set, val_set, n_updates=400):
    """Train; the model ends with the weights of its lowest validation loss."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0)
    x, y = train_set
    lowest = float("inf")
    for _ in range(n_updates):
        loss_val = evaluate(model, *val_set)
        if loss_val < lowest:
            lowest = loss_val
            best = model.state_dict()
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.load_state_dict(best)
    return lowest


def train_copy(model, train_set, val_set, n_updates=400):
    """Train; the model ends with the weights of its lowest validation loss."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0)
    x, y = train_set
    lowest = float("inf")
    for _ in range(n_updates):
        loss_val = evaluate(model, *val_set)
        if loss_val < lowest:
            lowest = loss_val
            best = copy.deepcopy(model.state_dict())
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.load_state_dict(best)
    return lowest


def train_shallow(model, train_set, val_set, n_updates=400):
    """Train; the model ends with the weights of its lowest validation loss."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0)
    x, y = train_set
    lowest = float("inf")
    for _ in range(n_updates):
        loss_val = evaluate(model, *val_set)
        if loss_val < lowest:
            lowest = loss_val
            best = copy.copy(model.state_dict())
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.load_state_dict(best)
    return lowest


def train_learned(model, train_set, val_set, n_updates=400):
    """Train; the model ends with the weights of its lowest validation loss."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0)
    x, y = train_set
    lowest = float("inf")
    for _ in range(n_updates):
        loss_val = evaluate(model, x, y)
        if loss_val < lowest:
            lowest = loss_val
            best = copy.deepcopy(model.state_dict())
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    model.load_state_dict(best)
    return lowest


def train_last(model, train_set, val_set, n_updates=400):
    """Train; the model ends with the weights of its lowest validation loss."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01, weight_decay=0)
    x, y = train_set
    lowest = float("inf")
    for _ in range(n_updates):
        loss_val = evaluate(model, *val_set)
        lowest = min(lowest, loss_val)
        loss = nn.functional.mse_loss(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        best = copy.deepcopy(model.state_dict())
    model.load_state_dict(best)
    return lowest


def call_train(train_reference):
    """The lowest validation loss on the way, and that of the model at the end."""
    train_set, val_set, _ = make_data()
    model = new_model()
    lowest = train_reference(model, train_set, val_set)
    return lowest, evaluate(model, *val_set)
