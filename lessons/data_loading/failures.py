"""What PyTorch refuses, caught at run time: its own words."""

from collections.abc import Callable
from functools import cache
from typing import Any

import torch

from lessons.data_loading.with_torch import Examples, make_data, pad
from lessons.toolkit.python_prompt import error_text

LENGTHS = (3, 1, 2)
"""The lengths of the sequences that are to make one batch."""


def sequences() -> list[torch.Tensor]:
    """Return sequences of LENGTHS: the numbers 1, 2, 3 …"""
    starts = [1 + sum(LENGTHS[:k]) for k in range(len(LENGTHS))]
    return [
        torch.arange(first, first + length, dtype=torch.float64)
        for first, length in zip(starts, LENGTHS, strict=True)
    ]


def load(collate_fn: Callable[..., Any] | None) -> Any:
    """Load the sequences as the one batch of a DataLoader."""
    loader: Any = torch.utils.data.DataLoader(
        sequences(),  # type: ignore[arg-type] # a list has a length and items
        batch_size=len(LENGTHS),
        collate_fn=collate_fn,
    )
    (batch,) = loader
    return batch


def normalise() -> Any:
    """Pass a batch of a single example through a BatchNorm in training mode."""
    return torch.nn.BatchNorm1d(2)(torch.ones(1, 2))


def error_message(act: Callable[[], Any]) -> str:
    """Return the error that a call raises, as Python writes it; "" if there is none."""
    try:
        act()
    except (RuntimeError, ValueError, TypeError) as error:
        return error_text(error)
    return ""


@cache
def unequal_lengths_error() -> str:
    """Return the error of the default collate for sequences of unequal length."""
    return error_message(lambda: load(None))


@cache
def single_example_error() -> str:
    """Return the error of BatchNorm for a last batch that holds one example."""
    return error_message(normalise)


@cache
def session() -> str:
    """Show an example of two datasets, and two examples collated by default."""
    X, y = make_data(4)
    values: dict[str, Any] = {
        "len(Examples(X, y))": len(Examples(X, y)),
        "Examples(X, y)[2]": Examples(X, y)[2],
        "TensorDataset(X, y)[2]": torch.utils.data.TensorDataset(X, y)[2],
    }
    return "\n".join(f">>> {code}\n{value!r}" for code, value in values.items())


@cache
def collate_session() -> str:
    """Show the batch that the default collate makes of two tuples."""
    data = Examples(*make_data(4))
    batch = torch.utils.data.default_collate([data[1], data[3]])
    return f">>> default_collate([data[1], data[3]])\n{batch!r}"


@cache
def pad_session() -> str:
    """Return the batch of a DataLoader that collates by padding."""
    return f">>> next(iter(DataLoader(s, 3, collate_fn=pad)))\n{load(pad)!r}"
