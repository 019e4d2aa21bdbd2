"""What the reader does: a product of given cost, a norm by hand, centred rows."""

from random import Random

import numpy as np
import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Value
from lessons.linear_algebra import centre
from lessons.linear_algebra.lines import UNIT_VECTORS
from lessons.linear_algebra.predict import data_of
from lessons.linear_algebra.steps import FACTORS, multiplications
from lessons.linear_algebra.with_torch import build
from lessons.toolkit.formula_parser import Formula, compare

SIZES = (1, 2, 3, 4)
START: dict[str, Value] = {
    "operation": "mv",
    "rows": 3,
    "cols": 4,
    "width": 2,
    "seed": 0,
}
"""Where the page begins."""

NORMS = ("l1", "l2", "fro")


def cost(settings: Settings) -> tuple[int, int]:
    """Return the size of the product and how many multiplications it takes."""
    data, operation = data_of(settings), str(settings["operation"])
    return build(operation, *data).numel(), multiplications(operation, data)


def draw_cost(random: Random) -> dict[str, Value]:
    """Draw a size and a cost that some product has, but not the one at the start."""
    while True:
        sample: dict[str, Value] = {
            name: random.choice(SIZES) for name in ("rows", "cols", "width")
        }
        sample["operation"] = random.choice(tuple(FACTORS))
        expected = cost(START | sample)
        if expected != cost(START) and expected[0] < expected[1]:
            return dict(zip(("numbers", "limit"), expected, strict=True))


def check_cost(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check size and cost of the product at these settings."""
    size, m = cost(settings)
    numbers: dict[str, float | str] = {"found": size, "m": m}
    numbers |= {"each": m / size, "each_wanted": task["limit"] / task["numbers"]}
    if size != task["numbers"]:
        return "size", numbers
    if m == task["limit"]:
        return RIGHT, numbers
    return ("fewer" if m < int(task["limit"]) else "more"), numbers


def norm(name: str, x: np.ndarray, A: np.ndarray) -> float:
    """Return the norm of that name, by torch."""
    vector, matrix = torch.from_numpy(x), torch.from_numpy(A)
    if name == "fro":
        return torch.linalg.matrix_norm(matrix).item()
    return torch.linalg.vector_norm(vector, ord=int(name[1])).item()


def check_norm(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Check the typed norm beside torch's, for several vectors and matrices."""
    name, rng = str(task["norm"]), np.random.RandomState(0)
    values, expected, sums = [], [], []
    for _ in range(5):
        x, A = rng.randn(4), rng.randn(3, 4)
        value = formula.evaluate_finite(x=x, A=A)
        if np.ndim(value):
            return "vector", {}
        values.append(float(value))
        expected.append(norm(name, x, A))
        sums.append((A if name == "fro" else x).sum())
    kind, _, at = compare(values, expected)
    numbers: dict[str, float | str] = {"typed": values[at], "slope": expected[at]}
    if kind == RIGHT:
        return RIGHT, numbers
    if np.allclose(values, np.square(expected)):
        return "squared", numbers
    return ("signed" if np.allclose(np.abs(values), np.abs(sums)) else "other"), numbers


def check_centred(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the chosen change on two matrices, against means subtracted by hand."""
    change = CENTRED.fix(name)
    for A in (torch.arange(12.0).view(3, 4) ** 2, torch.arange(9.0).view(3, 3) ** 2):
        by_hand = torch.stack([row - sum(row) / len(row) for row in A])
        if not torch.allclose(change(A), by_hand):
            return name.removeprefix("centred_"), {}
    return RIGHT, {}


CENTRED = Exercise(
    "centred",
    "fix",
    check_centred,
    mistakes=("columns", "all", "summed"),
    broken=centre.centred,
    caller=centre.call_centred,
    fixes=(
        centre.centred_columns,
        centre.centred_kept,
        centre.centred_all,
        centre.centred_summed,
    ),
    solution="centred_kept",
)

EXERCISES = (
    Exercise(
        "cost",
        "settings",
        check_cost,
        mistakes=("size", "fewer", "more"),
        draw=draw_cost,
        answer_controls=("operation", "rows", "cols", "width"),
        solution={"operation": "mv", "rows": 4, "cols": 4},
    ),
    Exercise(
        "norm",
        "formula",
        check_norm,
        mistakes=("vector", "squared", "signed", "other"),
        draw=lambda random: {"norm": random.choice(NORMS)},
        names=("x", "A"),
        solution="sqrt(sum(x**2))",
    ),
    CENTRED,
    UNIT_VECTORS,
)
