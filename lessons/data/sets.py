"""Types that the loaders of real data return: plain, frozen, and of known size."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np

T = TypeVar("T")
Loading = Generator[float, None, T]
"""A computation that yields its progress (0 … 1) and returns the loaded data.

It can be closed at any yield, and yields several times a second while it waits for a
network. A failure raises `Unavailable`.
"""

Subset = Literal["train", "test"]


class Unavailable(Exception):
    """Error for data that cannot be loaded; the page or command words the message.

    Args:
        reason: one of REASONS.
        detail: for the operator's log, in English: an address, a file, a number.
    """

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


REASONS = (
    "offline",  # no connection to the server
    "refused",  # the server answers, but not with the file
    "timeout",  # the server has stopped sending, or sends too slowly
    "truncated",  # the connection ended before the file did
    "too_large",  # more bytes than the file has
    "checksum",  # as many bytes, but others
    "disk",  # the disk is full
    "folder",  # the cache folder cannot be written
    "missing",  # not in the cache folder
    "damaged",  # in the cache folder, but it cannot be read
    "unpack",  # scikit-learn could not make its file of the archive
)


@dataclass(frozen=True, eq=False)
class Texts:
    """Texts, each with a label.

    Args:
        texts: n strings.
        labels: shape (n,), indices into `names`; stored read-only.
        names: the classes.
        source: their origin: "newsgroups", "messages" or "upload".
    """

    texts: tuple[str, ...]
    labels: np.ndarray
    names: tuple[str, ...]
    source: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "labels", read_only(self.labels, np.int64))
        if self.labels.shape != (len(self.texts),):
            raise ValueError(f"{self.labels.shape} labels, {len(self.texts)} texts")

    @property
    def nbytes(self) -> int:
        """Approximate size in memory, in bytes."""
        return self.labels.nbytes + sum(len(text) + 50 for text in self.texts)


@dataclass(frozen=True, eq=False)
class Images:
    """Images to train on and to test on, each with a label.

    Args:
        train, test: uint8, shape (n, 28, 28): 0 is background, 255 the brightest.
        train_labels, test_labels: uint8, shape (n,), indices into `names`.
        names: the classes, as the source calls them.
        source: their origin: "whole" or "embedded".
    """

    train: np.ndarray
    train_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray
    names: tuple[str, ...]
    source: str

    def __post_init__(self) -> None:
        for part in ("train", "train_labels", "test", "test_labels"):
            object.__setattr__(self, part, read_only(getattr(self, part), np.uint8))
        for images, labels in (
            (self.train, self.train_labels),
            (self.test, self.test_labels),
        ):
            if images.shape != (*labels.shape, 28, 28):
                raise ValueError(f"{images.shape} images, {labels.shape} labels")

    @property
    def nbytes(self) -> int:
        """Size of all arrays in bytes."""
        return sum(
            part.nbytes
            for part in (self.train, self.train_labels, self.test, self.test_labels)
        )


def finish(loading: Loading[T]) -> T:
    """Run a loading to its end and return its result."""
    while True:
        try:
            next(loading)
        except StopIteration as stop:
            return stop.value


def read_only(values: np.ndarray, dtype: type) -> np.ndarray:
    """Return the values as a read-only array; a writable array is copied."""
    values = np.asarray(values, dtype)
    if values.flags.writeable:
        values = values.copy()
        values.flags.writeable = False
    return values
