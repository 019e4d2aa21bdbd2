"""What the reader does: leave a valley, write a derivative."""

from collections.abc import Callable
from functools import partial
from random import Random

import numpy as np

from lessons.contract import RIGHT, CheckResult, Exercise, Recording, Settings, Value
from lessons.gradient_descent.ends import ENDS
from lessons.toolkit.formula_parser import Formula, central_difference, compare

SHAPES = {
    "k w² / 2": lambda w, k: k * w**2 / 2,
    "(w² − 1)² / 4": lambda w, k: (w**2 - 1) ** 2 / 4,
    "w⁴ − 2 w": lambda w, k: w**4 - 2 * w,
    "k (w − 1)²": lambda w, k: k * (w - 1) ** 2,
}
"""Functions to differentiate, by how they are written."""


def draw_cross(random: Random) -> dict[str, Value]:
    """Draw a start in the right valley, and how steep the valleys are."""
    k = random.choice((2.0, 5.0, 10.0))
    return {"function": "wells", "k": k, "w1": random.choice((1.4, 1.5)), "lr": 0.01}


def check_cross(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check in which valley the descent ends, in the long run."""
    lr, w1 = rec.axes["lr"].index(settings["lr"]), rec.axes["w1"].index(task["w1"])
    end = ENDS[int(rec.tables["ends"].values[lr, w1])]
    at = {name: settings[name] for name in rec.axes}
    numbers = {"first_w": float(rec.at("w1", t=1, **at))}
    kinds = {"first": RIGHT, "second": "stays", "moving": "stays", "away": "away"}
    return kinds.get(end, "bounces"), numbers


def shifted_value(f: Callable[..., float], w: float, k: float, d: float) -> float:
    """Return f at w + d."""
    return f(w + d, k)


def check_derivative(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Check the typed derivative beside a central difference, at several w and k."""
    f = SHAPES[str(task["shape"])]
    places = [(float(task["at"]), 5.0), (-0.7, 5.0), (0.4, 2.0), (2.5, 2.0)]
    values = [float(formula.evaluate_finite(w=w, k=k)) for w, k in places]
    expected = [central_difference(partial(shifted_value, f, w, k)) for w, k in places]
    kind, ratio, at = compare(values, expected)
    if np.allclose(values, [f(w, k) for w, k in places]):
        kind = "function"
    numbers = {"at_w": places[at][0], "at_k": places[at][1], "ratio": ratio}
    return kind, numbers | {"typed": values[at], "slope": expected[at]}


def draw_shape(random: Random) -> dict[str, Value]:
    """Draw a function, and a place to look at."""
    return {"shape": random.choice([*SHAPES]), "at": random.choice((1.5, -1.5, 0.5))}


EXERCISES = (
    Exercise(
        "cross",
        "settings",
        check_cross,
        mistakes=("stays", "bounces", "away"),
        draw=draw_cross,
        answer_controls=("lr",),
        solution={"lr": 0.16},
    ),
    Exercise(
        "derivative",
        "formula",
        check_derivative,
        mistakes=("opposite", "factor", "function", "other"),
        draw=draw_shape,
        names=("w", "k"),
        solution="2 * k * (w - 1)",
    ),
)
