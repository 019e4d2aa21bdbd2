"""Linear regression: a line, its mean squared error, and the way down."""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch

from lessons.contract import (
    ComparisonSpec,
    Control,
    Lesson,
    Recording,
    Scenario,
    Settings,
    Steps,
    Table,
    linear_range,
)
from lessons.linear_regression.exercises import EXERCISES
from lessons.linear_regression.own_data import (
    MOST_LINKED,
    MOVED,
    START,
    write_moved,
    write_start,
)
from lessons.linear_regression.predict import QUESTIONS
from lessons.linear_regression.sweep import (
    LRS,
    largest_stable_rate,
    least_squares,
    sweep,
)
from lessons.linear_regression.with_torch import make_data, make_start, train
from lessons.toolkit.loss_surface import loss_window, surface, window, y_window

VERDICTS = ("slow", "straight", "zigzag", "edge", "diverges")
CLOSE = 0.1
"""The part of the first distance to the best line below which a run has arrived."""


def verdict(lr: float, bound: float, reaches_best: bool, falls: bool) -> int:
    """Return an index in VERDICTS; from half the bound on, steps change sides on λmax.

    Args:
        lr, bound: the rate, and the largest stable one.
        reaches_best: whether the run ends near the best line.
        falls: whether its last loss is below the first.
    """
    if lr >= bound:
        return VERDICTS.index("edge" if falls else "diverges")
    if lr > bound / 2:
        return VERDICTS.index("zigzag")
    return VERDICTS.index("straight" if reaches_best else "slow")


def record(n_epochs, n, noise, true_a, true_b, seed, start_seed, moved, start) -> Steps:
    """Record all learning rates on one data set, from one start."""
    x, y, x_test, y_test = make_data(n, noise, seed, true_a, true_b, moved)
    start_a, start_b = make_start(start_seed, start).tolist()
    rows = []
    for t, now in enumerate(sweep(x, y, start_a, start_b, LRS, n_epochs + 1)):
        rows.append(torch.stack(now))
        yield t / (n_epochs + 2)
    a, b, loss, grad_a, grad_b = torch.stack(rows, -1)  # each (lr, t)
    best_a, best_b, best_loss = least_squares(x, y)
    bound = largest_stable_rate(x)
    windows = window((best_a, start_a), 3.0), window((best_b, start_b), 4.0)
    test = torch.stack(
        [loss_of(x_test, y_test, *run) for run in zip(a, b, strict=True)]
    )
    first = loss[0, 0].item()
    distance_to_best = torch.hypot(a - best_a, b - best_b)
    ends = zip(
        LRS,
        (distance_to_best[:, n_epochs] < CLOSE * distance_to_best[:, 0]).tolist(),
        (loss[:, n_epochs] < loss[:, 0]).tolist(),
        strict=True,
    )
    verdicts = [verdict(lr, bound, *end) for lr, *end in ends]
    series = {"a": a, "b": b, "loss": loss, "grad_a": grad_a, "grad_b": grad_b}
    series["test"] = test
    whole = {"x": x, "y": y, "x_test": x_test, "y_test": y_test}
    single = {"best_a": best_a, "best_b": best_b, "best": best_loss, "bound": bound}
    tables = {name: Table(("lr", "t"), values) for name, values in series.items()}
    tables |= {name: Table((name,), values) for name, values in whole.items()}
    tables |= {name: Table((), np.array(value)) for name, value in single.items()}
    tables["verdict"] = Table(("lr",), np.array(verdicts))
    tables |= surface(x.numpy(), y.numpy(), *windows, best_loss)
    return Recording(
        axes={"lr": LRS},
        n_steps=n_epochs,
        tables=tables,
        facts={
            "verdicts": VERDICTS,
            "a_window": windows[0],
            "b_window": windows[1],
            "y_window": y_window(torch.cat([y, y_test])),
            "loss_window": loss_window(first, best_loss),
            "typed": {"moved": write_moved(moved), "start": write_start(start)},
        },
    )


def distance(rec: Recording, lr: float) -> np.ndarray:
    """Return how far (a, b) is from the optimum at each step, (n_steps + 1,)."""
    differences = [
        rec.series(name, lr=lr) - rec.at(f"best_{name}") for name in ("a", "b")
    ]
    with np.errstate(over="ignore", invalid="ignore"):
        return np.hypot(*differences)


def own_changes(rec: Recording, settings: Settings) -> list[tuple[str, dict]]:
    """Return what the reader's own points and start change: sections, their numbers."""
    moved, start = settings["moved"], settings["start"]
    changes: list[tuple[str, dict]] = []
    if moved:
        names = ("n", "noise", "seed", "true_a", "true_b")
        x, y, *_ = make_data(**{name: settings[name] for name in names})
        numbers = dict(
            zip(("drawn_a", "drawn_b", "drawn_best"), least_squares(x, y), strict=True)
        )
        best = {"best": rec.at("best"), "a": rec.at("best_a"), "b": rec.at("best_b")}
        changes.append(("moved", {"n": len(moved), **numbers, **best}))
        if beyond := sum(index >= len(x) for index, *_ in moved):
            changes.append(("beyond", {"n": beyond, "m": len(x)}))
        if len(moved) > MOST_LINKED:
            changes.append(("unlinked", {"n": len(moved), "most": MOST_LINKED}))
    if start:
        changes.append(("start", {"a": start[0], "b": start[1]}))
    return changes


def loss_of(x, y, a, b):
    """Return the mean squared error of a run: (T,) for a, b (T,) and x, y (m,)."""
    return ((a[:, None] + b[:, None] * x - y) ** 2).mean(-1)


def plain_training(now: Settings) -> Callable[[int], object]:
    """Return the loop of the page for a number of updates, on n points."""
    x, y, *_ = make_data(now["n"])
    a, b = make_start()
    return partial(train, x, y, a, b, 0.1)


LESSON = Lesson(
    controls=(
        Control("lr", 0.1, LRS, use="played"),
        Control("n_epochs", 200, (50, 100, 200, 500, 1000)),
        Control("n", 100, (20, 50, 100, 200, 500)),
        Control("noise", 0.1, linear_range(0, 0.5, 0.05)),
        Control("true_a", 1.0, linear_range(-1, 3, 0.5)),
        Control("true_b", 2.0, linear_range(-3, 3, 0.5)),
        Control("seed", 40, tuple(range(100))),
        Control("start_seed", 42, tuple(range(100))),
        MOVED,
        START,
    ),
    record=record,
    scenarios=(
        Scenario("course", {"n_epochs": 1000}, "straight"),
        Scenario("slow", {"lr": 0.01}, "slow"),
        Scenario("straight", {"lr": 0.32}, "straight"),
        Scenario("zigzag", {"lr": 0.71}, "zigzag"),
        Scenario("diverges", {"lr": 1.0}, "diverges"),
        Scenario("noisy", {"noise": 0.5, "lr": 0.32}, "straight"),
        Scenario("exact", {"noise": 0.0, "lr": 0.5, "n_epochs": 500}, "zigzag"),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("tensors", "gradient_descent"),
    comparison=ComparisonSpec(
        controls=("lr",),
        loss="loss",
        path=("a", "b"),
        min_loss="best",
        plain_training=plain_training,
        cost_controls=("n",),
        batching=lambda now: (int(now["n"]) * 4 // 5,) * 2,
    ),
)
