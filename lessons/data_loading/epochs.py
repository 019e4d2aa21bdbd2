"""What a DataLoader yields: the batches of two epochs, and what they leave out."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import torch

from lessons.contract import Settings
from lessons.data_loading import with_torch

N_EPOCHS = 2
"""As many as `build` runs."""


@dataclass(frozen=True, eq=False)
class Batch:
    """One batch: its epoch and place in it, from 0; numbers, inputs and labels."""

    epoch: int
    place: int
    i: tuple[int, ...]
    X: torch.Tensor
    y: torch.Tensor


@dataclass(frozen=True, eq=False)
class LoaderRun:
    """All batches of two epochs.

    Args:
        n: examples in the dataset.
        batch_size: as asked for.
        length: `len` of the loader: its iterations an epoch.
        batches: in the order of the loader.
    """

    n: int
    batch_size: int
    length: int
    batches: tuple[Batch, ...]

    def epoch(self, epoch: int) -> tuple[int, ...]:
        """Return the numbers of the examples of an epoch, in order."""
        return tuple(k for b in self.batches if b.epoch == epoch for k in b.i)

    def unseen(self, epoch: int) -> tuple[int, ...]:
        """Return the examples that are in no batch of an epoch."""
        return tuple(sorted({*range(self.n)} - {*self.epoch(epoch)}))

    def label_counts(self, epoch: int) -> tuple[int, int]:
        """Return how many examples of an epoch have the label 0, and how many 1."""
        labels = [int(label) for b in self.batches if b.epoch == epoch for label in b.y]
        return labels.count(0), labels.count(1)

    @property
    def all_full(self) -> bool:
        """Tell whether no batch is short."""
        return all(len(batch.i) == self.batch_size for batch in self.batches)

    @property
    def again(self) -> str:
        """How the second epoch compares: "same", "other" order, or "repeats"."""
        first, second = map(self.epoch, range(N_EPOCHS))
        if first == second:
            return "same"
        return "other" if len({*second}) == len(second) else "repeats"

    def means(self) -> tuple[float, float, float]:
        """Return means of epoch 0's labels: of batch means, of all, of the last."""
        batches = [b for b in self.batches if b.epoch == 0]
        of_batches = torch.stack([b.y.double().mean() for b in batches])
        everything = torch.cat([b.y for b in batches]).double()
        return float(of_batches.mean()), float(everything.mean()), float(of_batches[-1])


@lru_cache(maxsize=256)
def _run_loader(
    n: int, batch_size: int, order: str, drop_last: bool, seed: int, reseed: str
) -> LoaderRun:
    data = with_torch.Examples(*with_torch.make_data(n))
    generator = torch.Generator().manual_seed(seed)
    loader = with_torch.make_loader(data, batch_size, order, drop_last, generator)
    return LoaderRun(
        n,
        batch_size,
        len(loader),
        tuple(_number_batches(with_torch.build(loader, generator, seed, reseed))),
    )


def _number_batches(batches: Iterator[Any]) -> Iterator[Batch]:
    """Counts the batches of each epoch."""
    place, before = -1, 0
    for epoch, i, X, y in batches:
        place = place + 1 if epoch == before else 0
        before = epoch
        yield Batch(epoch, place, tuple(i.tolist()), X, y)


def run_loader(settings: Settings) -> LoaderRun:
    """Run the lesson's loader for two epochs at these settings."""
    names = ("n", "batch_size", "order", "drop_last", "seed", "reseed")
    return _run_loader(*(settings[name] for name in names))
