"""Questions of the page: what a rate does, and the bound of the rate."""

from random import Random

import numpy as np

from lessons.contract import Question, Recording, Settings, Value

LIKELY = (
    ((2, 5.6e-9), (3, 1.8e-8), (4, 1.8e-8), (5, 5.6e-9)),
    ((3, 1e-5), (5, 1e-7), (5, 1e-6), (4, 1e-6)),
    ((1, 1.8e-5), (2, 1.8e-6), (2, 5.6e-6), (3, 1.8e-6)),
)
"""Pairs of degree and rate that are slow, that diverge, that settle."""
OUTCOMES = ("slow", "diverges", "settled")


def draw_rate(random: Random) -> dict[str, Value]:
    """Draw a degree and a rate, each outcome as likely as the others."""
    degree, lr = random.choice(random.choice(LIKELY))
    return {"degree": degree, "lr": lr}


def outcome(rec: Recording, settings: Settings) -> str:
    """Return whether the loss settles, diverges or is slow."""
    loss = rec.series("loss", lr=settings["lr"])
    if not loss[-1] < loss[0]:
        return "diverges"
    return "settled" if loss[-1] < 1.1 * rec.at("least") else "slow"


def numbers(rec: Recording, settings: Settings) -> dict[str, float]:
    """Return the first, last and least possible losses, and the bound of the rate."""
    loss = rec.series("loss", lr=settings["lr"])
    losses = {"first": loss[0], "loss": np.nan_to_num(loss[-1], nan=np.inf)}
    return losses | {name: rec.at(name) for name in ("least", "bound")}


def draw_degree(random: Random) -> dict[str, Value]:
    """Draw a degree other than that of the first visit."""
    return {"degree": random.choice((1, 2, 4, 6, 5))}


def bound(rec: Recording, settings: Settings) -> float:
    """Return 2/λmax of this polynomial."""
    return float(rec.at("bound"))


def copied_rate(rec: Recording, settings: Settings) -> float:
    """Return the answer of a reader who keeps the rate that works at degree 3."""
    return 1e-6


def usual(rec: Recording, settings: Settings) -> float:
    """Return the answer of a reader who takes a rate usual for mean losses."""
    return 0.1


QUESTIONS = (
    Question(
        name="rate",
        kind="choice",
        draw=draw_rate,
        answer=outcome,
        options=OUTCOMES,
        numbers=numbers,
    ),
    Question(
        name="bound",
        kind="number",
        draw=draw_degree,
        answer=bound,
        values=tuple(float(f"1e-{n}") for n in range(9, 0, -1)),
        tolerance=3.3,
        log=True,
        misconceptions={"copied": copied_rate, "usual": usual},
        numbers=numbers,
    ),
)
