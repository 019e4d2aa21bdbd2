"""Questions of the page: who comes closest at one rate, and what is kept."""

from random import Random
from typing import Any

from lessons.contract import Question, Recording, Settings, Value

RACED = ("SGD", "Momentum", "Adam")
"""Optimizers of which one or another is ahead, as rate and surface decide."""

RACES = (
    ("bowl", 0.004),
    ("bowl", 0.063),
    ("bowl", 0.16),
    ("valley", 0.0016),
    ("valley", 0.025),
    ("regression", 0.01),
    ("regression", 0.63),
    ("beale", 0.063),
)
"""Surfaces and rates."""


def draw_race(random: Random) -> dict[str, Value]:
    """Draw a surface, and one rate for all."""
    function, lr = random.choice(RACES)
    return {"function": function, "lr": lr, "k": 10.0, "optimizer": "SGD"}


def loss_gaps(rec: Recording, settings: Settings) -> dict[str, float]:
    """Return each optimizer's part of the loss that remains at this rate."""
    lr = settings["lr"]
    return {name: float(rec.at("left", optimizer=name, lr=lr)) for name in RACED}


def closest_first(rec: Recording, settings: Settings) -> tuple[str, ...]:
    """Return RACED, sorted by the part of the loss that remains."""
    gaps = loss_gaps(rec, settings)
    return tuple(sorted(RACED, key=gaps.__getitem__))


def recent_first(rec: Recording, settings: Settings) -> tuple[str, ...]:
    """Return the answer of a reader who thinks that later inventions always win."""
    return RACED[::-1]


def gap_numbers(rec: Recording, settings: Settings) -> dict[str, Any]:
    """Return the loss gap of each of RACED, and Adam's best rate."""
    gaps = loss_gaps(rec, settings)
    numbers = {f"left_{i + 1}": gaps[name] for i, name in enumerate(RACED)}
    return numbers | {"best_lr": rec.at("best_lr", optimizer="Adam")}


def draw_optimizer(random: Random) -> dict[str, Value]:
    """Draw one of the seven."""
    names = ("Adam", "SGD", "Adagrad", "Momentum", "AdamW", "RMSprop", "Nesterov")
    return {"optimizer": random.choice(names)}


def keeps(rec: Recording, settings: Settings) -> int:
    """Return how many numbers the optimizer keeps for each parameter."""
    return int(rec.at("keeps", optimizer=settings["optimizer"]))


QUESTIONS = (
    Question(
        name="race",
        kind="order",
        draw=draw_race,
        answer=closest_first,
        values=RACED,
        misconceptions={"recent": recent_first},
        numbers=gap_numbers,
    ),
    Question(
        name="keeps",
        kind="number",
        draw=draw_optimizer,
        answer=keeps,
        values=(0, 1, 2, 3),
        numbers=lambda rec, settings: {"keeps": keeps(rec, settings)},
    ),
)
