"""A step of training that leaves something behind; ways to change it."""

import torch
from torch import nn
from torch.nn import functional

from lessons.devices.hardware import other_device


def loss_of(model, X, y, device):
    """The loss of a batch, computed on a device."""
    model.to(device)
    X.to(device)
    y = y.to(device)
    return functional.mse_loss(model(X), y)


def loss_of_model(model, X, y, device):
    """The loss of a batch, computed on a device."""
    model = model.to(device)
    X.to(device)
    y = y.to(device)
    return functional.mse_loss(model(X), y)


def loss_of_assigned(model, X, y, device):
    """The loss of a batch, computed on a device."""
    model.to(device)
    X = X.to(device)
    y = y.to(device)
    return functional.mse_loss(model(X), y)


def loss_of_copied(model, X, y, device):
    """The loss of a batch, computed on a device."""
    model.to(device)
    X.to(device, copy=True)
    y = y.to(device)
    return functional.mse_loss(model(X), y)


def loss_of_output(model, X, y, device):
    """The loss of a batch, computed on a device."""
    model.to(device)
    X.to(device)
    y = y.to(device)
    return functional.mse_loss(model(X).to(device), y)


def loss_of_home(model, X, y, device):
    """The loss of a batch, computed on a device."""
    model.to("cpu")
    X.to(device)
    y = y.to("cpu")
    return functional.mse_loss(model(X), y)


def call_loss_of(loss_of):
    """The device of the loss, on one that is not the CPU."""
    device = other_device()
    model, X, y = nn.Linear(2, 1), torch.ones(4, 2), torch.ones(4, 1)
    return loss_of(model, X, y, device).device
