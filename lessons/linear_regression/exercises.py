"""What the reader does: a fast enough rate, a derivative, a loop to repair."""

from functools import lru_cache
from random import Random

import numpy as np

from lessons.contract import RIGHT, CheckResult, Exercise, Recording, Settings, Value
from lessons.linear_regression import with_numpy, with_torch
from lessons.linear_regression.repair import (
    call_train,
    train_detached,
    train_reset,
    train_retained,
    train_slower,
    train_without_reset,
)
from lessons.linear_regression.sweep import (
    LRS,
    largest_stable_rate,
    least_squares,
    sweep,
)
from lessons.toolkit.formula_parser import Formula, central_difference, compare

PARAMETERS = ("b", "a")
LIMITS = (20, 25, 30, 50)
GOALS = (0.1, 0.07, 0.05, 0.04, 0.03, 0.025, 0.02, 0.016, 0.014, 0.012, 0.011)
"""Losses to get below, the easiest first."""
MOST_RIGHT = 7
"""Number of rates, at most, that solve the exercise: there is something to find."""


@lru_cache(maxsize=100)
def stable_losses(start_seed: int) -> np.ndarray:
    """Return the loss of each stable rate at each step, on the data of the page.

    Returns:
        Shape (rates, max(LIMITS) + 1).
    """
    x, y, *_ = with_torch.make_data()
    a, b = with_torch.make_start(start_seed).tolist()
    lrs = [lr for lr in LRS if lr < largest_stable_rate(x)]
    runs = sweep(x, y, a, b, lrs, max(LIMITS))
    return np.stack([loss.numpy() for _, _, loss, *_ in runs], 1)


def draw_goal(random: Random) -> dict[str, Value]:
    """Draw a start, a number of steps, and a loss that few rates reach in that time."""
    while True:
        limit, start = random.choice(LIMITS), random.randrange(100)
        loss = stable_losses(start)[:, limit]
        for goal in GOALS:
            if 2 <= (loss < goal).sum() <= MOST_RIGHT:
                return {"goal": goal, "limit": limit, "lr": 0.016, "start_seed": start}


def check_goal(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check whether the loss is below the goal in time, and when it is."""
    limit, bound = int(task["limit"]), float(rec.at("bound"))
    loss = rec.series("loss", lr=settings["lr"])
    below = np.flatnonzero(loss < float(task["goal"]))
    numbers = {"loss": float(loss[limit]), "bound": bound}
    if settings["lr"] >= bound:
        return "diverges", numbers
    if not len(below):
        return "never", numbers
    numbers["reached"] = float(below[0])
    if below[0] <= limit:
        return RIGHT, numbers
    return ("slow" if settings["lr"] < bound / 2 else "zigzag"), numbers


def draw_parameter(random: Random) -> dict[str, Value]:
    """Draw a parameter, and where its derivative is asked for."""
    sample: dict[str, Value] = {
        "parameter": random.choice(PARAMETERS),
        "seed": random.randrange(100),
    }
    return sample | {"start_seed": random.randrange(100)}


def slope(parameter: str, x, y, a, b) -> float:
    """Return the central difference of the mean squared error along a or b."""

    def loss(d: float) -> float:
        more = {"a": d, "b": d * x}[parameter]
        return float(((a + b * x + more - y) ** 2).mean())

    return central_difference(loss)


def check_derivative(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Check the typed derivative beside a central difference, at several (a, b)."""
    parameter = str(task["parameter"])
    x, y, *_ = with_numpy.make_data(seed=int(task["seed"]))
    lines = [with_numpy.make_start(int(task["start_seed"]) + i) for i in range(5)]
    values, expected = [], []
    for a, b in lines:
        value = formula.evaluate_finite(x=x, y=y, y_pred=a + b * x, a=a, b=b)
        if np.ndim(value):
            return "vector", {"m": float(len(x))}
        values.append(float(value))
        expected.append(slope(parameter, x, y, a, b))
    kind, ratio, at = compare(values, expected)
    numbers = {"at_a": float(lines[at][0]), "at_b": float(lines[at][1]), "ratio": ratio}
    return kind, numbers | {"typed": values[at], "slope": expected[at]}


def check_repair(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the chosen loop against the right one, on the page's first data."""
    x, y, *_ = with_torch.make_data()
    start = with_torch.make_start()
    *_, right = with_torch.train(x, y, *start)
    numbers: dict[str, float | str] = {"least": least_squares(x, y)[2]}
    kind = name.removeprefix("train_")
    try:
        a, b, losses = REPAIR.fix(name)(x, y, *start)
    except RuntimeError as error:
        return kind, numbers | {"message": str(error)}
    numbers["loss"] = ((a + b * x - y) ** 2).mean().item()
    return (RIGHT if np.allclose(losses, right, rtol=1e-9) else kind), numbers


REPAIR = Exercise(
    "repair",
    "fix",
    check_repair,
    mistakes=("slower", "retained", "detached"),
    broken=train_without_reset,
    caller=call_train,
    fixes=(train_slower, train_retained, train_reset, train_detached),
    solution="train_reset",
)

EXERCISES = (
    Exercise(
        "goal",
        "settings",
        check_goal,
        mistakes=("diverges", "never", "slow", "zigzag"),
        draw=draw_goal,
        answer_controls=("lr",),
        solution={"lr": 0.5},
    ),
    Exercise(
        "derivative",
        "formula",
        check_derivative,
        mistakes=("vector", "opposite", "factor", "other"),
        draw=draw_parameter,
        names=("x", "y", "y_pred", "a", "b"),
        solution="-2 * mean(y - y_pred)",
    ),
    REPAIR,
)
