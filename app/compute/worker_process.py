"""A worker process, forked where the system allows it, else started by itself."""

from contextlib import suppress
from typing import Any

from app.compute.fork_server import CAN_FORK, FORK_SERVER
from app.compute.process import LONG_NICENESS, ProcessHandle, SpawnedProcess


class WorkerProcess:
    """A process that carries out orders and sends replies.

    Args:
        niceness: how much lower than the server's its priority is.

    Raises:
        OSError: if it cannot be started.
    """

    def __init__(self, niceness: int = LONG_NICENESS):
        self._handle: ProcessHandle = (
            FORK_SERVER.start_worker(niceness) if CAN_FORK else SpawnedProcess(niceness)
        )
        self.pid = self._handle.pid
        self.receive = self._handle.pipe.receive
        self.kill, self.close = self._handle.kill, self._handle.close

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._handle.alive

    def send(self, *order: Any) -> None:
        """Send an order; it is lost if the process ends before reading it."""
        with suppress(OSError, ValueError):
            self._handle.pipe.send(*order)
