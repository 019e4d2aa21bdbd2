"""What the Python prompt answers when a tensor is asked for Python numbers."""

from collections.abc import Callable
from typing import Any

import torch

from lessons.memory.with_torch import make_source


def session() -> str:
    """Calls that were really made, one after another, and what came of each."""
    X = make_source()
    assert isinstance(X, torch.Tensor)
    calls: tuple[tuple[str, Callable[[], Any]], ...] = (
        ("X.tolist()", X.tolist),
        ("X[1, 2].item()", lambda: X[1, 2].item()),
        ("X.item()", X.item),
    )
    lines = []
    for typed, made in calls:
        lines.append(f">>> {typed}")
        try:
            lines.append(repr(made()))
        except RuntimeError as error:
            lines.append(f"{type(error).__name__}: {error}")
    return "\n".join(lines)
