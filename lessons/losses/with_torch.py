"""Losses: what a wrong output costs, and the slope of that cost."""

import torch
from torch import nn


def make_data(y_pred, scores, target=0, weight=1.0):
    """y_pred and y (3,), scores (2, 3), their classes (2,), class weights (3,)."""
    y_pred = torch.tensor(y_pred, dtype=torch.float64)
    y = torch.tensor([1.0, 0.0, 1.0], dtype=torch.float64)
    scores = torch.tensor([scores, (0.5, 2.0, -1.0)], dtype=torch.float64)
    classes = torch.tensor([target, 1])
    weight = torch.tensor([1.0, 1.0, weight], dtype=torch.float64)
    return y_pred, y, scores, classes, weight


def measure(kind, y_pred, y, reduction="mean"):
    """The loss of outputs of the model, and its gradient; all shapes (3,)."""
    y_pred = y_pred.clone().requires_grad_()
    loss_fn: nn.Module
    match kind:
        case "mse":
            loss_fn = nn.MSELoss(reduction=reduction)
        case "l1":
            loss_fn = nn.L1Loss(reduction=reduction)
        case "huber":
            loss_fn = nn.HuberLoss(reduction=reduction)
        case "bce":
            loss_fn = nn.BCEWithLogitsLoss(reduction=reduction)
    loss = loss_fn(y_pred, y)
    if reduction == "none":
        loss.sum().backward()
    else:
        loss.backward()
    return loss.detach(), y_pred.grad


def build(scores, y, weight, smooth, reduction):
    """Cross-entropy of scores (n, C) and classes (n,), and its gradient (n, C)."""
    # forward
    scores = scores.clone().requires_grad_()
    # loss
    loss_fn = nn.CrossEntropyLoss(
        weight=weight,
        label_smoothing=smooth,
        reduction=reduction,
    )
    loss = loss_fn(scores, y)
    # backward
    if reduction == "none":
        loss.sum().backward()
    else:
        loss.backward()
    return loss.detach(), scores.grad


def run(
    kind="mse",
    reduction="mean",
    y_pred=(2.5, -0.5, 0.8),
    scores=(1.0, 2.0, -0.5),
    target=0,
    weight=1.0,
    smoothing=0.0,
):
    """All numbers of both losses and of their gradients."""
    y_pred, y, scores, classes, weight = make_data(y_pred, scores, target, weight)
    results = (
        *measure(kind, y_pred, y, reduction),
        *build(scores, classes, weight, smoothing, reduction),
    )
    return torch.cat([part.flatten() for part in results]).tolist()
