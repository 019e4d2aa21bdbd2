"""Exercises of the page: a rate that settles, the derivative of a sum."""

from functools import partial
from random import Random

import numpy as np

from lessons.contract import RIGHT, CheckResult, Exercise, Recording, Settings, Value
from lessons.polynomial.with_numpy import make_data
from lessons.toolkit.formula_parser import Formula, central_difference, compare

LETTERS = "abcd"


def draw_settle(random: Random) -> dict[str, Value]:
    """Draw a degree, its columns scaled or not; the figure begins far too slow."""
    choices = ((1, False), (2, False), (3, False), (2, True), (3, True), (4, True))
    degree, scaled = random.choice(choices)
    return {"degree": degree, "scaled": scaled, "lr": 1e-10}


def check_settle(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check whether the loss ends within 10% of the least possible, and why not."""
    loss = rec.series("loss", lr=settings["lr"])
    numbers = {name: float(rec.at(name)) for name in ("least", "bound")}
    numbers["loss"] = float(loss[-1])
    if settings["lr"] >= numbers["bound"]:
        return "diverges", numbers
    if loss[-1] <= 1.1 * numbers["least"]:
        return RIGHT, numbers
    return ("still" if loss[-1] > 0.9 * loss[0] else "slow"), numbers


def loss_after_step(error: np.ndarray, column: np.ndarray, d: float) -> float:
    """Return the sum of squared errors once the weight of a column has grown by d."""
    return ((error + d * column) ** 2).sum()


def check_derivative(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Compare the typed derivative with a central difference, at several cubics."""
    x, y = make_data()
    power = LETTERS.index(str(task["letter"]))
    values, expected = [], []
    for start in range(4):
        w = np.random.RandomState(start).randn(4)
        y_pred = sum(w[k] * x**k for k in range(4))
        value = formula.evaluate_finite(x=x, y=y, y_pred=y_pred)
        if np.ndim(value):
            return "vector", {"m": float(len(x))}
        values.append(float(value))
        expected.append(
            central_difference(partial(loss_after_step, y_pred - y, x**power), 1e-4)
        )
    kind, ratio, at = compare(values, expected)
    numbers = {"typed": values[at], "slope": expected[at], "ratio": ratio}
    if kind == "factor" and np.isclose(ratio * len(x), 1, rtol=1e-3):
        kind = "mean"
    return kind, numbers


EXERCISES = (
    Exercise(
        "settle",
        "settings",
        check_settle,
        mistakes=("still", "slow", "diverges"),
        draw=draw_settle,
        answer_controls=("lr",),
        solution={"lr": 1e-05},
    ),
    Exercise(
        "derivative",
        "formula",
        check_derivative,
        mistakes=("vector", "opposite", "mean", "factor", "other"),
        draw=lambda random: {"letter": random.choice(LETTERS)},
        names=("x", "y", "y_pred"),
        solution="2 * sum((y_pred - y) * x**3)",
    ),
)
