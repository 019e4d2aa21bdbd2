"""What the reader does: a rate that is quick enough, a derivative."""

from functools import partial
from random import Random

import numpy as np

from lessons.contract import RIGHT, CheckResult, Exercise, Recording, Settings, Value
from lessons.toolkit.formula_parser import Formula, central_difference, compare


def draw_goal(random: Random) -> dict[str, Value]:
    """Draw a loss to get below, and the number of iterations for it."""
    limit, goal = random.choice(((2, 0.1), (3, 0.1), (4, 0.001), (5, 0.01)))
    return {"goal": goal, "limit": limit, "lr": 0.01}


def check_goal(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check whether the loss is below the goal in time, and how large it is then."""
    lr, limit = float(settings["lr"]), int(task["limit"])
    loss = float(rec.series("loss", lr=lr)[limit])
    numbers = {"loss": loss, "bound": float(rec.at("bound"))}
    if loss < float(task["goal"]):
        return RIGHT, numbers
    if lr >= numbers["bound"]:
        return "diverges", numbers
    return "slow" if lr < numbers["bound"] / 2 else "swings", numbers


def shifted_loss(w: float, x: float, y: float, d: float) -> float:
    """Return the squared error of (w + d) x."""
    return ((w + d) * x - y) ** 2


def check_derivative(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Check the typed derivative beside a central difference, at several w, x and y."""
    x, y = float(task["x"]), float(task["y"])
    places = [(0.5, x, y), (2.0, x + 1, y), (-1.0, x, y - 1), (4.0, x / 2, y)]
    values, expected = [], []
    for w, x_at, y_at in places:
        value = formula.evaluate_finite(w=w, x=x_at, y=y_at, y_pred=w * x_at)
        values.append(float(value))
        loss = partial(shifted_loss, w, x_at, y_at)
        expected.append(central_difference(loss))
    kind, ratio, at = compare(values, expected)
    within = [2 * (w * x_at - y_at) for w, x_at, y_at in places]
    if kind == "other" and np.allclose(values, within):
        kind = "inner"
    w, x_at, y_at = places[at]
    numbers = {"at_w": w, "at_x": x_at, "at_y": y_at, "ratio": ratio}
    return kind, numbers | {"typed": values[at], "slope": expected[at]}


EXERCISES = (
    Exercise(
        "goal",
        "settings",
        check_goal,
        mistakes=("slow", "swings", "diverges"),
        draw=draw_goal,
        answer_controls=("lr",),
        solution={"lr": 0.1},
    ),
    Exercise(
        "derivative",
        "formula",
        check_derivative,
        mistakes=("opposite", "factor", "inner", "other"),
        draw=lambda random: {"x": random.choice((2, 3, 5)), "y": random.choice((6, 9))},
        names=("w", "x", "y", "y_pred"),
        solution="2 * (w * x - y) * x",
    ),
)
