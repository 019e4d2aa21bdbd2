"""What the page draws: gradients checked, gradients added up, rows that are pulled."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from lessons.autograd.expression import Exploration
from lessons.autograd.expression import Row as TensorRow
from lessons.autograd.passes import Pass, VectorJacobianProduct, run_passes
from lessons.toolkit.tensor_view import Row, Tensor, same_index, tensor

NO_NUMBER = "—"
"""Stands for a central difference that does not exist."""


def _cells(name: str, values: Any, note: str = "", **more: Any) -> Tensor:
    return tensor(name, values, links=same_index, note=note, **more)


def gradient_rows(exploration: Exploration, central: str) -> list[Row]:
    """Return each leaf with a gradient: it, its gradient, the central differences."""
    return [
        [
            _cells(row.text, row.value),
            "→",
            _cells(f"{row.text}.grad", row.grad),
            "≈",
            _cells("", central_cells(row), label=central, marks={"wrong": row.wrong}),
        ]
        for row in exploration.leaves_with_grad
    ]


def central_cells(row: TensorRow) -> np.ndarray:
    """Return the central differences of a tensor, a dash where there is none."""
    assert row.central is not None
    if not np.isnan(row.central).any():
        return row.central
    return np.where(np.isnan(row.central), NO_NUMBER, row.central.astype(object))


def accumulation_frames(
    runs: Mapping[str, tuple[Pass, ...]], selected: str
) -> list[list[Row]]:
    """Return a frame for each pass: x.grad before, the gradient added, x.grad after.

    Args:
        runs: by what they are called.
        selected: the one whose gradient is marked.
    """
    return [
        [
            [
                _initial_gradient(step, name),
                "+",
                _cells("∂y/∂x", step.contribution),
                "=",
                _cells("x.grad", step.after, marks={"selected": name == selected}),
            ]
            for name, step in zip(runs, together, strict=True)
        ]
        for together in zip(*runs.values(), strict=True)
    ]


def _initial_gradient(step: Pass, label: str) -> Tensor:
    """Return x.grad when a pass begins: empty cells while it is None."""
    if step.before is None:
        nothing = np.full(step.after.shape, None)
        return _cells("x.grad", nothing, note="None", label=label)
    return _cells("x.grad", step.before, label=label)


def accumulation_runs(
    begin: float, second: str, labels: Mapping[str, str]
) -> dict[str, Any]:
    """Return both runs, without and with zeroing, by these labels."""
    return {
        labels[name]: run_passes(begin, second, name == "zeroed")
        for name in ("without", "zeroed")
    }


def weighted_row_frames(
    v: tuple[float, ...], now: VectorJacobianProduct
) -> list[list[Row]]:
    """Return a frame for each row of the Jacobian: its weight and the sum so far."""
    frames: list[list[Row]] = []
    for i, so_far in enumerate(now.so_far):
        is_row = np.arange(len(v)) == i
        weights = tensor("v", np.array(v), marks={"selected": is_row}, note="")
        J = tensor("J", now.J, marks={"selected": is_row[:, None]}, note="")
        frames.append([[weights, "@", J, "=", tensor("v @ J", so_far, note="")]])
    return frames
