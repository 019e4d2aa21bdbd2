"""A training that does not end, as heavy as that of a small network on pictures."""

from collections.abc import Generator, Mapping
from typing import Any

import torch
from torch import nn

from lessons.contract import Checkpoint, Value

STEPS = 4
"""Updates from one part to the next: about 0.1 s on one core."""


def training(
    settings: Mapping[str, Value], state: bytes | None = None
) -> Generator[Checkpoint, None, Any]:
    """Train a network with convolutions on noise; it shows its losses."""
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(1568, 10),
    )
    optimizer = torch.optim.Adam(net.parameters())
    X, y = torch.randn(128, 1, 28, 28), torch.randint(10, (128,))
    losses: list[float] = []
    while True:
        for _ in range(STEPS):
            loss = nn.functional.cross_entropy(net(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        yield Checkpoint(0.5, tuple(losses[-200:]), bytes, lambda: None)
