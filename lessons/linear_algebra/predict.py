"""What the reader predicts: a number of A @ x, and the shape of a product."""

from random import Random
from typing import Any

import torch

from lessons.contract import Question, Settings, Value
from lessons.linear_algebra.steps import FACTORS
from lessons.linear_algebra.with_torch import build, make_data

MOST = 10
"""The largest answer, so that it can be found in one's head."""

NONE: Any = ()
"""No cell is edited: the numbers asked about are those of the seed."""


def data_of(settings: Settings) -> tuple[torch.Tensor, ...]:
    """Return x, y, A, B, C, P, Q at these settings."""
    names = ("rows", "cols", "width", "seed")
    edits: Any = settings.get("edits", ())
    return make_data(**{name: int(settings[name]) for name in names}, edits=edits)


def draw_entry(random: Random) -> dict[str, Value]:
    """Draw a small matrix, a vector without zeros, and a small last entry, not 0."""
    while True:
        rows, cols = random.choice(((2, 2), (3, 2), (2, 3)))
        sample: dict[str, Value] = {
            "rows": rows,
            "cols": cols,
            "seed": random.randrange(10),
        }
        x, *_ = data_of(sample | {"width": 2})
        if x.all() and 0 < abs(entry(None, sample | {"width": 2})) <= MOST:
            return sample | {"operation": "mv", "edits": NONE}


def entry(recording: None, settings: Settings) -> int:
    """Return the last number of A @ x."""
    x, _, A, *_ = data_of(settings)
    return int((A @ x)[-1])


def one_product(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who multiplies only the last number of the row."""
    x, _, A, *_ = data_of(settings)
    return int(A[-1, -1] * x[-1])


def without_x(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who adds up the row and leaves x aside."""
    _, _, A, *_ = data_of(settings)
    return int(A[-1].sum())


def entry_numbers(recording: None, settings: Settings) -> dict[str, float]:
    """Return the entry, for the page's text."""
    return {"found": entry(recording, settings)}


def draw_shape(random: Random) -> dict[str, Value]:
    """Draw a product whose three sizes differ, so that each shape has one name only."""
    sizes = random.sample((2, 3, 4), 3)
    sample: dict[str, Value] = {"operation": random.choice(tuple(FACTORS))}
    sample["edits"] = NONE
    return sample | dict(zip(("rows", "cols", "width"), sizes, strict=True))


def shape(recording: None, settings: Settings) -> str:
    """Return the name of the shape that the product really has."""
    result = build(settings["operation"], *data_of(settings))
    rows, cols, width = (int(settings[name]) for name in ("rows", "cols", "width"))
    names: dict[tuple[int, ...], str] = {
        (): "number",
        (rows,): "vector",
        (rows, width): "outer",
        (rows, cols): "same",
        (2, rows, width): "stack",
    }
    return names[tuple(result.shape)]


QUESTIONS = (
    Question(
        name="entry",
        kind="number",
        draw=draw_entry,
        answer=entry,
        values=tuple(range(-MOST - 2, MOST + 3)),
        misconceptions={"one_product": one_product, "without_x": without_x},
        numbers=entry_numbers,
    ),
    Question(
        name="shape",
        kind="choice",
        draw=draw_shape,
        answer=shape,
        options=("number", "vector", "outer", "same", "stack"),
    ),
)
