"""What the reader does: take the lit cells, take them as a copy, write where it counts.

Whatever takes the right cells is right: nothing is compared with a model answer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Value
from lessons.indexing import with_torch
from lessons.indexing.index import INDEX, Index, read, write
from lessons.indexing.repair import (
    zero_chained,
    zero_direct,
    zero_dropped,
    zero_rows,
    zero_taken,
)
from lessons.indexing.take import IndexResult, take

T = 8
"""Above this a value is large, for the function to repair; its row has others."""


def target_result(task: Settings) -> IndexResult:
    """Return the result of the task's own index."""
    return take(int(task["order"]), read(str(task["target"])))


def target_cells(task: Settings) -> Sequence[tuple[str, Any, Mapping[str, Any]]]:
    """Return x with the cells to take, and the y to get."""
    found = target_result(task)
    marks = {"selected": found.lit, "faint": ~found.lit}
    return [("x", found.before, marks), ("y", found.values, {})]


def compare_results(
    index: Index, task: Settings
) -> tuple[str, IndexResult, IndexResult]:
    """Compare x[index] with the target: return RIGHT or the difference, and both."""
    found, want = take(int(task["order"]), index), target_result(task)
    if found.values is None or want.values is None:
        return "error", found, want
    if not np.array_equal(np.sort(found.values.ravel()), np.sort(want.values.ravel())):
        return "cells", found, want
    if found.values.shape != want.values.shape:
        return "shape", found, want
    if not np.array_equal(found.values, want.values):
        return "turned", found, want
    return RIGHT, found, want


def message_values(found: IndexResult, index: Index) -> dict[str, float | str]:
    """Return numbers and texts for the words."""
    if found.values is None:
        return {"typed_index": write(index), "message": found.error}
    shape = str(found.values.shape)
    return {"typed_index": write(index), "cells": found.values.size, "shape": shape}


def cell_differences(found: IndexResult, want: IndexResult) -> dict[str, float | str]:
    """Return how many cells are missing, and how many are too many."""
    if found.values is None or want.values is None:
        return {}
    taken, lit = Counter(found.values.flat), Counter(want.values.flat)
    return {"missing": (lit - taken).total(), "spare": (taken - lit).total()}


# ---- the lit cells ----


def draw_cells(random: Random) -> dict[str, Value]:
    """Draw some cells of a tensor of order 2, by one of the ways to take them."""
    row, column = random.randint(0, 2), random.randint(1, 3)
    ways: tuple[Index, ...] = (
        (f"{row or ''}:", f"{column}::2"),
        (row, f"{column}:"),
        (f"{row or ''}:{row + 2}", -1),
        ((row, 3), f"{column}:{column + 2}"),
        (f"{row}:{row + 1}", f":{column + 2}"),
        (..., (column, column + 2)),
    )
    return {"order": 2, "target": write(random.choice(ways))}


def check_cells(index: Index, task: Settings, rec: None) -> CheckResult:
    """Check whether the index takes the lit cells, in the shape shown."""
    verdict, found, want = compare_results(index, task)
    assert want.values is not None
    more: dict[str, Any] = cell_differences(found, want)
    more["wanted"] = str(want.values.shape)
    return verdict, message_values(found, index) | more


# ---- the same as a copy ----


def draw_copy(random: Random) -> dict[str, Value]:
    """Draw a slice along the rows or the columns, which is a view."""
    rows = (f"{random.randint(1, 2)}:",)
    columns = (":", f"{random.choice(('', 1, 2))}::{random.choice((2, 3))}")
    return {"order": 2, "target": write(random.choice((rows, columns)))}


def check_copy(index: Index, task: Settings, rec: None) -> CheckResult:
    """Check whether it takes the same cells, and a write leaves x as it is."""
    verdict, found, want = compare_results(index, task)
    if verdict == "turned":
        verdict = "cells"
    through = take(int(task["order"]), index, "through")
    if verdict == RIGHT and through.changed.any():
        verdict = "view"
    assert want.values is not None
    more: dict[str, Any] = {"changed": int(through.changed.sum())}
    more["wanted"] = str(want.values.shape)
    return verdict, message_values(found, index) | more


# ---- where a write arrives ----


def check_repair(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the chosen function, run beside what shall come of it."""
    zero = REPAIR.fix(name)
    x = with_torch.make_tensor(2)
    right = torch.where(x > T, 0, x)
    result = zero(x.clone(), T)
    same = result.shape == right.shape and bool((result == right).all())
    large = int((result > T).sum())
    numbers: dict[str, float | str] = {
        "shape": str(tuple(result.shape)),
        "large": large,
    }
    return (RIGHT if same else name.removeprefix("zero_")), numbers


REPAIR = Exercise(
    "repair",
    "fix",
    check_repair,
    mistakes=("chained", "dropped", "rows"),
    broken=zero_taken,
    fixes=(zero_chained, zero_dropped, zero_direct, zero_rows),
)

EXERCISES = (
    Exercise(
        "lit",
        "text",
        check_cells,
        mistakes=("error", "cells", "shape", "turned"),
        draw=draw_cells,
        text_control=INDEX,
        cells=target_cells,
    ),
    Exercise(
        "copy",
        "text",
        check_copy,
        mistakes=("error", "cells", "shape", "view"),
        draw=draw_copy,
        text_control=INDEX,
    ),
    REPAIR,
)
