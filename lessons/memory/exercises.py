"""Exercises of the page: a wanted result, two repairs, a place in memory."""

from collections.abc import Callable
from random import Random
from typing import Any

import numpy as np
import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Value
from lessons.memory import repair
from lessons.memory.storages import trace_storages
from lessons.toolkit.formula_parser import Formula

SHAPES = ("(2, 3)", "(3, 2)", "(6,)")


def draw_result(random: Random) -> dict[str, Value]:
    """Draw a shape to reach, and whether both names are to see the write."""
    shape, both = random.choice(((0, False), (1, True), (0, True), (2, False)))
    start = "from_numpy_float" if both else "view"
    return {
        "operation": start,
        "written": random.choice(("result", "source")),
        "shape": SHAPES[shape],
        "seen": ("one", "both")[both],
    }


def check_result(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check the shape of Y, and how many names see the write."""
    trace = trace_storages(settings)
    if trace.error:
        return "refused", {}
    shape = trace.moments[1].bindings["Y"].values.shape
    numbers: dict[str, float | str] = {"found": str(shape)}
    if numbers["found"] != task["shape"]:
        return "shape", numbers
    both = trace.count("X", 2) and trace.count("Y", 2)
    if bool(both) == (task["seen"] == "both"):
        return RIGHT, numbers
    return ("shares" if both else "copy"), numbers


def check_centred(name: str, task: Settings, rec: None) -> CheckResult:
    """Check whether the caller still has X after the chosen function."""
    X = torch.arange(1.0, 7.0)
    before = X.clone()
    changed = _fix(CENTRED, name)(X).ne(before) & X.ne(before)
    kind = name.removeprefix("centred_")
    return (kind if changed.any() else RIGHT), {"found": float(changed.sum())}


def check_history(name: str, task: Settings, rec: None) -> CheckResult:
    """Check whether the kept weights are 0, 1, 2 once all is done."""
    weights = [np.asarray(w).item() for w in _fix(HISTORY, name)()]
    numbers = {"found": ", ".join(f"{w:.0f}" for w in weights)}
    return (RIGHT if weights == [0, 1, 2] else name.removeprefix("history_")), numbers


def _fix(exercise: Exercise, name: str) -> Callable[..., Any]:
    function = exercise.fix(name)
    return function


VIEWS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "X.T": lambda X: X.T,
    "X[1:]": lambda X: X[1:],
    "X[:, 1:]": lambda X: X[:, 1:],
    "X[:, ::2]": lambda X: X[:, ::2],
}
"""Views of X by their code, to choose Y from."""


def draw_place(random: Random) -> dict[str, Value]:
    """Draw a view of a tensor of some size."""
    rows, columns = random.choice(((2, 3), (3, 4), (3, 5), (4, 3), (2, 5)))
    return {"rows": rows, "columns": columns, "made": random.choice((*VIEWS,))}


def check_place(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Compare the typed place with the storage_offset of each Y[i, j]."""
    rows, columns = int(task["rows"]), int(task["columns"])
    Y = VIEWS[str(task["made"])](torch.arange(rows * columns).reshape(rows, columns))
    i, j = np.indices(Y.shape)
    expected = np.vectorize(lambda i, j: Y[i, j].storage_offset())(i, j)
    answer, transposed = (
        np.broadcast_to(formula.evaluate_finite(i=a, j=b), Y.shape)
        for a, b in ((i, j), (j, i))
    )
    if (answer != expected).any():
        i, j = np.unravel_index(abs(answer - expected).argmax(), Y.shape)
        numbers: dict[str, float | str] = {"at": f"Y[{i}, {j}]"}
        numbers |= {"typed_place": float(answer[i, j]), "place": int(expected[i, j])}
        if (transposed == expected).all():
            return "turned", numbers
        constant = len(np.unique(answer - expected)) == 1
        return ("offset" if constant else "other"), numbers
    return RIGHT, {"stride": str(Y.stride()), "offset": str(Y.storage_offset())}


CENTRED = Exercise(
    "centred",
    "fix",
    check_centred,
    mistakes=("into", "method", "name"),
    broken=repair.centred,
    caller=repair.call_centred,
    fixes=(
        repair.centred_into,
        repair.centred_anew,
        repair.centred_method,
        repair.centred_name,
    ),
    solution="centred_anew",
)
HISTORY = Exercise(
    "history",
    "fix",
    check_history,
    mistakes=("detach", "numpy", "slice"),
    broken=repair.history,
    caller=repair.call_history,
    fixes=(
        repair.history_detach,
        repair.history_numpy,
        repair.history_clone,
        repair.history_slice,
    ),
    solution="history_clone",
)

EXERCISES = (
    Exercise(
        "wanted",
        "settings",
        check_result,
        mistakes=("refused", "shape", "copy", "shares"),
        draw=draw_result,
        answer_controls=("operation",),
        solution={"operation": "reshape_transposed"},
    ),
    CENTRED,
    Exercise(
        "place",
        "formula",
        check_place,
        mistakes=("turned", "offset", "other"),
        draw=draw_place,
        names=("i", "j"),
        solution="3*i + 2*j",
    ),
    HISTORY,
)
