"""The update: which tensor the line writes to, and what PyTorch makes of it."""

from functools import cache

import numpy as np

from lessons.contract import Control, Lesson, Scenario, Table
from lessons.toolkit.loss_surface import surface
from lessons.update_pitfalls.exercises import EXERCISES
from lessons.update_pitfalls.predict import QUESTIONS
from lessons.update_pitfalls.with_torch import STEPS, make_data, make_start

WINDOWS = {"a": (-1.5, 3.5), "b": (-1.0, 5.0)}
"""What the map of the loss shows: it holds the path of every way."""


@cache
def landscape() -> dict[str, Table]:
    """Return the regions of the loss above each level, start and minimum.

    Returns:
        What `lessons.toolkit.loss_surface.surface` returns, `start` and `best` (2,).
    """
    x, y = (values.numpy() for values in make_data())
    columns = np.stack([np.ones_like(x), x], 1)
    best, (total,), *_ = np.linalg.lstsq(columns, y, rcond=None)
    tables = surface(x, y, WINDOWS["a"], WINDOWS["b"], total / len(x))
    tables["best"] = Table(("ab",), best)
    tables["start"] = Table(("ab",), make_start().numpy())
    return tables


LESSON = Lesson(
    controls=(
        Control("variant", "rebound", tuple(STEPS)),
        Control("lr", 0.1, (0.02, 0.05, 0.1, 0.2, 0.4)),
        Control("n_updates", 50, (10, 20, 50, 100, 200)),
    ),
    scenarios=(
        Scenario("leaf", {"variant": "rebound"}, steps={"figure": 3}),
        Scenario("refused", {"variant": "in_place"}, steps={"figure": 3}),
        Scenario("right", {"variant": "no_grad"}, steps={"figure": 4}),
        Scenario(
            "swings", {"variant": "no_zero", "n_updates": 100}, steps={"figure": 7}
        ),
        Scenario("shared", {"variant": "detach"}, steps={"figure": 4}),
        Scenario("doubled", {"variant": "retained"}, steps={"figure": 3}),
    ),
    notebook_blocks=("path", "copies"),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("memory", "computation_graph"),
    step_figures=("figure", "copies"),
)
