"""What the reader predicts: the number of parameters, and the most frequent mistake."""

from random import Random

import numpy as np

from lessons.contract import Question, Settings, Value
from lessons.image_classification.training import train_now
from lessons.image_classification.with_torch import build
from lessons.toolkit.seeding import isolated_rng

QUICK: dict[str, Value] = {"model": "linear", "size": 1000, "n_epochs": 3}
"""A training of a moment."""

KINDS = {"tshirt": 0, "trouser": 1, "coat": 4, "sneaker": 7, "boot": 9}
"""Classes that are offered as answers."""

CLASSES = 2, 6, 7, 9
"""Classes that are asked about: one answer is clearly more frequent than the others."""


def draw_count(random: Random) -> dict[str, Value]:
    """Draw a network."""
    return {"model": random.choice(("linear", "mlp", "cnn"))}


def count(rec: None, settings: Settings) -> int:
    """Return the numbers that its first layer learns."""
    with isolated_rng(0):
        layers = build(settings["model"])
    first = next(layer for layer in layers if hasattr(layer, "weight"))
    return sum(p.numel() for p in first.parameters())


def weights(rec: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets the biases."""
    return count(rec, settings) - SIZES[settings["model"]]


SIZES = {"linear": 10, "mlp": 128, "cnn": 16}
"""Outputs of the first layer."""


def one_each(rec: None, settings: Settings) -> int:
    """Return the answer of a reader who sees one number a pixel."""
    return 784


def draw_class(random: Random) -> dict[str, Value]:
    """Draw a class."""
    return QUICK | {"kind": random.choice(CLASSES), "seed": random.randrange(3)}


def frequent_mistake(rec: None, settings: Settings) -> str:
    """Return the offered class that a class is most often mistaken for."""
    row = train_now(settings).confusion[settings["kind"]]
    others = {name: row[k] for name, k in KINDS.items() if k != settings["kind"]}
    return max(others, key=lambda name: others[name])


def mistake_counts(rec: None, settings: Settings) -> dict[str, float]:
    """Count the images of the class, and those mistaken for that other class."""
    row = train_now(settings).confusion[settings["kind"]]
    return {
        "taken": int(row[KINDS[frequent_mistake(rec, settings)]]),
        "of": int(np.sum(row)),
    }


QUESTIONS = (
    Question(
        name="mistaken",
        kind="choice",
        draw=draw_class,
        answer=frequent_mistake,
        options=tuple(KINDS),
        never_correct=("tshirt", "trouser"),
        numbers=mistake_counts,
    ),
    Question(
        name="count",
        kind="number",
        draw=draw_count,
        answer=count,
        values=(144, 160, 784, 7840, 7850, 12_704, 100_352, 100_480),
        misconceptions={"biases": weights, "pixels": one_each},
    ),
)
