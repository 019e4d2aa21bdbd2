"""The model of `with_torch.build` at the reader's assumptions, and when it pays."""

from dataclasses import dataclass
from functools import lru_cache

import torch

from lessons.contract import Settings
from lessons.devices import with_torch

SIZES = tuple(2**k for k in range(15))
"""1 to 16,384."""

ASSUMPTIONS = ("operation", "cpu", "gpu", "bandwidth", "latency", "stays")
"""The controls it depends on, besides the size."""


@dataclass(frozen=True)
class Costs:
    """Seconds at one size: of the CPU, and the three parts of the GPU's."""

    cpu: float
    start: float
    copy: float
    compute: float

    @property
    def gpu(self) -> float:
        """All three."""
        return self.start + self.copy + self.compute

    @property
    def faster(self) -> str:
        """ "gpu", or why it is not: what, if it took no time, would make it faster.

        "compute" where it calculates no faster than the CPU; "copy" or "start" where
        one of them alone is too much; "both" where neither alone decides.
        """
        if self.gpu < self.cpu:
            return "gpu"
        if self.compute >= self.cpu:
            return "compute"
        without_copy, without_start = self.gpu - self.copy, self.gpu - self.start
        if (without_copy < self.cpu) == (without_start < self.cpu):
            return "both"
        return "copy" if without_copy < self.cpu else "start"


@lru_cache(maxsize=1024)
def _curve(*assumptions: float | str) -> tuple[Costs, ...]:
    operation, *numbers = assumptions
    size = torch.tensor(SIZES, dtype=torch.float64)
    columns = with_torch.build(operation, size, *numbers)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return tuple(Costs(*row) for row in rows)


def cost_curve(settings: Settings) -> tuple[Costs, ...]:
    """Return the costs at each of SIZES."""
    return _curve(*(settings[name] for name in ASSUMPTIONS))


def costs_at(settings: Settings) -> Costs:
    """Return the costs at the reader's size."""
    return cost_curve(settings)[SIZES.index(settings["n"])]


def crossover(settings: Settings) -> int | None:
    """Return the size from which on the GPU is faster; None: at none of SIZES."""
    first = None
    for n, costs in reversed(tuple(zip(SIZES, cost_curve(settings), strict=True))):
        if costs.gpu >= costs.cpu:
            break
        first = n
    return first
