"""Dropout and BatchNorm in both modes: the same input, passed again and again."""

from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import nn

from lessons.toolkit.seeding import isolated_rng

N_FEATURES = 8
N_PASSES = 3
BATCH = 6
MEAN, SPREAD = 3.0, 2.0
"""Of all that the batches are drawn from."""


@dataclass(frozen=True, eq=False)
class DropoutRun:
    """An input, what each pass made of it in training, and in eval mode."""

    x: torch.Tensor
    trained: tuple[torch.Tensor, ...]
    evaluated: tuple[torch.Tensor, ...]


@lru_cache(maxsize=128)
def run_dropout(p: float, seed: int) -> DropoutRun:
    """Pass the numbers 1 to 8 through Dropout(p), several times in each mode."""
    x, layer = torch.arange(1.0, N_FEATURES + 1), nn.Dropout(p)
    with isolated_rng(seed):
        trained = tuple(layer(x) for _ in range(N_PASSES))
        layer.eval()
        return DropoutRun(x, trained, tuple(layer(x) for _ in range(2)))


@dataclass(frozen=True, eq=False)
class BatchNormRun:
    """What BatchNorm1d(1) has seen, and what it makes of the last batch.

    Args:
        x: the last batch, shape (6, 1).
        means: of each batch.
        running: `running_mean` at the start and after each batch.
        variance: `running_var` at the end.
        trained, evaluated: the last batch through the layer, in each mode.
        tracked: its own count of batches.
    """

    x: torch.Tensor
    means: tuple[float, ...]
    running: tuple[float, ...]
    variance: float
    trained: torch.Tensor
    evaluated: torch.Tensor
    tracked: int


@lru_cache(maxsize=128)
def run_batchnorm(n_batches: int, momentum: float, seed: int) -> BatchNormRun:
    """Pass n_batches through the layer in training, then the last one in eval mode."""
    generator = torch.Generator().manual_seed(seed)
    layer = nn.BatchNorm1d(1, momentum=momentum, dtype=torch.float64)
    means, running = [], [_mean(layer)]
    for _ in range(n_batches):
        x = torch.randn(BATCH, 1, generator=generator, dtype=torch.float64)
        x = MEAN + SPREAD * x
        trained = layer(x).detach()
        means.append(x.mean().item())
        running.append(_mean(layer))
    layer.eval()
    count, variance = layer.num_batches_tracked, layer.running_var
    assert count is not None
    assert variance is not None
    return BatchNormRun(
        x,
        tuple(means),
        tuple(running),
        variance.item(),
        trained,
        layer(x).detach(),
        int(count),
    )


def _mean(layer: nn.BatchNorm1d) -> float:
    assert layer.running_mean is not None
    return layer.running_mean.item()
