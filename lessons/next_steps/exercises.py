"""Exercises of the page: a graph of a wanted size, a forward for any batch."""

from random import Random

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings
from lessons.next_steps import repair
from lessons.next_steps.dynamic import run_graph


def draw_size(random: Random) -> dict[str, int]:
    """Draw how many operations there shall be."""
    return {"wanted": random.choice((5, 6, 7, 8))}


def check_size(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Run the code at this input, and count what its graph holds."""
    run = run_graph(int(settings["x"]), int(settings["limit"]))
    numbers = {"n_operations": run.n_operations, "n_turns": run.turns}
    if not run.negates:
        return "positive", numbers
    if run.n_operations == task["wanted"]:
        return RIGHT, numbers
    return ("fewer" if run.n_operations < int(task["wanted"]) else "more"), numbers


def check_batch(name: str, task: Settings, rec: None) -> CheckResult:
    """Compare the chosen change on batches with the examples taken one by one."""
    change, generator = BATCH.fix(name), torch.Generator().manual_seed(2)
    weight, bias = torch.rand(3, 6, generator=generator), torch.arange(3.0)
    for n in (1, 2, 3):
        x = torch.rand(n, 2, 3, generator=generator)
        expected = torch.stack([one.flatten() @ weight.T + bias for one in x])
        try:
            scores = change(x, weight, bias)
        except RuntimeError:
            return name.removeprefix("scores_"), {"batch": n}
        if scores.shape != expected.shape or not torch.allclose(scores, expected):
            return name.removeprefix("scores_"), {"batch": n}
    return RIGHT, {}


BATCH = Exercise(
    "batch",
    "fix",
    check_batch,
    mistakes=("rows", "first", "mixed"),
    broken=repair.scores,
    caller=repair.call_scores,
    fixes=(
        repair.scores_rows,
        repair.scores_mixed,
        repair.scores_each,
        repair.scores_first,
    ),
    solution="scores_each",
)

EXERCISES = (
    Exercise(
        "size",
        "settings",
        check_size,
        mistakes=("positive", "fewer", "more"),
        draw=draw_size,
        answer_controls=("x", "limit"),
        figure="dynamic",
        solution={"x": -1, "limit": 8},
    ),
    BATCH,
)
