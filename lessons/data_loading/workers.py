"""The measurement of slow_items.py, in a Python of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

SCRIPT = Path(__file__).with_name("slow_items.py")
SECONDS = 30


@dataclass(frozen=True)
class Times:
    """What was measured.

    Args:
        seconds: for each wait of an item the epoch with 0, 1 and 2 workers; nothing if
            the measurement has failed.
        at: when, in seconds since 1970.
    """

    seconds: tuple[tuple[float, ...], ...]
    at: float

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return 8 * sum(map(len, self.seconds)) + 8

    @property
    def pays(self) -> tuple[bool, ...]:
        """For each wait, whether two workers were faster than none."""
        return tuple(row[-1] < row[0] for row in self.seconds)


def measure() -> Generator[float, None, Times]:
    """Run the script and parse its output.

    Yields:
        0.0 until Python has ended; gives up after SECONDS.
    """
    with subprocess.Popen(
        [sys.executable, "-I", str(SCRIPT)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            for _ in range(10 * SECONDS):
                try:
                    output, _ = process.communicate(timeout=0.1)
                    break
                except subprocess.TimeoutExpired:
                    yield 0.0
            else:
                output = ""
        finally:
            process.kill()
    try:
        return Times(tuple(map(tuple, json.loads(output))), time.time())
    except ValueError:
        return Times((), time.time())
