"""What the reader predicts: what the loss does, where the descent stops."""

from random import Random
from typing import Any

import numpy as np

from lessons.contract import CURVE_AT, Question, Recording, Settings, Value

RATES = (
    (0.01, 0.013, 0.016, 0.02),
    (0.25, 0.32, 0.4, 0.5, 0.56),
    (0.89, 1.0, 1.3, 1.6),
)
"""Rates that fall short, that arrive and that diverge on the data of the page."""
SLOW = (0.4, 0.013, 0.032, 0.05, 0.1, 0.2, 0.02)


def draw_rate(random: Random) -> dict[str, Value]:
    """Draw a rate, each outcome as likely as the others."""
    return {"lr": random.choice(random.choice(RATES))}


def outcome(rec: Recording, settings: Settings) -> str:
    """Return what the loss has done at the end of the run."""
    loss = rec.series("loss", lr=settings["lr"])
    if not loss[-1] < loss[0]:
        return "grows"
    return "arrives" if loss[-1] < 1.2 * rec.at("best") else "falls_short"


def numbers(rec: Recording, settings: Settings) -> dict[str, Any]:
    """Return the loss at start and end, the least one, and the rate's bound."""
    loss = rec.series("loss", lr=settings["lr"])
    losses = {"first": loss[0], "loss": loss[-1]}
    return losses | {name: rec.at(name) for name in ("best", "bound")}


def draw_start(random: Random) -> dict[str, Value]:
    """Draw a start, and a rate that does not diverge from it."""
    lengths = (50, 100)
    return {
        "lr": random.choice(SLOW),
        "n_epochs": random.choice(lengths),
        "start_seed": random.randrange(100),
    }


def end(rec: Recording, settings: Settings) -> tuple[float, float]:
    """Return (a, b) at the end of the run."""
    lr = settings["lr"]
    a, b = (rec.at(name, t=rec.n_steps, lr=lr) for name in ("a", "b"))
    return float(a), float(b)


def minimum(rec: Recording, settings: Settings) -> tuple[float, float]:
    """Return (a, b) of the best line."""
    return float(rec.at("best_a")), float(rec.at("best_b"))


def start(rec: Recording, settings: Settings) -> tuple[float, float]:
    """Return (a, b) before the first step."""
    a, b = (rec.at(name, t=0, lr=settings["lr"]) for name in ("a", "b"))
    return float(a), float(b)


def ends(rec: Recording, settings: Settings) -> dict[str, float]:
    """Return where the run ends and where the minimum is."""
    (a, b), (best_a, best_b) = end(rec, settings), minimum(rec, settings)
    return {"a": a, "b": b, "best_a": best_a, "best_b": best_b}


def draw_curve(random: Random) -> dict[str, Value]:
    """Draw a start and a rate at which the loss goes down, fast or slowly."""
    return {
        "lr": random.choice((0.4, 0.025, 0.05, 0.1)),
        "n_epochs": 100,
        "start_seed": random.randrange(100),
    }


def heights(rec: Recording, settings: Settings) -> tuple[float, ...]:
    """Return the loss at CURVE_AT of the run, inside the frame."""
    loss = rec.series("loss", lr=settings["lr"])
    steps = np.rint(np.array(CURVE_AT) * rec.n_steps).astype(int)
    return tuple(loss[steps].clip(*rec.facts["loss_window"]).tolist())


def evenly_down(rec: Recording, settings: Settings) -> tuple[float, ...]:
    """Return the answer of a reader who expects a constant factor at each step."""
    first = float(rec.at("loss", t=0, lr=settings["lr"]))
    last = heights(rec, settings)[-1]
    return tuple(first * (last / first) ** at for at in CURVE_AT)


def shape(rec: Recording, settings: Settings) -> dict[str, Any]:
    """Return the loss before the run, after five steps and at the end."""
    loss = rec.series("loss", lr=settings["lr"])
    return {"first": loss[0], "loss": loss[5], "end_loss": loss[-1]}


def last_loss(rec: Recording, settings: Settings) -> float:
    """Return the loss at the end of the run."""
    return float(rec.series("loss", lr=settings["lr"])[-1])


def least(rec: Recording, settings: Settings) -> float:
    """Return the least possible loss: the answer if every descent arrives."""
    return float(rec.at("best"))


QUESTIONS = (
    Question(
        name="rate",
        kind="choice",
        draw=draw_rate,
        answer=outcome,
        options=("falls_short", "arrives", "grows"),
        numbers=numbers,
    ),
    Question(
        name="end",
        kind="point",
        draw=draw_start,
        answer=end,
        tolerance=0.08,
        misconceptions={"minimum": minimum, "start": start},
        numbers=ends,
        view="surface",
        axes=("a", "b"),
    ),
    Question(
        name="draw",
        kind="curve",
        draw=draw_curve,
        answer=heights,
        tolerance=0.08,
        log=True,
        misconceptions={"evenly": evenly_down},
        numbers=shape,
        view="curve",
        axes=(None, "loss"),
    ),
    Question(
        name="loss",
        kind="number",
        draw=draw_start,
        answer=last_loss,
        values=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0),
        tolerance=1.6,
        log=True,
        misconceptions={"least": least},
        numbers=numbers,
        view="curve",
        axes=(None, "loss"),
    ),
)
