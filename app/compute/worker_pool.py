"""Trainings beside the server: in processes of their own while a class is here.

A server that trains answers late, for Python runs one thread at a time. One reader does
not notice; thirty do, and for them a few processes are started. Without them, or until
they are ready, a training runs where it is asked for.
"""

import logging
from collections.abc import Callable, Generator
from itertools import count
from queue import Empty, SimpleQueue
from threading import Condition, Thread
from typing import Any

from app import config
from app.compute.fair_semaphore import FairSemaphore
from app.compute.process import CAN_FORK, PRELOAD_MODULES, WorkerProcess
from app.compute.session_counter import SESSIONS
from app.compute.worker import place_of
from lessons.contract import Progress

TURN = 0.05
"""Seconds that a training waits for a process before it looks again."""

MAX_TRAININGS_PER_WORKER = 8
"""Trainings that a process has at once. It takes turns between them, so that a short
one is done before a longer one that came first; and it never waits for the next, which
a busy server needs a while to hand over."""

NICE = 5
"""How far a short training stands back behind the server."""

CLASS_SIZE = 4
"""Readers from which on there are processes beside the server."""

Computation = Generator[float | Progress, None, Any]
Answer = tuple[str, Any]


def has_class() -> bool:
    """Whether enough readers are here that trainings would be in their way."""
    return SESSIONS.connected >= CLASS_SIZE


class Worker:
    """A process that is ready, and those who wait for its answers.

    Raises:
        OSError, EOFError: if there can be none.
    """

    def __init__(self) -> None:
        self.process = WorkerProcess(NICE)
        self.waiting: dict[int, SimpleQueue[Answer | None]] = {}
        self.process.send("load", PRELOAD_MODULES)
        self.process.send("ready")
        try:
            self.process.receive()
        except EOFError:
            self.process.close()
            raise

    def listen(self) -> Generator[None, None, None]:
        """Hand its answers to those who wait; yields at each that is the last of its
        training.

        Raises:
            EOFError: if it has ended.
            Exception: if it says what cannot be read.
        """
        while True:
            what, number, told = self.process.receive()
            self.waiting[number].put((what, told))
            if what != "part":
                del self.waiting[number]
                yield

    def end(self) -> None:
        """End it; who still waits is answered None."""
        for answers in self.waiting.values():
            answers.put(None)
        self.process.close()


class WorkerPool:
    """Processes that trainings are handed to.

    Args:
        processes: how many at most.
        wanted: whether they are worth their memory now.
        threads: trainings at once in the server itself.
    """

    def __init__(
        self,
        processes: int,
        wanted: Callable[[], bool] = has_class,
        threads: int = config.MAX_THREAD_TRAININGS,
    ):
        self._processes, self._wanted = processes, wanted
        self._threads = FairSemaphore(threads, timeout=None)
        self._turn = Condition()
        self._numbers = count(1)
        self._alive: set[Worker] = set()
        self._starting = 0
        self._closed = False

    def run_in_thread(self, computation: Computation) -> Computation:
        """The same, in a thread of the server, once it is its turn there."""
        with self._threads.hold():
            return (yield from computation)

    def run(self, train: Callable[..., Computation], **settings: Any) -> Computation:
        """The computation `train(**settings)`, here or beside, with the same result.

        Args:
            train: a function of a module, found there by its name.

        Raises:
            Exception: what it raised; from a process one that cannot be handed over
                is a RuntimeError with its text.
        """
        while self.is_ready():
            number = next(self._numbers)
            found = self._handed(number, place_of(train), settings)
            if found:
                break
            yield 0.0
        else:
            return (yield from self.run_in_thread(train(**settings)))
        worker, answers = found
        done, part = False, 0.0
        try:
            while True:
                try:
                    answer = answers.get(timeout=TURN)
                except Empty:  # it is still at another one
                    yield part
                    continue
                if answer is None or answer[0] != "part":
                    break
                part = answer[1]
                yield part
            done = True
        finally:
            if not done:
                worker.process.send("cancel", number)
        if answer is None:
            return (yield from self.run_in_thread(train(**settings)))
        what, told = answer
        if what == "done":
            return told
        raise told

    def is_ready(self) -> bool:
        """Whether there is a process to wait for; more are started if wanted."""
        with self._turn:
            wanted = not self._closed and self._wanted()
            if wanted and len(self._alive) + self._starting < self._processes:
                self._starting += 1
                Thread(target=self._serve, daemon=True).start()
            if not wanted:
                self._dismiss()
            return wanted and bool(self._alive)

    @property
    def n_processes(self) -> int:
        """Processes that are ready."""
        return len(self._alive)

    def close(self) -> None:
        """End the processes: the server stops."""
        with self._turn:
            self._closed = True
            for worker in self._alive:
                worker.process.kill()

    def _handed(
        self, number: int, function: tuple[str, str], settings: dict[str, Any]
    ) -> tuple[Worker, "SimpleQueue[Answer | None]"] | None:
        """The process that a training was given to, and where its answers come; None
        if all have enough to do for now."""
        with self._turn:
            worker = min(self._alive, key=lambda one: len(one.waiting), default=None)
            if worker is None or len(worker.waiting) >= MAX_TRAININGS_PER_WORKER:
                self._turn.wait(TURN)
                return None
            answers = worker.waiting[number] = SimpleQueue()
        worker.process.send("compute", number, function, settings)
        return worker, answers

    def _serve(self) -> None:
        """A new process, from its start until it ends or is not wanted."""
        try:
            worker = Worker()
        except (OSError, EOFError) as error:
            logging.getLogger(__name__).error("no process beside the server: %r", error)
            with self._turn:
                self._starting -= 1
                self._processes = 0  # there is no room for any
            return
        with self._turn:
            self._starting -= 1
            self._alive.add(worker)
            if self._closed:
                worker.process.kill()
        try:
            for _ in worker.listen():
                with self._turn:
                    self._turn.notify()
                    if not self._wanted():
                        self._dismiss()
        except Exception as error:  # whatever it was, nobody may wait for ever
            with self._turn:
                if worker in self._alive and not self._closed:
                    log = logging.getLogger(__name__)
                    log.error("a process beside the server has died: %r", error)
                self._alive.discard(worker)
            worker.end()

    def _dismiss(self) -> None:
        """End the processes that have nothing to do."""
        idle = {worker for worker in self._alive if not worker.waiting}
        self._alive -= idle
        for worker in idle:
            worker.process.kill()


def default_processes() -> int:
    """Return how many processes there are at most: TRAINERS, or by what each costs.

    As a copy each takes about 40 MB, for it shares what is loaded, so there is one per
    core; otherwise each takes 290 MB, and there are half as many.
    """
    if config.TRAINERS is not None:
        return config.TRAINERS
    return config.CORES if CAN_FORK else config.CORES // 2


WORKER_POOL = WorkerPool(default_processes())
