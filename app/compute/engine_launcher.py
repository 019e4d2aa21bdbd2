"""Starts and ends the engine's process (`engine_process.py`) for a server."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from app.compute.preload import SINGLE_THREAD

ROOT = Path(__file__).parents[2]
CONFIG_FILE = Path(__file__).with_name("dask.yaml")
"""Dask's settings; its own processes read them where DASK_CONFIG says."""

STOP_TIMEOUT = 5.0
"""Seconds that the engine process may take to end."""


class EngineProcess:
    """The process that runs a scheduler and workers for this server alone.

    Args:
        n_workers: worker processes for short trainings.
        n_long: further ones, which take long trainings as well.
        start_method: of `multiprocessing`; "" is the best one of this system.

    Raises:
        OSError: if it cannot be started, or ends at once.
    """

    def __init__(self, n_workers: int, n_long: int, start_method: str = ""):
        quiet = ["-W", "ignore:resource_tracker"]  # it ends without tidying up
        command = [sys.executable, *quiet, "-m", "app.compute.engine_process"]
        environment = {"PYTHONPATH": import_path(), "DASK_CONFIG": str(CONFIG_FILE)}
        self.process = subprocess.Popen(
            [*command, str(n_workers), str(n_long), *filter(None, [start_method])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | WORKER_ENVIRONMENT | environment,
            cwd=ROOT,
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            self.close()
            raise OSError("the engine process has ended")
        self.certificate: dict[str, str] = json.loads(line)
        self.address = self.certificate.pop("address")

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    def close(self) -> None:
        """Let it end, and its workers with it; end it if it takes too long."""
        assert self.process.stdin and self.process.stdout
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


WORKER_ENVIRONMENT = SINGLE_THREAD | {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "8388608",
    "MALLOC_TRIM_THRESHOLD_": "8388608",
}
"""One training at a time computes in a worker: with one thread, on one heap.

A worker keeps up to 8 MB of what it has freed for the next tensors. Dask's 64 kB have
the system map every tensor of a training loop anew: `linear_regression` with 500 points
takes 6 times as long then (`large_tensors_ratio` in tests/benchmarks/engine.py).
"""


def import_path() -> str:
    """Return this process's import path, as PYTHONPATH takes it."""
    folders = [str(ROOT), *(folder for folder in sys.path if folder)]
    return os.pathsep.join(dict.fromkeys(folders))
