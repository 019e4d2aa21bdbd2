"""The training that the page runs: it can pause and resume between batches."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import islice
from typing import Any

import numpy as np
import torch

from lessons.contract import Checkpoint, Value
from lessons.data import fashion
from lessons.data.sets import Images, Subset, finish
from lessons.image_classification.with_torch import (
    build,
    make_optimizer,
    make_steps,
    predict,
    prepare,
    train,
)

EMBEDDED = 6000
"""Training images that ship with the course."""

POINTS = 60
"""Points of the curves, at most."""

N_CURVE_IMAGES = 1000
"""Test images that the curve of the test looks at; the last number looks at all."""

N_WORST = 18
"""Mistakes that are shown: those it was surest of."""


@dataclass(frozen=True, eq=False)
class TrainingResult:
    """A trained network, and how it fares on the test images.

    Args:
        curves: shape (points, 5): updates done; loss and accuracy (0 … 1) of the
            batches since the point before; the same of test images.
        parameters: weights and biases, in the order of `net.parameters()`.
        confusion: shape (10, 10): images by true (row) and predicted class (column).
        loss: mean loss of all test images.
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
    def n_test(self) -> int:
        """Test images."""
        return int(self.confusion.sum())

    @property
    def accuracy(self) -> float:
        """Percent of the test images that are classified correctly."""
        return 100 * float(np.trace(self.confusion)) / self.n_test


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


def images(size: int, part: Subset) -> tuple[np.ndarray, np.ndarray]:
    """Return the first `size` training images or the test images, with their classes.

    More than are embedded are the whole set, with its own test images: so the same
    settings give the same numbers everywhere.

    Raises:
        Unavailable: if the whole set is asked for and is not there.
    """
    dataset = whole_set() if size > EMBEDDED else embedded_images()
    if part == "test":
        return dataset.test, dataset.test_labels
    return dataset.train[:size], dataset.train_labels[:size]


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
        self.test_images, self.test_labels = images(size, "test")
        self.X_test, self.y_test = prepare(self.test_images, self.test_labels)
        self.net = build(settings["model"], settings["seed"])
        self.optimizer = make_optimizer(settings["optimizer"], self.net, settings["lr"])
        self.step = 0
        self.sums = np.zeros(3)  # loss, right and images since the last point
        self.rows: list[list[float]] = []
        if state:
            checkpoint = torch.load(BytesIO(state), weights_only=True)
            self.net.load_state_dict(checkpoint["net"])
            self.optimizer.load_state_dict(checkpoint["optimizer"])
            self.step, self.rows = checkpoint["done"], checkpoint["rows"]
            self.sums = np.array(checkpoint["sums"])

    @property
    def per_epoch(self) -> int:
        """Updates of an epoch."""
        return -(-len(self.X) // int(self.settings["batch_size"]))

    @property
    def n_updates(self) -> int:
        """Updates of the whole training."""
        return int(self.settings["n_epochs"]) * self.per_epoch

    def steps(self) -> islice:
        """Return the remaining batches; their order depends on the seed alone."""
        names = ("batch_size", "n_epochs", "lr", "decay", "seed")
        arguments = (self.settings[name] for name in names)
        return islice(make_steps(len(self.X), *arguments), self.step, None)

    def learn(self) -> Generator[None, None, None]:
        """Train, batch by batch, and keep the points of the curves."""
        every = -(-self.n_updates // POINTS)
        size = int(self.settings["batch_size"])
        for loss, right in train(
            self.net, self.optimizer, self.X, self.y, self.steps()
        ):
            n = min(size, len(self.X) - self.step % self.per_epoch * size)
            self.sums += (n * loss, right, n)
            self.step += 1
            if self.step % every == 0 or self.step == self.n_updates:
                self.add_point()
            yield

    def add_point(self) -> None:
        """Add a point to the curves."""
        p = predict(self.net, self.X_test[:N_CURVE_IMAGES])
        loss, accuracy = loss_and_accuracy(p, self.test_labels[:N_CURVE_IMAGES])
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
        }
        checkpoint |= {"done": self.step, "rows": self.rows, "sums": self.sums.tolist()}
        torch.save(checkpoint, file)
        return file.getvalue()

    def result(self) -> TrainingResult:
        """Return the result of the training so far."""
        p = predict(self.net, self.X_test)
        predicted, true = p.argmax(1), self.test_labels
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
            worst=self.test_images[worst],
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
    """Train at these settings, or go on from a state, bit for bit.

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
    """Train at these settings at once: for trainings that take a moment."""
    return _train_now(tuple((name, settings[name]) for name in TRAINING_CONTROLS))


TRAINING_CONTROLS = (
    *("model", "size", "n_epochs", "lr", "decay"),
    *("batch_size", "optimizer", "seed"),
)
"""The controls that a training depends on."""


def network(model: str, result: TrainingResult) -> torch.nn.Sequential:
    """Return the network with the parameters of a result."""
    net = build(model)
    for p, w in zip(net.parameters(), result.parameters, strict=True):
        p.data = torch.from_numpy(w)
    return net
