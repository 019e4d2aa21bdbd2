"""What each tool makes of the reader's settings: a result, or the error it raises."""

import traceback
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch

from lessons.contract import Settings
from lessons.tensors import with_torch
from lessons.toolkit.python_prompt import error_text

ELEMENTS = ("add", "subtract", "multiply", "divide", "power")
COMPARISONS = ("equal", "less", "greater")
SHAPES = ("view", "reshape", "resize")
JOINS = ("cat", "stack")
RANDOM = ("rand", "randn")
"""Ways to create x that draw its numbers from a seed."""
OPERATIONS = (*ELEMENTS, "exp", *COMPARISONS, "transpose", *SHAPES, *JOINS)

REFUSALS = (RuntimeError, IndexError, TypeError, ValueError)
"""What PyTorch and NumPy raise when shapes or dtypes do not fit."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one tool made.

    Args:
        x, y: as they were before the operation; None if x could not be made.
        z: the result, None if there is none.
        error: the message as Python prints it, "" if all went well.
        line: the statement that raised it, as it stands in the lesson's file.
        why: which explanation fits the error, "" if there is none.
    """

    x: Any = None
    y: Any = None
    z: Any = None
    error: str = ""
    line: str = ""
    why: str = ""


def outcome(tool: ModuleType, settings: Settings) -> Outcome:
    """Make x and y with one of the lesson's files, and do the operation, once.

    An operation in place changes x: what is kept of x and y are copies.
    """
    arguments = [settings[name] for name in ("create", "shape", "dtype", "seed")]
    try:
        x = tool.make(*arguments)
    except REFUSALS as error:
        return Outcome(
            error=error_text(error), line=failing_line(error, tool), why="dtype"
        )
    y = tool.make("twos", settings["y_shape"], settings["dtype"])
    tool.edit(x, y, settings.get("edits", ()))
    before = deepcopy(x), deepcopy(y)
    operation = str(settings["operation"])
    try:
        with np.errstate(all="ignore"):  # what is too large becomes inf in both
            z = tool.build(operation, x, y, settings["new_shape"], settings["dim"])
    except REFUSALS as error:
        line = failing_line(error, tool)
        return Outcome(
            *before,
            error=error_text(error),
            line=line,
            why=_why(operation, error, *before),
        )
    return Outcome(*before, z)


def has_y(operation: str) -> bool:
    """Return whether the operation takes y."""
    return operation not in ("exp", "transpose", *SHAPES)


def written(settings: Settings, tool: str) -> dict[str, str]:
    """Return how the values are written that the names in `make` and `build` have.

    Args:
        tool: the name of the module, "torch" or "np".
    """
    shape = settings["shape"]
    return {
        "shape": str(shape),
        "n": str(int(np.prod(shape))),
        "kind": f"{tool}.{settings['dtype']}",
        "seed": str(settings["seed"]),
        "new_shape": str(settings["new_shape"]),
        "dim": str(settings["dim"]),
    }


def failing_line(error: Exception, tool: ModuleType) -> str:
    """Return the statement of a lesson's file that raised, without its `return`."""
    name = Path(str(tool.__file__)).name
    *_, line = [
        frame.line or ""
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).name == name
    ]
    return line.removeprefix("return ")


def broadcasts(shape: tuple[int, ...], y_shape: tuple[int, ...]) -> bool:
    """Whether each two lengths that face each other are equal, or one of them is 1."""
    pairs = zip(reversed(shape), reversed(y_shape), strict=False)
    return all(a == b or 1 in (a, b) for a, b in pairs)


def _why(operation: str, error: Exception, x: Any, y: Any) -> str:
    if isinstance(error, IndexError):
        return "dim"
    if operation not in ELEMENTS + COMPARISONS:
        return operation
    return "bool" if broadcasts(tuple(x.shape), tuple(y.shape)) else "element"


def origins(settings: Settings, z: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return where each cell of the result comes from.

    Found by doing the same with numbered cells, not by reasoning about it.

    Returns:
        Two integer arrays of the shape of z: the place in x, the place in y, counted
        row after row; −1 where nothing of it is in the cell.
    """
    shape, y_shape = settings["shape"], settings["y_shape"]
    x = torch.arange(int(np.prod(shape))).reshape(shape)
    y = torch.arange(int(np.prod(y_shape))).reshape(y_shape)
    operation = str(settings["operation"])
    none = np.full(tuple(z.shape), -1)
    if operation in ELEMENTS + COMPARISONS:
        both = [np.broadcast_to(numbered.numpy(), none.shape) for numbered in (x, y)]
        return both[0], both[1]
    if operation == "exp":
        return x.numpy(), none
    n = x.numel()
    if operation == "resize":  # what is beyond the end was never written
        where = np.arange(none.size).reshape(none.shape)
        return np.where(where < n, where, -1), none
    how = settings["new_shape"], settings["dim"]
    source = with_torch.build(operation, x, y + n, *how).numpy()
    return np.where(source < n, source, -1), np.where(source >= n, source - n, -1)
