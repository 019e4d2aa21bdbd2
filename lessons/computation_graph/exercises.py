"""What the reader does: a graph of a given size, a gradient by the chain rule."""

from random import Random
from typing import Any

import numpy as np

from lessons.computation_graph.values import value_graph
from lessons.computation_graph.with_torch import build, make_leaves, walk
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
    """Check how many operations the graph of the loss has at these settings."""
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
    return {"box": random.choice(("error", "y_pred"))}


def check_chain(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Check the typed gradient beside the one that the graph of the page has."""
    nodes = {node.name: node for node in value_graph(threshold=5.0, n_loops=1).nodes}
    error, expected = np.array(nodes["error"].value), nodes[str(task["box"])].grad or ()
    value = formula.evaluate_finite(error=error, n=np.float64(len(error)))
    if not np.ndim(value):
        return "single", {"typed": float(value), "m": float(len(error))}
    kind, ratio, at = compare(value.tolist(), expected)
    numbers = {"at_i": at, "at_error": float(error[at]), "ratio": ratio}
    return kind, numbers | {"typed": float(value[at]), "slope": expected[at]}


EXERCISES = (
    Exercise(
        "size",
        "settings",
        check_size,
        mistakes=("none", "fewer", "more"),
        draw=draw_size,
        answer_controls=USES,
    ),
    Exercise(
        "chain",
        "formula",
        check_chain,
        mistakes=("single", "opposite", "factor", "other"),
        draw=draw_box,
        names=("error", "n"),
    ),
)
