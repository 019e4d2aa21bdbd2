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
    call_zero,
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
    result = target_result(task)
    marks = {"selected": result.selected, "faint": ~result.selected}
    return [("x", result.before, marks), ("y", result.values, {})]


def compare_results(
    index: Index, task: Settings
) -> tuple[str, IndexResult, IndexResult]:
    """Compare x[index] with the target: return RIGHT or the difference, and both."""
    result, target = take(int(task["order"]), index), target_result(task)
    if result.values is None or target.values is None:
        return "error", result, target
    if not np.array_equal(
        np.sort(result.values.ravel()), np.sort(target.values.ravel())
    ):
        return "cells", result, target
    if result.values.shape != target.values.shape:
        return "shape", result, target
    if not np.array_equal(result.values, target.values):
        return "turned", result, target
    return RIGHT, result, target


def message_values(result: IndexResult, index: Index) -> dict[str, float | str]:
    """Return numbers and texts for the words."""
    if result.values is None:
        return {"typed_index": write(index), "message": result.error}
    shape = str(result.values.shape)
    return {"typed_index": write(index), "cells": result.values.size, "shape": shape}


def cell_differences(
    result: IndexResult, target: IndexResult
) -> dict[str, float | str]:
    """Return how many cells are missing, and how many are too many."""
    if result.values is None or target.values is None:
        return {}
    counts, target_counts = Counter(result.values.flat), Counter(target.values.flat)
    return {
        "missing": (target_counts - counts).total(),
        "spare": (counts - target_counts).total(),
    }


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
    verdict, result, target = compare_results(index, task)
    assert target.values is not None
    more: dict[str, Any] = cell_differences(result, target)
    more["wanted"] = str(target.values.shape)
    return verdict, message_values(result, index) | more


# ---- the same as a copy ----


def draw_copy(random: Random) -> dict[str, Value]:
    """Draw a slice along the rows or the columns, which is a view."""
    rows = (f"{random.randint(1, 2)}:",)
    columns = (":", f"{random.choice(('', 1, 2))}::{random.choice((2, 3))}")
    return {"order": 2, "target": write(random.choice((rows, columns)))}


def check_copy(index: Index, task: Settings, rec: None) -> CheckResult:
    """Check whether it takes the same cells, and a write leaves x as it is."""
    verdict, result, target = compare_results(index, task)
    if verdict == "turned":
        verdict = "cells"
    through = take(int(task["order"]), index, "through")
    if verdict == RIGHT and through.changed.any():
        verdict = "view"
    assert target.values is not None
    more: dict[str, Any] = {"changed": int(through.changed.sum())}
    more["wanted"] = str(target.values.shape)
    return verdict, message_values(result, index) | more


# ---- where a write arrives ----


def check_repair(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the chosen function against the expected tensor."""
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
    caller=call_zero,
    fixes=(zero_chained, zero_dropped, zero_direct, zero_rows),
    solution="zero_direct",
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
        solution="1:, 2::2",
    ),
    Exercise(
        "copy",
        "text",
        check_copy,
        mistakes=("error", "cells", "shape", "view"),
        draw=draw_copy,
        text_control=INDEX,
        solution=":, [1, 3, 5]",
    ),
    REPAIR,
)
