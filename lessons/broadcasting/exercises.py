"""What the reader does: the smallest shape, the place of an axis, a loss to repair."""

from collections.abc import Mapping
from math import prod
from random import Random
from typing import Any

import torch

from lessons.broadcasting import with_torch
from lessons.broadcasting.loss_shapes import (
    call_loss,
    loss_of_each,
    loss_silent,
    loss_squeezed,
    loss_summed,
    loss_unsqueezed,
    make_predictions,
)
from lessons.broadcasting.outcome import outcome
from lessons.contract import RIGHT, CheckResult, Exercise
from lessons.toolkit.shape_parser import Shape

GOALS: tuple[tuple[Shape, Shape], ...] = (
    ((3, 1), (3, 4)),
    ((4,), (3, 4)),
    ((1, 3), (2, 3)),
    ((2, 1, 3), (2, 4, 3)),
    ((3,), (2, 4, 3)),
    ((2, 3, 1), (2, 3, 4)),
)
"""A shape of a, and the shape that the sum is to have."""


def draw_goal(random: Random) -> dict[str, Any]:
    """Draw a shape of a, and one that the sum has to have."""
    shape_a, goal = random.choice(GOALS)
    return {"shape_a": shape_a, "shape_b": (1,), "goal": goal}


def fewest_numbers(shape_a: Shape, goal: Shape) -> int:
    """Return the fewest numbers b can do with: 1 along each axis that a has already."""
    from_a = (*[1] * (len(goal) - len(shape_a)), *shape_a)
    return prod(g for g, a in zip(goal, from_a, strict=True) if g != a)


def check_goal(
    settings: Mapping[str, Any], task: Mapping[str, Any], rec: None
) -> CheckResult:
    """Check the shape of the sum, and how many numbers b took for it."""
    shape_a, shape_b = settings["shape_a"], settings["shape_b"]
    goal: Shape = task["goal"]
    addition = outcome(with_torch, shape_a, shape_b, settings["new_axis"])
    fewest = fewest_numbers(shape_a, goal)
    numbers: dict[str, float | str] = {"count_b": addition.b.numel(), "fewest": fewest}
    if addition.result is None:
        return "clash", numbers
    shape = tuple(addition.result.shape)
    if shape != goal:
        return "other", numbers | {"found": str(shape)}
    return (RIGHT if numbers["count_b"] == fewest else "large"), numbers


def draw_rows(random: Random) -> dict[str, Any]:
    """Draw a matrix, sometimes square, and one number for each of its rows."""
    rows, columns = random.choice(((3, 3), (3, 4), (4, 4), (4, 2), (2, 5), (2, 2)))
    return {"shape_a": (rows, columns), "shape_b": (rows,)}


def check_rows(
    settings: Mapping[str, Any], task: Mapping[str, Any], rec: None
) -> CheckResult:
    """Check whether row i of the sum is row i of a, and b[i] more."""
    shapes = settings["shape_a"], settings["shape_b"]
    addition = outcome(with_torch, *shapes, settings["new_axis"])
    if addition.result is None:
        return ("range" if addition.misplaced else "clash"), {}
    a, b = with_torch.make_data(*shapes)
    rows = torch.stack([row + more for row, more in zip(a, b, strict=True)])
    return (RIGHT if torch.equal(addition.result, rows) else "columns"), {}


def check_loss(name: str, task: Mapping[str, Any], rec: None) -> CheckResult:
    """Check the chosen loss of a prediction that is exact: it has to be 0."""
    loss_of = LOSS.fix(name)
    loss = loss_of(*make_predictions())
    kind = name.removeprefix("loss_")
    if loss.ndim:
        return kind, {"size": float(loss.numel())}
    numbers = {"loss": loss.item()}
    return (RIGHT if loss == 0 else kind), numbers


LOSS = Exercise(
    "loss",
    "fix",
    check_loss,
    mistakes=("unsqueezed", "summed", "of_each"),
    broken=loss_silent,
    caller=call_loss,
    fixes=(loss_unsqueezed, loss_summed, loss_squeezed, loss_of_each),
    solution="loss_squeezed",
)

EXERCISES = (
    Exercise(
        "goal",
        "settings",
        check_goal,
        mistakes=("clash", "other", "large"),
        draw=draw_goal,
        answer_controls=("shape_b",),
        solution={"shape_b": (4, 1)},
    ),
    Exercise(
        "rows",
        "settings",
        check_rows,
        mistakes=("clash", "range", "columns"),
        draw=draw_rows,
        answer_controls=("new_axis",),
        solution={"new_axis": "1"},
    ),
    LOSS,
)
