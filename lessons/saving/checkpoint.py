"""The checkpoint file of a training: how it is written, and what it holds."""

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import torch

from lessons.contract import Settings
from lessons.saving.with_torch import make, make_data, save, train


@lru_cache(maxsize=64)
def _write_checkpoint(
    optimizer: str, shuffle: bool, seed: int, cut: int, kept: str
) -> bytes:
    X, y = make_data()
    trainer, file = make(optimizer, seed), io.BytesIO()
    train(X, y, trainer, range(cut), shuffle)
    save(file, cut, trainer, kept)
    return file.getvalue()


def write_checkpoint(settings: Settings) -> bytes:
    """Return the file that a training cut at these settings leaves."""
    names = ("optimizer", "shuffle", "seed", "cut", "kept")
    return _write_checkpoint(*(settings[name] for name in names))


def entries(content: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each value of a checkpoint with its path; dicts and lists are flattened."""
    if isinstance(content, dict):
        for name, value in content.items():
            yield from entries(value, f"{path}.{name}" if path else str(name))
    elif isinstance(content, list) and path.endswith("param_groups"):
        for i, value in enumerate(content):
            yield from entries(value, f"{path}.{i}")
    else:
        yield path, content


def load_checkpoint(data: bytes) -> dict[str, Any]:
    """Return the checkpoint in a file of our own."""
    return torch.load(io.BytesIO(data), weights_only=True)


def tensors(settings: Settings) -> dict[str, torch.Tensor]:
    """Return the tensors of the file, by their paths."""
    content = entries(load_checkpoint(write_checkpoint(settings)))
    return {name: value for name, value in content if isinstance(value, torch.Tensor)}
