"""What the reader does: a graph of a given size, a gradient by the chain rule."""

from random import Random
from typing import Any

import numpy as np

from lessons.computation_graph.with_torch import (
    build,
    make_data,
    make_leaves,
    make_start,
    walk,
)
from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Value
from lessons.toolkit.formula_parser import Formula, compare

USES = ("wants_a", "wants_b", "wants_x", "threshold", "n_loops")
FIRST = 10
"""Operations of the graph that the page begins with."""


def draw_graph_settings(random: Random) -> dict[str, Value]:
    """Draw settings that have a graph, as one way to the goal."""
    wants = random.choice(((True, True), (True, False), (False, True)))
    threshold, n_loops = random.choice((3.0, 5.0)), random.randint(1, 4)
    sample: dict[str, Value] = dict(zip(("wants_a", "wants_b"), wants, strict=True))
    return sample | {"threshold": threshold, "n_loops": n_loops}


def count_operations(threshold: Any = 3.5, n_loops: Any = 1, **wants: Any) -> int:
    """Count the operations that the page's figure shows as solid boxes."""
    x, y, a, b = make_leaves(**wants)
    *_, loss = build(x, y, a, b, threshold, n_loops)
    names = [type(operation).__name__ for operation in walk(loss)]
    return len(names) - names.count("AccumulateGrad")


def draw_size(random: Random) -> dict[str, Value]:
    """Draw a number of operations that can be reached and is not that of the start."""
    start = count_operations()
    while (operations := count_operations(**draw_graph_settings(random))) == start:
        pass
    return {"operations": operations}


def check_size(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check how many operations the graph of the loss has with these settings."""
    count = count_operations(**{name: settings[name] for name in USES})
    numbers: dict[str, float | str] = {"found": count}
    expected = int(task["operations"])
    if not count:
        return "none", numbers
    if count == expected:
        return RIGHT, numbers
    return ("fewer" if count < expected else "more"), numbers


def draw_box(random: Random) -> dict[str, Value]:
    """Draw the tensor whose gradient is asked for."""
    return {"box": random.choice(("b", "y_pred"))}


def gradients(start_seed: int) -> dict[str, np.ndarray]:
    """Return x, error and the gradients of b and y_pred, from a backward pass."""
    x, y = make_data()
    a, b = (value.clone().requires_grad_() for value in make_start(start_seed))
    y_pred, error, loss = build(x, y, a, b, threshold=float("inf"))
    y_pred.retain_grad()
    loss.backward()
    assert b.grad is not None and y_pred.grad is not None
    tensors = {"x": x, "error": error.detach(), "b": b.grad, "y_pred": y_pred.grad}
    return {name: tensor.numpy() for name, tensor in tensors.items()}


def check_chain(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Check the typed gradient beside that of PyTorch, from several starts."""
    values: list[float] = []
    expected: list[float] = []
    for start_seed in (42, 0, 1, 2):
        now = gradients(start_seed)
        target = now[str(task["box"])]
        n = float(len(now["x"]))
        value = formula.evaluate_finite(error=now["error"], x=now["x"], n=n)
        if np.ndim(target) and not np.ndim(value):
            return "single", {"typed": float(value), "m": n}
        if np.ndim(value) and not np.ndim(target):
            return "several", {"m": n}
        values += np.ravel(value).tolist()
        expected += np.ravel(target).tolist()
    kind, ratio, at = compare(values, expected)
    if kind == "other" and np.ndim(target):
        kind = "example"
    numbers = {"typed": values[at], "slope": expected[at], "ratio": ratio}
    return kind, numbers | {"at_i": str(at % np.size(target))}


EXERCISES = (
    Exercise(
        "size",
        "settings",
        check_size,
        mistakes=("none", "fewer", "more"),
        draw=draw_size,
        answer_controls=USES,
        solution={"wants_b": False},
    ),
    Exercise(
        "chain",
        "formula",
        check_chain,
        mistakes=("single", "several", "opposite", "factor", "other", "example"),
        draw=draw_box,
        names=("error", "x", "n"),
        figure="",
        solution="2 * error / n",
    ),
)
