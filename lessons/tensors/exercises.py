"""Exercises of the page: join to a shape, leave a length out, write a formula."""

from random import Random
from typing import Any

import numpy as np

from lessons.contract import RIGHT, CheckResult, Exercise, Settings
from lessons.tensors import with_numpy, with_torch
from lessons.tensors.outcome import outcome
from lessons.tensors.samples import PAIR
from lessons.toolkit.formula_parser import Formula
from lessons.toolkit.shape_parser import format_shape

GOALS = ((4, 3), (2, 6), (2, 2, 3), (2, 3, 2))
"""Shapes that two tensors of shape (2, 3) can be joined to."""


def draw_join(random: Random) -> dict[str, Any]:
    """Draw the shape to reach from two tensors of shape (2, 3)."""
    goal = random.choice(GOALS)
    return {"goal": str(goal)}


def check_join(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Compare the shape of what PyTorch makes with the one to reach."""
    z = outcome(with_torch, settings).z
    if z is None:
        return "refused", {}
    shape, goal = str(tuple(z.shape)), str(task["goal"])
    numbers = {"made": shape}
    if shape == goal:
        return RIGHT, numbers
    if z.numel() != 12:
        return "one", numbers
    return ("order" if shape.count(",") != goal.count(",") else "axis"), numbers


def draw_columns(random: Random) -> dict[str, Any]:
    """Draw a tensor of twelve numbers, and how many columns its view should have."""
    columns = random.choice((3, 4, 6))
    shape = random.choice(((12,), (2, 3, 2), (2, 6) if columns != 6 else (3, 4)))
    sample = {"operation": "view", "shape": shape}
    return sample | {"columns": columns, "x_shape": str(shape)}


def check_columns(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check the view that was made, and whether PyTorch found the number of rows."""
    z, columns = outcome(with_torch, settings).z, int(task["columns"])
    if z is None:
        return "refused", {"typed_shape": format_shape(settings["new_shape"])}
    numbers = {"made": str(tuple(z.shape))}
    if tuple(z.shape) != (12 // columns, columns):
        return "other", numbers
    return (RIGHT if settings["new_shape"][0] == -1 else "counted"), numbers


def draw_line(random: Random) -> dict[str, Any]:
    """Draw the tensor to write: k times x, plus m."""
    k, m = random.choice((2, 3, 5)), random.choice((1, 4, 10))
    goal = k * with_numpy.make("arange", PAIR, "int64") + m
    return {"k": k, "m": m, "goal": str(goal.tolist())}


def _round(z: np.ndarray, goal: np.ndarray) -> np.ndarray:
    """z with two decimals; with more if it would look like a goal that it is not."""
    for decimals in range(2, 7):
        result = np.round(z, decimals)
        if z.shape != goal.shape or not np.allclose(result, goal):
            break
    return result


def check_line(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Compare the typed formula on x = arange(6) of shape (2, 3) with the goal."""
    x = with_numpy.make("arange", PAIR, "float64")
    goal = float(task["k"]) * x + float(task["m"])
    z = np.asarray(formula.evaluate_finite(x=x), float)
    numbers = {"made": str(_round(z, goal).tolist())}
    if not z.shape:
        return "number", numbers
    if np.allclose(z, goal):
        return RIGHT, numbers
    if np.allclose(z - goal, (z - goal).flat[0]):
        return "offset", numbers
    if np.allclose(z.flat[0], goal.flat[0]):
        return "factor", numbers
    return "other", numbers


EXERCISES = (
    Exercise(
        "join",
        "settings",
        check_join,
        mistakes=("refused", "one", "order", "axis"),
        draw=draw_join,
        answer_controls=("operation", "dim"),
        solution={"operation": "stack", "dim": 2},
    ),
    Exercise(
        "columns",
        "settings",
        check_columns,
        mistakes=("refused", "other", "counted"),
        draw=draw_columns,
        answer_controls=("new_shape",),
        solution={"new_shape": (-1, 4)},
    ),
    Exercise(
        "line",
        "formula",
        check_line,
        mistakes=("number", "offset", "factor", "other"),
        draw=draw_line,
        names=("x",),
        solution="3 * x + 4",
    ),
)
