"""The training that the page runs: it can pause and resume between batches."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import Any, Literal

import numpy as np
import torch

from lessons.contract import Checkpoint, Value
from lessons.data import fashion
from lessons.data.sets import Images, finish
from lessons.image_classification.with_torch import (
    build,
    make_loader,
    make_optimizer,
    make_scheduler,
    predict,
    prepare,
    train_epoch,
)
from lessons.toolkit.seeding import isolated_rng

EMBEDDED = 5000
"""Training images that ship with the course; 1000 more are for validation."""

WHOLE = 50_000
"""Training images of the whole set; 10 000 more are for validation."""

Part = Literal["train", "validation", "test"]

POINTS = 60
"""Points of the curves, at most."""

N_CURVE_IMAGES = 1000
"""Validation images that the curve looks at; the last number looks at all."""

N_SHIFTED = 1000
"""Test images that are moved by a few pixels."""

SHIFTS = 0, 1, 2, 3, 4, 5, 6
"""Pixels by which the test images are moved down."""

N_WORST = 18
"""Mistakes that are shown: those it was surest of."""


@dataclass(frozen=True, eq=False)
class TrainingResult:
    """A trained network, and how it fares on the validation images.

    Args:
        curves: shape (points, 5): updates done; loss and accuracy (0 … 1) of the
            batches since the point before; the same of validation images.
        parameters: weights and biases, in the order of `net.parameters()`.
        confusion: shape (10, 10): images by true (row) and predicted class (column).
        loss: mean loss of all validation images.
        worst: uint8, shape (k, 28, 28): wrong images, the surest first; with their
            classes `true` and `predicted`, and `p`, how sure it was, of shape (k,).
        n_train: images trained on.
        n_updates: updates done.
    """

    curves: np.ndarray
    parameters: tuple[np.ndarray, ...]
    confusion: np.ndarray
    loss: float
    worst: np.ndarray
    true: np.ndarray
    predicted: np.ndarray
    p: np.ndarray
    n_train: int
    n_updates: int

    @property
    def nbytes(self) -> int:
        """Size of all arrays in bytes."""
        arrays = (*self.parameters, self.curves, self.confusion, self.worst)
        return sum(array.nbytes for array in arrays) + 1000

    @property
    def n_validation(self) -> int:
        """Validation images."""
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """Percent of the validation images that are classified correctly."""
        return 100 * float(np.trace(self.confusion)) / self.n_validation


@lru_cache(maxsize=1)
def embedded_images() -> Images:
    """Return the images that ship with the course, read once a process."""
    return fashion.load_embedded()


@lru_cache(maxsize=1)
def whole_set() -> Images:
    """Return the whole set, if it is on this machine.

    Raises:
        Unavailable: "missing" or "damaged".
    """
    return finish(fashion.read())


def images(size: int, part: Part) -> tuple[np.ndarray, np.ndarray]:
    """Return the first `size` training images, or others, with their classes.

    Validation images are the last sixth of what the set has to train with. More than
    are embedded are the whole set, with its own validation and test images: so the
    same settings give the same numbers everywhere.

    Raises:
        Unavailable: if the whole set is asked for and is not there.
    """
    dataset = whole_set() if size > EMBEDDED else embedded_images()
    if part == "test":
        return dataset.test, dataset.test_labels
    end = len(dataset.train) * 5 // 6
    which = slice(end, None) if part == "validation" else slice(min(size, end))
    return dataset.train[which], dataset.train_labels[which]


def move_down(pictures: np.ndarray, n: int) -> np.ndarray:
    """Return pictures (…, 28, 28) moved down by n pixels; what comes in is 0."""
    moved = np.zeros_like(pictures)
    moved[..., n:, :] = pictures[..., : pictures.shape[-2] - n, :]
    return moved


class Trainer:
    """A network in training, with the state that it needs to resume.

    Args:
        settings: the lesson's controls.
        state: of the one it continues.
    """

    def __init__(self, settings: Mapping[str, Value], state: bytes | None):
        self.settings = settings
        size = int(settings["size"])
        self.X, self.y = prepare(*images(size, "train"))
        self.images, self.labels = images(size, "validation")
        self.X_validation, _ = prepare(self.images, self.labels)
        seed = int(settings["seed"])
        with isolated_rng(seed):
            self.net = build(settings["model"], seed)
        self.loader = make_loader(self.X, self.y, int(settings["batch_size"]), seed)
        self.optimizer = make_optimizer(settings["optimizer"], self.net, settings["lr"])
        self.scheduler = None
        if settings["decay"]:
            self.scheduler = make_scheduler(self.optimizer, self.n_updates)
        self.step = 0
        self.epoch_rng = self.generator.get_state()
        self.sums = np.zeros(3)  # loss, right and images since the last point
        self.rows: list[list[float]] = []
        if state:
            checkpoint = torch.load(BytesIO(state), weights_only=True)
            self.net.load_state_dict(checkpoint["net"])
            self.optimizer.load_state_dict(checkpoint["optimizer"])
            if self.scheduler:
                self.scheduler.load_state_dict(checkpoint["scheduler"])
            self.epoch_rng = checkpoint["epoch_rng"]
            self.generator.set_state(self.epoch_rng)
            self.step, self.rows = checkpoint["done"], checkpoint["rows"]
            if self.step and self.step % self.per_epoch == 0:
                for _ in self.loader:  # the epoch that is over drew its order
                    pass
            self.sums = np.array(checkpoint["sums"])

    @property
    def generator(self) -> torch.Generator:
        """What draws the order of each epoch."""
        generator: torch.Generator = self.loader.generator
        return generator

    @property
    def per_epoch(self) -> int:
        """Updates of an epoch."""
        return len(self.loader)

    @property
    def n_updates(self) -> int:
        """Updates of the whole training."""
        return int(self.settings["n_epochs"]) * self.per_epoch

    def learn(self) -> Generator[None, None, None]:
        """Train with one batch at a time, and keep the points of the curves."""
        every = -(-self.n_updates // POINTS)
        while self.step < self.n_updates:
            done = self.step % self.per_epoch
            if not done:
                self.epoch_rng = self.generator.get_state()
            for batch in islice(self.loader, done, None):
                (loss,), right = train_epoch(
                    self.net, [batch], self.optimizer, self.scheduler
                )
                n = len(batch[1])
                self.sums += (n * loss, right, n)
                self.step += 1
                if self.step % every == 0 or self.step == self.n_updates:
                    self.add_point()
                yield

    def add_point(self) -> None:
        """Add a point to the curves."""
        p = predict(self.net, self.X_validation[:N_CURVE_IMAGES])
        loss, accuracy = loss_and_accuracy(p, self.labels[:N_CURVE_IMAGES])
        mean = self.sums[:2] / self.sums[2]
        self.rows.append([float(self.step), *mean.tolist(), loss, accuracy])
        self.sums[:] = 0

    def curves(self) -> np.ndarray:
        """Return the curves so far."""
        return np.array(self.rows, np.float32).reshape(-1, 5)

    def part(self) -> Checkpoint:
        """Return a checkpoint: progress, curves, and how to get state and result."""
        part = self.step / self.n_updates
        return Checkpoint(part, self.curves(), self.state, self.result)

    def state(self) -> bytes:
        """Return everything that is needed to resume, serialized."""
        file = BytesIO()
        checkpoint = {
            "net": self.net.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "epoch_rng": self.epoch_rng,
        }
        if self.scheduler:
            checkpoint["scheduler"] = self.scheduler.state_dict()
        checkpoint |= {"done": self.step, "rows": self.rows, "sums": self.sums.tolist()}
        torch.save(checkpoint, file)
        return file.getvalue()

    def result(self) -> TrainingResult:
        """Return the result of the training so far."""
        p = predict(self.net, self.X_validation)
        predicted, true = p.argmax(1), self.labels
        confusion = np.zeros((10, 10), np.int32)
        np.add.at(confusion, (true, predicted), 1)
        sure = np.where(predicted != true, p.max(1), -1)
        worst = np.argsort(-sure, kind="stable")[
            : min(N_WORST, (predicted != true).sum())
        ]
        return TrainingResult(
            curves=self.curves(),
            parameters=tuple(w.detach().numpy().copy() for w in self.net.parameters()),
            confusion=confusion,
            loss=loss_and_accuracy(p, true)[0],
            worst=self.images[worst],
            true=true[worst],
            predicted=predicted[worst],
            p=p.max(1)[worst],
            n_train=len(self.X),
            n_updates=self.step,
        )


def loss_and_accuracy(p: np.ndarray, labels: np.ndarray) -> tuple[float, float]:
    """Return the mean loss and the accuracy (0 … 1)."""
    own = p[np.arange(len(p)), labels]
    return float(-np.log(own + 1e-30).mean()), float((p.argmax(1) == labels).mean())


def training(
    settings: Mapping[str, Any], state: bytes | None = None
) -> Generator[Checkpoint, None, TrainingResult]:
    """Train with these settings, or go on from a state, bit for bit.

    Raises:
        Unavailable: if the whole set is asked for and is not there.
    """
    learner = Trainer(settings, state)
    yield learner.part()
    for _ in learner.learn():
        yield learner.part()
    return learner.result()


@lru_cache(maxsize=64)
def _train_now(settings: tuple[tuple[str, Any], ...]) -> TrainingResult:
    learner = Trainer(dict(settings), None)
    for _ in learner.learn():
        pass
    return learner.result()


def train_now(settings: Mapping[str, Any]) -> TrainingResult:
    """Train with these settings at once: for training runs that take a moment."""
    return _train_now(tuple((name, settings[name]) for name in TRAINING_CONTROLS))


TRAINING_CONTROLS = (
    *("model", "size", "n_epochs", "lr", "decay"),
    *("batch_size", "optimizer", "seed"),
)
"""The controls that a training depends on."""


def network(model: str, result: TrainingResult) -> torch.nn.Sequential:
    """Return the network with the parameters of a result."""
    with isolated_rng(0):
        net: torch.nn.Sequential = build(model)
    weights = map(torch.from_numpy, result.parameters)
    net.load_state_dict(dict(zip(net.state_dict(), weights, strict=True)))
    return net


def shifted_accuracy(
    model: str, size: int, result: TrainingResult, n: int
) -> np.float64:
    """Return the percent of right answers on test images that are moved down.

    Args:
        model: of the result.
        size: images that it was trained on; says which set they are from.
        n: pixels by which the first N_SHIFTED test images are moved.
    """
    pictures, labels = images(size, "test")
    pictures, labels = pictures[:N_SHIFTED], labels[:N_SHIFTED]
    X, _ = prepare(move_down(pictures, n), labels)
    predicted = predict(network(model, result), X).argmax(1)
    return np.float64(100 * (predicted == labels).mean())
