"""Seven optimizers from one start: what each keeps, and at which rate it is good."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

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
    log_range,
)
from lessons.optimizers.exercises import EXERCISES
from lessons.optimizers.memory import names
from lessons.optimizers.predict import QUESTIONS
from lessons.optimizers.sweep import measure_all, sweep
from lessons.optimizers.with_torch import STARTS, make_data, make_start, measure, train
from lessons.toolkit.loss_surface import grid, levels, loss_window, regions

N_STEPS = 60
LAST = 10
"""Number of steps at the end over which the loss of a run is averaged."""
LRS = log_range(0.001, 1.6, 5)
SOLID, DASHED = (), (7, 4)
LINES: dict[str, tuple[str, tuple[int, ...]]] = {
    "SGD": ("data", SOLID),
    "Momentum": ("model", SOLID),
    "Nesterov": ("model", DASHED),
    "Adagrad": ("test", SOLID),
    "RMSprop": ("test", DASHED),
    "Adam": ("prediction", SOLID),
    "AdamW": ("prediction", DASHED),
}
"""Each optimizer, and the colour and dashes of its line; one colour for those that keep
the same: nothing, the gradients, their squares, both."""
OPTIMIZERS = tuple(LINES)
NARROW = ((-1.7, 1.7), (-0.9, 0.9))
WINDOWS = {
    "bowl": NARROW,
    "valley": NARROW,
    "saddle": NARROW,
    "beale": ((0.2, 3.6), (-0.2, 1.5)),
    "regression": ((0.1, 2.1), (-0.4, 2.6)),
}
"""The part of (w1, w2) that is drawn."""
MINIMA = {
    "bowl": ((0.0, 0.0),),
    "valley": ((-1.0, 0.5),),
    "saddle": ((-1.0, 0.0), (1.0, 0.0)),
    "beale": ((3.0, 0.5),),
}
"""They do not depend on k. That of the regression is computed."""
VERDICTS = ("slow", "near", "arrived", "diverges")
LEFT_LEVELS = (0.001, 0.01, 0.1, 0.5)
"""Limits between the bands of the map."""


@cache
def minima(function: str) -> torch.Tensor:
    """Return the places of the least loss, shape (M, 2), float64."""
    if function != "regression":
        return torch.tensor(MINIMA[function], dtype=torch.float64)
    x, y = make_data()
    columns = torch.stack([torch.ones_like(x), x], 1)
    return torch.linalg.lstsq(columns, y[:, None]).solution.T


def least(function: str, k: float) -> float:
    """Return the least loss there is."""
    return float(measure(function, minima(function)[0], k))


def steepest(function: str, k: float) -> float:
    """Return the largest curvature at the bottom, λmax."""
    bottom = minima(function)[-1]
    curve = torch.autograd.functional.hessian(lambda w: measure(function, w, k), bottom)
    return float(torch.linalg.eigvalsh(curve)[-1])


def bounds(function: str, k: float) -> dict[str, float]:
    """Return SGD's stability bound at the bottom, 2/λmax; NaN for other functions."""
    none = dict.fromkeys(OPTIMIZERS, float("nan"))
    return none | {"SGD": 2 / steepest(function, k)}


def verdict(gap: float) -> int:
    """Return the index in VERDICTS of a run with this remaining part of the loss."""
    if not gap < 1:
        return VERDICTS.index("diverges")
    return 0 if gap > 0.1 else 1 if gap > 0.001 else 2


def record(function, k, schedule) -> Steps:
    """Record every optimizer at every rate, from one start."""
    start = make_start(function)
    runs: list[list[torch.Tensor]] = []
    for optimizer in OPTIMIZERS:
        values = sweep(function, start, k, optimizer, schedule, LRS, N_STEPS)
        steps = []
        for step in values:
            steps.append(step)
            if len(steps) % 20 == 0:
                part = len(runs) + len(steps) / (N_STEPS + 2)
                yield part / len(OPTIMIZERS)
        runs.append([torch.stack(one, 1) for one in zip(*steps, strict=True)])
    # Each (optimizer, lr, t), those of two parameters with one dimension more.
    w, loss, gradient, m, v, rates = (
        torch.stack(parts).numpy() for parts in zip(*runs, strict=True)
    )
    series = {"loss": loss}
    for i in (0, 1):
        series |= {f"w{i + 1}": w[..., i], f"grad_w{i + 1}": gradient[..., i]}
        series |= {f"m{i + 1}": m[..., i], f"v{i + 1}": v[..., i]}
    axes = ("optimizer", "lr")
    tables = {name: Table((*axes, "t"), array) for name, array in series.items()}
    tables["lr_t"] = Table(("lr", "t"), rates[0])

    best, start_loss = least(function, k), float(loss[0, 0, 0])
    end = loss[:, :, N_STEPS + 1 - LAST : N_STEPS + 1].mean(-1)
    gap = np.nan_to_num((end - best) / (start_loss - best), nan=np.inf)
    band = np.searchsorted(LEFT_LEVELS, gap)
    band[~(gap < 1)] = len(LEFT_LEVELS) + 1
    tables["left"] = Table(axes, gap)
    tables["left_band"] = Table(("lr", "optimizer"), band.T)
    tables["verdict"] = Table(axes, np.vectorize(verdict)(gap))
    tables["best_lr"] = Table(("optimizer",), np.array(LRS)[gap.argmin(1)])
    tables["least_left"] = Table(("optimizer",), gap.min(1))
    tables["winner"] = Table(("lr",), gap.argmin(0))
    limits = bounds(function, k)
    tables["bound"] = Table(("optimizer",), np.array([*limits.values()]))
    state_sizes = [len(names(optimizer)) for optimizer in OPTIMIZERS]
    tables["keeps"] = Table(("optimizer",), np.array(state_sizes))
    tables["best"] = Table((), np.array(best))
    for i in (0, 1):
        tables[f"best_w{i + 1}"] = Table(("minimum",), minima(function)[:, i].numpy())

    windows = WINDOWS[function]
    at_w1, at_w2 = grid(*windows)
    places = torch.from_numpy(np.stack(np.meshgrid(at_w1, at_w2), -1))
    z = measure_all(function, places.view(-1, 2), k).view(places.shape[:2]).numpy()
    tables |= regions(
        at_w1, at_w2, z, levels(max(best, 1e-3 * start_loss), 4 * start_loss)
    )
    facts: dict[str, Any] = {"verdicts": VERDICTS, "left_band_levels": LEFT_LEVELS}
    facts |= {"w1_window": windows[0], "w2_window": windows[1]}
    facts["loss_window"] = loss_window(start_loss, best)
    facts["winner"] = OPTIMIZERS
    return Recording({"optimizer": OPTIMIZERS, "lr": LRS}, N_STEPS, tables, facts)


def rivals(rec: Recording, fair: bool) -> dict[str, dict[str, Table]]:
    """Return the path and the loss of every optimizer, to compare with the chosen one.

    Args:
        fair: each at its own best rate; otherwise all at the rate of the slider.
    """
    result = {}
    for i, optimizer in enumerate(OPTIMIZERS):
        best = LRS.index(round(float(rec.at("best_lr", optimizer=optimizer)), 6))
        lines = {n: rec.tables[n].values[i] for n in ("loss", "w1", "w2")}
        result[optimizer] = {
            name: Table(("t",), line[best]) if fair else Table(("lr", "t"), line)
            for name, line in lines.items()
        }
    return result


def plain_training(now: Settings) -> Callable[[int], object]:
    """Return the training with an optimizer, for a number of updates."""
    function = str(now["function"])
    rule = {"optimizer": now["optimizer"], "schedule": "constant", "lr": 0.001}
    return partial(train, function, 10.0, **rule)


LESSON = Lesson(
    controls=(
        Control("function", "valley", tuple(STARTS)),
        Control("k", 20.0, (1.0, 5.0, 10.0, 20.0, 50.0)),
        Control("schedule", "constant", ("constant", "step", "cosine")),
        Control("optimizer", "Momentum", OPTIMIZERS, use="played"),
        Control("lr", 0.01, LRS, use="played"),
        Control("rates", "same", ("same", "best"), use="shown"),
    ),
    record=record,
    scenarios=(
        Scenario("same", {"lr": 0.01}, "near"),
        Scenario("fair", {"rates": "best", "lr": 0.004}, "arrived"),
        Scenario("adam", {"optimizer": "Adam", "lr": 0.63, "rates": "best"}, "near"),
        Scenario(
            "stretched",
            {"function": "bowl", "k": 50.0, "optimizer": "SGD", "lr": 0.04},
            "slow",
        ),
        Scenario(
            "pass", {"function": "saddle", "optimizer": "Adam", "lr": 0.063}, "arrived"
        ),
        Scenario("diverges", {"optimizer": "Nesterov", "lr": 0.1}, "diverges"),
    ),
    notebook_blocks=("state",),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("gradient_descent", "training_loop"),
    comparison=ComparisonSpec(
        controls=("optimizer", "lr", "schedule"),
        loss="loss",
        path=("w1", "w2"),
        min_loss="best",
        plain_training=plain_training,
        cost_controls=("optimizer", "function"),
    ),
)
