"""Saving: a training cut and resumed, and what its file must hold."""

import io
from collections.abc import Iterable

import numpy as np

from lessons.contract import Control, Lesson, Recording, Scenario, Steps, Table
from lessons.linear_regression.sweep import least_squares
from lessons.saving.exercises import EXERCISES
from lessons.saving.predict import QUESTIONS
from lessons.saving.with_torch import (
    BATCH_SIZE,
    N_EPOCHS,
    load,
    make,
    make_data,
    save,
    train,
)
from lessons.toolkit.loss_surface import loss_window, surface, window, y_window

PER_EPOCH = 80 // BATCH_SIZE
N_UPDATES = PER_EPOCH * N_EPOCHS
N_ROWS = N_UPDATES + 2
CUTS = (1, 2, 3, 4, 6, 8, 10)
KEPT = ("model", "model_rng", "model_optimizer", "model_optimizer_rng")
"""What a file may hold, least first."""
VERDICTS = ("same", "no_generator", "no_optimizer", "neither")
"""What the resumed training lacks of what would have made it the same."""
ENOUGH = range(N_EPOCHS + 1)
"""Epochs that give N_ROWS updates and more."""


def record_training(
    X, y, trainer, epochs: Iterable[int], shuffle: bool
) -> list[tuple[float, ...]]:
    """Train; return a, b, the batch's loss and the gradients before each update.

    The optimizer's own hook reads them: tracing the loop would slow `step()` down.
    """
    model, optimizer, _ = trainer
    parameters = [model.bias, model.weight]
    steps = []

    def read_parameters(*_) -> None:
        values = [p.item() for p in parameters]
        steps.append((values, [p.grad.item() for p in parameters]))

    hook = optimizer.register_step_pre_hook(read_parameters)
    losses = train(X, y, trainer, epochs, shuffle)
    hook.remove()
    return [
        (*values, loss, *gradients)
        for (values, gradients), loss in zip(steps, losses, strict=True)
    ]


def record(optimizer, shuffle, seed) -> Steps:
    """Record a training without a cut, and the resumed one for each file and cut."""
    X, y = make_data()
    trainer = make(optimizer, seed)
    rows: list[tuple[float, ...]] = []
    files: dict[tuple[str, int], io.BytesIO] = {}
    for epoch in ENOUGH:
        rows += record_training(X, y, trainer, [epoch], shuffle)
        for kept in KEPT:
            file = files[kept, epoch + 1] = io.BytesIO()
            save(file, epoch + 1, trainer, kept)
            file.seek(0)
    whole = np.array(rows[:N_ROWS])  # (t, 5)
    runs = np.empty((len(KEPT), len(CUTS), *whole.shape))
    for i, kept in enumerate(KEPT):
        for j, cut in enumerate(CUTS):
            trainer = make(optimizer, seed)
            load(files[kept, cut], trainer)
            first = PER_EPOCH * cut
            rest = record_training(X, y, trainer, ENOUGH[cut:], shuffle)
            runs[i, j, :first] = whole[:first]
            runs[i, j, first:] = rest[: N_ROWS - first]
            yield (i * len(CUTS) + j) / len(KEPT) / len(CUTS)
    gap = np.abs(runs - whole)[..., :2].max(-1)
    apart = gap[..., : N_UPDATES + 1].max(-1)
    x, points = X[:, 0].double(), y[:, 0].double()
    axes = ("kept", "cut")
    tables = {"gap": Table((*axes, "t"), gap), "apart": Table(axes, apart)}
    tables["verdict"] = Table(axes, lacking(apart))
    best_a, best_b, best = least_squares(x, points)
    single = {"best_a": best_a, "best_b": best_b, "best": best}
    tables |= {name: Table((), np.array(value)) for name, value in single.items()}
    for name, numbers in (("", runs), ("whole_", whole)):
        along = (*axes, "t") if numbers is runs else ("t",)
        a, b = numbers[..., 0], numbers[..., 1]
        loss = ((points.numpy() - a[..., None] - b[..., None] * x.numpy()) ** 2).mean(
            -1
        )
        series = {"a": a, "b": b, "full_loss": loss}
        tables |= {name + key: Table(along, value) for key, value in series.items()}
    for k, key in enumerate(("loss", "grad_a", "grad_b"), 2):
        tables[key] = Table((*axes, "t"), runs[..., k])
    t = np.arange(N_ROWS)
    tables["epoch"] = Table(("t",), t // PER_EPOCH + 1)
    tables["part"] = Table(("t",), t % PER_EPOCH + 1)
    updates = runs[..., : N_UPDATES + 1, :]
    a_window, b_window = (
        window((best, updates[..., i].min(), updates[..., i].max()), 1.0)
        for i, best in enumerate((best_a, best_b))
    )
    tables |= {"x": Table(("x",), x), "y": Table(("y",), points)}
    tables |= surface(x.numpy(), points.numpy(), a_window, b_window, best)
    start_loss = float(tables["whole_full_loss"].values[0])
    return Recording(
        axes={"kept": KEPT, "cut": CUTS},
        n_steps=N_UPDATES,
        tables=tables,
        facts={
            "verdicts": VERDICTS,
            "a_window": a_window,
            "b_window": b_window,
            "y_window": y_window(points),
            "loss_window": loss_window(start_loss, best),
        },
    )


def lacking(apart: np.ndarray) -> np.ndarray:
    """Return the place in VERDICTS of each file and cut, found from what was measured.

    Args:
        apart: how far the resumed training comes from the uncut one, file × cut; what
            a file lacks matters where the file that lacks just that is not enough.
    """
    without = {kept: apart[KEPT.index(kept)] > 0 for kept in KEPT}
    generator, optimizer = without["model_optimizer"], without["model_rng"]
    found = np.zeros(apart.shape, int)
    found[KEPT.index("model")] = generator + 2 * optimizer
    found[KEPT.index("model_rng")] = 2 * optimizer
    found[KEPT.index("model_optimizer")] = generator
    return found


def whole(rec: Recording) -> dict[str, Table]:
    """Return the training without a cut, to be drawn beside the resumed one."""
    return {name: rec.tables[f"whole_{name}"] for name in ("a", "b", "full_loss")}


LESSON = Lesson(
    controls=(
        Control("cut", 4, CUTS, use="played"),
        Control("kept", "model", KEPT, use="played"),
        Control("optimizer", "Momentum", ("SGD", "Momentum", "Adam")),
        Control("shuffle", True, (False, True)),
        Control("seed", 0, tuple(range(10))),
        Control("threat", "command", ("command", "module", "memory"), use="shown"),
        Control("mismatch", "missing", ("missing", "shape", "prefix"), use="shown"),
    ),
    record=record,
    scenarios=(
        Scenario("bare", {}, "neither"),
        Scenario("no_rng", {"kept": "model_optimizer"}, "no_generator"),
        Scenario("no_optimizer", {"kept": "model_rng"}, "no_optimizer"),
        Scenario("all", {"kept": "model_optimizer_rng"}, "same"),
        Scenario(
            "adam", {"optimizer": "Adam", "kept": "model_rng", "cut": 2}, "no_optimizer"
        ),
        Scenario("enough", {"optimizer": "SGD", "shuffle": False}, "same"),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("optimizers", "modules"),
)
