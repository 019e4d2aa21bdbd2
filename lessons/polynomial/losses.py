"""The loss every so many updates, by NumPy, by tensors and by autograd."""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np

from lessons.polynomial import with_numpy, with_tensors, with_torch

ROWS = 20
TOOLS = (with_numpy, with_tensors, with_torch)


@dataclass(frozen=True, eq=False)
class Losses:
    """Three training runs from the same start, a column each.

    Args:
        updates: after how many updates, shape (21,).
        loss: shape (21, 3).
        w: the last weights, shape (3, p).
    """

    updates: np.ndarray
    loss: np.ndarray
    w: np.ndarray

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return self.updates.nbytes + self.loss.nbytes + self.w.nbytes


def losses(lr, n_epochs, degree, scaled, start_seed) -> Generator[float, None, Losses]:
    """Run `train` of each tool in 20 parts and keep the loss before each, and the last.

    Yields:
        The part done, 0 … 1.
    """
    every = n_epochs // ROWS
    columns, weights = [], []
    for i, tool in enumerate(TOOLS):
        x, y = tool.make_data()
        X = tool.make_columns(x, degree, scaled)
        w, column = tool.make_start(degree, start_seed), []
        for row in range(ROWS):
            with np.errstate(over="ignore", invalid="ignore"):  # where it diverges
                w, before = tool.train(X, y, w, lr, every)
            column.append(before[0])
            yield (i + (row + 1) / ROWS) / len(TOOLS)
        with np.errstate(over="ignore", invalid="ignore"):
            _, (last,) = tool.train(X, y, w, lr, n_epochs=1)
        columns.append([*column, last])
        weights.append(list(map(float, w)))
    updates = every * np.arange(ROWS + 1)
    return Losses(updates, np.transpose(columns), np.array(weights))
