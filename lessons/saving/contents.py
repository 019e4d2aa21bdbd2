"""The contents of a checkpoint, a row for each value: path, type, shape, bytes."""

from typing import Any

import torch

from lessons.contract import Settings
from lessons.saving.checkpoint import entries, load_checkpoint, write_checkpoint

MOST = 2
"""Numbers of the optimizer's settings that are shown; the others are counted."""


def row(path: str, value: Any) -> tuple[str, str, str, int]:
    """Return one thing of a checkpoint: its path, type, shape or value, bytes."""
    if isinstance(value, torch.Tensor):
        kind, shape = str(value.dtype)[6:], str(tuple(value.shape))
        return path, kind, shape, value.numel() * value.element_size()
    return path, type(value).__name__, repr(value), 0


def rows(settings: Settings) -> tuple[list[tuple[str, str, str, int]], int]:
    """Return the file's rows at these settings, and how many of them are left out."""
    lines = [
        row(*each) for each in entries(load_checkpoint(write_checkpoint(settings)))
    ]
    groups = [each for each in lines if ".param_groups." in each[0]]
    hidden_paths = {each[0] for each in groups[MOST:]}
    return [each for each in lines if each[0] not in hidden_paths], len(hidden_paths)


def cells(line: str) -> list[str]:
    """Return the cells of a row that is written "one | other"."""
    return line.split(" | ")
