"""What the best score of many candidates on a small test set is worth."""

from collections.abc import Generator
from dataclasses import dataclass
from random import Random

import numpy as np
import torch

from lessons.generalisation.sweep import forward, make_networks, sweep
from lessons.generalisation.with_torch import make_data

N_CANDIDATES = 200
N_NEW = 10_000
N_UPDATES = 300
TEST_SIZES = (10, 20, 50, 200)
N_ORDERS = 20
N_SHOWN = 20
"""Number of test sets that the reader can go through."""
WIDTHS = (4, 8, 16)
WEIGHT_DECAYS = (0.0, 0.1, 0.3)
CHUNK = 1000
"""New points on which all candidates are evaluated at a time: memory."""


@dataclass(frozen=True, eq=False)
class Choices:
    """What the best of the first k candidates is worth, for k = 1 … N_CANDIDATES.

    Args:
        score: its loss on the test set by which it was chosen, on average over all test
            sets of a size and N_ORDERS orders of the candidates, shape (TEST_SIZES, k).
        true: its loss on the N_NEW points, averaged in the same way.
        set_score, set_true: the same for N_SHOWN single test sets, shape
            (TEST_SIZES, set, k).
    """

    score: np.ndarray
    true: np.ndarray
    set_score: np.ndarray
    set_true: np.ndarray

    @property
    def nbytes(self) -> int:
        """Return the size of all of it in bytes."""
        return sum(part.nbytes for part in vars(self).values())


def choose(errors: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return score and true loss of the best of the first k candidates.

    Args:
        errors: squared errors of the candidates on new points, (candidates, points).
        size: of the test sets into which the points are split.

    Returns:
        Two arrays of shape (test sets, candidates): for each k the lowest mean error on
        the test set, and the mean error of that candidate on all points.
    """
    n, points = errors.shape
    scores = errors.reshape(n, points // size, size).mean(-1).T
    lowest = np.minimum.accumulate(scores, axis=1)
    index = np.arange(n) * np.ones_like(scores, dtype=int)
    index[:, 1:][scores[:, 1:] >= lowest[:, :-1]] = 0
    chosen = np.maximum.accumulate(index, axis=1)
    return lowest, errors.mean(1)[chosen]


def candidates(
    n: int, noise: float, seed: int, start_seed: int
) -> Generator[float, None, Choices]:
    """Train candidates of drawn widths, decays and starts; choose by each test set.

    Args:
        n, noise, seed: of the training points.
        start_seed: of the draw of the candidates.

    Yields:
        The part done, 0 … 1.
    """
    random = Random(start_seed)
    widths = random.choices(WIDTHS, k=N_CANDIDATES)
    decays = random.choices(WEIGHT_DECAYS, k=N_CANDIDATES)
    starts = [1000 * start_seed + i for i in range(N_CANDIDATES)]
    (x, y), *_ = make_data(n, noise, seed)
    networks = make_networks(widths, starts)
    yield 0.1
    for t, _ in enumerate(sweep(networks, x, y, decays, N_UPDATES)):
        if t % 20 == 0:
            yield 0.1 + 0.8 * t / N_UPDATES
    rng = np.random.RandomState(10_000 + seed)
    new_x = torch.from_numpy(rng.uniform(-1, 1, (N_NEW, 1)))
    new_y = torch.sin(torch.pi * new_x) + noise * torch.from_numpy(rng.randn(N_NEW, 1))
    parts = []
    with torch.no_grad():
        pairs = zip(new_x.split(CHUNK), new_y.split(CHUNK), strict=True)
        for chunk_x, chunk_y in pairs:
            parts.append((forward(networks, chunk_x) - chunk_y)[..., 0] ** 2)
    errors = torch.cat(parts, 1).numpy()
    orders = [rng.permutation(N_CANDIDATES) for _ in range(N_ORDERS)]
    tables: list[list[np.ndarray]] = [[], [], [], []]
    for size in TEST_SIZES:
        means = [
            [part.mean(0) for part in choose(errors[order], size)] for order in orders
        ]
        single = [part[:N_SHOWN] for part in choose(errors, size)]
        for table, values in zip(tables, (*np.mean(means, 0), *single), strict=True):
            table.append(values)
        yield 0.9 + 0.1 * len(tables[0]) / len(TEST_SIZES)
    return Choices(*map(np.stack, tables))
