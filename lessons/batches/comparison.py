"""Full batch, mini-batch and stochastic on one problem, with the time they take."""

import itertools
from collections.abc import Generator
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from lessons.batches.with_numpy import make_batches, make_data, make_start, train

N_UPDATES = 200
N_EPOCHS = 20


@dataclass(frozen=True, eq=False)
class Run:
    """One run of the comparison, entry t before update t.

    Args:
        batch_size: examples a batch.
        updates, examples, seconds, loss: shape (T,); `loss` is that of all the data,
            `seconds` counts the median time of one update of this run.
    """

    batch_size: int
    updates: np.ndarray
    examples: np.ndarray
    seconds: np.ndarray
    loss: np.ndarray

    @property
    def update_us(self) -> float:
        """Median time of one update, in microseconds."""
        return float(1e6 * self.seconds[1])

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return 4 * self.loss.nbytes


@dataclass(frozen=True, eq=False)
class Comparison:
    """The runs of one comparison."""

    runs: tuple[Run, ...]

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return sum(run.nbytes for run in self.runs)


def compare_batch_sizes(
    batch_sizes, lr, decay, noise, seed, start_seed, order_seed
) -> Generator[float, None, Comparison]:
    """Train each batch size for at least 200 updates and at least 20 epochs.

    Yields:
        The part done, 0 … 1.
    """
    x, y = make_data(noise=noise, seed=seed)
    start = make_start(start_seed)
    runs: list[Run] = []
    for batch_size in batch_sizes:
        per_epoch = -(-len(x) // batch_size)
        n_updates = max(N_UPDATES, N_EPOCHS * per_epoch)
        batches = make_batches(len(x), batch_size, order_seed)
        first = itertools.islice(batches, n_updates + 1)
        a, b = start
        path, times = [], [perf_counter()]
        with np.errstate(over="ignore", invalid="ignore"):
            for t, batch in enumerate(first):
                path.append((a, b))
                lr_t = lr / (1 + decay * t)
                a, b, _ = train(x, y, a, b, [batch], lr_t)
                times.append(perf_counter())
                if len(path) % 50 == 0:
                    yield (len(runs) + len(path) / n_updates) / len(batch_sizes)
            at_a, at_b = np.array(path).T[..., None]
            loss = ((at_a + at_b * x - y) ** 2).mean(-1)
        updates = np.arange(n_updates + 1)
        whole, part = np.divmod(updates, per_epoch)
        examples = whole * len(x) + part * batch_size
        update = float(np.median(np.diff(times)))
        runs.append(Run(batch_size, updates, examples, updates * update, loss))
    return Comparison(tuple(runs))
