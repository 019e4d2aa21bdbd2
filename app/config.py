"""Limits of the server, in one place; the environment sets those in ENVIRONMENT.

Of a lesson nothing but the values of its controls is ever trained: those are in
`LESSON.controls` of each lesson, with the length and range of whatever is typed.
A figure's numbers are bounded by `MAX_FLOATS` in lessons/contract, files by the
`max_bytes` given to `page.uploads.file` and by `maxUploadSize` in
.streamlit/config.toml.
"""

import math
import os
from dataclasses import dataclass
from pathlib import Path

CGROUP_FILE = Path("/sys/fs/cgroup/cpu.max")
"""Where a container reads how much of the processors it may use."""


def count_cores(cgroup_file: Path = CGROUP_FILE) -> int:
    """Return how many cores this process may use: in a container often not all.

    Args:
        cgroup_file: holds "QUOTA PERIOD" in microseconds, or "max" for no limit.
    """
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:
        quota, period = map(int, cgroup_file.read_text().split())
    except (OSError, ValueError):  # no container, or one without a limit
        return cores
    return max(1, min(cores, math.ceil(quota / period)))


CORES = count_cores()


@dataclass(frozen=True)
class Variable:
    """An environment variable that sets a limit.

    Args:
        name: of the variable.
        default: its value if it is not set; None if that depends on the system.
        meaning: as README's table says it.
        minimum: the least value that is accepted.
        shown: the default in README's table, if it is not a number.
    """

    name: str
    default: int | None
    meaning: str
    minimum: int = 1
    shown: str = ""

    @property
    def row(self) -> str:
        """The variable's row in README's table."""
        return f"| `{self.name}` | {self.shown or self.default} | {self.meaning} |"

    def read(self) -> int | None:
        """Return the value in the environment, else the default.

        Raises:
            ValueError: if it is not a whole number from the minimum on.
        """
        text = os.environ.get(self.name, "").strip()
        if not text:
            return self.default
        if not text.isascii() or not text.isdigit() or int(text) < self.minimum:
            raise ValueError(
                f"{self.name}={text!r}: a whole number from {self.minimum} on is needed"
            )
        return int(text)

    def read_number(self) -> int:
        """Return the value of a variable that has a default.

        Raises:
            ValueError: as `read`.
        """
        value = self.read()
        assert value is not None
        return value


ENVIRONMENT = {
    variable.name: variable
    for variable in (
        Variable(
            "MAX_SESSIONS",
            120,
            "readers at once; the next one sees a page that says so and tries again",
        ),
        Variable(
            "TRAINERS",
            None,
            "worker processes for short trainings while four readers or more are here; "
            "0: threads of the server",
            minimum=0,
            shown="cores (half of them where processes cannot be forked)",
        ),
        Variable(
            "TRAIN_AHEAD",
            1,
            "1: train likely settings ahead at the lowest priority; 0: do not",
            minimum=0,
        ),
        Variable(
            "PROCESSES",
            max(1, CORES // 2),
            "long trainings at once, each in a process of its own",
            shown="half of the cores",
        ),
        Variable(
            "QUEUE",
            32,
            "long trainings that wait; further ones are refused politely",
        ),
        Variable(
            "RUNS_BYTES",
            96_000_000,
            "memory for cached recordings, bytes",
        ),
        Variable(
            "RESULTS_BYTES",
            96_000_000,
            "memory for cached results of long trainings, bytes",
        ),
        Variable(
            "OPERATOR_TOKEN",
            None,
            "bearer token for `/metrics`; without one `/metrics` answers nobody",
            shown="none",
        ),
    )
}
"""Every environment variable that sets a limit; README's table says the same."""

MAX_SESSIONS = ENVIRONMENT["MAX_SESSIONS"].read_number()
TRAINERS = ENVIRONMENT["TRAINERS"].read()
"""None if not set: `app/compute/worker_pool.py` works it out."""
TRAIN_AHEAD = ENVIRONMENT["TRAIN_AHEAD"].read_number()
PROCESSES = ENVIRONMENT["PROCESSES"].read_number()
QUEUE = ENVIRONMENT["QUEUE"].read_number()
RUNS_BYTES = ENVIRONMENT["RUNS_BYTES"].read_number()
RESULTS_BYTES = ENVIRONMENT["RESULTS_BYTES"].read_number()
OPERATOR_TOKEN = os.environ.get("OPERATOR_TOKEN", "").strip()

MESSAGES_PER_SECOND, MESSAGE_BURST = 10, 30
"""Messages of one reader that are read: in the long run, and at one moment."""

MAX_MESSAGE_BYTES = 17_000_000
"""The largest message of a reader that is read: a picture of 12 MB in base64."""

MAX_PAGE_RUNS = max(2, CORES)
"""Runs of pages at once; the others wait."""

MAX_THREAD_TRAININGS = CORES
"""Trainings at once in threads of the server; the others wait."""

MAX_STATE_BYTES = 16_000_000
"""Saved state of a paused training, kept by its reader's session."""
