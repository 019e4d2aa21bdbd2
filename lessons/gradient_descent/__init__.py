"""Gradient descent on functions of one and two parameters, from any start."""

from collections.abc import Callable
from functools import partial
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
    Value,
)
from lessons.gradient_descent.ends import (
    ENDS,
    LRS,
    MINIMA,
    N_STEPS,
    W1S,
    W2S,
    all_runs,
    bounds,
    ends,
    grid_values,
    minima,
    starts,
)
from lessons.gradient_descent.exercises import EXERCISES
from lessons.gradient_descent.predict import QUESTIONS
from lessons.gradient_descent.sweep import curvatures, second_derivatives
from lessons.gradient_descent.verdicts import VERDICTS, Descent, verdict
from lessons.gradient_descent.with_torch import make_start, train
from lessons.toolkit.loss_surface import grid, levels, regions

W1_WINDOW, W2_WINDOW = (-1.7, 1.7), (-0.9, 0.9)
QUADRATIC = ("parabola", "bowl")
"""The functions whose curvature is the same everywhere."""
STILL = 1e-9
"""The distance below which a run has not moved."""


def record(function, k, w1, w2, lr) -> Steps:
    """Record every rate from this start, and every start at this rate.

    On a curve these are few enough to record every rate from every start.
    """
    flat = len(MINIMA[function][0]) == 1
    all_ends = ends(function, k)
    yield 0.5
    groups = [(LRS, starts(function))]
    cross: tuple[tuple[str, ...], ...] = (("lr", "w1"),)
    here: dict[str, Value] = {}
    places: tuple[str, ...] = ("w1",)
    if not flat:
        groups = [(LRS, make_start(function, w1, w2)[None]), ((lr,), groups[0][1])]
        cross, here = (("lr",), ("w1", "w2")), {"lr": lr, "w1": w1, "w2": w2}
        places = ("w1", "w2")
    runs = []
    for lrs, start_points in groups:
        now = [*all_runs(function, start_points, lrs, k, N_STEPS + 1)]
        runs.append([torch.stack(values, 1) for values in zip(*now, strict=True)])
    w, f, gradient = (torch.cat(parts) for parts in zip(*runs, strict=True))
    yield 0.9
    curvature = curvatures(function, w, k)[..., -1]
    curvature[~w.isfinite().all(-1)] = torch.nan
    series = {"f": f, "curvature": curvature}
    for i in range(w.shape[-1]):
        series |= {f"w{i + 1}": w[..., i], f"grad_w{i + 1}": gradient[..., i]}
    tables = {
        name: Table(("cross", "t"), values.numpy()) for name, values in series.items()
    }

    # One entry a run, in the order of the runs: its rate, its start, its end.
    n = len(all_ends.starts)
    rate, start = np.repeat(LRS, n), np.tile(np.arange(n), len(LRS))
    if not flat:
        at = W1S.index(w1) * len(W2S) + W2S.index(w2)
        rate = np.append(LRS, [lr] * n)
        start = np.append([at] * len(LRS), np.arange(n))
    row = np.array([LRS.index(r) for r in rate])
    end = all_ends.kinds[row, start]
    no_valley = np.isin(end, [ENDS.index("stuck"), ENDS.index("away")])
    valley = np.where(no_valley, all_ends.starts[start], all_ends.valleys[row, start])
    later = np.logical_or.accumulate(all_ends.reaches_minimum[::-1])[::-1]
    faster = np.append(later[1:], [np.zeros(n, bool)], 0)[row, start]
    bottoms = minima(function)
    eigenvalues, directions = torch.linalg.eigh(
        second_derivatives(function, bottoms, k)
    )
    along = (w[:, : N_STEPS + 1] - bottoms[valley][:, None]) @ directions[valley]
    moves = ~(along.abs().amax(1) < STILL)
    slope = gradient[:, N_STEPS].abs().amax(-1)
    verdicts = [
        verdict(Descent(ENDS[kind], *each))
        for kind, *each in zip(
            end,
            rate,
            eigenvalues[valley].numpy(),
            moves.numpy(),
            all_ends.reaches_minimum[row, start],
            faster,
            slope.tolist(),
            strict=True,
        )
    ]
    bound = np.array(bounds(function, k))
    steepest = eigenvalues[valley, -1] / eigenvalues[valley, 0]
    tables["verdict"] = Table(("cross",), np.array([*map(VERDICTS.index, verdicts)]))
    tables["end_bound"] = Table(("cross",), bound[valley])
    tables["condition"] = Table(("cross",), steepest.numpy())
    shape = [len(W1S), len(W2S)][: len(places)]
    tables["bound"] = Table(places, bound[all_ends.starts].reshape(shape))
    tables["ends"] = Table(("lr", *places), all_ends.kinds.reshape(-1, *shape))
    for i, name in enumerate(places):
        tables[f"best_{name}"] = Table(("minimum",), minima(function)[:, i].numpy())

    facts: dict[str, Any] = {"verdicts": VERDICTS, "ends": ENDS}
    facts |= {"w1_window": W1_WINDOW, "w2_window": W2_WINDOW}
    at_w1, at_w2 = grid(W1_WINDOW, W2_WINDOW)
    z = grid_values(function, k, at_w1, at_w2)
    high = float(z.max())
    if flat:
        tables |= {"curve_x": Table(("point",), at_w1), "curve_y": Table(("point",), z)}
        facts["y_window"] = (-0.15 * high, 0.8 * high)
    else:
        tables |= regions(at_w1, at_w2, z, levels(0.002 * high, high))
    facts["loss_window"] = (1e-5 * high, 2 * high)
    facts["zone"] = "diverges" if function in QUADRATIC else "unsettled"
    axes = {"lr": LRS, "w1": W1S} | ({} if flat else {"w2": W2S})
    return Recording(axes, N_STEPS, tables, facts, cross, here)


def plain_training(now: Settings) -> Callable[[int], object]:
    """Return the descent on a function, for a number of updates."""
    function = str(now["function"])
    return partial(train, function, make_start(function), 5.0, 0.02)


LESSON = Lesson(
    controls=(
        Control("function", "wells", tuple(MINIMA)),
        Control("k", 5.0, (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)),
        Control("w1", 1.4, W1S, use="played", crossed=True),
        Control("w2", 0.6, W2S, use="played", crossed=True),
        Control("lr", 0.02, LRS, use="played", crossed=True),
    ),
    record=record,
    scenarios=(
        Scenario("higher", {}, "straight"),
        Scenario("jumps", {"w1": 1.5, "lr": 0.13}, "swings"),
        Scenario("bounces", {"lr": 0.32}, "bounces"),
        Scenario(
            "stretched", {"function": "bowl", "k": 20.0, "lr": 0.079}, "stretched"
        ),
        Scenario("diverges", {"function": "bowl", "lr": 0.5}, "diverges"),
        Scenario("pass", {"function": "saddle", "w1": 0.0, "lr": 0.1}, "stuck"),
    ),
    notebook_blocks=("bound",),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("home",),
    comparison=ComparisonSpec(
        controls=("lr", "w1", "w2"),
        loss="f",
        path=("w1", "w2"),
        plain_training=plain_training,
        cost_controls=("function",),
    ),
)
