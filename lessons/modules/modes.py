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
"""Mean and standard deviation of the distribution of the batches."""


@dataclass(frozen=True, eq=False)
class DropoutRun:
    """An input, and the output of each pass in training and in eval mode."""

    x: torch.Tensor
    train_outputs: tuple[torch.Tensor, ...]
    eval_outputs: tuple[torch.Tensor, ...]


@lru_cache(maxsize=128)
def run_dropout(p: float, seed: int) -> DropoutRun:
    """Pass the numbers 1 to 8 through Dropout(p), several times in each mode."""
    x, layer = torch.arange(1.0, N_FEATURES + 1), nn.Dropout(p)
    with isolated_rng(seed):
        train_outputs = tuple(layer(x) for _ in range(N_PASSES))
        layer.eval()
        return DropoutRun(x, train_outputs, tuple(layer(x) for _ in range(2)))


@dataclass(frozen=True, eq=False)
class BatchNormRun:
    """The batches passed to BatchNorm1d(1), and its output for the last one.

    Args:
        x: the last batch, shape (6, 1).
        means: of each batch.
        running: `running_mean` at the start and after each batch.
        variance: `running_var` at the end.
        train_output, eval_output: the last batch through the layer, in each mode.
        n_batches: its own count of batches.
    """

    x: torch.Tensor
    means: tuple[float, ...]
    running: tuple[float, ...]
    variance: float
    train_output: torch.Tensor
    eval_output: torch.Tensor
    n_batches: int


@lru_cache(maxsize=128)
def run_batchnorm(n_batches: int, momentum: float, seed: int) -> BatchNormRun:
    """Pass n_batches through the layer in training, then the last one in eval mode."""
    generator = torch.Generator().manual_seed(seed)
    layer = nn.BatchNorm1d(1, momentum=momentum, dtype=torch.float64)
    means, running = [], [_mean(layer)]
    for _ in range(n_batches):
        x = torch.randn(BATCH, 1, generator=generator, dtype=torch.float64)
        x = MEAN + SPREAD * x
        train_output = layer(x).detach()
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
        train_output,
        layer(x).detach(),
        int(count),
    )


def _mean(layer: nn.BatchNorm1d) -> float:
    assert layer.running_mean is not None
    return layer.running_mean.item()
