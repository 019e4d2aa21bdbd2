"""Recordings: what a computation hands to the player, and its bounds."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np

from lessons.contract.controls import Value

MAX_FLOATS = 4_000_000
"""The largest recording a lesson may make, in numbers (16 MB as float32)."""


def outside_float32(values: np.ndarray) -> np.ndarray:
    """Where finite numbers are too large or too small for float32."""
    size = np.abs(values.astype(np.float64))
    single = np.finfo(np.float32)
    return np.isfinite(size) & ((size > single.max) | (size > 0) & (size < single.tiny))


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers that belong together, and the axes they vary along.

    Args:
        axes: one name a dimension of `values`. Names that are axes of the
            recording are looked up at the player's position; others are kept whole.
        values: rounded to float32, and of that type unless one of them is too large or
            too small for it: then float64, which keeps what PyTorch computed. Made
            read-only.
    """

    axes: tuple[str, ...]
    values: np.ndarray

    def __post_init__(self) -> None:
        given = np.asarray(self.values)
        with np.errstate(over="ignore", under="ignore"):
            values = given.astype(np.float32)
        if (beyond := outside_float32(given)).any():
            values = values.astype(np.float64)
            values[beyond] = given[beyond]
        if values.ndim != len(self.axes):
            raise ValueError(f"{values.ndim} dimensions for the axes {self.axes}")
        values.flags.writeable = False
        object.__setattr__(self, "values", values)


@dataclass(frozen=True, eq=False)
class Recording:
    """What a training computed, ready to be replayed in the browser.

    Args:
        axes: the values of each played control; `t`, the frames, is counted by
            `n_steps`. A table that has the axis `t` holds `n_steps + 2` entries: the
            state before each frame's update, the result, and one frame more.
        n_steps: number of frames to replay.
        tables: every quantity by name. The axes of a table that are no played ones
            come last. `next_NAME` holds NAME after one more update; without it that
            is NAME one frame on, which is the same where `stride` is 1.
        facts: small JSON-able remarks (names of verdicts, colour levels); a text may
            stand in the place of a number in the lesson's words.
        cross: groups of played controls. A table with the axis `cross` holds, group
            after group, the entries for all values of the group (the last control's
            running fastest) with the controls of the other groups at `here`.
        here: the values of the controls in `cross` it was made at.
        stride: updates from one frame to the next.
        known: frames that are recorded, if the computation goes on; the rest is NaN.

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
        """Size of all tables in bytes."""
        return sum(table.values.nbytes for table in self.tables.values())

    def at(self, name: str, t: int = 0, **position: Value) -> Any:
        """The entry of a table at a step and at values of the played controls.

        Returns:
            A number, or an array over the axes that are no played ones.

        Raises:
            KeyError: if the table is crossed and holds nothing for this position.
        """
        table = self.tables[name]
        index: list[int | slice] = []
        for axis in table.axes:
            index.append(t if axis == "t" else self._place(axis, position))
        return table.values[tuple(index)]

    def line(self, name: str, **position: Value) -> np.ndarray:
        """A quantity over the frames, shape (n_steps + 1, …) with its own axes."""
        table = self.tables[name]
        index = tuple(
            slice(None) if axis == "t" else self._place(axis, position)
            for axis in table.axes
        )
        return table.values[index][: self.n_steps + 1]

    def _sizes(self) -> list[int]:
        return [prod(len(self.axes[name]) for name in group) for group in self.cross]

    def _place(self, axis: str, position: Mapping[str, Value]) -> int | slice:
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


Steps = Generator[float, None, Recording]
"""A computation that yields the part done (0 … 1) and returns the recording."""
