"""Losses by hand: what a wrong output costs, and the slope of that cost."""

import numpy as np


def make_data(y_pred, scores, target=0, weight=1.0):
    """y_pred and y (3,), scores (2, 3), their classes (2,), class weights (3,)."""
    y_pred = np.array(y_pred)
    y = np.array([1.0, 0.0, 1.0])
    scores = np.array([scores, (0.5, 2.0, -1.0)])
    classes = np.array([target, 1])
    return y_pred, y, scores, classes, np.array([1.0, 1.0, weight])


def measure(kind, y_pred, y, reduction="mean"):
    """The loss of outputs of the model, and its gradient; all shapes (3,)."""
    error = y_pred - y
    match kind:
        case "mse":
            loss = error**2
            grad = 2 * error
        case "l1":
            loss = np.abs(error)
            grad = np.sign(error)
        case "huber":
            near = np.abs(error) < 1
            far = np.abs(error) - 0.5
            loss = np.where(near, error**2 / 2, far)
            grad = np.clip(error, -1, 1)
        case "bce":
            p = 1 / (1 + np.exp(-y_pred))
            loss = -np.log(np.where(y == 1, p, 1 - p))
            grad = p - y
    share = len(y) if reduction == "mean" else 1
    if reduction != "none":
        loss = loss.sum() / share
    return loss, grad / share


def build(scores, y, weight, smooth, reduction):
    """Cross-entropy of scores (n, C) and classes (n,), and its gradient (n, C)."""
    # forward
    largest = scores.max(1, keepdims=True)
    exp = np.exp(scores - largest)  # (n, C)
    p = exp / exp.sum(1, keepdims=True)
    total = np.log(exp.sum(1, keepdims=True))
    log_p = scores - largest - total
    # loss
    C = scores.shape[1]
    one_hot = np.eye(C)[y]  # (n, C)
    q = (1 - smooth) * one_hot + smooth / C
    loss = -(weight * q * log_p).sum(1)  # (n,)
    # backward
    pull = weight * q
    grad = p * pull.sum(1)[:, None] - pull
    share = 1
    if reduction == "mean":
        share = weight[y].sum()
    if reduction != "none":
        loss = loss.sum() / share
    return loss, grad / share


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
    return np.concatenate([np.ravel(part) for part in results]).tolist()
