"""What the reader does: sizes that fit, a number of parameters, layers found."""

from itertools import pairwise
from random import Random
from typing import Any

import torch

from lessons.contract import RIGHT, Checked, Exercise, Settings
from lessons.modules import repair
from lessons.modules.predict import through
from lessons.modules.stack import Stack, layer

SIZES = (3, 5, 2)
"""Of the model that is repaired."""


def kinds(stack: Stack) -> list[str]:
    """The kinds of its layers, in their order."""
    return [layer.kind for layer in stack]


def draw_fit(random: Random) -> dict[str, Any]:
    """A convolution, flattened, before a linear layer that does not fit."""
    channels, kernel = random.choice(((3, 3), (4, 5), (2, 3), (5, 4)))
    length, out = random.choice((8, 10, 12)), random.choice((1, 2, 3))
    stack = (
        layer("Conv1d", 2, channels, kernel),
        layer("Flatten"),
        layer("Linear", 4, 5),
    )
    return {"stack": stack, "shape": (4, 2, length), "goal": str((4, out))}


def check_fit(settings: Settings, task: Settings, rec: None) -> Checked:
    """What comes out of the stack, beside the shape to reach."""
    if kinds(settings["stack"]) != kinds(task["stack"]):
        return "kinds", {}
    last = through(settings)[-1]
    if last.made is None:
        return "refused", {"taken": str((last.taken or ("—",))[0])}
    made = str(last.made[0])
    return (RIGHT if made == task["goal"] else "shape"), {"made": made}


def draw_budget(random: Random) -> dict[str, Any]:
    """A hidden layer too wide, and the number of parameters to have."""
    n_in, width = random.choice((2, 3, 4)), random.choice((5, 6, 7, 9))
    stack = (layer("Linear", n_in, 12), layer("ReLU"), layer("Linear", 12, 1))
    wanted = (n_in + 1) * width + width + 1
    return {"stack": stack, "shape": (5, n_in), "wanted": wanted}


def check_budget(settings: Settings, task: Settings, rec: None) -> Checked:
    """Whether all fits, and how many parameters there are."""
    if kinds(settings["stack"]) != kinds(task["stack"]):
        return "kinds", {}
    layers = through(settings)
    if layers[-1].made != ((5, 1),):
        return "refused", {}
    told = {"found": sum(now.count for now in layers)}
    if told["found"] == task["wanted"]:
        return RIGHT, told
    return ("fewer" if told["found"] < int(task["wanted"]) else "more"), told


def check_found(name: str, task: Settings, rec: None) -> Checked:
    """How many numbers an optimizer would be given, and whether the layers work."""
    model = FOUND.fix(name)(SIZES)
    told = {"found": sum(p.numel() for p in model.parameters())}
    wanted = sum((n + 1) * m for n, m in pairwise(SIZES))
    try:
        y = torch.zeros(1, SIZES[0])
        for one in model.layers:
            y = one(y)
    except TypeError:
        return name.removeprefix("make_model_"), told
    right = told["found"] == wanted and y.shape == (1, SIZES[-1])
    return (RIGHT if right else name.removeprefix("make_model_")), told


FOUND = Exercise(
    "found",
    "fix",
    check_found,
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
        uses=("stack",),
    ),
    Exercise(
        "budget",
        "settings",
        check_budget,
        mistakes=("kinds", "refused", "fewer", "more"),
        draw=draw_budget,
        uses=("stack",),
    ),
    FOUND,
)
