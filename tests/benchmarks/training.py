"""How long a step of training takes: NumPy loop, plain torch loop, sweep of all runs.

Run `python -m tests.benchmarks.training --json`.
"""

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
import torch

from lessons import batches, lesson, linear_regression
from lessons.batches import with_numpy as batches_numpy
from lessons.batches import with_torch as batches_torch
from lessons.batches.sweep import sweep as sweep_batches
from lessons.linear_regression import with_numpy as line_numpy
from lessons.linear_regression import with_torch as line_torch
from lessons.linear_regression.sweep import largest_stable_rate
from lessons.linear_regression.sweep import sweep as sweep_line
from lessons.toolkit.update_recorder import record_updates
from tests.benchmarks.report import report

QUANTITIES = ("a", "b", "loss", "a.grad", "b.grad")
REPEATS = 3
SMOKE = {"repeats": 1, "runs": 2}


def compare(
    runs: Sequence[tuple],
    bounded: Sequence[bool],
    numpy: Callable[..., object],
    plain: Callable[..., object],
    record: Callable[..., list],
    sweep: Callable[[], list],
    repeats: int,
    timed: int,
) -> dict[str, Any]:
    """Time one run in NumPy, the same in torch, the whole sweep, and so on by turns.

    A machine that is busy for a second then slows all three alike.

    Args:
        runs: the arguments of each run.
        bounded: whether its numbers are compared.
        numpy, plain: train one run.
        record: trains one run as `plain` does; the quantities before each update.
        sweep: trains all runs; the steps it yielded.
        repeats: how often each is timed.
        timed: how many of the runs are trained alone, 0 for all.
    """
    alone = runs[: timed or len(runs)]
    whole, steps = np.array([record(*run) for run in alone]), sweep()
    numpy_s, plain_s, sweep_s = np.empty((3, repeats, len(alone)))
    for repeat, i in np.ndindex(repeats, len(alone)):
        numpy_s[repeat, i] = seconds(numpy, *alone[i])
        plain_s[repeat, i] = seconds(plain, *alone[i])
        sweep_s[repeat, i] = seconds(sweep)
    numpy_total, plain_total = (
        np.median(s, 0).mean() * len(runs) for s in (numpy_s, plain_s)
    )
    sweep_total = np.median(sweep_s)
    us = 1e6 / (len(runs) * len(steps))
    return {
        "numpy_us": us * numpy_total,
        "plain_us": us * plain_total,
        "sweep_us": us * sweep_total,
        "sweep_speedup": plain_total / sweep_total,
        "max_abs_diff": largest_difference(
            whole, steps, np.array(bounded[: len(alone)])
        ),
        "sweep_total_ms": 1000 * sweep_total,
        "plain_total_ms": 1000 * plain_total,
        "runs": len(runs),
        "steps": len(steps),
    }


def seconds(train: Callable[..., object], *run: Any) -> float:
    """Return how long this training takes."""
    start = perf_counter()
    train(*run)
    return perf_counter() - start


def largest_difference(whole: np.ndarray, steps: list, bounded: np.ndarray) -> float:
    """Return the largest difference in a, b, loss and gradients of bounded runs.

    Args:
        whole: the plain loops, shape (runs, T, 5), of the first runs.
        steps: T tuples of five tensors over the axes of the runs.
        bounded: shape (runs,).
    """
    swept = torch.stack([torch.stack(now) for now in steps]).flatten(2)
    difference = whole - swept.permute(2, 0, 1).numpy()[: len(whole)]
    return np.abs(difference[bounded]).max()


def measure_line(repeats: int, timed: int) -> dict[str, Any]:
    """Measure linear regression: every learning rate, the rest at the defaults."""
    n_epochs = lesson("linear_regression").defaults["n_epochs"]
    lrs = linear_regression.LRS
    x, y, *_ = line_torch.make_data()
    start = line_torch.make_start().tolist()

    def loop(module, train) -> Callable[[float], Any]:
        x, y, *_ = module.make_data()
        a, b = module.make_start()
        return lambda lr: train(x, y, a, b, lr, n_epochs + 1)

    return compare(
        runs=[(lr,) for lr in lrs],
        bounded=[lr < largest_stable_rate(x) for lr in lrs],
        numpy=loop(line_numpy, line_numpy.train),
        plain=loop(line_torch, line_torch.train),
        record=loop(line_torch, partial(record_updates, line_torch.train, QUANTITIES)),
        sweep=lambda: list(sweep_line(x, y, *start, lrs, n_epochs)),
        repeats=repeats,
        timed=timed,
    )


def measure_batches(repeats: int, timed: int) -> dict[str, Any]:
    """Measure batches: every learning rate with every batch size.

    No batch bends the loss more than the example with the largest x alone, so a rate
    stable for that example is stable for every run.
    """
    lrs, sizes, n_updates = batches.LRS, batches.BATCH_SIZES, batches.N_UPDATES
    pairs = list(itertools.product(lrs, sizes))
    x, y = batches_torch.make_data()
    start = batches_torch.make_start().tolist()

    def loop(module, train) -> Callable[[float, int], Any]:
        x, y = module.make_data()
        a, b = module.make_start()

        def run(lr: float, batch_size: int) -> Any:
            batch_order = module.make_batches(len(x), batch_size)
            first = itertools.islice(batch_order, n_updates + 1)
            return train(x, y, a, b, first, lr)

        return run

    return compare(
        runs=pairs,
        bounded=[lr < largest_stable_rate(x.max()[None]) for lr, _ in pairs],
        numpy=loop(batches_numpy, batches_numpy.train),
        plain=loop(batches_torch, batches_torch.train),
        record=loop(
            batches_torch, partial(record_updates, batches_torch.train, QUANTITIES)
        ),
        sweep=lambda: list(sweep_batches(x, y, *start, lrs, sizes, n_updates)),
        repeats=repeats,
        timed=timed,
    )


def measure_map(repeats: int) -> dict[str, Any]:
    """Measure the map of batches: all that the page computes at once, and its cells."""
    fixed = {c.name: c.default for c in batches.LESSON.recording_controls}
    times = [seconds(lambda: list(batches.record(**fixed))) for _ in range(repeats)]
    cells = len(batches.LRS) * len(batches.BATCH_SIZES)
    return {"map_s": float(np.median(times)), "map_cells": cells}


def measure(repeats: int, runs: int) -> dict[str, Any]:
    """Measure both lessons and the map, on one thread.

    Args:
        runs: how many runs are trained alone, 0 for all.
    """
    torch.set_num_threads(1)
    with np.errstate(over="ignore", invalid="ignore"):  # the largest rates diverge
        figures = measure_batches(repeats, runs) | measure_map(repeats)
        return measure_line(repeats, runs) | {"batches": figures}


if __name__ == "__main__":
    report(measure, SMOKE, repeats=REPEATS, runs=0)
