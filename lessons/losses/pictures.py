"""What the page draws: losses as curves, an example's way to its loss, as cells."""

from math import copysign
from typing import Any

import torch
from torch.nn import functional

from lessons.cells import Item, Row, itself, tensor
from lessons.losses.predict import KINDS
from lessons.losses.with_torch import build, measure

Data = tuple[torch.Tensor, ...]

ENDS = -3.0, 3.0
"""The least and the greatest error, or logit."""

FRAME = -3.4, 3.4
"""Ends of the figure, so that a point at an end is drawn whole."""

REACH = 0.45
"""Half the width of a piece of a tangent."""


NAMED = {
    "mse": (14, 0.0),
    "l1": (2, 0.07),
    "huber": (2, -0.09),
    "y = 1": (6, 0.05),
    "y = 0": (96, -0.09),
}
"""Where on a curve its name stands, and how far above it, as a part of the height."""


def top(kind: str) -> float:
    """The end of the axis of the losses, above the largest that outputs can have."""
    return 3.5 if kind == "bce" else 10.0


def curves(kind: str, data: Data) -> dict[str, list[Any]]:
    """Columns for a chart: the loss of one output, the outputs on it, their slopes.

    The other losses of an error are there too, as faint lines.
    """
    y_pred, y, *_ = data
    at = torch.linspace(*ENDS, 121, dtype=torch.float64)
    rows: list[tuple[float, float, str, str]] = []

    def line(of: str, target: float, name: str, drawn: str) -> None:
        height, _ = measure(of, at, torch.full_like(at, target), "none")
        pairs = zip(at.tolist(), height.tolist(), strict=True)
        rows.extend((x, value, drawn, name) for x, value in pairs)
        place, up = NAMED[of if of != "bce" else name]
        x, value = at[place].item(), height[place].item()
        rows.append((x, value + up * top(kind), "name", name))

    if kind == "bce":
        line(kind, 1.0, "y = 1", "line")
        line(kind, 0.0, "y = 0", "line")
    else:
        for of in KINDS:
            line(of, 0.0, of, "line" if of == kind else "other")
    across = y_pred if kind == "bce" else y_pred - y
    losses, _ = measure(kind, y_pred, y, "none")
    _, slopes = measure(kind, y_pred, y, "sum")
    up = 0.09 * top(kind)
    each = zip(across.tolist(), losses.tolist(), slopes.tolist(), strict=True)
    for i, (x, height, slope) in enumerate(each):
        for step in (-REACH, REACH):
            rows.append((x + step, height + slope * step, "slope", f"{i}"))
        rows.append((x, height, "point", f"[{i}]"))
        steep = abs(slope) > top(kind) / 6
        place = (x + copysign(0.17, slope), height) if steep else (x, height + up)
        rows.append((*place, "number", f"[{i}]"))
    return dict(
        zip(("x", "y", "kind", "name"), map(list, zip(*rows, strict=True)), strict=True)
    )


def way(kind: str, reduction: str, data: Data) -> list[Row]:
    """From the outputs to the loss and to the gradient, a row a step."""
    y_pred, y, *_ = data
    losses, _ = measure(kind, y_pred, y, "none")
    loss, grad = measure(kind, y_pred, y, reduction)
    name, between = "error = y_pred - y", y_pred - y
    if kind == "bce":
        name, between = "p = sigmoid(y_pred)", y_pred.sigmoid()
    whole: list[Item] = []
    if reduction != "none":
        whole = [f"→ {reduction} →", tensor("loss", loss, note="", digits=3)]
    return [
        [_three("y_pred", y_pred), "", _three("y", y)],
        [_three(name, between), "→", _three("losses", losses, digits=3)],
        [*whole, "", _three("y_pred.grad", grad, digits=3)],
    ]


def taken_apart(data: Data, smoothing: float, reduction: str) -> list[Row]:
    """Cross-entropy in three rows: log-softmax; negative log-likelihood; gradient.

    Every number is computed here, one step after the other, as the words tell it.
    """
    _, _, scores, y, weight = data
    classes = scores.shape[1]
    exp, log_p = scores.exp(), functional.log_softmax(scores, dim=1)
    p, one_hot = log_p.exp(), functional.one_hot(y, classes).double()
    q = (1 - smoothing) * one_hot + smoothing / classes
    pull = weight * q
    losses = -(pull * log_p).sum(1)
    share = weight[y].sum() if reduction == "mean" else torch.tensor(1.0)
    grad = (p * pull.sum(1, keepdim=True) - pull) / share

    def drawn(name: str, values: torch.Tensor) -> Item:
        marks = {"selected": one_hot}
        return tensor(name, values, marks=marks, links=itself, note=_shape(values))

    total = exp.sum(1, keepdim=True)
    more = "" if (weight == 1).all() else " × Σ(w q)"
    loss: Row = ["→ ÷ Σw →" if reduction == "mean" else "→ Σ →"]
    loss = [*loss, tensor("loss", losses.sum() / share, note="", digits=4)]
    return [
        [
            *(drawn("scores", scores), "→ exp →", drawn("exp", exp)),
            *("→ Σ →", tensor("Σ", total, note=_shape(total))),
        ],
        [
            *(drawn("p = exp / Σ", p), "→ log →", drawn("log_p", log_p)),
            *("→ −w q, Σ →", tensor("losses", losses[:, None], note="(2, 1)")),
            *(loss if reduction != "none" else ()),
        ],
        [
            *(drawn(f"p{more}", p * pull.sum(1, keepdim=True)), "−"),
            *(
                drawn(f"{'w ' if more else ''}q", pull),
                "→ ÷ Σw →" if reduction == "mean" else "→",
            ),
            drawn("scores.grad", grad),
        ],
    ]


def _three(name: str, values: torch.Tensor, digits: int = 2) -> Item:
    """A number for each output; equal places are kin."""
    return tensor(name, values, links=itself, note="", digits=digits)


def _shape(values: torch.Tensor) -> str:
    return str(tuple(values.shape)).replace(" ", "\u00a0")


def worst(kind: str, data: Data) -> dict[str, float | str]:
    """The output that costs most, for the words: error, p, loss and slope."""
    y_pred, y, *_ = data
    losses, _ = measure(kind, y_pred, y, "none")
    _, slopes = measure(kind, y_pred, y, "sum")
    i = int(losses.argmax())
    return {
        "i": f"{i}",
        "y": f"{y[i]:.0f}",
        "error": (y_pred - y)[i].item(),
        "p": y_pred.sigmoid()[i].item(),
        "loss": losses[i].item(),
        "slope": slopes[i].item(),
    }


def whole(kind: str, reduction: str, data: Data) -> dict[str, float]:
    """The loss of all outputs, if it is one number."""
    y_pred, y, *_ = data
    return {"loss": measure(kind, y_pred, y, reduction)[0].mean().item()}


def shares(data: Data, smoothing: float) -> dict[str, float | str]:
    """Example 0 for the words: its class, the probability of it, loss and slope."""
    _, _, scores, y, weight = data
    losses, slopes = build(scores, y, weight, smoothing, "none")
    right = int(y[0])
    p = scores.softmax(1)[0, right].item()
    told = {"loss": losses[0].item(), "slope": slopes[0, right].item()}
    return told | {"target": f"{right}", "p": p}
