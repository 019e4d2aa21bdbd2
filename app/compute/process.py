"""Worker processes started by themselves, and what all kinds have in common."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from app.compute.pipe import Pipe

PRELOAD_MODULES = ("torch", "torch.fx.experimental.symbolic_shapes")
"""Modules imported before the first training; torch imports the second, and SymPy with
it, at the first `backward` that is given a gradient."""

LONG_NICENESS = 19
"""Niceness of long trainings: behind the server, which answers the readers, and behind
the short ones, which they wait for."""

IDLE_TIMEOUT = 60.0
"""Seconds that a process without work is kept for the next training."""

SCRIPT = Path(__file__).with_name("worker_main.py")
SINGLE_THREAD_ENV = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)
"""Environment in which NumPy computes with one thread; set before it is imported."""

WORKER_ENV = SINGLE_THREAD_ENV | {"MALLOC_ARENA_MAX": "1"}
"""One training at a time computes in each process: no thread needs its own heap."""


class ProcessHandle(Protocol):
    """A process that runs `app/compute/worker.py`."""

    pid: int
    pipe: Pipe

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""

    def kill(self) -> None:
        """End it, whatever it does; its end of the pipe is closed then."""

    def close(self) -> None:
        """End it, and close its pipe here."""


class SpawnedProcess:
    """A worker process that is started by itself.

    Args:
        niceness: how much lower than the server's its priority is.

    Raises:
        OSError: if it cannot be started.
    """

    def __init__(self, niceness: int):
        self._python = start_python(
            str(niceness), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._python.stdin and self._python.stdout
        self.pid = self._python.pid
        self.pipe = Pipe(self._python.stdout, self._python.stdin)  # type: ignore[arg-type]
        self.kill = self._python.kill

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._python.poll() is None

    def close(self) -> None:
        """End it, and close its two pipes."""
        self.kill()
        with suppress(OSError), self._python:
            pass


def start_python(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    """Start `worker_main.py` with this process's import path and these arguments."""
    path = json.dumps([str(folder) for folder in sys.path])
    return subprocess.Popen(
        [sys.executable, "-I", str(SCRIPT), path, *arguments],
        env=os.environ | WORKER_ENV,
        **options,
    )
