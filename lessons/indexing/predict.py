"""What the reader predicts: how many cells, how many axes, and who is written to."""

from random import Random
from typing import Any

from lessons.contract import Question, Settings, Value
from lessons.indexing.index import Index, bounds
from lessons.indexing.take import IndexResult, take
from lessons.indexing.with_torch import SHAPES


def index_result(settings: Settings) -> IndexResult:
    """Return the result of the index that is asked about."""
    index: Any = settings["index"]
    return take(int(settings["order"]), index, str(settings["write"]))


# ---- how many cells ----


def draw_count(random: Random) -> dict[str, Value]:
    """Draw a slice of a tensor of order 1, sometimes with its stop from the end."""
    start = random.choice(("", random.randint(1, 4)))
    stop = random.choice((random.randint(6, 11), random.randint(-4, -1)))
    step = random.choice(("", "", ":2", ":3"))
    index: Any = (f"{start}:{stop}{step}",)
    return {"order": 1, "index": index}


def count(recording: None, settings: Settings) -> int:
    """Count the cells that the index takes."""
    values = index_result(settings).values
    assert values is not None
    return values.size


def slice_length(settings: Settings, **changes: int) -> int:
    """Count the cells of the slice with another start, stop or step."""
    index: Any = settings["index"]
    ends = dict(zip(("start", "stop", "step"), bounds(index[0]), strict=True))
    slice_ = slice(*{**ends, **changes}.values())
    return len(range(*slice_.indices(SHAPES[1][0])))


def inclusive(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who takes the cell at stop too."""
    index: Any = settings["index"]
    stop = bounds(index[0])[1] or 0
    return slice_length(settings, stop=stop + 1 if stop != -1 else SHAPES[1][0])


def stepless(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who does not look at the step."""
    return slice_length(settings, step=1)


# ---- how many axes ----


def draw_axes(random: Random) -> dict[str, Value]:
    """Draw an index of a tensor of order 3: numbers, slices, a new axis, a list."""
    choices: tuple[Any, ...] = (0, 1, -1, "1:", ":", (0, 1))
    pieces = [random.choice(choices) for _ in range(random.randint(1, 3))]
    while sum(isinstance(piece, tuple) for piece in pieces) > 1:
        pieces = [random.choice(choices) for _ in pieces]
    if random.random() < 0.4:
        pieces.insert(random.randint(0, 1), None)
    index: Any = tuple(pieces)
    return {"order": 3, "index": index}


def axes(recording: None, settings: Settings) -> int:
    """Return the order of the result."""
    values = index_result(settings).values
    assert values is not None
    return values.ndim


def order_with_number_axes(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who thinks a number leaves an axis of length 1."""
    index: Any = settings["index"]
    return 3 + index.count(None)


def order_without_new_axes(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who does not see that None adds an axis."""
    index: Any = settings["index"]
    return axes(recording, settings) - index.count(None)


# ---- who is written to ----

VIEWS: tuple[Index, ...] = ((1,), ("1:3",), (..., "::2"), (-1, "2:"), (None, 0))
COPIES: tuple[Index, ...] = (((0, 2),), ("> 11",), (..., (1, 3)), (1, (0, 4)), ("< 4",))
COPIES += ((("> 6", ":", 0),), (("< 9", ":", 2),))


def draw_write(random: Random) -> dict[str, Value]:
    """Draw a view or a copy, as often one as the other; y is written to."""
    index: Any = random.choice(random.choice((VIEWS, COPIES)))
    return {"order": 2, "index": index, "write": "through"}


def write_outcome(recording: None, settings: Settings) -> str:
    """Return whether x has changed."""
    return "yes" if index_result(settings).changed.any() else "no"


def changes(recording: None, settings: Settings) -> dict[str, int]:
    """Return the numbers of changed and of selected cells of x."""
    result = index_result(settings)
    assert result.values is not None
    return {"changed": int(result.changed.sum()), "cells": result.values.size}


QUESTIONS = (
    Question(
        name="count",
        kind="number",
        draw=draw_count,
        answer=count,
        values=tuple(range(13)),
        misconceptions={"inclusive": inclusive, "stepless": stepless},
    ),
    Question(
        name="written",
        kind="choice",
        draw=draw_write,
        answer=write_outcome,
        options=("yes", "no"),
        numbers=changes,
    ),
    Question(
        name="axes",
        kind="number",
        draw=draw_axes,
        answer=axes,
        values=(0, 1, 2, 3, 4),
        misconceptions={
            "kept": order_with_number_axes,
            "not_new": order_without_new_axes,
        },
    ),
)
