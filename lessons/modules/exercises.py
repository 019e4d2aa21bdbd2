"""Exercises of the page: sizes that fit, a number of parameters, layers found."""

from itertools import pairwise
from random import Random
from typing import Any

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings
from lessons.modules import repair
from lessons.modules.shapes import layer_outputs
from lessons.modules.stack import Stack, layer

SIZES = (3, 5, 2)
"""Sizes of the model to repair."""


FITS = ((3, 3, 8, 2), (4, 5, 12, 1), (2, 3, 10, 3))
"""Channels and kernel of a convolution, length of its input, outputs wanted."""

BUDGETS = ((2, 5), (3, 7), (4, 6))
"""Inputs of a model, and the hidden size that has the parameters wanted."""


def make_fitting(channels: int, kernel: int, flat: int, out: int) -> Stack:
    """Return a convolution, flattened, and a linear layer that takes `flat` numbers."""
    conv = layer("Conv1d", 2, channels, kernel)
    return conv, layer("Flatten"), layer("Linear", flat, out)


def make_mlp(n_in: int, width: int) -> Stack:
    """Return a model with one hidden layer and one output."""
    return layer("Linear", n_in, width), layer("ReLU"), layer("Linear", width, 1)


SOLUTIONS = (
    *(make_fitting(c, k, c * (length - k + 1), out) for c, k, length, out in FITS),
    *(make_fitting(c, k, c * (length - k + 1), 5) for c, k, length, _ in FITS[:1]),
    *(make_mlp(n_in, width) for n_in, width in BUDGETS),
    make_mlp(2, 3),
)
"""Stacks that solve the tasks, and two that nearly do."""


def kinds(stack: Stack) -> list[str]:
    """Return the kinds of its layers, in their order."""
    return [layer.kind for layer in stack]


def draw_fit(random: Random) -> dict[str, Any]:
    """Draw a convolution, flattened, before a linear layer that does not fit."""
    channels, kernel, length, out = random.choice(FITS)
    stack = make_fitting(channels, kernel, 4, 5)
    return {"stack": stack, "shape": (4, 2, length), "goal": str((4, out))}


def check_fit(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Compare what the stack makes of the task's input with the shape to reach."""
    if kinds(settings["stack"]) != kinds(task["stack"]):
        return "kinds", {}
    last = layer_outputs(settings["stack"], task["shape"])[-1]
    if last.outputs is None:
        return "refused", {"taken": str((last.inputs or ("—",))[0])}
    result = str(last.outputs[0])
    return (RIGHT if result == task["goal"] else "shape"), {"made": result}


def draw_budget(random: Random) -> dict[str, Any]:
    """Draw a hidden layer too wide, and the number of parameters to have."""
    n_in, width = random.choice(BUDGETS)
    expected = (n_in + 1) * width + width + 1
    return {"stack": make_mlp(n_in, 12), "shape": (5, n_in), "wanted": expected}


def check_budget(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check whether all fits, and how many parameters there are."""
    if kinds(settings["stack"]) != kinds(task["stack"]):
        return "kinds", {}
    layers = layer_outputs(settings["stack"], task["shape"])
    if layers[-1].outputs != ((5, 1),):
        return "refused", {}
    numbers = {"found": sum(now.count for now in layers)}
    if numbers["found"] == task["wanted"]:
        return RIGHT, numbers
    return ("fewer" if numbers["found"] < int(task["wanted"]) else "more"), numbers


def check_parameters(name: str, task: Settings, rec: None) -> CheckResult:
    """Check how many numbers an optimizer would take and whether the layers work."""
    model = PARAMETERS.fix(name)(SIZES)
    numbers = {"found": sum(p.numel() for p in model.parameters())}
    expected = sum((n + 1) * m for n, m in pairwise(SIZES))
    try:
        y = torch.zeros(1, SIZES[0])
        for one in model.layers:
            y = one(y)
    except TypeError:
        return name.removeprefix("make_model_"), numbers
    right = numbers["found"] == expected and y.shape == (1, SIZES[-1])
    return (RIGHT if right else name.removeprefix("make_model_")), numbers


PARAMETERS = Exercise(
    "found",
    "fix",
    check_parameters,
    mistakes=("tuple", "first", "weights"),
    broken=repair.make_model,
    fixes=(
        repair.make_model_tuple,
        repair.make_model_first,
        repair.make_model_modules,
        repair.make_model_weights,
    ),
)

EXERCISES = (
    Exercise(
        "fit",
        "settings",
        check_fit,
        mistakes=("kinds", "refused", "shape"),
        draw=draw_fit,
        answer_controls=("stack",),
    ),
    Exercise(
        "budget",
        "settings",
        check_budget,
        mistakes=("kinds", "refused", "fewer", "more"),
        draw=draw_budget,
        answer_controls=("stack",),
    ),
    PARAMETERS,
)
