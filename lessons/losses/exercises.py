"""What the reader does: low scores that win, a gradient by hand, a shape to mend."""

from random import Random

import numpy as np
import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings
from lessons.losses import repair, with_torch
from lessons.toolkit.formula_parser import Formula, compare

GRADIENTS = {
    "mse_sum": ("mse", "sum"),
    "mse_mean": ("mse", "mean"),
    "bce_sum": ("bce", "sum"),
}
"""Losses whose gradient is asked for."""


def draw_gap(random: Random) -> dict[str, float | int]:
    """Draw the class of example 0, and the loss to stay below."""
    return {"target": random.randrange(3), "goal": random.choice((0.05, 0.1, 0.2))}


def check_gap(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check the loss of example 0 at these scores, and whether its score is above 0."""
    scores, target = settings["scores"], int(settings["target"])
    data = with_torch.make_data(settings["y_pred"], scores, target)
    losses, _ = with_torch.build(data[2], data[3], data[4], 0.0, "none")
    numbers = {"loss": losses[0].item(), "p": torch.exp(-losses[0]).item()}
    if numbers["loss"] >= float(task["goal"]):
        return "loss", numbers
    return (RIGHT if scores[target] <= 0 else "high"), numbers


def check_gradient(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Check the typed gradient beside that of autograd, for several outputs."""
    kind, reduction = GRADIENTS[str(task["of"])]
    rng, values, expected = np.random.RandomState(0), [], []
    places: list[tuple[float, float]] = []
    for _ in range(5):
        y_pred, y = rng.randn(3), rng.randint(0, 2, 3) * 1.0
        value = formula.evaluate_finite(y_pred=y_pred, y=y)
        if np.shape(value) != (3,):
            return "number", {}
        values += value.tolist()
        outputs, targets = torch.from_numpy(y_pred), torch.from_numpy(y)
        _, grad = with_torch.measure(kind, outputs, targets, reduction)
        expected += grad.tolist()
        places += zip(y_pred.tolist(), y.tolist(), strict=True)
    kind, ratio, at = compare(values, expected)
    numbers = {"at_y_pred": places[at][0], "at_y": places[at][1], "ratio": ratio}
    return kind, numbers | {"typed": values[at], "slope": expected[at]}


def check_shape(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the chosen change against squares computed one by one."""
    change = MEAN_SQUARED.fix(name)
    for n in (2, 3, 5):
        y_pred, y = torch.arange(n * 1.0)[:, None] ** 2, torch.arange(n * 1.0)
        by_hand = sum((a - b) ** 2 for a, b in zip(y_pred[:, 0], y, strict=True)) / n
        if not torch.isclose(change(y_pred, y), torch.as_tensor(by_hand)):
            return name.removeprefix("mean_squared_"), {}
    return RIGHT, {}


MEAN_SQUARED = Exercise(
    "shape",
    "fix",
    check_shape,
    mistakes=("row", "summed", "averaged"),
    broken=repair.mean_squared,
    caller=repair.call_mean_squared,
    fixes=(
        repair.mean_squared_row,
        repair.mean_squared_summed,
        repair.mean_squared_flat,
        repair.mean_squared_averaged,
    ),
    solution="mean_squared_flat",
)

EXERCISES = (
    Exercise(
        "gap",
        "settings",
        check_gap,
        mistakes=("loss", "high"),
        draw=draw_gap,
        answer_controls=("scores",),
        figure="cross",
        solution={"scores": (-5.0, 0.0, -5.0)},
    ),
    Exercise(
        "gradient",
        "formula",
        check_gradient,
        mistakes=("number", "opposite", "factor", "other"),
        draw=lambda random: {"of": random.choice(tuple(GRADIENTS))},
        names=("y_pred", "y"),
        solution="2 * (y_pred - y) / 3",
    ),
    MEAN_SQUARED,
)
