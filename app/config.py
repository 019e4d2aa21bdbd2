"""Limits of the server, in one place; the environment sets those in ENVIRONMENT.

Of a lesson nothing but the values of its controls is ever trained: those are in
`LESSON.controls` of each lesson, with the length and range of whatever is typed.
A figure's numbers are bounded by `MAX_FLOATS` in lessons/contract, files by the
`max_bytes` given to `page.uploads.file` and by `maxUploadSize` in
.streamlit/config.toml.
"""

import math
import os
import re
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

    def read_text(self) -> str:
        """Return the text in the environment; "" without one."""
        return os.environ.get(self.name, "").strip()

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


ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5})?", re.ASCII)
"""A site as a content security policy names it."""


def read_origins(variable: Variable) -> tuple[str, ...]:
    """Return the sites that a variable names, parted by spaces or commas.

    Raises:
        ValueError: if one of them is no scheme and host.
    """
    origins = variable.read_text().lower().replace(",", " ").split()
    for origin in origins:
        if not ORIGIN.fullmatch(origin):
            raise ValueError(f"{variable.name}: {origin!r} is not https://HOST")
    return tuple(origins)


ENVIRONMENT = {
    variable.name: variable
    for variable in (
        Variable(
            "MAX_SESSIONS",
            120,
            "readers at once; the next one sees a page that says so and tries again",
        ),
        Variable(
            "WORKERS",
            CORES,
            "worker processes for short trainings; 0: none, everything is trained in "
            "threads of the server",
            minimum=0,
            shown="cores",
        ),
        Variable(
            "TRAIN_AHEAD",
            1,
            "1: train likely settings ahead at the lowest priority; 0: do not",
            minimum=0,
        ),
        Variable(
            "LONG_WORKERS",
            max(1, CORES // 2),
            "further worker processes, which take long trainings as well: "
            "so many run at once",
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
            "ENGINE",
            None,
            "scheduler of a cluster that does the trainings, `tls://HOST:PORT`",
            shown="none: the server starts its own workers",
        ),
        Variable(
            "ENGINE_CA",
            None,
            "file with the certificate authority of that cluster",
            shown="none",
        ),
        Variable(
            "ENGINE_CERT",
            None,
            "file with this server's certificate for it",
            shown="none",
        ),
        Variable(
            "ENGINE_KEY",
            None,
            "file with the certificate's key",
            shown="none",
        ),
        Variable(
            "CLASSES",
            40,
            "classes at once (class mode); 0: no class can be opened",
            minimum=0,
        ),
        Variable(
            "CLASS_SEATS",
            60,
            "pupils of one class at once",
        ),
        Variable(
            "CLASS_HOURS",
            4,
            "hours after which a class and all its answers are deleted",
        ),
        Variable(
            "CLASS_POSTS",
            5,
            "answers a second that are read from one pupil, in the long run",
        ),
        Variable(
            "CLASS_DATABASE",
            None,
            "SQLite file for classes",
            shown="in the folder for temporary files",
        ),
        Variable(
            "DATABASE_URL",
            None,
            "`postgresql://…` for classes, which several replicas must share; "
            "needs `pip install psycopg[binary]`",
            shown="none: the SQLite file",
        ),
        Variable(
            "FRAME_ANCESTORS",
            None,
            "sites that may show a figure in a frame, `https://HOST …`",
            shown="none",
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
WORKERS = ENVIRONMENT["WORKERS"].read_number()
TRAIN_AHEAD = ENVIRONMENT["TRAIN_AHEAD"].read_number()
LONG_WORKERS = ENVIRONMENT["LONG_WORKERS"].read_number()
QUEUE = ENVIRONMENT["QUEUE"].read_number()
RUNS_BYTES = ENVIRONMENT["RUNS_BYTES"].read_number()
RESULTS_BYTES = ENVIRONMENT["RESULTS_BYTES"].read_number()
OPERATOR_TOKEN = ENVIRONMENT["OPERATOR_TOKEN"].read_text()
FRAME_ANCESTORS = read_origins(ENVIRONMENT["FRAME_ANCESTORS"])
CLASSES = ENVIRONMENT["CLASSES"].read_number()
CLASS_SEATS = ENVIRONMENT["CLASS_SEATS"].read_number()
CLASS_HOURS = ENVIRONMENT["CLASS_HOURS"].read_number()
CLASS_POSTS = ENVIRONMENT["CLASS_POSTS"].read_number()
CLASS_DATABASE = ENVIRONMENT["CLASS_DATABASE"].read_text()
DATABASE_URL = ENVIRONMENT["DATABASE_URL"].read_text()
ENGINE = ENVIRONMENT["ENGINE"].read_text()
ENGINE_CA = ENVIRONMENT["ENGINE_CA"].read_text()
ENGINE_CERT = ENVIRONMENT["ENGINE_CERT"].read_text()
ENGINE_KEY = ENVIRONMENT["ENGINE_KEY"].read_text()
if ENGINE and not (
    ENGINE.startswith("tls://") and ENGINE_CA and ENGINE_CERT and ENGINE_KEY
):
    raise ValueError(
        f"ENGINE={ENGINE!r}: tls://HOST:PORT with ENGINE_CA, ENGINE_CERT and ENGINE_KEY"
        " is needed; whoever reaches a scheduler without TLS runs code on its workers"
    )

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
