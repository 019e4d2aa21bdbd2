"""What the reader does: so many iterations without losing anything, a true mean."""

from collections.abc import Callable
from random import Random
from typing import Any

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Value
from lessons.data_loading import repair
from lessons.data_loading.epochs import run_loader

GOALS = ((10, 3), (7, 3), (10, 4), (9, 5), (8, 3), (7, 4))
"""Examples, and iterations that some batch size gives without losing one."""


def draw_goal(random: Random) -> dict[str, Value]:
    """Draw examples and iterations wanted; not solved at the start."""
    n, expected = GOALS[random.randrange(len(GOALS))]
    return {"n": n, "batch_size": 6, "drop_last": True, "wanted": expected}


def check_goal(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check the loader's length and that no example is missing from an epoch."""
    run = run_loader(settings)
    n_missing = len(run.unseen(0))
    numbers: dict[str, float | str] = {"length": run.length, "lost": n_missing}
    if run.length != task["wanted"]:
        return ("fewer" if run.length < task["wanted"] else "more"), numbers
    return ("lost" if n_missing else RIGHT), numbers


def check_mean(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the chosen function's mean, beside that of all examples at once."""
    y = torch.tensor([0, 1, 1, 1, 1], dtype=torch.float64)
    data = torch.utils.data.TensorDataset(y, y)
    loader = torch.utils.data.DataLoader(data, batch_size=4)
    epoch_mean: Callable[..., Any] = MEAN.fix(name)
    mean, expected = epoch_mean(loader, lambda X, y: X.mean()), float(y.mean())
    numbers: dict[str, float | str] = {"mean": mean, "mean_of_all": expected}
    right = abs(mean - expected) < 1e-6
    return (RIGHT if right else name.removeprefix("epoch_loss_")), numbers


MEAN = Exercise(
    "mean",
    "fix",
    check_mean,
    mistakes=("size", "examples", "last"),
    broken=repair.epoch_loss,
    fixes=(
        repair.epoch_loss_size,
        repair.epoch_loss_examples,
        repair.epoch_loss_weighted,
        repair.epoch_loss_last,
    ),
)

EXERCISES = (
    Exercise(
        "wanted",
        "settings",
        check_goal,
        mistakes=("fewer", "more", "lost"),
        draw=draw_goal,
        answer_controls=("batch_size", "drop_last"),
    ),
    MEAN,
)
