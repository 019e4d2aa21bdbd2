"""The training as the page runs it: it can pause and resume between batches."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from io import BytesIO
from time import perf_counter
from typing import Any

import numpy as np
import torch

from lessons.contract import Checkpoint
from lessons.text_classification.sources import Split, split
from lessons.text_classification.with_torch import (
    forward,
    join,
    make_bags,
    make_idf,
    make_model,
    make_optimizer,
    make_order,
    make_vocabulary,
    predict,
    push,
    train,
    weigh,
)

POINTS = 24
"""Points of the curves, about."""

MOST_CURVE_MESSAGES = 400
"""Training messages that the curves are measured on; of the test it is all."""

N_TOP_WORDS = 10
"""Words shown for each class."""

PER_CELL = 8
"""Most messages in the result for each cell of the confusion matrix."""

MOST_MESSAGES = 120
"""Most messages in the result."""

MAX_CHARACTERS = 3000
"""Most characters of a message in the result."""

LARGE = 2_000_000
"""Weights beyond which the first layer is stored in float16."""


@dataclass(frozen=True, eq=False)
class Message:
    """A message of the test set, and the network's prediction for it.

        Args:
    text: its first MAX_CHARACTERS characters.
            true: its class.
            p: the probability of each class.
            index: places of its words in the vocabulary, shape (k,).
            pushes: of each of these words on each score, shape (k, C).
    """

    text: str
    true: int
    p: np.ndarray
    index: np.ndarray
    pushes: np.ndarray

    @property
    def prediction(self) -> int:
        """The class of the largest probability."""
        return int(self.p.argmax())


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """A trained network, and its results on the test messages.

    Args:
        source, names: where the texts are from, and their classes.
        curves: shape (points, 5): epochs done; loss and accuracy (0 … 1) of training
            messages; the same of the test messages.
        confusion: shape (C, C): test messages by true class (row) and predicted class.
        loss: mean loss of the test messages.
        words: the vocabulary, the most frequent first.
        idf: the weight of each word, shape (V,); None where they are counted only.
        weights: w1, b1, w2, b2, w3, b3.
        telling: for each class, largest first, (word, its mean push where it stands,
            messages it is in).
        messages: mistakes, the surest first in each cell; some right ones.
        n_train, n_test: messages.
        n_updates, n_planned: updates, and how many it is when it is not stopped.
        n_dropped: messages that an epoch leaves out.
        n_only_test: words of the vocabulary that are in no training message.
        n_values: numbers in the bags of the training messages.
        seconds: from the texts to the end, without the pauses.
    """

    source: str
    names: tuple[str, ...]
    curves: np.ndarray
    confusion: np.ndarray
    loss: float
    words: tuple[str, ...]
    idf: np.ndarray | None
    weights: Mapping[str, np.ndarray]
    telling: tuple[tuple[tuple[str, float, int], ...], ...]
    messages: tuple[Message, ...]
    n_train: int
    n_test: int
    n_updates: int
    n_planned: int
    n_dropped: int
    n_only_test: int
    n_values: int
    seconds: float

    @property
    def percent(self) -> int:
        """The percentage of the planned updates that have run."""
        return 100 * self.n_updates // max(1, self.n_planned)

    @property
    def nbytes(self) -> int:
        """Roughly the memory it takes, in bytes."""
        arrays = sum(weights.nbytes for weights in self.weights.values())
        words = sum(len(word) + 60 for word in self.words)
        messages = sum(2 * len(m.text) + m.pushes.nbytes for m in self.messages)
        return arrays + words + messages + 10_000

    @property
    def accuracy(self) -> float:
        """The percentage of the test messages whose class is predicted right."""
        return 100 * float(np.trace(self.confusion)) / self.n_test

    @property
    def dense(self) -> float:
        """Bytes of the training messages as a table of float32, zeros included."""
        return 4.0 * self.n_train * len(self.words)

    @property
    def sparse(self) -> float:
        """Bytes as bags: a float32 and a place in int64 for each word that is there."""
        return 12.0 * self.n_values


class Trainer:
    """A training that can pause: network, optimizer, curves, and their state.

    Args:
        settings: from `sources.training_arguments`.
        state: of the one it continues.
    """

    def __init__(self, settings: Mapping[str, Any], state: bytes | None = None):
        self.settings = settings
        self.texts: Split = split(settings)
        self.start_time = perf_counter()
        self.names = self.texts.train.names
        words = self.texts.train_words, self.texts.test_words
        corpus = words[0] + words[1] if settings["from_test"] else words[0]
        self.vocabulary = make_vocabulary(corpus, settings["size"])
        bags = [make_bags(texts, self.vocabulary) for texts in words]
        self.n_values = sum(len(index) for index, _ in bags[0])
        self.idf: torch.Tensor | None = None
        if settings["tfidf"]:
            self.idf = make_idf(bags[0], len(self.vocabulary))
            bags = [weigh(some, self.idf) for some in bags]
        self.bags, self.test_bags = bags
        seed = settings["seed"]
        sizes = len(self.vocabulary), len(self.names), settings["hidden"]
        self.model = make_model(*sizes, seed)
        self.optimizer = make_optimizer(self.model, settings["lr"])
        self.done, self.rows = 0, list[list[float]]()
        if state:
            checkpoint = torch.load(BytesIO(state), weights_only=True)
            self.model.load_state_dict(checkpoint["model"])
            self.optimizer.load_state_dict(checkpoint["optimizer"])
            self.done, self.rows = checkpoint["done"], checkpoint["rows"]
            self.start_time -= checkpoint["seconds"]
        names = ("n_epochs", "batch_size", "shuffle", "drop_last")
        self.train_options: dict[str, Any] = {name: settings[name] for name in names}
        order = settings["shuffle"], settings["drop_last"], settings["batch_size"]
        n = len(self.bags)
        batches = make_order(n, *order, np.random.default_rng(seed))
        self.per_epoch = len(batches)
        self.n_dropped = n - sum(map(len, batches))
        self.n_updates = self.per_epoch * int(settings["n_epochs"])
        sample = range(0, n, -(-n // MOST_CURVE_MESSAGES))
        labels = self.texts.train.labels[sample], self.texts.test.labels
        self.samples = [
            (join([self.bags[i] for i in sample]), torch.tensor(labels[0])),
            (join(self.test_bags), torch.tensor(labels[1])),
        ]

    def run(self) -> Generator[Checkpoint, None, None]:
        """Train to the end."""
        if not self.rows:
            self._measure()
        yield self.now()
        every = max(1, self.n_updates // POINTS)
        labels, seed = self.texts.train.labels, self.settings["seed"]
        options = {**self.train_options, "seed": seed, "done": self.done}
        for _ in train(self.model, self.optimizer, self.bags, labels.copy(), **options):
            self.done += 1
            if self.done % every == 0 or self.done == self.n_updates:
                self._measure()
            yield self.now()

    def _measure(self) -> None:
        """Add a point to the curves."""
        row = [self.done / max(1, self.per_epoch)]
        with torch.no_grad():
            for X, y in self.samples:
                scores = forward(self.model, *X)
                row.append(float(torch.nn.functional.cross_entropy(scores, y)))
                row.append(float((scores.argmax(1) == y).float().mean()))
        self.rows.append(row)

    def now(self) -> Checkpoint:
        """Return the checkpoint of the training at this update."""
        fraction = self.done / max(1, self.n_updates)
        return Checkpoint(fraction, np.array(self.rows), self.state, self.result)

    def state(self) -> bytes:
        """Return the state to resume from; the batches follow from the seed."""
        file = BytesIO()
        checkpoint = {
            "model": self.model.state_dict(),
            "done": self.done,
            "rows": self.rows,
        }
        checkpoint |= {"optimizer": self.optimizer.state_dict()}
        checkpoint |= {"seconds": perf_counter() - self.start_time}
        torch.save(checkpoint, file)
        return file.getvalue()

    def result(self) -> TrainedModel:
        """Return the network as it is, with its predictions for the test messages."""
        p, true = predict(self.model, self.test_bags), self.texts.test.labels
        C, n_test = len(self.names), len(true)
        predictions = p.argmax(1)
        confusion = np.bincount(true * C + predictions, minlength=C * C).reshape(C, C)
        words = tuple(self.vocabulary)
        weights = {
            name: value.detach().numpy().copy() for name, value in self.model.items()
        }
        if weights["w1"].size > LARGE:
            weights["w1"] = weights["w1"].astype(np.float16)
        in_training = np.zeros(len(words), bool)
        for index, _ in self.bags:
            in_training[index] = True
        return TrainedModel(
            source=str(self.settings["source"]),
            names=self.names,
            curves=np.array(self.rows),
            confusion=confusion,
            loss=float(-np.log(p[np.arange(n_test), true] + 1e-30).mean()),
            words=words,
            idf=None if self.idf is None else self.idf.numpy(),
            weights=weights,
            telling=self._top_words(words),
            messages=self._messages(p),
            n_train=len(self.bags),
            n_test=n_test,
            n_updates=self.done,
            n_planned=self.n_updates,
            n_dropped=self.n_dropped,
            n_only_test=int((~in_training).sum()),
            n_values=self.n_values,
            seconds=perf_counter() - self.start_time,
        )

    def _top_words(
        self, words: tuple[str, ...]
    ) -> tuple[tuple[tuple[str, float, int], ...], ...]:
        """For each class the words that push most where they stand, rare ones aside."""
        index = np.concatenate([index.numpy() for index, _ in self.bags])
        pushes = center(push(self.model, self.bags))
        counts = np.bincount(index, minlength=len(words))
        enough = counts >= least_messages(len(self.bags))
        result = []
        for of_class in pushes.T:
            total = np.bincount(index, of_class, len(words))
            mean = np.where(enough, total / np.maximum(counts, 1), -np.inf)
            largest = mean.argsort()[::-1][:N_TOP_WORDS]
            result.append(
                tuple(
                    (words[j], float(mean[j]), int(counts[j]))
                    for j in largest
                    if mean[j] > 0
                )
            )
        return tuple(result)

    def _messages(self, p: np.ndarray) -> tuple[Message, ...]:
        """Return mistakes of each cell, the surest first, then some that are right."""
        true, predictions = self.texts.test.labels, p.argmax(1)
        surest = np.argsort(-p.max(1), kind="stable")
        cells: dict[tuple[int, int], list[int]] = {}
        for i in surest:
            cells.setdefault((int(true[i]), int(predictions[i])), []).append(int(i))
        mistakes_first = sorted(cells, key=lambda cell: cell[0] == cell[1])
        indices = [i for cell in mistakes_first for i in cells[cell][:PER_CELL]]
        return tuple(self._message(i, p[i]) for i in indices[:MOST_MESSAGES])

    def _message(self, i: int, p: np.ndarray) -> Message:
        bag = self.test_bags[i]
        text, true = self.texts.test.texts[i], int(self.texts.test.labels[i])
        pushes = center(push(self.model, [bag]))
        return Message(text[:MAX_CHARACTERS], true, p, bag[0].numpy(), pushes)


def least_messages(n: int) -> int:
    """In how many of n training messages a word stands to be called telling."""
    return max(3, n // 50)


def center(pushes: np.ndarray) -> np.ndarray:
    """Pushes less their mean over the classes: what all have in common decides nothing.

    Args:
        pushes: shape (k, C).
    """
    return pushes - pushes.mean(1, keepdims=True)


def training(
    settings: Mapping[str, Any], state: bytes | None = None
) -> Generator[Checkpoint, None, TrainedModel]:
    """Train at these settings, made by `sources.training_arguments`.

    Raises:
        Unavailable: if the texts are not there any more.
    """
    trainer = Trainer(settings, state)
    yield from trainer.run()
    return trainer.result()
