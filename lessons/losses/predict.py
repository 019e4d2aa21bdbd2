"""What the reader predicts: what a doubled error costs, and which loss is largest."""

from random import Random
from typing import Any

import torch

from lessons.contract import Question, Settings
from lessons.losses.with_torch import measure

KINDS = ("mse", "l1", "huber")
"""The losses of an error."""


def cost(kind: str, error: float) -> float:
    """Return the loss of one output that is off by so much."""
    off, zero = torch.tensor([error], dtype=torch.float64), torch.zeros(1).double()
    return measure(kind, off, zero, "sum")[0].item()


def error_of(settings: Settings) -> float:
    """Return by how much output 0 is off; its target is 1."""
    return round(settings["y_pred"][0] - 1, 6)


def draw_double(random: Random) -> dict[str, Any]:
    """Draw a loss and an error; Huber's is on its parabola or leaves it."""
    kind = random.choice((*KINDS, "huber"))
    error = random.choice((0.3, 0.5, 0.8, 1.0))
    return {"kind": kind, "y_pred": (1 + error, -0.5, 0.8)}


def doubling_factor(rec: None, settings: Settings) -> str:
    """Return the factor of output 0's loss when its error doubles."""
    numbers = costs(rec, settings)
    factor = round(numbers["two"] / numbers["one"], 6)
    return {2.0: "two", 4.0: "four"}.get(factor, "between")


def costs(rec: None, settings: Settings) -> dict[str, float]:
    """Return the loss of output 0, and that of an error twice as large."""
    kind, error = settings["kind"], error_of(settings)
    return {"one": cost(kind, error), "two": cost(kind, 2 * error)}


def draw_order(random: Random) -> dict[str, Any]:
    """Draw an error well below 1 or well above."""
    error = random.choice((-2.0, -1.5, -0.6, -0.4, 0.5, 0.7, 1.5, 2.0))
    return {"kind": "l1", "y_pred": (1 + error, -0.5, 0.8)}


def order(rec: None, settings: Settings) -> tuple[str, ...]:
    """Return the losses of output 0, the smallest first."""
    return tuple(sorted(KINDS, key=lambda kind: cost(kind, error_of(settings))))


def square_last(rec: None, settings: Settings) -> tuple[str, ...]:
    """Return the answer of a reader who thinks that a square is always larger."""
    return "huber", "l1", "mse"


def all_costs(rec: None, settings: Settings) -> dict[str, float]:
    """Return each loss of output 0, and its error."""
    error = error_of(settings)
    return {"error": error} | {kind: cost(kind, error) for kind in KINDS}


QUESTIONS = (
    Question(
        name="double",
        kind="choice",
        draw=draw_double,
        answer=doubling_factor,
        options=("two", "between", "four"),
        numbers=costs,
    ),
    Question(
        name="order",
        kind="order",
        draw=draw_order,
        answer=order,
        values=KINDS,
        misconceptions={"square": square_last},
        numbers=all_costs,
    ),
)
