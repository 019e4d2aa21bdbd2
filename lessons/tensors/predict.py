"""Questions of the page: a shape, how many are True, who changes."""

from random import Random
from typing import Any

import torch

from lessons.contract import Question, Settings
from lessons.tensors import with_torch
from lessons.tensors.outcome import COMPARISONS, outcome


def result(settings: Settings) -> torch.Tensor | None:
    """Return what PyTorch makes of these settings; None if it refuses."""
    return outcome(with_torch, settings).z


def draw_count(random: Random) -> dict[str, Any]:
    """Draw a comparison, and how many numbers there are to compare."""
    sample: dict[str, Any] = {
        "shape": random.choice(((2, 3), (2, 4), (5,), (3, 3))),
        "operation": random.choice(COMPARISONS),
    }
    sample |= {"y_shape": (1,), "edits": ()}
    return sample | {"create": random.choice(("arange", "from_list"))}


def count(recording: None, settings: Settings) -> int:
    """Return what sum() gives of the comparison."""
    z = result(settings)
    assert z is not None
    return int(z.sum())


def count_false(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who counts the others."""
    z = result(settings)
    assert z is not None
    return z.numel() - int(z.sum())


def count_all(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who counts the cells."""
    z = result(settings)
    assert z is not None
    return z.numel()


def draw_join(random: Random) -> dict[str, Any]:
    """Draw two tensors to join: of one shape, or of another length along one axis."""
    dim, shape = random.choice((0, 1)), (2, 3)
    y_shape = random.choice((shape, shape, (4, 3) if dim == 0 else (2, 2)))
    operation = random.choice(("cat", "cat", "stack"))
    sample = {"operation": operation, "shape": shape, "y_shape": y_shape, "dim": dim}
    return sample | {"edits": ()}


def join_effect(recording: None, settings: Settings) -> str:
    """Return what became of the axes."""
    z = result(settings)
    if z is None:
        return "refused"
    return "new" if z.dim() > len(settings["shape"]) else "longer"


def sizes(recording: None, settings: Settings) -> dict[str, float]:
    """Return the length of the axis of joining in x and y, and their sum."""
    dim = int(settings["dim"])
    lengths = [settings[name][dim] for name in ("shape", "y_shape")]
    return {
        "length": lengths[0],
        "y_length": lengths[1],
        "both_lengths": sum(lengths),
    }


def draw_write(random: Random) -> dict[str, Any]:
    """Draw an operation whose result is written into afterwards."""
    operation = random.choice(("view", "reshape", "exp", "cat", "add"))
    create = random.choice(("ones", "arange"))
    return {"operation": operation, "create": create, "edits": ()}


def changes(recording: None, settings: Settings) -> str:
    """Who has another value after `z[0, 0] = 99`, found by writing."""
    arguments = [settings[name] for name in ("create", "shape", "dtype", "seed")]
    x, y = (
        with_torch.make(*arguments),
        with_torch.make("ones", settings["y_shape"], settings["dtype"]),
    )
    operation = str(settings["operation"])
    z = with_torch.build(operation, x, y, settings["new_shape"], settings["dim"])
    z[0, 0] = 99
    return "both" if 99 in x else "result"


QUESTIONS = (
    Question(
        name="join",
        kind="choice",
        draw=draw_join,
        answer=join_effect,
        options=("longer", "new", "same", "refused"),
        never_correct=("same",),
        numbers=sizes,
    ),
    Question(
        name="count",
        kind="number",
        draw=draw_count,
        answer=count,
        values=tuple(range(13)),
        misconceptions={"others": count_false, "cells": count_all},
    ),
    Question(
        name="write",
        kind="choice",
        draw=draw_write,
        answer=changes,
        options=("both", "result", "neither"),
        never_correct=("neither",),
    ),
)
