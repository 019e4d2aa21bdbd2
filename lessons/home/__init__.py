"""Start: the four stages of training on the smallest model there is."""

from functools import partial

import numpy as np

from lessons.contract import (
    ComparisonSpec,
    Control,
    Lesson,
    Recording,
    Scenario,
    Steps,
    Table,
)
from lessons.home.exercises import EXERCISES
from lessons.home.predict import QUESTIONS
from lessons.home.with_torch import train
from lessons.toolkit.update_recorder import record_updates

X, Y, START, N_STEPS = 2.0, 6.0, 0.5, 12
LRS = (0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2, 0.24, 0.3)
BOUND = 1 / X**2
"""2/λ: the loss (w x − y)² has the curvature λ = 2 x²."""
VERDICTS = ("falls", "swings", "diverges")
QUANTITIES = ("w", "y_pred", "loss", "w.grad")
"""What is recorded of `train` before each update."""


def verdict(lr: float) -> int:
    """Return an index in VERDICTS; from half the bound on, steps jump the minimum."""
    if lr >= BOUND:
        return VERDICTS.index("diverges")
    return VERDICTS.index("swings" if lr > BOUND / 2 else "falls")


def record() -> Steps:
    """Record every rate, one plain training each: twelve updates need no sweep."""
    runs = []
    for i, lr in enumerate(LRS):
        runs.append(record_updates(train, QUANTITIES, X, Y, START, lr, N_STEPS + 2))
        yield i / len(LRS)
    w, y_pred, loss, grad_w = np.transpose(runs, (2, 0, 1))
    series = {"w": w, "y_pred": y_pred, "loss": loss, "grad_w": grad_w}
    tables = {name: Table(("lr", "t"), values) for name, values in series.items()}
    single = {"x": X, "y": Y, "bound": BOUND}
    tables |= {name: Table((), np.array(value)) for name, value in single.items()}
    tables["verdict"] = Table(("lr",), np.array([verdict(lr) for lr in LRS]))
    high = 20 * float(loss[0, 0])
    facts = {"verdicts": VERDICTS, "loss_window": (1e-7 * high, high)}
    return Recording({"lr": LRS}, N_STEPS, tables, facts)


LESSON = Lesson(
    controls=(
        Control("lr", 0.05, LRS, use="played"),
        Control("rand_seed", 0, tuple(range(10)), use="shown"),
    ),
    record=record,
    scenarios=(
        Scenario("falls", {"lr": 0.05}, "falls"),
        Scenario("swings", {"lr": 0.2}, "swings"),
        Scenario("diverges", {"lr": 0.3}, "diverges"),
    ),
    notebook_blocks=("what",),
    questions=QUESTIONS,
    exercises=EXERCISES,
    comparison=ComparisonSpec(
        controls=("lr",),
        loss="loss",
        plain_training=lambda now: partial(train, X, Y, START, 0.05),
    ),
)
