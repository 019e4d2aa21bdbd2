"""Recordings: what a computation hands to the player, and its bounds."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from lessons.contract.controls import Value
from lessons.contract.training import Progress

MAX_FLOATS = 4_000_000
"""Limit on the size of a recording, in numbers (16 MB as float32)."""


def outside_float32(values: np.ndarray) -> np.ndarray:
    """Return a mask of the finite numbers too large or too small for float32."""
    size = np.abs(values.astype(np.float64))
    single = np.finfo(np.float32)
    return np.isfinite(size) & ((size > single.max) | (size > 0) & (size < single.tiny))


@dataclass(frozen=True, eq=False)
class Table:
    """An array of numbers with a name for each of its axes.

    Args:
        axes: one name for each dimension of `values`. Those that are axes of the
            recording are indexed by the player's position; the others are not indexed.
        values: rounded to float32, and of that type unless one of them is too large or
            too small for it: then float64, which keeps what PyTorch computed. Made
            read-only.
    """

    axes: tuple[str, ...]
    values: np.ndarray

    def __post_init__(self) -> None:
        exact = np.asarray(self.values)
        with np.errstate(over="ignore", under="ignore"):
            values = exact.astype(np.float32)
        if (outside := outside_float32(exact)).any():
            values = values.astype(np.float64)
            values[outside] = exact[outside]
        if values.ndim != len(self.axes):
            raise ValueError(f"{values.ndim} dimensions for the axes {self.axes}")
        values.flags.writeable = False
        object.__setattr__(self, "values", values)


@dataclass(frozen=True, eq=False)
class Recording:
    """The tables of a computation, replayed by the player in the browser.

    Args:
        axes: the values of each played control; `t`, the frames, is counted by
            `n_steps`. A table that has the axis `t` holds `n_steps + 2` entries: the
            state before each frame's update, the result, and one frame more.
        n_steps: number of frames to replay.
        tables: every quantity by name. The axes of a table that are no played ones
            come last. `next_NAME` holds NAME after one more update; without it that
            is NAME one frame on, which is the same where `stride` is 1.
        facts: small JSON values (names of verdicts, colour levels); a placeholder of
            the lesson's words may name one. A list with the name of a table holds what
            the table's numbers stand for.
        cross: groups of played controls. A table with the axis `cross` holds, group
            after group, the entries for all values of the group (the last control's
            running fastest) with the controls of the other groups at `here`.
        here: the values of the controls in `cross` at which it was recorded.
        stride: updates from one frame to the next.
        known: number of frames recorded so far, if the computation goes on; the rest of
            the tables is NaN. None if all are.

    Raises:
        ValueError: if a table does not fit the axes, `known` is no frame, or all of
            them are too many.
    """

    axes: Mapping[str, tuple[Value, ...]]
    n_steps: int
    tables: Mapping[str, Table]
    facts: Mapping[str, Any] = field(default_factory=dict)
    cross: tuple[tuple[str, ...], ...] = ()
    here: Mapping[str, Value] = field(default_factory=dict)
    stride: int = 1
    known: int | None = None

    def __post_init__(self) -> None:
        if sum(table.values.size for table in self.tables.values()) > MAX_FLOATS:
            raise ValueError("the recording is too large")
        if self.known is not None and not 0 <= self.known <= self.n_steps:
            raise ValueError(f"{self.known} of {self.n_steps} frames are known")
        lengths = {name: len(values) for name, values in self.axes.items()}
        lengths["t"] = self.n_steps + 2
        lengths["cross"] = sum(self._sizes())
        for name, table in self.tables.items():
            for axis, length in zip(table.axes, table.values.shape, strict=True):
                if length != lengths.get(axis, length):
                    raise ValueError(f"{name}: {length} values along {axis}")

    @property
    def nbytes(self) -> int:
        """Return the size of all tables in bytes."""
        return sum(table.values.nbytes for table in self.tables.values())

    def at(self, name: str, t: int = 0, **position: Value) -> Any:
        """Return the entry of a table at a step and at values of the played controls.

        Returns:
            A number, or an array over the axes that are not played controls.

        Raises:
            KeyError: if the table is crossed and has no entry for this position.
        """
        table = self.tables[name]
        index: list[int | slice] = []
        for axis in table.axes:
            index.append(t if axis == "t" else self._index(axis, position))
        return table.values[tuple(index)]

    def series(self, name: str, **position: Value) -> np.ndarray:
        """Return a quantity over the frames, shape (n_steps + 1, …)."""
        table = self.tables[name]
        index = tuple(
            slice(None) if axis == "t" else self._index(axis, position)
            for axis in table.axes
        )
        return table.values[index][: self.n_steps + 1]

    def _sizes(self) -> list[int]:
        return [prod(len(self.axes[name]) for name in group) for group in self.cross]

    def _index(self, axis: str, position: Mapping[str, Value]) -> int | slice:
        if axis in self.axes:
            return self.axes[axis].index(position[axis])
        if axis != "cross":
            return slice(None)
        first = 0
        for group, size in zip(self.cross, self._sizes(), strict=True):
            others = [name for g in self.cross for name in g if g != group]
            if all(position[name] == self.here[name] for name in others):
                place = [self.axes[name].index(position[name]) for name in group]
                shape = [len(self.axes[name]) for name in group]
                return first + int(np.ravel_multi_index(place, shape))
            first += size
        raise KeyError(f"{dict(position)} is not recorded")


Steps = Generator[float | Progress, None, Recording]
"""A computation that yields its progress (0 … 1) and returns the recording."""
