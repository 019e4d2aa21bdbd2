"""The training as the page runs it: it can pause and resume between batches."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from time import perf_counter
from typing import Any

import numpy as np
import torch

from lessons.contract import Checkpoint
from lessons.text_classification.sources import Split, split
from lessons.text_classification.with_torch import (
    join,
    make_bags,
    make_idf,
    make_loader,
    make_model,
    make_optimizer,
    make_vocabulary,
    predict,
    push,
    train_epoch,
    weigh,
)
from lessons.toolkit.seeding import isolated_rng

POINTS = 24
"""Points of the curves, about."""

MOST_CURVE_MESSAGES = 400
"""Training messages that the curves are measured on; of validation it is all."""

N_TOP_WORDS = 10
"""Words shown for each class."""

PER_CELL = 8
"""Most messages in the result for each cell of the confusion matrix."""

MOST_MESSAGES = 120
"""Most messages in the result."""

MAX_CHARACTERS = 3000
"""Most characters of a message in the result."""

FIRST = "words.weight"
"""The name of the first layer's weights."""

LARGE = 2_000_000
"""Weights beyond which the first layer is stored in float16."""


@dataclass(frozen=True, eq=False)
class Message:
    """A message of the validation set, and the network's prediction for it.

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
    """A trained network, and its results on the validation messages.

    Args:
        source, names: where the texts are from, and their classes.
        curves: shape (points, 5): epochs done; loss and accuracy (0 … 1) of training
            messages; the same of the validation messages.
        confusion: shape (C, C): validation messages by true (row) and predicted class.
        loss: mean loss of the validation messages.
        test_accuracy: percent of the test messages that are classified correctly.
        words: the vocabulary, the most frequent first.
        idf: the weight of each word, shape (V,); None where they are counted only.
        weights: the tensors of `BagNet.state_dict()`, by their names.
        telling: for each class, largest first, (word, its mean push where it stands,
            messages it is in).
        messages: mistakes, the surest first in each cell; some right ones.
        n_train, n_validation, n_test: messages.
        n_updates, n_planned: updates, and how many it is when it is not stopped.
        n_dropped: messages that an epoch leaves out.
        n_only_validation: words of the vocabulary that are in no training message.
        n_values: numbers in the bags of the training messages.
        seconds: from the texts to the end, without the pauses.
    """

    source: str
    names: tuple[str, ...]
    curves: np.ndarray
    confusion: np.ndarray
    loss: float
    test_accuracy: float
    words: tuple[str, ...]
    idf: np.ndarray | None
    weights: Mapping[str, np.ndarray]
    telling: tuple[tuple[tuple[str, float, int], ...], ...]
    messages: tuple[Message, ...]
    n_train: int
    n_validation: int
    n_test: int
    n_updates: int
    n_planned: int
    n_dropped: int
    n_only_validation: int
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
        """The percentage of the validation messages that are well classified."""
        return 100 * float(np.trace(self.confusion)) / self.n_validation

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
        words = self.texts.train_words, self.texts.validation_words
        corpus = words[0] + words[1] if settings["from_validation"] else words[0]
        self.vocabulary = make_vocabulary(corpus, settings["size"])
        bags = [
            make_bags(texts, self.vocabulary)
            for texts in (*words, self.texts.test_words)
        ]
        self.n_values = sum(len(index) for index, _ in bags[0])
        self.idf: torch.Tensor | None = None
        if settings["tfidf"]:
            self.idf = make_idf(bags[0], len(self.vocabulary))
            bags = [weigh(some, self.idf) for some in bags]
        self.bags, self.validation_bags, self.test_bags = bags
        seed, labels = int(settings["seed"]), self.texts.train.labels
        sizes = len(self.vocabulary), len(self.names), int(settings["hidden"])
        with isolated_rng(seed):
            self.model = make_model(*sizes, seed)
        self.optimizer = make_optimizer(self.model, settings["lr"])
        names = "batch_size", "shuffle", "drop_last"
        order = {name: settings[name] for name in names}
        self.loader = make_loader(self.bags, labels.copy(), **order, seed=seed)
        self.generator: torch.Generator = self.loader.generator
        self.epoch_rng = self.generator.get_state()
        self.per_epoch = len(self.loader)
        self.done, self.rows = 0, list[list[float]]()
        if state:
            self._resume(torch.load(BytesIO(state), weights_only=True))
        n = len(self.bags)
        taken = self.per_epoch * int(settings["batch_size"])
        self.n_dropped = max(0, n - taken) if self.loader.drop_last else 0
        self.n_updates = self.per_epoch * int(settings["n_epochs"])
        sample = range(0, n, -(-n // MOST_CURVE_MESSAGES))
        self.samples = [
            (join([self.bags[i] for i in sample]), torch.tensor(labels[sample])),
            (join(self.validation_bags), torch.tensor(self.texts.validation.labels)),
        ]

    def _resume(self, checkpoint: Mapping[str, Any]) -> None:
        """Put back what a state holds; an epoch that is over drew its order."""
        self.model.load_state_dict(checkpoint["model"])
        self.optimizer.load_state_dict(checkpoint["optimizer"])
        self.done, self.rows = checkpoint["done"], checkpoint["rows"]
        self.epoch_rng = checkpoint["epoch_rng"]
        self.generator.set_state(self.epoch_rng)
        if self.done and self.done % self.per_epoch == 0:
            for _ in self.loader:
                pass
        self.start_time -= checkpoint["seconds"]

    def run(self) -> Generator[Checkpoint, None, None]:
        """Train with one batch at a time, to the end."""
        if not self.rows:
            self._measure()
        yield self.now()
        every = max(1, self.n_updates // POINTS)
        while self.done < self.n_updates:
            skipped = self.done % self.per_epoch
            if not skipped:
                self.epoch_rng = self.generator.get_state()
            for batch in islice(self.loader, skipped, None):
                train_epoch(self.model, [batch], self.optimizer)
                self.done += 1
                if self.done % every == 0 or self.done == self.n_updates:
                    self._measure()
                yield self.now()

    def _measure(self) -> None:
        """Add a point to the curves."""
        row = [self.done / max(1, self.per_epoch)]
        self.model.eval()
        with torch.inference_mode():
            for X, y in self.samples:
                scores = self.model(*X)
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
            "epoch_rng": self.epoch_rng,
        }
        checkpoint |= {"optimizer": self.optimizer.state_dict()}
        checkpoint |= {"seconds": perf_counter() - self.start_time}
        torch.save(checkpoint, file)
        return file.getvalue()

    def result(self) -> TrainedModel:
        """Return the network as it is, with its predictions for validation."""
        p, true = (
            predict(self.model, self.validation_bags),
            self.texts.validation.labels,
        )
        tested = predict(self.model, self.test_bags).argmax(1) == self.texts.test.labels
        C, n = len(self.names), len(true)
        predictions = p.argmax(1)
        confusion = np.bincount(true * C + predictions, minlength=C * C).reshape(C, C)
        words = tuple(self.vocabulary)
        weights = {
            name: value.numpy().copy()
            for name, value in self.model.state_dict().items()
        }
        if weights[FIRST].size > LARGE:
            weights[FIRST] = weights[FIRST].astype(np.float16)
        in_training = np.zeros(len(words), bool)
        for index, _ in self.bags:
            in_training[index] = True
        return TrainedModel(
            source=str(self.settings["source"]),
            names=self.names,
            curves=np.array(self.rows),
            confusion=confusion,
            loss=float(-np.log(p[np.arange(n), true] + 1e-30).mean()),
            test_accuracy=100 * float(tested.mean()),
            words=words,
            idf=None if self.idf is None else self.idf.numpy(),
            weights=weights,
            telling=self._top_words(words),
            messages=self._messages(p),
            n_train=len(self.bags),
            n_validation=n,
            n_test=len(tested),
            n_updates=self.done,
            n_planned=self.n_updates,
            n_dropped=self.n_dropped,
            n_only_validation=int((~in_training).sum()),
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
        true, predictions = self.texts.validation.labels, p.argmax(1)
        surest = np.argsort(-p.max(1), kind="stable")
        cells: dict[tuple[int, int], list[int]] = {}
        for i in surest:
            cells.setdefault((int(true[i]), int(predictions[i])), []).append(int(i))
        mistakes_first = sorted(cells, key=lambda cell: cell[0] == cell[1])
        indices = [i for cell in mistakes_first for i in cells[cell][:PER_CELL]]
        return tuple(self._message(i, p[i]) for i in indices[:MOST_MESSAGES])

    def _message(self, i: int, p: np.ndarray) -> Message:
        bag, texts = self.validation_bags[i], self.texts.validation
        text, true = texts.texts[i], int(texts.labels[i])
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
    """Train with these settings, made by `sources.training_arguments`.

    Raises:
        Unavailable: if the texts are not there any more.
    """
    trainer = Trainer(settings, state)
    yield from trainer.run()
    return trainer.result()
