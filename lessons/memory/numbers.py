"""A Python session that converts a tensor to Python numbers."""

import torch

from lessons.memory.with_torch import make_source
from lessons.toolkit import python_prompt


def session() -> str:
    """Return the calls and their results, as the Python prompt shows them."""
    X = make_source()
    assert isinstance(X, torch.Tensor)
    return python_prompt.prompt_session(
        ("X.tolist()", X.tolist),
        ("X[1, 2].item()", lambda: X[1, 2].item()),
        ("X.item()", X.item),
    )
