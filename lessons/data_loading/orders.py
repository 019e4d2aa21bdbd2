"""What an order is worth: a training on sorted data or not, a test in two orders."""

from collections.abc import Generator
from dataclasses import dataclass

import torch

N, LR, SIZE = 200, 1.0, 10
LOSS = torch.nn.functional.binary_cross_entropy_with_logits


def make_sorted(seed: int = 0) -> torch.utils.data.TensorDataset:
    """Return two clouds that overlap, all of label 0 first: X (200, 2) and y (200)."""
    generator = torch.Generator().manual_seed(seed)
    y = (torch.arange(N) >= N // 2).double()
    X = torch.randn(N, 2, generator=generator, dtype=torch.float64)
    return torch.utils.data.TensorDataset(X + y[:, None] - 0.5, y)


def loader(shuffle: bool, seed: int) -> torch.utils.data.DataLoader:
    """Return the examples of a seed in batches of ten, as they are or shuffled."""
    generator = torch.Generator().manual_seed(seed)
    return torch.utils.data.DataLoader(
        make_sorted(seed), batch_size=SIZE, shuffle=shuffle, generator=generator
    )


def train(shuffle: bool, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    """Return w of shape (2) and b of a linear classifier after one epoch, from zero."""
    w = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    b = torch.zeros((), dtype=torch.float64, requires_grad=True)
    for X, y in loader(shuffle, seed):
        grad_w, grad_b = torch.autograd.grad(LOSS(X @ w + b, y), (w, b))
        with torch.no_grad():
            w -= LR * grad_w
            b -= LR * grad_b
    return w.detach(), b.detach()


def evaluate(w: torch.Tensor, b: torch.Tensor, shuffle: bool, seed: int = 1) -> float:
    """Return the mean loss of other examples, in order or shuffled."""
    losses = [LOSS(X @ w + b, y, reduction="sum") for X, y in loader(shuffle, seed)]
    return float(torch.stack(losses).sum() / N)


@dataclass(frozen=True)
class Losses:
    """Test losses: training sorted or shuffled, by test in order or shuffled."""

    rows: tuple[tuple[float, float], ...]
    nbytes: int = 32


def losses() -> Generator[float, None, Losses]:
    """Train in both orders, test in both; yields the part done."""
    rows: list[tuple[float, float]] = []
    for shuffle in (False, True):
        yield len(rows) / 2
        model = train(shuffle)
        rows.append((evaluate(*model, False), evaluate(*model, True)))
    return Losses(tuple(rows))
