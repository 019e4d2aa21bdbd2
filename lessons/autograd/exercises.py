"""What the reader does: a gradient by hand, weights for a row, a loop to fix."""

from random import Random
from typing import Any

import numpy as np
import torch

from lessons.autograd import repair
from lessons.autograd.expression import compute, make_leaves
from lessons.autograd.lines import VECTOR
from lessons.autograd.with_torch import jacobian, make_data, pull
from lessons.contract import RIGHT, CheckResult, Exercise, Settings
from lessons.toolkit.formula_parser import Formula, compare
from lessons.toolkit.python_prompt import error_text

SHAPES = (
    "sum(x ** 3)",
    "2 * dot(x, x)",
    "dot(w, x)",
    "mean(x ** 2)",
    "sum(exp(2 * x))",
    "sum(sin(x)) + dot(w, x)",
    "dot(x, x) / 2 - sum(x)",
)
"""Functions to differentiate, as they are typed."""

MAPPINGS = ("square", "cumsum", "softmax")


def draw_shape(random: Random) -> dict[str, Any]:
    """Draw a function of x."""
    return {"shape": random.choice(SHAPES)}


def check_gradient(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Check the typed gradient beside autograd, at two places, entry by entry."""
    values: list[float] = []
    expected: list[float] = []
    places: list[float] = []
    for begin in (0.5, -2.2):
        leaves = make_leaves(begin, {"x": True})
        y = compute(str(task["shape"]), leaves).result
        assert y is not None
        y.backward()
        x = leaves["x"]
        answer = formula.evaluate_finite(x=x.detach().numpy(), w=leaves["w"].numpy())
        values += np.broadcast_to(answer, (4,)).tolist()
        assert x.grad is not None
        expected += x.grad.tolist()
        places += x.tolist()
    kind, ratio, at = compare(values, expected)
    numbers = {"at_i": at % 4, "at_x": places[at], "ratio": ratio}
    return kind, numbers | {"typed": values[at], "slope": expected[at]}


def draw_row(random: Random) -> dict[str, Any]:
    """Draw a function with several numbers, and a row of its Jacobian."""
    sample = {"mapping": random.choice(MAPPINGS), "row": random.randrange(4)}
    return sample | {"begin": random.choice((0.5, 1.0))}


def check_row(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check which row of the Jacobian vᵀJ is, if it is one."""
    x, mapping = make_data(settings["begin"]), settings["mapping"]
    product = pull(x, settings["v"], mapping)
    rows = jacobian(x, mapping)
    (same,) = np.nonzero([torch.allclose(product, row) for row in rows])
    expected = int(task["row"])
    if expected in same:
        return RIGHT, {}
    if len(same):
        return "another", {"other": str(same[0])}
    return ("all" if torch.allclose(product, rows.sum(0)) else "mixed"), {}


def check_slopes(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the gradients of the chosen loop, and those of each function by itself."""
    x, functions = repair.make_task()
    expected = [torch.func.grad(f)(x.detach()) for f in functions]
    try:
        slopes = SLOPES.fix(name)(x, functions)
    except (AttributeError, RuntimeError) as error:
        return name.removeprefix("slopes_"), {"refusal": error_text(error)}
    numbers = {"found": ", ".join(f"{grad[3]:.0f}" for grad in slopes)}
    right = all(map(torch.equal, slopes, expected))
    return (RIGHT if right else name.removeprefix("slopes_")), numbers


SLOPES = Exercise(
    "slopes",
    "fix",
    check_slopes,
    mistakes=("zeroed", "retained", "detached", "same"),
    broken=repair.slopes,
    caller=repair.call_slopes,
    fixes=(
        repair.slopes_retained,
        repair.slopes_zeroed,
        repair.slopes_reset,
        repair.slopes_cleared,
        repair.slopes_detached,
        repair.slopes_same,
    ),
    solution="slopes_reset",
)

EXERCISES = (
    SLOPES,
    Exercise(
        "gradient",
        "formula",
        check_gradient,
        mistakes=("opposite", "factor", "other"),
        draw=draw_shape,
        names=("x", "w"),
        solution="x - 1",
    ),
    Exercise(
        "row",
        "settings",
        check_row,
        mistakes=("another", "all", "mixed"),
        draw=draw_row,
        answer_controls=("v",),
        figure="many",
        solution={"v": (0.0, 0.0, 0.0, 1.0)},
    ),
    VECTOR,
)
