"""Questions of the page: whether a network can, and how many numbers it learns."""

from itertools import pairwise
from random import Random
from typing import Any

from lessons.contract import Question, Recording, Settings, Value

CAN = (
    ("blobs", 0, 4, "Tanh"),
    ("circles", 0, 4, "Tanh"),
    ("circles", 1, 4, "Tanh"),
    ("xor", 0, 4, "Tanh"),
    ("circles", 3, 8, "Identity"),
    ("xor", 2, 4, "Tanh"),
    ("moons", 0, 4, "Tanh"),
    ("spiral", 1, 2, "Tanh"),
)
"""Data, depth, width and activation: some suffice, some cannot."""

SIZES = ((0, 4), (1, 2), (1, 4), (1, 8), (2, 2), (2, 4), (3, 4))
"""Depth and width of networks that are counted."""


def draw_can(random: Random) -> dict[str, Value]:
    """Draw data and a network."""
    data, depth, width, activation = random.choice(CAN)
    now: dict[str, Value] = {"data": data, "depth": depth, "width": width}
    whole: dict[str, Value] = {"batch_size": 400, "lr": 0.1, "n_epochs": 100}
    whole |= {"n": 400, "noise": 0.0}
    return now | whole | {"activation": activation}


def can(rec: Recording, settings: Settings) -> str:
    """Return the band of the validation accuracy: "all" from 95 %, "most" from 75 %."""
    accuracy = float(rec.at("end_accuracy_test"))
    return "all" if accuracy >= 95 else "most" if accuracy >= 75 else "half"


def ends(rec: Recording, settings: Settings) -> dict[str, Any]:
    """Return the accuracies at the end."""
    return {n: rec.at(f"end_{n}") for n in ("accuracy", "accuracy_test")}


def draw_count(random: Random) -> dict[str, Value]:
    """Draw a small network."""
    depth, width = random.choice(SIZES)
    few: dict[str, Value] = {"n_epochs": 50, "batch_size": 400}
    return few | {"depth": depth, "width": width, "data": "blobs"}


def count(rec: Recording, settings: Settings) -> int:
    """Count the weights and biases of the model."""
    return int(rec.at("weights", 0))


def without_biases(rec: Recording, settings: Settings) -> int:
    """Return the answer of a reader who counts the lines of the figure."""
    sizes = [2, *settings["depth"] * [settings["width"]], 1]
    return sum(a * b for a, b in pairwise(sizes))


QUESTIONS = (
    Question(
        name="can",
        kind="choice",
        draw=draw_can,
        answer=can,
        options=("all", "most", "half"),
        numbers=ends,
    ),
    Question(
        name="count",
        kind="number",
        draw=draw_count,
        answer=count,
        values=(2, 3, 6, 9, 10, 12, 15, 17, 24, 28, 33, 37, 44, 57),
        misconceptions={"lines": without_biases},
        numbers=lambda rec, now: {
            "weights": count(rec, now),
            "lines": without_biases(rec, now),
        },
    ),
)
