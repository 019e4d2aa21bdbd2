"""What the reader predicts: how the validation loss ends, where it turns, its curve."""

from random import Random
from typing import Any

import numpy as np

from lessons.contract import CURVE_AT, Question, Recording, Settings, Value

FATES = (
    ((28, 20, 16, 0.0), (28, 20, 32, 0.1), (10, 20, 32, 0.0), (3, 20, 32, 0.0)),
    ((28, 100, 16, 0.0), (28, 100, 32, 0.0), (28, 20, 16, 1.0), (28, 20, 4, 0.0)),
    ((28, 20, 1, 0.0), (28, 20, 16, 3.0), (28, 100, 1, 0.0), (28, 20, 2, 0.1)),
)
"""Seed of the points, their number, width and weight decay of networks that overfit,
that fit, that underfit."""
TURNS = ((28, 16), (28, 32), (28, 8), (10, 32), (3, 16))
"""Seed of the points and width of networks that overfit."""


def network(settings: Settings) -> dict[str, Any]:
    """Return where a network stands in the tables."""
    return {name: settings[name] for name in ("width", "weight_decay")}


def draw_fate(random: Random) -> dict[str, Value]:
    """Draw a network, each outcome as likely as the others."""
    seed, n, width, decay = random.choice(random.choice(FATES))
    return {"seed": seed, "n": n, "width": width, "weight_decay": decay}


def fate(rec: Recording, settings: Settings) -> str:
    """Return how the validation loss ends."""
    index = int(rec.at("verdict", **network(settings)))
    kinds = {"overfits": "turns", "fits": "settles"}
    return kinds.get(rec.facts["verdicts"][index], "high")


def draw_turn(random: Random) -> dict[str, Value]:
    """Draw a network that overfits."""
    seed, width = random.choice(TURNS)
    return {"seed": seed, "width": width, "weight_decay": 0.0}


def turn(rec: Recording, settings: Settings) -> float:
    """Return the update at which the validation loss is lowest."""
    return float(rec.at("best_t", **network(settings)))


def last_update(rec: Recording, settings: Settings) -> float:
    """Return the answer of a reader who stops where the training loss is lowest."""
    return float(rec.n_steps * rec.stride)


def losses(rec: Recording, settings: Settings) -> dict[str, Any]:
    """Return the losses at the end and at the best stop."""
    names = ("end_loss", "end_val", "best_val", "best_loss", "best_t")
    return {name: rec.at(name, **network(settings)) for name in names}


def heights(table: str, rec: Recording, settings: Settings) -> tuple[float, ...]:
    """Return a loss at CURVE_AT of the run, inside the frame."""
    line = rec.series(table, **network(settings))
    steps = np.rint(np.array(CURVE_AT) * rec.n_steps).astype(int)
    return tuple(line[steps].clip(*rec.facts["loss_window"]).tolist())


def validation(rec: Recording, settings: Settings) -> tuple[float, ...]:
    """Return the validation loss on the way."""
    return heights("loss_val", rec, settings)


def training(rec: Recording, settings: Settings) -> tuple[float, ...]:
    """Return the answer of a reader who draws the training loss."""
    return heights("loss", rec, settings)


QUESTIONS = (
    Question(
        name="fate",
        kind="choice",
        draw=draw_fate,
        answer=fate,
        options=("turns", "settles", "high"),
        numbers=losses,
    ),
    Question(
        name="turn",
        kind="number",
        draw=draw_turn,
        answer=turn,
        values=tuple(range(50, 1001, 50)),
        tolerance=75,
        misconceptions={"end": last_update},
        numbers=losses,
    ),
    Question(
        name="draw",
        kind="curve",
        draw=draw_turn,
        answer=validation,
        tolerance=0.08,
        log=True,
        misconceptions={"down": training},
        numbers=losses,
        view="curve",
        axes=(None, "loss"),
    ),
)
