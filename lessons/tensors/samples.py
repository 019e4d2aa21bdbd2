"""The small tensors beside the text, and what the Python prompt answers about them."""

import numpy as np
import torch

from lessons.tensors import with_numpy, with_torch
from lessons.toolkit.python_prompt import prompt_session

PAIR = (2, 3)
"""The shape of the two tensors that are joined."""

JOINS = (("cat", 0), ("cat", 1), ("stack", 0), ("stack", 1), ("stack", 2))
"""Every way to join them: operation and dim."""


def orders() -> dict[str, torch.Tensor]:
    """Return a tensor of each order from 0 to 3."""
    return {
        "s": torch.tensor(7),
        "v": torch.arange(4),
        "m": torch.arange(6).reshape(2, 3),
        "t": torch.arange(12).reshape(2, 2, 3),
    }


def random_numbers(seed: int) -> tuple[torch.Tensor, np.ndarray]:
    """Return six random numbers by each tool, from the same seed."""
    how = "rand", PAIR, "float32", seed
    return with_torch.make(*how), with_numpy.make(*how)


def pair() -> tuple[torch.Tensor, torch.Tensor]:
    """Return two tensors to join, no number twice: 0 … 5 and 10 … 15."""
    x = with_torch.make("arange", PAIR, "int64")
    return x, x + 10


def join_pair(operation: str, dim: int) -> torch.Tensor:
    """Return the joined pair."""
    return with_torch.build(operation, *pair(), None, dim)


def call(operation: str, dim: int) -> str:
    """Return how joining the pair is written."""
    return f"torch.{operation}((x, y), dim={dim})"


def defaults() -> str:
    """Return the dtypes that each tool takes when none is given."""
    return prompt_session(
        ("torch.zeros(2).dtype", lambda: torch.zeros(2).dtype),
        ("np.zeros(2).dtype", lambda: np.zeros(2).dtype),
        ("torch.arange(3).dtype", lambda: torch.arange(3).dtype),
        ("(torch.arange(3) / 2).dtype", lambda: (torch.arange(3) / 2).dtype),
        ("(np.arange(3) / 2).dtype", lambda: (np.arange(3) / 2).dtype),
    )


def strided_copy() -> str:
    """Return a view of what does not lie in order in memory, and a reshape of it."""
    x = torch.arange(6).reshape(2, 3)
    return prompt_session(
        ("x = torch.arange(6).reshape(2, 3); x.t()", x.t),
        ("x.t().view(6)", lambda: x.t().view(6)),
        ("x.t().reshape(6)", lambda: x.t().reshape(6)),
    )


def resize() -> str:
    """resize_ changes the tensor itself, and cuts off what has no room."""
    x = torch.arange(6).reshape(2, 3)
    return prompt_session(
        ("x.resize_(2, 2)", lambda: x.resize_(2, 2)),
        ("x", lambda: x),
    )
