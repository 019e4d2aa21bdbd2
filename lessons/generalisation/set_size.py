"""How the losses depend on the number of training points: the learning curve."""

from collections.abc import Generator

import numpy as np
import torch

from lessons.generalisation.sweep import forward, make_networks, sweep
from lessons.generalisation.with_torch import EVERY, N_UPDATES, make_data

SIZES = (10, 15, 20, 50, 100, 200)
N_DRAWS = 4
"""Number of draws of the points over which the losses are averaged."""


def learning_curve(
    width: int, weight_decay: float, noise: float, seed: int, start_seed: int
) -> Generator[float, None, np.ndarray]:
    """Train a network on more and more points; return its losses for each number.

    Yields:
        The part done, 0 … 1.

    Returns:
        Shape (SIZES, 3): on average over N_DRAWS draws the training and validation loss
        after the last update, and the lowest validation loss on the way.
    """
    draws = [make_data(max(SIZES), noise, (seed + i) % 100) for i in range(N_DRAWS)]
    results = []
    few = [size for size in SIZES if size <= 50]
    groups = few, SIZES[len(few) :]
    for part, sizes in enumerate(groups):
        runs = [(size, draw) for size in sizes for draw in draws]
        most = max(sizes)
        x, y = (torch.stack([draw[0][i][:most] for _, draw in runs]) for i in range(2))
        x_val, y_val = (torch.stack([draw[1][i] for _, draw in runs]) for i in range(2))
        each = torch.tensor([size for size, _ in runs])[:, None, None]
        weight = (torch.arange(most)[:, None] < each) * most / each
        networks = make_networks([width] * len(runs), [start_seed] * len(runs))
        decays = [weight_decay] * len(runs)
        lowest = torch.full((len(runs),), torch.inf, dtype=torch.float64)
        measured = torch.stack([lowest] * 3, 1)
        steps = sweep(networks, x, y, decays, N_UPDATES, weight)
        for t, (loss, parameters) in enumerate(steps):
            if t % EVERY == 0:
                with torch.no_grad():
                    y_pred = forward(parameters, x_val)
                    loss_val = ((y_pred - y_val) ** 2).mean((1, 2))
                lowest = torch.minimum(lowest, loss_val)
                measured = torch.stack([loss, loss_val, lowest], 1)
                yield (part + t / N_UPDATES) / len(groups)
        results.append(measured.reshape(len(sizes), N_DRAWS, 3).mean(1))
    return torch.cat(results).numpy()
