"""Batch, mini-batch, stochastic: how many examples each update uses."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from lessons.batches.exercises import EXERCISES
from lessons.batches.predict import QUESTIONS
from lessons.batches.sweep import sweep
from lessons.batches.with_torch import make_batches, make_data, make_start, train
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
    log_range,
)
from lessons.linear_regression.sweep import largest_stable_rate, least_squares
from lessons.toolkit.loss_surface import loss_window, surface, window, y_window

N = 80
N_UPDATES = 160
LAST = 40
"""Number of updates at the end over which the noise is measured."""
CONVERGED = 1.2
"""The part of the least possible loss up to which a full batch has arrived."""
LRS = log_range(0.01, 1, 10)[4:]
BATCH_SIZES = (1, 4, 8, 16, 32, N)
VERDICTS = ("slow", "decayed", "settled", "noisy", "zigzag", "leaps", "diverges")
ABOVE = ("leaps", "diverges")
"""The verdicts on a run whose mean loss at the end is not below the first."""


@dataclass(frozen=True)
class End:
    """How a run ends; losses as parts of the first, or of the least possible.

    Args:
        lr, bound: the rate, and the largest stable one of the full batch.
        decay: of the rate.
        mean, last: the mean loss at the end and the last one, divided by the first.
        excess: mean loss at the end, divided by the least possible (without noise,
            where that is 0, by a ten-thousandth of the first).
        full: the same for the full batch at this rate.
        constant: the same for the full batch at this rate, without a decay.
    """

    lr: float
    bound: float
    decay: float
    mean: float
    last: float
    excess: float
    full: float
    constant: float


def verdict(end: End) -> str:
    """Return one of VERDICTS."""
    if not end.mean < 1:
        return "leaps" if end.last < 1 else "diverges"
    if end.full > CONVERGED:
        small = end.constant > CONVERGED and end.lr < end.bound / 2
        if small or end.decay:
            return "slow" if small else "decayed"
    if end.excess > 1.05 * max(end.full, 1):
        return "noisy"
    return "zigzag" if end.excess > CONVERGED else "settled"


def end_levels(lowest: float) -> list[float]:
    """Return four limits of bands above a loss: 1, 2, 5, 10 … times a power of ten."""
    series = [float(f"{m}e{k}") for k in range(-6, 3) for m in (1, 2, 5)]
    return [level for level in series if level > 1.05 * lowest][:4]


def record(decay, noise, seed, start_seed, order_seed) -> Steps:
    """Record all learning rates and batch sizes on one data set, from one start."""
    x, y = make_data(noise=noise, seed=seed)
    start_a, start_b = make_start(start_seed).tolist()
    runs = sweep(
        x, y, start_a, start_b, LRS, BATCH_SIZES, N_UPDATES + 1, decay, order_seed
    )
    rows = []
    for now in runs:
        rows.append(torch.stack(now))
        yield len(rows) / (N_UPDATES + 2)
    a, b, loss, grad_a, grad_b = torch.stack(rows, -1)  # each (lr, batch_size, t)
    best_a, best_b, best = least_squares(x, y)
    full_loss = ((a[..., None] + b[..., None] * x - y) ** 2).mean(-1)
    windows = window((best_a, start_a), 3.0), window((best_b, start_b), 4.0)
    visible_loss = full_loss[..., : N_UPDATES + 1].numpy()
    end_loss = visible_loss[..., -LAST:].mean(-1)
    start_loss = visible_loss[0, 0, 0].item()
    lowest = max(best, 1e-4 * start_loss)
    bound = largest_stable_rate(x)
    limits = end_levels(lowest)
    plain = sweep(x, y, start_a, start_b, LRS, (N,), N_UPDATES, 0.0, order_seed)
    last_values = [
        now[:2] for now in itertools.islice(plain, N_UPDATES + 1 - LAST, None)
    ]
    at_a, at_b = (torch.stack(part, -1) for part in zip(*last_values, strict=True))
    constant = ((at_a[..., None] + at_b[..., None] * x - y) ** 2).mean((1, 2, 3))
    verdicts = [
        [
            verdict(
                End(
                    *(lr, bound, decay, mean / start_loss, last / start_loss),
                    *(mean / lowest, row[-1] / lowest, still / lowest),
                )
            )
            for mean, last in zip(row, lasts, strict=True)
        ]
        for lr, row, lasts, still in zip(
            LRS, end_loss, visible_loss[..., -1], constant.tolist(), strict=True
        )
    ]
    t = np.arange(N_UPDATES + 2)
    sizes = np.array(BATCH_SIZES)[:, None]
    epoch, part = np.divmod(t, -(-N // sizes))
    first = part * sizes
    size = np.minimum(N - first, sizes)
    orders = list(itertools.islice(make_batches(N, N, order_seed), N_UPDATES + 2))
    series = {"a": a, "b": b, "loss": loss, "grad_a": grad_a, "grad_b": grad_b}
    series["full_loss"] = full_loss
    positions = {"epoch": epoch + 1, "part": part + 1, "first": first, "size": size}
    single = {"best_a": best_a, "best_b": best_b, "best": best, "bound": bound}
    tables = {k: Table(("lr", "batch_size", "t"), v) for k, v in series.items()}
    tables |= {k: Table(("batch_size", "t"), v) for k, v in positions.items()}
    tables |= {k: Table((), np.array(v)) for k, v in single.items()}
    tables |= {"x": Table(("x",), x), "y": Table(("y",), y)}
    tables["per_epoch"] = Table(("batch_size",), -(-N // np.array(BATCH_SIZES)))
    tables["order"] = Table(("epoch", "example"), np.stack(orders))
    index = [[*map(VERDICTS.index, row)] for row in verdicts]
    tables["verdict"] = Table(("lr", "batch_size"), np.array(index))
    tables["end_lr"] = Table(("lr",), np.array(LRS) / (1 + decay * N_UPDATES))
    band = np.searchsorted(limits, end_loss)
    band[np.isin(verdicts, ABOVE)] = len(limits) + 1
    tables["end_band"] = Table(("lr", "batch_size"), band)
    tables["end_loss"] = Table(("lr", "batch_size"), end_loss)
    tables |= surface(x.numpy(), y.numpy(), *windows, best)
    return Recording(
        axes={"lr": LRS, "batch_size": BATCH_SIZES},
        n_steps=N_UPDATES,
        tables=tables,
        facts={
            "verdicts": VERDICTS,
            "a_window": windows[0],
            "b_window": windows[1],
            "y_window": y_window(y),
            "loss_window": loss_window(start_loss, best),
            "end_band_levels": limits,
        },
    )


def plain_training(now: Settings) -> Callable[[int], object]:
    """Return the loop of the page for a number of updates, at a batch size."""
    batches = make_batches(N, now["batch_size"])
    x, y = make_data()
    a, b = make_start()
    return lambda n: train(x, y, a, b, itertools.islice(batches, n))


LESSON = Lesson(
    controls=(
        Control("lr", 0.2, LRS, use="played"),
        Control("batch_size", 16, BATCH_SIZES, use="played"),
        Control("decay", 0.0, (0.0, 0.01, 0.02, 0.05, 0.1)),
        Control("noise", 0.1, linear_range(0, 0.5, 0.05)),
        Control("seed", 40, tuple(range(100))),
        Control("start_seed", 42, tuple(range(100))),
        Control("order_seed", 0, tuple(range(100))),
        Control("measure", "epochs", ("epochs", "updates", "time"), use="shown"),
    ),
    record=record,
    scenarios=(
        Scenario("full", {"batch_size": N, "lr": 0.5}, "settled"),
        Scenario("mini", {"batch_size": 16, "lr": 0.5}, "noisy"),
        Scenario("one", {"batch_size": 1, "lr": 0.5}, "noisy"),
        Scenario("calmed", {"batch_size": 1, "lr": 0.5, "decay": 0.05}, "settled"),
        Scenario("diverges", {"batch_size": 1, "lr": 1.0}, "diverges"),
    ),
    notebook_blocks=("decay",),
    questions=QUESTIONS,
    exercises=EXERCISES,
    comparison=ComparisonSpec(
        controls=("lr", "batch_size", "decay"),
        loss="full_loss",
        path=("a", "b"),
        min_loss="best",
        plain_training=plain_training,
        cost_controls=("batch_size",),
        batching=lambda now: (N, int(now["batch_size"])),
    ),
)
