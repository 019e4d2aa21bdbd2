"""Pool of worker processes for short trainings, there while a class is connected.

A server that trains answers late, for Python runs one thread at a time. One reader does
not notice; thirty do, and for them a few processes are started. Without them, or until
they are ready, a training runs in a thread of the server.
"""

import logging
from collections.abc import Callable, Generator
from itertools import count
from queue import Empty, SimpleQueue
from threading import Condition, Thread
from typing import Any

from app import config
from app.compute.fair_semaphore import FairSemaphore
from app.compute.fork_server import CAN_FORK
from app.compute.process import PRELOAD_MODULES
from app.compute.session_counter import SESSIONS
from app.compute.worker import import_path
from app.compute.worker_process import WorkerProcess
from lessons.contract import Progress

POLL_INTERVAL = 0.05
"""Seconds that a training waits for a worker before it looks again."""

MAX_TRAININGS_PER_WORKER = 8
"""Trainings that a worker has at once. It takes turns between them, so that a short one
is done before a longer one that came first; and it never waits for the next, which a
busy server needs a while to send."""

NICENESS = 5
"""How much lower than the server's the priority of a short training is."""

CLASS_SIZE = 4
"""Connected sessions from which on there are worker processes."""

Computation = Generator[float | Progress, None, Any]
Reply = tuple[str, Any]
Replies = SimpleQueue[Reply | None]


def has_class() -> bool:
    """Return whether so many sessions are connected that trainings would delay them."""
    return SESSIONS.connected >= CLASS_SIZE


class Worker:
    """A process that is ready, and the queues of those who wait for its replies.

    Raises:
        OSError, EOFError: if it cannot be started.
    """

    def __init__(self) -> None:
        self.process = WorkerProcess(NICENESS)
        self.waiting: dict[int, Replies] = {}
        self.process.send("load", PRELOAD_MODULES)
        self.process.send("ready")
        try:
            self.process.receive()
        except EOFError:
            self.process.close()
            raise

    def listen(self) -> Generator[None, None, None]:
        """Pass its replies on; yields at each that is the last of its training.

        Raises:
            EOFError: if it has ended.
            Exception: if a reply cannot be unpickled.
        """
        while True:
            reply, number, value = self.process.receive()
            self.waiting[number].put((reply, value))
            if reply != "part":
                del self.waiting[number]
                yield

    def close(self) -> None:
        """End it; those who still wait receive None."""
        for replies in self.waiting.values():
            replies.put(None)
        self.process.close()


class WorkerPool:
    """Runs short trainings in worker processes, or in threads of the server.

    Args:
        max_workers: processes at most.
        is_needed: whether they are worth their memory now.
        threads: trainings at once in the server itself.
    """

    def __init__(
        self,
        max_workers: int,
        is_needed: Callable[[], bool] = has_class,
        threads: int = config.MAX_THREAD_TRAININGS,
    ):
        self._max_workers, self._is_needed = max_workers, is_needed
        self._threads = FairSemaphore(threads, timeout=None)
        self._condition = Condition()
        self._numbers = count(1)
        self._workers: set[Worker] = set()
        self._n_starting = 0
        self._closed = False

    def run_in_thread(self, computation: Computation) -> Computation:
        """Run a computation in this thread, once fewer than `threads` do so."""
        with self._threads.hold():
            return (yield from computation)

    def run(self, train: Callable[..., Computation], **settings: Any) -> Computation:
        """Run `train(**settings)` in a worker or here, with the same result.

        Args:
            train: a function of a module, found there by its name.

        Raises:
            Exception: what it raised; one that cannot be pickled in a worker is a
                RuntimeError with its text.
        """
        while self.is_ready():
            number = next(self._numbers)
            assignment = self._assign(number, import_path(train), settings)
            if assignment:
                break
            yield 0.0
        else:
            return (yield from self.run_in_thread(train(**settings)))
        worker, replies = assignment
        complete, progress = False, 0.0
        try:
            while True:
                try:
                    reply = replies.get(timeout=POLL_INTERVAL)
                except Empty:  # the worker is still at another one
                    yield progress
                    continue
                if reply is None or reply[0] != "part":
                    break
                progress = reply[1]
                yield progress
            complete = True
        finally:
            if not complete:
                worker.process.send("cancel", number)
        if reply is None:
            return (yield from self.run_in_thread(train(**settings)))
        outcome, value = reply
        if outcome == "done":
            return value
        raise value

    def is_ready(self) -> bool:
        """Return whether there is a worker to wait for; starts one if it is needed."""
        with self._condition:
            needed = not self._closed and self._is_needed()
            if needed and len(self._workers) + self._n_starting < self._max_workers:
                self._n_starting += 1
                Thread(target=self._run_worker, daemon=True).start()
            if not needed:
                self._end_idle_workers()
            return needed and bool(self._workers)

    @property
    def n_processes(self) -> int:
        """Processes that are ready."""
        return len(self._workers)

    def close(self) -> None:
        """End the processes: the server stops."""
        with self._condition:
            self._closed = True
            for worker in self._workers:
                worker.process.kill()

    def _assign(
        self, number: int, function: tuple[str, str], settings: dict[str, Any]
    ) -> tuple[Worker, Replies] | None:
        """Send a training to the worker with the fewest.

        Returns:
            The worker and the queue of its replies; None if all are busy for now.
        """
        with self._condition:
            worker = min(self._workers, key=lambda one: len(one.waiting), default=None)
            if worker is None or len(worker.waiting) >= MAX_TRAININGS_PER_WORKER:
                self._condition.wait(POLL_INTERVAL)
                return None
            replies = worker.waiting[number] = SimpleQueue()
        worker.process.send("compute", number, function, settings)
        return worker, replies

    def _run_worker(self) -> None:
        """Start a worker and pass its replies on until it ends."""
        try:
            worker = Worker()
        except (OSError, EOFError) as error:
            logging.getLogger(__name__).error("no worker process: %r", error)
            with self._condition:
                self._n_starting -= 1
                self._max_workers = 0  # there is no room for any
            return
        with self._condition:
            self._n_starting -= 1
            self._workers.add(worker)
            if self._closed:
                worker.process.kill()
        try:
            for _ in worker.listen():
                with self._condition:
                    self._condition.notify()
                    if not self._is_needed():
                        self._end_idle_workers()
        except Exception as error:  # whatever it was, nobody may wait for ever
            with self._condition:
                if worker in self._workers and not self._closed:
                    log = logging.getLogger(__name__)
                    log.error("a worker process has died: %r", error)
                self._workers.discard(worker)
            worker.close()

    def _end_idle_workers(self) -> None:
        idle = {worker for worker in self._workers if not worker.waiting}
        self._workers -= idle
        for worker in idle:
            worker.process.kill()


def default_processes() -> int:
    """Return how many processes there are at most: TRAINERS, or by what each costs.

    A forked one takes about 40 MB, for it shares what is imported, so there is one per
    core; otherwise each takes 290 MB, and there are half as many.
    """
    if config.TRAINERS is not None:
        return config.TRAINERS
    return config.CORES if CAN_FORK else config.CORES // 2


WORKER_POOL = WorkerPool(default_processes())
