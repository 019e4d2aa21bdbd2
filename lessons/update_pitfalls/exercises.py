"""Exercises of the page: two loops to fix, a rate that makes up for a bug."""

from collections.abc import Callable
from random import Random

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Value
from lessons.toolkit.python_prompt import error_text, record_warnings
from lessons.update_pitfalls.repair import (
    train_alias,
    train_cleared_before,
    train_copy,
    train_faster,
    train_in_place,
    train_never_cleared,
    train_no_grad,
    train_none,
    train_numbers,
    train_rebound,
    train_zeroed,
)
from lessons.update_pitfalls.states import path
from lessons.update_pitfalls.with_torch import make_data, make_start


def fit(train: Callable[..., torch.Tensor]) -> torch.Tensor:
    """Return the weights that a loop arrives at on the page's data, from its start."""
    x, y = make_data()
    X = torch.stack([torch.ones_like(x), x], 1)
    return train(X, y, make_start()).detach()


def call_rebound(train_rebound):
    """a and b after the last update, on the page's data."""
    return fit(train_rebound)


def call_zeroed(train_zeroed):
    """a and b after the last update, on the page's data."""
    return fit(train_zeroed)


def check_repair(name: str, task: Settings, rec: None) -> CheckResult:
    """Compare the chosen loop, run to the end, with the page's right one."""
    exercise = LEAF if name in {fix.__name__ for fix in LEAF.fixes} else EMPTY
    (a, b) = path("no_grad", 0.1, 50).points[-1]
    kind = name.removeprefix("train_")
    numbers: dict[str, float | str] = {"best_a": a, "best_b": b}
    try:
        with record_warnings():
            w = fit(exercise.fix(name))
    except (RuntimeError, TypeError) as error:
        return kind, numbers | {"message": error_text(error)}
    numbers |= {"a": w[0].item(), "b": w[1].item()}
    right = torch.allclose(w, torch.tensor([a, b], dtype=w.dtype), rtol=1e-9)
    return (RIGHT if right else kind), numbers


def draw_rate(random: Random) -> dict[str, Value]:
    """Draw a rate with which two gradients a step still arrive."""
    lr = random.choice((0.05, 0.1, 0.2))
    return {"variant": "retained", "lr": lr, "double_lr": lr}


def check_rate(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check whether the right update takes the path of two gradients a step."""
    goal = path("retained", float(task["double_lr"]), int(task["n_updates"]))
    result = path(settings["variant"], settings["lr"], int(task["n_updates"]))
    (a, b), (best_a, best_b) = result.points[-1], goal.points[-1]
    numbers = {"a": a, "b": b, "best_a": best_a, "best_b": best_b}
    if result.error:
        return "refused", numbers
    if settings["variant"] not in ("no_grad", "detach"):
        return "wrong", numbers
    if max(abs(a - best_a), abs(b - best_b)) < 1e-9:
        return RIGHT, numbers
    return ("fast" if settings["lr"] > 2 * task["double_lr"] else "slow"), numbers


LEAF = Exercise(
    "leaf",
    "fix",
    check_repair,
    mistakes=("in_place", "numbers", "copy"),
    broken=train_rebound,
    caller=call_rebound,
    fixes=(train_in_place, train_copy, train_no_grad, train_numbers, train_alias),
    solution="train_no_grad",
)

EMPTY = Exercise(
    "empty",
    "fix",
    check_repair,
    mistakes=("never_cleared", "none", "faster"),
    broken=train_zeroed,
    caller=call_zeroed,
    fixes=(train_none, train_never_cleared, train_faster, train_cleared_before),
    solution="train_cleared_before",
)

EXERCISES = (
    LEAF,
    EMPTY,
    Exercise(
        "rate",
        "settings",
        check_rate,
        mistakes=("refused", "wrong", "fast", "slow"),
        draw=draw_rate,
        answer_controls=("variant", "lr"),
        figure="path",
        solution={"variant": "no_grad", "lr": 0.2},
    ),
)
