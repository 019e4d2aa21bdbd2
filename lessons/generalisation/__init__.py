"""Generalisation: noisy points, networks of several widths, and when to stop."""

from collections.abc import Callable
from functools import partial
from time import monotonic

import numpy as np
import torch

from lessons.contract import (
    ComparisonSpec,
    Control,
    Lesson,
    Progress,
    Recording,
    Scenario,
    Settings,
    Steps,
    Table,
)
from lessons.generalisation.exercises import EXERCISES
from lessons.generalisation.peek import TEST_SIZES, candidates
from lessons.generalisation.predict import QUESTIONS
from lessons.generalisation.set_size import SIZES, learning_curve
from lessons.generalisation.sweep import forward, make_networks, sweep
from lessons.generalisation.with_torch import (
    EVERY,
    N_UPDATES,
    make_data,
    make_model,
    train,
)
from lessons.toolkit.seeding import isolated_rng

WIDTHS = (1, 2, 4, 8, 16, 32)
WEIGHT_DECAYS = (0.0, 0.1, 0.3, 1.0, 3.0)
N_FRAMES = N_UPDATES // EVERY
N_GRID = 61
"""Number of places at which the curve of a network is recorded."""
VERDICTS = ("fits", "overfits", "underfits", "heavy_decay", "training")
OVERFITS, UNDERFITS = 1.25, 1.4
"""A network overfits if its last validation loss is more than so many times its lowest
one; it underfits if that is more than so many times the lowest of all networks."""
MARGIN = 0.01
"""A loss that is less than so much above another one is as good."""
REPORT_EVERY = 0.25
"""Seconds between two reports of the frames so far."""


def verdicts(end: np.ndarray, best: np.ndarray, train: np.ndarray) -> np.ndarray:
    """Return the index in VERDICTS of each network.

    Args:
        end, best: its last and its lowest validation loss, (width, weight decay).
        train: its last training loss.
    """
    far = best > np.maximum(UNDERFITS * best.min(), best.min() + MARGIN)
    far &= train > best / 2
    is_decay = far & ~far[:, :1]  # without weight decay it would do better
    rises = end > np.maximum(OVERFITS * best, best + MARGIN)
    kinds = np.where(rises, VERDICTS.index("overfits"), 0)
    kinds = np.where(far, VERDICTS.index("underfits"), kinds)
    return np.where(is_decay, VERDICTS.index("heavy_decay"), kinds)


def levels(lowest: float) -> list[float]:
    """Return four limits of bands of losses above the lowest one."""
    series = [float(f"{m}e{k}") for k in range(-6, 3) for m in (1, 1.5, 2, 3, 5, 7)]
    return [level for level in series if level > 1.15 * lowest][:4]


def record(n, noise, seed, start_seed) -> Steps:
    """Record networks of all widths and weight decays; a frame every EVERY updates."""
    train_set, val_set, test_set = make_data(n, noise, seed)
    x, y = train_set
    runs = [(width, decay) for width in WIDTHS for decay in WEIGHT_DECAYS]
    widths, decays = zip(*runs, strict=True)
    networks = make_networks(widths, [start_seed] * len(runs))
    grid = torch.linspace(-1, 1, N_GRID, dtype=torch.float64)[:, None]
    evaluation_x = torch.cat([val_set[0], test_set[0], grid])
    n_val, n_test = len(val_set[0]), len(test_set[0])
    frames: list[np.ndarray] = []

    def recording(last_frame: int | None = None) -> Recording:
        """Return the recording of the frames so far."""
        shape = len(WIDTHS), len(WEIGHT_DECAYS)
        rows = np.full((N_FRAMES + 2, *frames[0].shape), np.nan)
        rows[: len(frames)] = frames
        rows = np.moveaxis(rows, 0, 1).reshape(*shape, N_FRAMES + 2, -1)
        whole = rows[:, :, : min(len(frames), N_FRAMES + 1), :3]
        best_at = whole[..., 1].argmin(-1)
        best = np.take_along_axis(whole, best_at[..., None, None], 2)[:, :, 0]
        axes = ("width", "weight_decay")
        tables = {
            name: Table((*axes, "t"), rows[..., i])
            for i, name in enumerate(("loss", "loss_val", "loss_test"))
        }
        tables["curve"] = Table((*axes, "t", "grid"), rows[..., 3:])
        lowest_so_far = np.minimum.accumulate(rows[..., 1], -1)
        frame = np.arange(N_FRAMES + 2) * (rows[..., 1] == lowest_so_far)
        stop_at = np.maximum.accumulate(frame, -1)
        stop_test = np.take_along_axis(rows[..., 2], stop_at, -1)
        stop_test[np.isnan(lowest_so_far)] = np.nan
        tables["stop_val"] = Table((*axes, "t"), lowest_so_far)
        tables["stop_test"] = Table((*axes, "t"), stop_test)
        excess = rows[..., 1] - best[..., 1, None]
        tables["excess"] = Table((*axes, "t"), excess.clip(0))
        for i, name in enumerate(("loss", "val", "test")):
            tables[f"end_{name}"] = Table(axes, whole[..., -1, i])
            tables[f"best_{name}"] = Table(axes, best[..., i])
        tables["best_t"] = Table(axes, EVERY * best_at)
        kinds = verdicts(whole[..., -1, 1], best[..., 1], whole[..., -1, 0])
        if last_frame is not None:
            kinds = np.full(shape, VERDICTS.index("training"))
        tables["verdict"] = Table(axes, kinds)
        lowest = float(best[..., 1].min())
        limits = levels(lowest)
        for name in ("end", "best"):
            losses = tables[f"{name}_val"].values
            tables[f"{name}_band"] = Table(axes, np.searchsorted(limits, losses))
        tables["lowest"] = Table((), np.array(lowest))
        for name, points in (("", train_set), ("_val", val_set), ("_test", test_set)):
            tables[f"x{name}"] = Table((f"point{name}",), points[0][:, 0].numpy())
            tables[f"y{name}"] = Table((f"point{name}",), points[1][:, 0].numpy())
        tables["grid"] = Table(("grid",), grid[:, 0].numpy())
        tables["sine"] = Table(("grid",), torch.sin(torch.pi * grid)[:, 0].numpy())
        tables["known"] = Table((), np.array(EVERY * (len(frames) - 1)))
        reach = 1.25 + 2.2 * noise
        return Recording(
            axes={"width": WIDTHS, "weight_decay": WEIGHT_DECAYS},
            n_steps=N_FRAMES,
            tables=tables,
            facts={
                "verdicts": VERDICTS,
                "x_window": (-1.04, 1.04),
                "y_window": (-reach, reach),
                "loss_window": (max(0.03 * noise**2, 1e-4), 2.0),
                "end_band_levels": limits,
                "best_band_levels": limits,
            },
            stride=EVERY,
            known=last_frame,
        )

    last_report = monotonic()
    n_updates = (N_FRAMES + 1) * EVERY
    for t, (loss, now) in enumerate(sweep(networks, x, y, decays, n_updates)):
        if t % EVERY:
            continue
        with torch.no_grad():
            y_pred = forward(now, evaluation_x)[..., 0]
        y_val, y_test, curve = y_pred.split([n_val, n_test, N_GRID], 1)
        loss_val = ((y_val - val_set[1][:, 0]) ** 2).mean(1)
        loss_test = ((y_test - test_set[1][:, 0]) ** 2).mean(1)
        losses = torch.stack([loss, loss_val, loss_test], 1)
        frames.append(torch.cat([losses, curve], 1).numpy())
        fraction, last_frame = len(frames) / (N_FRAMES + 2), len(frames) - 1
        if last_frame <= N_FRAMES and monotonic() - last_report > REPORT_EVERY:
            last_report = monotonic()
            yield Progress(fraction, recording(last_frame))
        else:
            yield fraction
    return recording()


def plain_training(now: Settings) -> Callable[[int], object]:
    """Return a function that trains for a number of updates."""
    train_set, val_set, _ = make_data(n=int(now["n"]))
    with isolated_rng(0):
        model = make_model(int(now["width"]))
    return partial(train, model, train_set, val_set, float(now["weight_decay"]))


LESSON = Lesson(
    controls=(
        Control("width", 16, WIDTHS, use="played"),
        Control("weight_decay", 0.0, WEIGHT_DECAYS, use="played"),
        Control("n", 20, SIZES),
        Control("noise", 0.3, (0.0, 0.1, 0.2, 0.3, 0.5)),
        Control("seed", 28, tuple(range(100))),
        Control("start_seed", 0, tuple(range(20))),
        Control("opened", False, (False, True), use="shown"),
        Control("truth", False, (False, True), use="shown"),
        Control("measure", "end", ("end", "best"), use="shown"),
        Control("tried", 1, (1, 2, 5, 10, 20, 50, 100, 200), use="shown"),
        Control("test_size", 20, TEST_SIZES, use="shown"),
        Control("test_draw", 0, tuple(range(20)), use="shown"),
    ),
    record=record,
    scenarios=(
        Scenario("small", {"width": 1}, "underfits"),
        Scenario("large", {"width": 32}, "overfits"),
        Scenario("light_decay", {"width": 16, "weight_decay": 1.0}, "fits"),
        Scenario("heavy_decay", {"width": 16, "weight_decay": 3.0}, "heavy_decay"),
        Scenario("many", {"width": 16, "n": 100}, "fits"),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    extra_trainings=(candidates, learning_curve),
    comparison=ComparisonSpec(
        controls=("width", "weight_decay", "n"),
        loss="loss_val",
        min_loss="lowest",
        plain_training=plain_training,
        cost_controls=("width", "n"),
    ),
    prerequisites=("polynomial", "optimizers", "playground", "saving"),
)
