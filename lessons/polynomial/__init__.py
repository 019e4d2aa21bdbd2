"""A polynomial fitted to sin: the sum of squares, conditioning, the exact answer."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

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
from lessons.polynomial import with_torch
from lessons.polynomial.exact import (
    condition,
    largest_stable_rate,
    least_squares,
    taylor,
)
from lessons.polynomial.exercises import EXERCISES
from lessons.polynomial.losses import losses
from lessons.polynomial.predict import QUESTIONS
from lessons.polynomial.sweep import sweep
from lessons.polynomial.with_numpy import make_columns, make_data, make_start

FRAMES = 200
THIN = 10
"""Every so many of the 2000 points are drawn."""
LRS = log_range(1e-12, 1e-3, 4)
VERDICTS = ("still", "slow", "stretched", "settled", "edge", "diverges")
LETTERS = "abcdefghij"


def settles(loss: Any, least: float) -> Any:
    """Return whether a loss is close to the least possible one."""
    return loss <= 1.1 * least


def verdict(
    lr: float, bound: float, first: float, final: float, least: float, some: bool
) -> int:
    """Return the index in VERDICTS.

    Args:
        lr, bound: the rate, and the largest stable one.
        first, final, least: the losses of the run and the least possible one.
        some: whether a run at some rate settles.
    """
    if lr >= bound:
        return VERDICTS.index("edge" if final < first else "diverges")
    if settles(final, least):
        return VERDICTS.index("settled")
    if final > 0.9 * first:
        return VERDICTS.index("still")
    return VERDICTS.index("slow" if some and lr < bound / 2 else "stretched")


def record(n_epochs, degree, scaled, start_seed) -> Steps:
    """Record all learning rates from one start; a frame every n_epochs/200 updates."""
    stride = n_epochs // FRAMES
    x, y = make_data()
    X = make_columns(x, degree, scaled)
    start = make_start(degree, start_seed)
    best, least = least_squares(X, y)
    bound = largest_stable_rate(X)
    size = make_columns(x, degree)[-1] / X[-1]  # what each column was divided by
    frames = []
    for now in sweep(X, y, start, LRS, FRAMES + 1, stride):
        frames.append(np.stack(now))
        yield len(frames) / (FRAMES + 2)
    w, grad_w = np.stack(frames, 2)  # each (lr, t, power)
    ends = [0, -1]
    with np.errstate(over="ignore", invalid="ignore"):
        next_w = w - np.array(LRS)[:, None, None] * grad_w
        away = w - best
        loss = least + (away @ (X.T @ X) * away).sum(-1)
    some = bool(settles(loss[:, FRAMES], least).any())
    verdicts = [
        verdict(lr, bound, run[0], run[FRAMES], least, some)
        for lr, run in zip(LRS, loss, strict=True)
    ]
    sides = {"grad_w": grad_w[..., ends], "next_w": next_w[..., ends]}
    whole = {"best_w": best, "taylor_w": size * taylor(degree), "size": size}
    single = {"least": least, "bound": bound, "condition": condition(X)}
    tables = {"w": Table(("lr", "t", "power"), w)}
    tables |= {k: Table(("lr", "t", "end"), v) for k, v in sides.items()}
    tables |= {k: Table(("power",), v) for k, v in whole.items()}
    tables |= {k: Table((), np.array(v)) for k, v in single.items()}
    tables |= {"x": Table(("x",), x[::THIN]), "y": Table(("x",), y[::THIN])}
    tables["curvature"] = Table(("power", "other"), 2 * X.T @ X)
    tables["loss"] = Table(("lr", "t"), loss)
    tables["verdict"] = Table(("lr",), np.array(verdicts))
    tables["times"] = Table(("lr",), loss[:, FRAMES] / least)
    lowest = float(np.nanmin(loss[:, FRAMES]))
    gentle = w[np.array(LRS) < bound / 2]  # these runs do not overshoot
    coordinates = np.concatenate([start, best, gentle.ravel()])
    margin = 0.06 * np.ptp(coordinates)
    return Recording(
        axes={"lr": LRS},
        n_steps=FRAMES,
        tables=tables,
        facts={
            "verdicts": VERDICTS,
            **notation(degree, scaled),
            "x_window": (-3.3, 3.3),
            "y_window": (-2.2, 3.6),
            "w_window": (
                float(coordinates.min() - margin),
                float(coordinates.max() + margin),
            ),
            "loss_window": (0.5 * max(least, 0.01 * lowest), 8 * float(loss[0, 0])),
        },
        stride=stride,
    )


def notation(degree: int, scaled: bool) -> dict[str, str | list[str]]:
    """Return how the columns and the polynomial are written, in any language."""
    powers = ["1", *(f"x{mark}".strip() for mark in " ²³⁴⁵⁶⁷⁸⁹"[:degree])]
    columns = ["1", *(f"x{mark}" for mark in "₁₂₃₄₅₆₇₈₉"[:degree])]
    columns = columns if scaled else powers
    terms = ["a", *map(" ".join, zip(LETTERS[1:], columns[1:], strict=False))]
    terms_to_show = terms if degree < 4 else [*terms[:2], "…", terms[-1]]
    last = LETTERS[degree]
    formula = " + ".join(terms_to_show)
    return {
        "columns": columns,
        "top": powers[-1],
        "formula": formula,
        "last": last,
        "slope_last": f"∂L/∂{last}",
    }


def better_rate(rec: Recording, lr: float) -> float | None:
    """Return the rate whose run ends lowest, None if this one's ends as low, or nearly.

    Measured: every rate of the slider has its run.
    """
    ends = {rate: rec.at("loss", rec.n_steps, lr=rate) for rate in LRS}
    best = min(LRS, key=lambda rate: np.nan_to_num(ends[rate], nan=np.inf))
    return None if settles(ends[lr], ends[best]) else best


def distance(rec: Recording, lr: float) -> np.ndarray:
    """Return how far w is from least squares at each frame, shape (n_steps + 1,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.linalg.norm(rec.series("w", lr=lr) - rec.at("best_w"), axis=-1)


def plain_training(now: Settings) -> Callable[[int], object]:
    """Return a training of a polynomial, at a rate at which none diverges."""
    x, y = with_torch.make_data()
    X = with_torch.make_columns(x, now["degree"])
    start = with_torch.make_start(now["degree"])
    return partial(with_torch.train, X, y, start, LRS[0])


LESSON = Lesson(
    controls=(
        Control("lr", 1e-6, LRS, use="played"),
        Control("degree", 3, tuple(range(1, 10))),
        Control("scaled", False, (False, True)),
        Control("n_epochs", 2000, (200, 1000, 2000, 4000, 10_000)),
        Control("start_seed", 42, tuple(range(100))),
    ),
    record=record,
    extra_trainings=(losses,),
    scenarios=(
        Scenario("course", {}, "settled"),
        Scenario("diverges", {"lr": 5.6e-6}, "diverges"),
        Scenario("five", {"degree": 5, "lr": 5.6e-8}, "stretched"),
        Scenario("scaled", {"scaled": True, "lr": 1.8e-4}, "settled"),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("linear_regression",),
    comparison=ComparisonSpec(
        controls=("lr", "degree", "scaled"),
        loss="loss",
        min_loss="least",
        plain_training=plain_training,
        cost_controls=("degree",),
        batching=lambda now: (2000, 2000),
    ),
)
