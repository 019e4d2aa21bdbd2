"""Exercises of the page: find an iteration, write an update, repair a model's loop."""

from random import Random

import numpy as np

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Value
from lessons.toolkit.formula_parser import Formula, compare
from lessons.training_loop.implementations import rows
from lessons.training_loop.repair import (
    train_bare,
    train_column,
    train_flat,
    train_longer,
    train_row,
)
from lessons.training_loop.with_torch import make_data, make_start, train

GOALS = (0.5, 0.2, 0.1, 0.05)


def losses(settings: Settings) -> np.ndarray:
    """Return the loss at each iteration, by the first rung."""
    arguments = {name: settings[name] for name in ("lr", "start_seed")}
    return rows("numpy", **arguments)[:, 2]


def draw_loss(random: Random) -> dict[str, Value]:
    """Draw a loss that the descent gets below between iterations two and 30."""
    while True:
        sample: dict[str, Value] = {
            "goal": random.choice(GOALS),
            "lr": random.choice((0.1, 0.05)),
            "start_seed": random.randrange(100),
        }
        loss, goal = losses(sample), sample["goal"]
        if loss[1] >= goal > loss[30]:
            return sample


def check_loss(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check whether the chosen iteration is the first whose loss is below the goal."""
    t, goal = int(settings["step"]), float(task["goal"])
    loss = losses(settings)
    before = loss[max(t - 1, 0)]
    numbers: dict[str, float | str] = {"t": t, "loss": loss[t], "first": before}
    if not loss[t] < goal:
        return "above", numbers
    return ("late" if before < goal else RIGHT), numbers


def draw_update(random: Random) -> dict[str, Value]:
    """Draw a parameter, a start."""
    start = random.randrange(100)
    return {"parameter": random.choice(("b", "a")), "start_seed": start}


def check_update(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Compare the typed update with that of `optimizer.step()`, at ten steps."""
    name = str(task["parameter"])
    column = {"a": 0, "b": 1}[name]
    x, y = make_data()
    a, b = make_start(int(task["start_seed"]))
    run = np.array(list(train(x, y, a, b, n_epochs=10)))
    quantities = dict(
        zip(("a", "b", "loss", "grad_a", "grad_b"), run[:-1].T, strict=True)
    )
    del quantities["loss"]
    before, expected = quantities[name], run[1:, column]
    values = formula.evaluate_finite(lr=0.1, **quantities) * np.ones(len(expected))
    change, step = values - before, expected - before
    kind, ratio, at = compare(change.tolist(), step.tolist())
    numbers: dict[str, float | str] = {"at_step": at, "ratio": ratio}
    return kind, numbers | {"typed": float(values[at]), "by_step": float(expected[at])}


def check_repair(name: str, task: Settings, rec: None) -> CheckResult:
    """Compare the changed loop, run with that of the page."""
    x, y = make_data()
    start = make_start()
    *_, right = train(x, y, *start)
    numbers: dict[str, float | str] = {"end_loss": right[2]}
    kind = name.removeprefix("train_")
    try:
        *_, last = REPAIR.fix(name)(x, y, *start)
    except RuntimeError as error:
        return kind, numbers | {"message": str(error)}
    numbers |= {"b": last[1], "loss": last[2]}
    return (RIGHT if np.allclose(last, right[:3], rtol=1e-9) else kind), numbers


REPAIR = Exercise(
    "repair",
    "fix",
    check_repair,
    mistakes=("longer", "row", "bare"),
    broken=train_column,
    fixes=(train_longer, train_row, train_flat, train_bare),
)

EXERCISES = (
    Exercise(
        "find",
        "settings",
        check_loss,
        mistakes=("above", "late"),
        draw=draw_loss,
        answer_controls=("step",),
    ),
    Exercise(
        "update",
        "formula",
        check_update,
        mistakes=("opposite", "factor", "other"),
        draw=draw_update,
        names=("a", "b", "lr", "grad_a", "grad_b"),
    ),
    REPAIR,
)
