"""The measurement of timing.py, in Python processes of its own, and its results."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from lessons.devices import hardware
from lessons.devices.timing import SIZES, Row

SCRIPT = Path(__file__).with_name("timing.py")
SECONDS = 60
"""After so long a script is stopped."""

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Where the libraries below NumPy look up how many threads they may start."""

MULTIPLIES = ("matmul", "training")
"""Operations for which NumPy calls a library that has threads."""

GAIN = 1.05
"""A time counts as shorter if the other one is longer by this factor at least."""

Name = tuple[str, int]
"""What tells the lines apart: tool or device, and threads as in `timing.Row`."""


@dataclass(frozen=True)
class Times:
    """Times of every tool, thread count and size.

    Args:
        rows: nothing if the measurement has failed.
        at: when it ended, in seconds as `time.time` counts them.
    """

    rows: tuple[Row, ...]
    at: float

    @property
    def nbytes(self) -> int:
        """Size in bytes, about."""
        return 100 * len(self.rows) + 1

    @property
    def names(self) -> tuple[Name, ...]:
        """The lines, in the order measured."""
        return tuple(dict.fromkeys((tool, threads) for tool, threads, *_ in self.rows))

    def series(self, name: Name) -> dict[int, float]:
        """Return seconds by size."""
        return {n: s for tool, threads, n, s in self.rows if (tool, threads) == name}

    def pays(self, name: Name, rather: Name) -> int | None:
        """Return the size from which `name` is always faster than `rather`, or None."""
        mine, other = self.series(name), self.series(rather)
        first = None
        for n in sorted(mine.keys() & other.keys(), reverse=True):
            if other[n] < GAIN * mine[n]:
                break
            first = n
        return first


NO_TIMES = Times((), 0.0)
"""The times before any measurement."""


def thread_counts(cores: int) -> tuple[int, ...]:
    """Return the thread counts to measure: 1, 2, 4 and all, up to the cores."""
    return tuple(sorted({count for count in (1, 2, 4, cores) if count <= cores}))


def measure(operation: str) -> Generator[float, None, Times]:
    """Run the script for NumPy, then for PyTorch, and parse its output.

    Yields:
        The part done; closed, it stops the script.
    """
    counts, gpus = thread_counts(hardware.core_count()), hardware.available_gpus()
    by_numpy = sorted({1, counts[-1]}) if operation in MULTIPLIES else [1]
    runs = [(["numpy", operation, str(count)], count) for count in by_numpy]
    counts_text = ",".join(map(str, counts))
    runs.append((["torch", operation, counts_text, *gpus], counts[-1]))
    total = len(SIZES) * (len(by_numpy) + len(counts) + 2 * len(gpus))
    rows: list[Row] = []
    yield 0.0
    try:
        for arguments, threads in runs:
            for row in _read_rows(arguments, threads):
                rows.append(row)
                yield len(rows) / total
    except (ValueError, subprocess.CalledProcessError):
        rows = []
    return Times(tuple(rows), time.time())


def _read_rows(arguments: list[str], threads: int) -> Iterator[Row]:
    """Yield the rows that a run of the script prints, as they come."""
    with subprocess.Popen(
        [sys.executable, "-I", str(SCRIPT), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | dict.fromkeys(THREADS, str(threads)),
    ) as process:
        timer = Timer(SECONDS, process.kill)
        timer.start()
        try:
            assert process.stdout
            for line in process.stdout:
                tool, count, n, seconds = json.loads(line)
                yield tool, count, n, seconds
            if process.wait():
                raise subprocess.CalledProcessError(process.returncode, arguments)
        finally:
            timer.cancel()
            process.kill()
