"""What the reader predicts: the shape of a sum, and how many numbers it has."""

from math import prod
from random import Random
from typing import Any

from lessons.broadcasting import with_torch
from lessons.broadcasting.outcome import outcome
from lessons.contract import Question, Settings
from lessons.toolkit.shape_parser import Shape

COUNTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 18, 20, 24)


def shapes(settings: Settings) -> tuple[Shape, Shape]:
    """Return both shapes of a draw."""
    return settings["shape_a"], settings["shape_b"]


def sum_shape(settings: Settings) -> Shape | None:
    """Return the shape that PyTorch gives the sum, None if it refuses."""
    result = outcome(with_torch, *shapes(settings)).result
    return None if result is None else tuple(result.shape)


def draw_pair(random: Random) -> dict[str, Any]:
    """Draw two shapes: one fits into the other, both stretch, or they clash."""
    n, m, k = random.sample((2, 3, 4, 5), 3)
    larger, smaller = random.choice(
        (
            ((n, m), (m,)),
            ((k, n, m), (n, 1)),
            ((n, 1), (m,)),
            ((n, 1, m), (k, 1)),
            ((n, m), (n,)),
            ((k, n, m), (k, m)),
        )
    )
    pair = [larger, smaller]
    random.shuffle(pair)
    return dict(zip(("shape_a", "shape_b"), pair, strict=True))


def sum_outcome(recording: None, settings: Settings) -> str:
    """Return which operand's shape the sum has."""
    shape = sum_shape(settings)
    a, b = shapes(settings)
    if shape is None:
        return "error"
    return {a: "a", b: "b"}.get(shape, "larger")


def pair_numbers(recording: None, settings: Settings) -> dict[str, int]:
    """Return how many numbers each of them has, and their sum."""
    a, b = shapes(settings)
    total = count(recording, settings)
    return {"count_a": prod(a), "count_b": prod(b), "count": total}


def draw_count(random: Random) -> dict[str, Any]:
    """Draw two shapes that go together, both stretched."""
    n, m = random.sample((2, 3, 4), 2)
    pair = random.choice(
        (((n, 1), (m,)), ((n, 1), (1, m)), ((2, 1, n), (m, 1)), ((n,), (m, 1)))
    )
    return dict(zip(("shape_a", "shape_b"), pair, strict=True))


def count(recording: None, settings: Settings) -> int:
    """Return how many numbers the sum has."""
    return outcome(with_torch, *shapes(settings)).result.numel()


def sum_of_counts(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who adds up the numbers of both."""
    a, b = shapes(settings)
    return prod(a) + prod(b)


def larger_count(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who takes the shape with more numbers."""
    return max(map(prod, shapes(settings)))


QUESTIONS = (
    Question(
        name="fate",
        kind="choice",
        draw=draw_pair,
        answer=sum_outcome,
        options=("a", "b", "larger", "error"),
    ),
    Question(
        name="count",
        kind="number",
        draw=draw_count,
        answer=count,
        values=COUNTS,
        misconceptions={"added": sum_of_counts, "larger": larger_count},
        numbers=pair_numbers,
    ),
)
