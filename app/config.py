"""What the server allows, in one place; who hosts it sets what is read here.

Of a lesson nothing but the values of its controls is ever trained: those are in
`LESSON.controls` of each lesson, with the length and range of whatever is typed.
A figure's numbers are bounded by `MAX_FLOATS` in lessons/contract, files by the
`max_bytes` given to `page.upload`, and by `maxUploadSize` in .streamlit/config.toml.
"""

import math
import os
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup/cpu.max")
"""Where a container reads how much of the processors it may use."""


def _cores(told: Path = CGROUP) -> int:
    """Cores that this process may use: a container often may not use the machine's.

    Args:
        told: a file with "QUOTA PERIOD" in microseconds, the quota "max" for no limit.
    """
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    try:
        quota, period = map(int, told.read_text().split())
    except (OSError, ValueError):  # no container, or one without a limit
        return cores
    return max(1, min(cores, math.ceil(quota / period)))


CORES = _cores()


def _number(name: str, default: int, least: int = 1) -> int:
    """A whole number from the environment, `least` or more.

    Raises:
        ValueError: if something else stands there; names the variable.
    """
    said = os.environ.get(name, "").strip() or str(default)
    if not said.isascii() or not said.isdigit() or int(said) < least:
        raise ValueError(f"{name}={said!r}: a whole number from {least} on is needed")
    return int(said)


MAX_SESSIONS = _number("MAX_SESSIONS", 120)
"""Readers at once; the next one is shown a page that says so and tries again."""

MESSAGES_PER_SECOND, MESSAGE_BURST = 10, 30
"""How many messages of one reader are read: in the long run, and at one moment."""

MAX_MESSAGE_BYTES = 17_000_000
"""The largest message of a reader that is read: a picture of 12 MB in base64."""

RUNS_BYTES = _number("RUNS_BYTES", 96_000_000)
"""Kept results of trainings, for all readers together; the least used go first."""

MAX_PAGE_RUNS = max(2, CORES)
"""Runs of pages at once; the others wait for their turn."""

MAX_THREAD_TRAININGS = CORES
"""Trainings at once in threads of the server; the others wait."""

PROCESSES = _number("PROCESSES", max(1, CORES // 2))
"""Long trainings at once, each in a process of its own, below the pages' priority."""

TRAINERS = _number("TRAINERS", 0, 0) if os.environ.get("TRAINERS", "").strip() else None
"""Processes that do the short trainings while four readers or more are here: 0 leaves
them to threads of the server. None is one per core, or half as many where a process
cannot be a copy (`app/compute/worker_pool.py`)."""

TRAIN_AHEAD = _number("TRAIN_AHEAD", 1, 0)
"""Whether short trainings that are likely to be asked for are done ahead, while nobody
is here, or four readers or more who wait for none: 0 or 1. It takes half a minute of a
core at the lowest priority, and one copy meanwhile; where there are no copies, none."""

QUEUE = _number("QUEUE", 32)
"""Long trainings that wait; who comes then is told to come back."""

MAX_STATE_BYTES = 16_000_000
"""Of a paused training, kept by its reader's session."""

RESULTS_BYTES = _number("RESULTS_BYTES", 96_000_000)
"""Kept results of long trainings, for all readers together."""

OPERATOR_TOKEN = os.environ.get("OPERATOR_TOKEN", "").strip()
"""Who sends it as a bearer may read /metrics; without one nobody may."""
