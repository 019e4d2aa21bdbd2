"""Exercises of the page: give an optimizer its rate, fix a loop."""

from random import Random

from lessons.contract import RIGHT, CheckResult, Exercise, Recording, Settings, Value
from lessons.optimizers.repair import (
    call_train,
    train_heavier,
    train_retained,
    train_slower,
    train_without_zero_grad,
    train_zeroed,
)

TUNED = (
    ("valley", "Adam", 0.01),
    ("valley", "Nesterov", 0.001),
    ("beale", "Adam", 0.01),
    ("regression", "Adagrad", 0.016),
    ("beale", "SGD", 0.001),
)
"""Surface, optimizer and a rate that is too small for it, good for another one."""


def draw_tune(random: Random) -> dict[str, Value]:
    """Draw an optimizer at a rate that is not its own."""
    function, optimizer, lr = random.choice(TUNED)
    return {"function": function, "optimizer": optimizer, "lr": lr, "k": 10.0}


def check_tune(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check whether it leaves at most three times what it leaves at its best rate."""
    optimizer, lr = task["optimizer"], float(settings["lr"])
    gap = float(rec.at("left", optimizer=optimizer, lr=settings["lr"]))
    best = float(rec.at("least_left", optimizer=optimizer))
    numbers = {"left": gap, "least_left": best}
    if gap <= 3 * best:
        return RIGHT, numbers
    if not gap < 1:
        return "diverges", numbers
    small = lr < float(rec.at("best_lr", optimizer=optimizer))
    return "small" if small else "large", numbers


def check_repair(name: str, task: Settings, rec: None) -> CheckResult:
    """Compare the chosen loop, really run, with the one that forgets."""
    loss, broken_loss = REPAIR.fix(name)(), train_without_zero_grad()
    kind = RIGHT if loss < 0.001 else name.removeprefix("train_")
    return kind, {"loss": loss, "first": broken_loss}


REPAIR = Exercise(
    "repair",
    "fix",
    check_repair,
    mistakes=("slower", "heavier", "retained"),
    broken=train_without_zero_grad,
    caller=call_train,
    fixes=(train_slower, train_heavier, train_zeroed, train_retained),
    solution="train_zeroed",
)

EXERCISES = (
    Exercise(
        "tune",
        "settings",
        check_tune,
        mistakes=("small", "large", "diverges"),
        draw=draw_tune,
        answer_controls=("lr",),
        solution={"lr": 1.6},
    ),
    REPAIR,
)
