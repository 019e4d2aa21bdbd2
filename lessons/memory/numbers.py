"""What the Python prompt answers when a tensor is asked for Python numbers."""

import torch

from lessons.memory.with_torch import make_source
from lessons.toolkit import python_prompt


def session() -> str:
    """Calls that were really made, one after another, and what came of each."""
    X = make_source()
    assert isinstance(X, torch.Tensor)
    return python_prompt.prompt_session(
        ("X.tolist()", X.tolist),
        ("X[1, 2].item()", lambda: X[1, 2].item()),
        ("X.item()", X.item),
    )
