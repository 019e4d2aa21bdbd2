"""Trainings beside the server: in processes of their own while a class is here.

A server that trains answers late, for Python runs one thread at a time. One reader does
not notice; thirty do, and for them a few processes are started. Without them, or until
they are ready, a training runs where it is asked for.
"""

import logging
from collections.abc import Callable, Generator
from contextlib import suppress
from itertools import count
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any

from app import limits
from app.gate import Room
from app.workers import READY, Process

TURN = 0.05
"""Seconds that a training waits for a process before it looks again."""

NICE = 5
"""How far a short training stands back behind the server."""

CLASS = 4
"""Readers from which on there are processes beside the server."""

Computation = Generator[float, None, Any]


def crowded() -> bool:
    """Whether enough readers are here that trainings would be in their way."""
    return Room.readers >= CLASS


class Beside:
    """Processes that trainings are handed to.

    Args:
        processes: how many at most.
        wanted: whether they are worth their memory now.
    """

    def __init__(self, processes: int, wanted: Callable[[], bool] = crowded):
        self._processes, self._wanted = processes, wanted
        self._lock = Lock()
        self._numbers = count(1)
        self._free: SimpleQueue[Process] = SimpleQueue()
        self._alive: set[Process] = set()
        self._starting = 0
        self._closed = False

    def run(self, train: Callable[..., Computation], **settings: Any) -> Computation:
        """The computation `train(**settings)`, here or beside, with the same result.

        Args:
            train: a function of a module, found there by its name.

        Raises:
            Exception: what it raised; from a process one that cannot be handed over
                is a RuntimeError with its text.
        """
        process = None
        while self._ready() and process is None:
            try:
                process = self._free.get(timeout=TURN)
            except Empty:
                yield 0.0
        if process is None:
            return (yield from train(**settings))
        done, number = False, next(self._numbers)
        process.send(
            "compute", number, (train.__module__, train.__qualname__), settings
        )
        try:
            while (answer := process.receive())[0] == "part":
                yield answer[2]
            done = True
        except EOFError:
            logging.getLogger(__name__).error("a process beside the server has died")
            self._end(process)
            process = None
        finally:
            if process:
                self._give_back(process, done, number)
        if process is None:
            return (yield from train(**settings))
        what, _, told = answer
        if what == "done":
            return told
        raise told

    def close(self) -> None:
        """End the processes: the server stops."""
        with self._lock:
            self._closed = True
            alive = [*self._alive]
        for process in alive:
            process.kill()

    def _ready(self) -> bool:
        """Whether there is a process to wait for; more are started if wanted."""
        with self._lock:
            wanted = not self._closed and self._wanted()
            ready = len(self._alive)
            if wanted and ready + self._starting < self._processes:
                self._starting += 1
                Thread(target=self._start, daemon=True).start()
        if not wanted:
            self._dismiss()
        return wanted and ready > 0

    def _dismiss(self) -> None:
        """End the processes that have nothing to do."""
        with suppress(Empty):
            while True:
                self._end(self._free.get_nowait())

    def _start(self) -> None:
        """A new process that has loaded what trainings need."""
        process = None
        try:
            process = Process(NICE)
            process.send("load", READY)
            process.send("ready")
            process.receive()
        except (OSError, EOFError) as error:
            logging.getLogger(__name__).error("no process beside the server: %r", error)
            if process:
                process.close()
            process = None
            self._processes = 0  # there is no room for any
        with self._lock:
            self._starting -= 1
            if process and not self._closed:
                self._alive.add(process)
                self._free.put(process)
            elif process:
                process.close()

    def _give_back(self, process: Process, done: bool, number: int) -> None:
        """Call off what is not done; keep the process while it is wanted."""
        try:
            if not done:
                process.send("cancel", number)
                while process.receive()[0] == "part":
                    pass
        except EOFError:
            return self._end(process)
        if self._wanted():
            self._free.put(process)
        else:
            self._end(process)

    def _end(self, process: Process) -> None:
        with self._lock:
            self._alive.discard(process)
        process.close()


BESIDE = Beside(limits.TRAINERS)
