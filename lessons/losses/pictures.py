"""What the page draws: losses as curves, an example's way to its loss, as cells."""

from collections.abc import Sequence
from typing import Any

import torch
from torch.nn import functional

from lessons.losses.predict import KINDS
from lessons.losses.with_torch import measure
from lessons.toolkit.tensor_view import Item, Row, same_index, tensor

Data = tuple[torch.Tensor, ...]

ENDS = -3.0, 3.0
"""The least and the greatest error, or logit."""

FRAME = -3.4, 3.4
"""Ends of the figure, so that a point at an end is drawn whole."""

REACH = 0.45
"""Half the width of a piece of a tangent."""

BETWEEN = {"error": "error = y_pred - y", "p": "p = sigmoid(y_pred)"}
"""What stands between outputs and losses."""

CURVE_NAMES = {
    "MSE": (14, 0.0),
    "L1": (2, 0.07),
    "Huber": (2, -0.09),
    "y = 1": (6, 0.05),
    "y = 0": (96, -0.09),
}
"""Where on a curve its name stands, and how far above it, as a part of the height."""


def top(kind: str) -> float:
    """Return the top of the loss axis, above the largest loss that outputs can have."""
    return 3.5 if kind == "bce" else 10.0


def slider_figure(
    kind: str, reduction: str, data: Data, values: Sequence[Sequence[float]]
) -> dict[str, Any]:
    """Return the loss of one output as curves, and torch's results at each value.

    Args:
        values: for each output those it can be dragged to.

    Returns:
        What the browser looks up: in `tables` for each output a number a value. A
        reduction only divides what is apart: `share` is what the sum is times.
    """
    y_pred, y, *_ = data
    share = 1 / len(y_pred) if reduction == "mean" else 1.0
    tables: dict[str, list[list[float]]] = {}
    for target, row in zip(y, values, strict=True):
        outputs = torch.tensor(row, dtype=torch.float64)
        targets = torch.full_like(outputs, float(target))
        losses, _ = measure(kind, outputs, targets, "none")
        _, slopes = measure(kind, outputs, targets, "sum")
        columns = {"y_pred": outputs, "y": targets, "loss": losses, "slope": slopes}
        columns |= {"error": outputs - targets, "p": outputs.sigmoid()}
        columns["grad"] = slopes * share
        for name, column in columns.items():
            tables.setdefault(name, []).append(column.tolist())
    cells: dict[str, tuple[str, int]] = {"y_pred": ("y_pred", 2)}
    between = "p" if kind == "bce" else "error"
    cells |= {between: (BETWEEN[between], 2), "loss": ("losses", 3)}
    cells |= {"whole": ("loss", 3), "grad": ("y_pred.grad", 3)}
    view = {"kind": "curve", "x": FRAME, "y": (0.0, top(kind)), "reach": REACH}
    view |= {"across": "y_pred" if kind == "bce" else "error", "curves": curves(kind)}
    view["names"] = [f"[{i}]" for i in range(len(y_pred))]
    law = {"law": "apart", "tables": tables, "share": share}
    return {**law, "view": view, "cells": cells}


def curves(kind: str) -> list[dict[str, Any]]:
    """Return the named loss curves of one output, by its error or by its logit.

    The other losses of an error are there too, as faint lines.
    """
    at = torch.linspace(*ENDS, 121, dtype=torch.float64)

    def curve(of: str, target: float, name: str) -> dict[str, Any]:
        height, _ = measure(of, at, torch.full_like(at, target), "none")
        points = list(zip(at.tolist(), height.tolist(), strict=True))
        place, up = CURVE_NAMES[name]
        x, value = points[place]
        spot = x, value + up * top(kind)
        return {"name": name, "points": points, "at": spot, "faint": of != kind}

    if kind == "bce":
        return [curve(kind, 1.0, "y = 1"), curve(kind, 0.0, "y = 0")]
    names = zip(KINDS, CURVE_NAMES, strict=False)
    return [curve(of, 0.0, name) for of, name in names]


def loss_rows(kind: str, reduction: str, data: Data) -> list[Row]:
    """Return the rows from the outputs to the loss and to the gradient, one a step."""
    y_pred, y, *_ = data
    losses, _ = measure(kind, y_pred, y, "none")
    loss, grad = measure(kind, y_pred, y, reduction)
    name, between = BETWEEN["error"], y_pred - y
    if kind == "bce":
        name, between = BETWEEN["p"], y_pred.sigmoid()
    whole: list[Item] = []
    if reduction != "none":
        whole = [f"→ {reduction} →", tensor("loss", loss, note="", digits=3)]
    return [
        [_three("y_pred", y_pred), "", _three("y", y)],
        [_three(name, between), "→", _three("losses", losses, digits=3)],
        [*whole, "", _three("y_pred.grad", grad, digits=3)],
    ]


def cross_entropy_rows(data: Data, smoothing: float, reduction: str) -> list[Row]:
    """Return cross-entropy in rows: log-softmax, negative log-likelihood, gradient.

    Every number is computed here, one step after the other, as the words tell it.
    """
    _, _, scores, y, weight = data
    exp, log_p = scores.exp(), functional.log_softmax(scores, dim=1)
    p, one_hot = log_p.exp(), functional.one_hot(y, scores.shape[1]).double()
    _, pull, share = weighted_targets(data, smoothing, reduction)
    losses = -(pull * log_p).sum(1)
    grad = (p * pull.sum(1, keepdim=True) - pull) / share

    def cells(name: str, values: torch.Tensor) -> Item:
        marks = {"selected": one_hot}
        return tensor(name, values, marks=marks, links=same_index, note=_shape(values))

    total = exp.sum(1, keepdim=True)
    loss: Row = ["→ ÷ Σw →" if reduction == "mean" else "→ Σ →"]
    loss = [*loss, tensor("loss", losses.sum() / share, note="", digits=4)]
    return [
        [
            *(cells("scores", scores), "→ exp →", cells("exp", exp)),
            *("→ Σ →", tensor("Σ", total, note=_shape(total))),
        ],
        [
            *(cells("p = exp / Σ", p), "→ log →", cells("log_p", log_p)),
            *("→ −w q, Σ →", tensor("losses", losses[:, None], note="(2, 1)")),
            *(loss if reduction != "none" else ()),
        ],
        [
            *(cells(probability_name(weight), p * pull.sum(1, keepdim=True)), "−"),
            *(
                cells("q" if probability_name(weight) == "p" else "w q", pull),
                "→ ÷ Σw →" if reduction == "mean" else "→",
            ),
            cells("scores.grad", grad),
        ],
    ]


def _three(name: str, values: torch.Tensor, digits: int = 2) -> Item:
    """Return a row with a number for each output; equal places are linked."""
    return tensor(name, values, links=same_index, note="", digits=digits)


def _shape(values: torch.Tensor) -> str:
    return str(tuple(values.shape)).replace(" ", "\u00a0")


def weighted_targets(
    data: Data, smoothing: float, reduction: str
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the targets q, q times the weights, and the divisor of the sum."""
    _, _, scores, y, weight = data
    classes = scores.shape[1]
    one_hot = functional.one_hot(y, classes).double()
    q = (1 - smoothing) * one_hot + smoothing / classes
    share = weight[y].sum() if reduction == "mean" else torch.tensor(1.0)
    return q, weight * q, share


def score_figure(data: Data, smoothing: float, reduction: str) -> dict[str, Any]:
    """Return the data with which the browser follows cross-entropy during a drag."""
    _, _, scores, y, weight = data
    q, pull, share = weighted_targets(data, smoothing, reduction)
    view = {"kind": "columns", "target": q[0].tolist(), "y": (0.0, 1.08)}
    view |= {"x": (-0.5, 2.5), "cols": [f"{k}" for k in range(scores.shape[1])]}
    cells: dict[str, tuple[str, int]] = {"total": ("Σ", 2), "whole": ("loss", 4)}
    cells |= {n: (n, 2) for n in ("scores", "exp", "log_p", "losses")}
    cells |= {"p": ("p = exp / Σ", 2), "pulled": (probability_name(weight), 2)}
    cells["grad"] = ("scores.grad", 2)
    law: dict[str, Any] = {"law": "softmax", "rows": scores[1:].tolist()}
    law |= {"pull": pull.tolist(), "share": share.item(), "right": int(y[0])}
    return {**law, "view": view, "cells": cells}


def probability_name(weight: torch.Tensor) -> str:
    """Return the name of the probabilities as the gradient takes them."""
    return "p" if (weight == 1).all() else "p × Σ(w q)"
