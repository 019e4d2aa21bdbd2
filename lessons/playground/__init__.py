"""A network in the plane: every setting, every neuron's picture, while it learns."""

import io
from collections.abc import Callable
from functools import partial
from time import monotonic
from zlib import crc32

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
    Value,
    linear_range,
)
from lessons.playground import points, with_numpy
from lessons.playground.changes import CHANGES, SETTINGS, Changes, settings_at
from lessons.playground.exercises import EXERCISES
from lessons.playground.features import INPUTS
from lessons.playground.frames import Frame, flat, frame_tables, unpad_weights
from lessons.playground.hidden import HIDDEN
from lessons.playground.network_changes import apply_due
from lessons.playground.predict import QUESTIONS
from lessons.playground.with_torch import (
    MOST_UPDATES,
    REGRESSION,
    make_data,
    make_features,
    make_loader,
    make_loss,
    make_model,
    make_optimizer,
    train,
)
from lessons.toolkit.seeding import draw_dropout_in, generator_mode, isolated_rng

TYPED = "changes", "points", "features", "n_epochs"
"""Controls that the figure writes."""

EVERY = 0.1
"""Seconds between two reports of the frames so far."""


def epochs(n_train: int, batch_size: int, n_epochs: int, changes: Changes = ()) -> int:
    """Return how many epochs are trained: all, or what MOST_UPDATES allow.

    Args:
        changes: those of the batch size count.
    """
    updates = 0
    for epoch in range(n_epochs):
        batch_size = int(settings_at(changes, epoch).get("batch_size", batch_size))
        updates += max(1, -(-n_train // batch_size))
        if updates > MOST_UPDATES:
            return epoch
    return n_epochs


def record(**now) -> Steps:
    """Record a training: weights, losses and accuracies before each epoch."""
    names = ("data", "n", "noise", "validation", "seed", "points")
    X, y, X_test, y_test = make_data(*(now[name] for name in names))
    of_train, of_test = (make_features(part, now["features"]) for part in (X, X_test))
    sizes = (of_train.shape[1], *now["depth"] * [now["width"]], 1)
    start = now["activation"], now["dropout"], now["start_seed"]
    rng = generator_mode(torch.Generator().manual_seed(now["start_seed"]))
    with rng:
        model = make_model(sizes, *start)
    draw_dropout_in(rng, model)
    optimizer = make_optimizer(model, now["optimizer"], now["lr"], now["weight_decay"])
    how_long = now["batch_size"], now["n_epochs"], now["changes"]
    n_epochs = epochs(len(y), *how_long) if len(y) else 1
    n_steps = n_epochs
    frames: list[Frame] = []
    runs: list[tuple[float, ...]] = []
    parts = (of_train, y), (of_test, y_test)
    both = tuple(tuple(p.numpy() for p in part) for part in parts)
    activation = with_numpy.ACTIVATIONS[now["activation"]]
    regression = now["data"] in REGRESSION
    loss = "Regression" if regression else now["loss"]
    loss_fn = with_numpy.make_loss(loss)

    def metrics(weights: Frame, X: np.ndarray, y: np.ndarray) -> tuple[float, ...]:
        """Return loss and accuracy by the file without torch, which takes less time."""
        if not len(y):  # no point, or none that is kept for a test
            return np.nan, np.nan
        model = weights, *activation
        return with_numpy.evaluate(model, loss_fn, X, y, regression)

    def recording(last_frame: int | None = None) -> Recording:
        """Return the recording of the frames so far."""
        constant = flat(frames[-1], both[0][0], activation)
        tables, facts = frame_tables(
            *(frames, runs, n_steps, last_frame is None, constant, regression),
            one_class=not regression and len(np.unique(both[0][1])) == 1,
        )
        for name, at, kinds in (("train", X, y), ("test", X_test, y_test)):
            tables[f"x_{name}"] = Table(("point", "axis"), at.numpy())
            tables[f"y_{name}"] = Table(("point",), kinds.numpy())
        texts = {name: LESSON[name].write(now[name]) for name in TYPED}
        facts |= {
            "activation": now["activation"],
            "features": now["features"],
            "settings": {name: now[name] for name in SETTINGS},
            "score": regression or now["loss"] == "Hinge",
            "regression": regression,
            "own": now["data"] == "own",
            "reach": points.FARTHEST,
            "typed": texts,
            "width": now["width"],
            "same": same,
            "epochs": n_epochs,
        }
        return Recording({}, n_steps, tables, facts, known=last_frame)

    # Equal for two runs that are the same up to where their changes or ends differ.
    rest = sorted((n, v) for n, v in now.items() if n not in ("changes", "n_epochs"))
    same = crc32(repr(rest).encode())
    loader = make_loader(of_train, y, now["batch_size"], now["seed"])
    batch_loss = make_loss(loss)
    l1 = now["l1"]
    new_weights = torch.Generator().manual_seed(now["seed"])
    last_report = monotonic()
    for epoch in range(n_epochs + 2 if len(y) else 1):
        if epoch:
            train(model, loader, optimizer, batch_loss, n_epochs=1, l1=l1)
        apply_due(now["changes"], epoch, model, optimizer, new_weights)
        due = settings_at(now["changes"], epoch)
        l1 = due.get("l1", l1)
        if "batch_size" in due:
            size, order = int(due["batch_size"]), now["seed"] + epoch
            loader = make_loader(of_train, y, size, order)
        weights = [p.detach().numpy() for p in model.parameters()]
        with np.errstate(over="ignore", invalid="ignore"):  # what is too large is inf
            frames.append([p.astype(np.float32) for p in weights])
            runs.append(sum((metrics(weights, *part) for part in both), ()))
        fraction, last_frame = len(frames) / (n_steps + 2), len(frames) - 1
        # The last frame, after the result, completes the recording: it is no part.
        if last_frame <= n_steps and (
            not last_frame or monotonic() - last_report > EVERY
        ):
            last_report = monotonic()
            yield Progress(fraction, recording(last_frame))
        else:
            yield fraction
    if not len(y):  # nothing to learn from: it stays as it was
        frames, runs = 3 * frames, 3 * runs
    return recording()


def state_dict(rec: Recording, t: int, now: Settings) -> bytes:
    """Return the weights before epoch t as a .pt file: `load_state_dict` takes them.

    They are plain tensors, so `torch.load(…, weights_only=True)` reads it.
    """
    weights = unpad_weights(rec, t)
    sizes = (weights[0].shape[1], *(len(b) for b in weights[1::2]))
    with isolated_rng(0):
        model = make_model(sizes, now["activation"], now["dropout"])
    names = dict(zip(model.state_dict(), weights, strict=True))
    file = io.BytesIO()
    torch.save({name: torch.from_numpy(w.copy()) for name, w in names.items()}, file)
    return file.getvalue()


N_TEST = 1000
"""New points that the test is made of."""


def test_result(rec: Recording, now: Settings) -> tuple[float, float]:
    """Return loss and accuracy of the last epoch on N_TEST new points.

    They are drawn as the others were, from another seed.

    Raises:
        ValueError: for the reader's own points: there are no others.
    """
    if now["data"] == "own":
        raise ValueError("no other points")
    seed = 1000 + int(now["seed"])
    X, y, *_ = with_numpy.make_data(now["data"], N_TEST, now["noise"], 0.0, seed)
    X = with_numpy.make_features(X, now["features"])
    weights = [w.astype(float) for w in unpad_weights(rec, rec.n_steps)]
    model = (weights, *with_numpy.ACTIVATIONS[now["activation"]])
    regression = now["data"] in REGRESSION
    loss_fn = with_numpy.make_loss("Regression" if regression else now["loss"])
    with np.errstate(over="ignore", invalid="ignore"):  # of a diverged network
        return with_numpy.evaluate(model, loss_fn, X, y, regression)


def plain_training(now: Settings) -> Callable[[int], object]:
    """Return a function that trains for a number of updates: a batch is an epoch."""
    X, y, *_ = make_data(n=int(now["batch_size"]), validation=0.0)
    sizes = (2, *int(now["depth"]) * [int(now["width"])], 1)
    with isolated_rng(0):
        model = make_model(sizes, now["activation"], now["dropout"])
    loader = make_loader(X, y, len(y))
    optimizer = make_optimizer(model, now["optimizer"])
    loss = make_loss(now["loss"])
    return partial(train, model, loader, optimizer, loss)


def batch_sizes(now: Settings) -> tuple[int, int]:
    """Return the numbers of training points and of points in a batch."""
    n = len(now["points"]) if now["data"] == "own" else now["n"]
    n_train = max(1, n - round(now["validation"] * n))
    return n_train, min(n_train, now["batch_size"])


WHOLE: dict[str, Value] = {"batch_size": 400, "lr": 0.1}
HEART: dict[str, Value] = {
    **{"data": "moons", "n": 100, "validation": 0.7, "noise": 0.4, "seed": 1},
    **{"width": 8, "n_epochs": 500, "batch_size": 400, "lr": 0.1},
}
"""Few noisy points, many for validation, and a large network."""

HILLS: dict[str, Value] = {"data": "hills", "width": 8, "n": 400, "noise": 0.0}
"""Heights without noise, and a network that can follow them."""

SPARSE: Settings = {
    **{"features": tuple(with_numpy.FEATURES), "depth": 0, "l1": 0.01},
    **{"optimizer": "SGD", "lr": 1.0, "batch_size": 400},
}
"""All inputs, and a penalty that leaves the weights of two of them."""

HUGE: dict[str, Value] = {"optimizer": "SGD", "lr": 10.0, "activation": "Identity"}
"""A rate with which the loss grows, whatever the starting weights."""

LESSON = Lesson(
    controls=(
        Control(
            "data",
            "circles",
            ("moons", "circles", "spiral", "xor", "blobs", *REGRESSION, "own"),
        ),
        Control("n", 200, (20, 40, 60, 100, 200, 400)),
        Control("noise", 0.1, linear_range(0, 0.5, 0.05)),
        Control("validation", 0.3, linear_range(0.1, 0.7, 0.1)),
        Control("seed", 0, tuple(range(20))),
        points.POINTS,
        INPUTS,
        Control("depth", 2, tuple(range(7))),
        Control("width", 4, tuple(range(1, 9))),
        Control(
            "activation", "Tanh", ("Tanh", "ReLU", "LeakyReLU", "Sigmoid", "Identity")
        ),
        Control("dropout", 0.0, (0.0, 0.1, 0.2, 0.3, 0.5)),
        Control("loss", "BCE", ("BCE", "MSE", "Hinge")),
        Control("optimizer", "Adam", ("SGD", "Momentum", "RMSprop", "Adam", "AdamW")),
        Control("lr", 0.03, SETTINGS["lr"]),
        Control("batch_size", 64, SETTINGS["batch_size"]),
        Control("weight_decay", 0.0, SETTINGS["weight_decay"]),
        Control("l1", 0.0, SETTINGS["l1"]),
        Control("n_epochs", 200, (50, 100, 200, 500, 1000)),
        Control("start_seed", 0, tuple(range(20))),
        CHANGES,
        Control("discrete", False, (False, True), use="shown"),
        Control("held_out", True, (True, False), use="shown"),
        Control("opened", False, (False, True), use="shown"),
        HIDDEN,
    ),
    record=record,
    scenarios=(
        Scenario("linear", {"depth": 0}, "fails"),
        Scenario("squares", {"depth": 0, "features": ("sq1", "sq2")} | WHOLE, "solved"),
        Scenario("three", {"depth": 1, "width": 3} | WHOLE, "solved"),
        Scenario("spiral", {"data": "spiral", "width": 8, "n": 400} | WHOLE, "solved"),
        Scenario("hills", HILLS | WHOLE, "fitted"),
        Scenario("dead", {"activation": "ReLU", "lr": 3.0, "width": 3}, "dead"),
        Scenario("overfits", HEART, "overfits"),
        Scenario("decayed", HEART | {"weight_decay": 0.01}, "fails"),
        Scenario("sparse", SPARSE, "solved"),
        Scenario("huge", HUGE, "diverges"),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("optimizers", "losses", "modules"),
    comparison=ComparisonSpec(
        controls=(
            *("features", "depth", "width", "activation", "loss", "optimizer", "lr"),
            *("batch_size", "weight_decay", "l1", "dropout", "start_seed"),
        ),
        loss="loss",
        path=("accuracy",),
        rows=("w", "sizes"),
        facts=("layers", "features", "activation", "score"),
        plain_training=plain_training,
        cost_controls=("depth", "width", "optimizer", "batch_size"),
        batching=batch_sizes,
        updates_per_frame=lambda now: -(-batch_sizes(now)[0] // batch_sizes(now)[1]),
    ),
    state_dict=state_dict,
)
