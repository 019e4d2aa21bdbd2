"""Runs the jobs of a queue in worker processes."""

import logging
from collections.abc import Hashable, Sequence
from threading import Condition, Timer
from typing import Any, Protocol

from app.compute.job import TOO_LARGE, Job, State
from app.compute.worker import import_path
from app.compute.worker_process import WorkerProcess

CANCEL_TIMEOUT = 5.0
"""Seconds that a training may take to stop before its process is ended."""

LOG = logging.getLogger(__name__)


class Jobs(Protocol):
    """The part of a job queue that the runner calls."""

    def take(self) -> Job | None:
        """Wait for the next job; None after a while without any."""

    def add_result(self, key: Hashable, result: Any) -> bool:
        """Cache a result; return whether it is not too large."""

    def finish(self, job: Job, state: State | None = None, reason: str = "") -> None:
        """Note that a job has ended."""

    def on_interrupted(
        self,
        job: Job,
        request: str,
        number: int,
        progress: float,
        result: Any,
        state: bytes | None,
    ) -> None:
        """Give a reader what is trained so far."""

    @property
    def n_waiting(self) -> int:
        """Trainings that wait for a process."""


class JobRunner:
    """Carries out jobs, each in a worker process that is kept for the next one.

    Args:
        jobs: where jobs come from, and what is told of their ends.
        condition: the lock that guards the jobs.
        max_state: the largest state of a paused training, in bytes.
        cancel_timeout: as the constant, in seconds.
        preload: modules that a process imports before it is needed.
    """

    def __init__(
        self,
        jobs: Jobs,
        condition: Condition,
        max_state: int,
        cancel_timeout: float,
        preload: Sequence[str],
    ):
        self._jobs, self._condition, self._max_state = jobs, condition, max_state
        self._cancel_timeout, self._preload = cancel_timeout, preload
        self._processes: set[WorkerProcess] = set()
        self._closed = False

    def run(self) -> None:
        """Carry out jobs until there are none for a while; runs in a thread."""
        process = None if self._jobs.n_waiting else self._start_preloaded()
        while job := self._jobs.take():
            try:
                if process is None or not process.alive:
                    process = self._start()
                self._train(process, job)
            except Exception as error:
                if not job.cancelled:
                    LOG.error("training died: %r", error)
                if process:
                    self._close(process)
                process = None
                self._jobs.finish(job, "failed")
        if process:
            self._close(process)

    def cancel(self, job: Job) -> None:
        """Cancel a running job; end its process if it does not stop in time."""
        process = job.process
        if process is None:
            return
        process.send("cancel", job.number)

        def kill_if_running() -> None:
            with self._condition:
                is_running = job.process is process
            if is_running:
                process.kill()

        timer = Timer(self._cancel_timeout, kill_if_running)
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """End all processes: the server stops."""
        with self._condition:
            self._closed = True
            for process in self._processes:
                process.kill()

    def _start(self) -> WorkerProcess:
        """Start a process; it does not live long if the server stops.

        Raises:
            OSError: if it cannot be started.
        """
        process = WorkerProcess()
        with self._condition:
            self._processes.add(process)
            if self._closed:
                process.kill()
        return process

    def _start_preloaded(self) -> WorkerProcess | None:
        """Start a process that imports what trainings need; None if it cannot start."""
        try:
            process = self._start()
        except OSError:
            return None
        process.send("load", self._preload)
        return process

    def _close(self, process: WorkerProcess) -> None:
        with self._condition:
            self._processes.discard(process)
        process.close()

    def _train(self, process: WorkerProcess, job: Job) -> None:
        """Run a job in a process until it has ended there.

        Raises:
            EOFError: if the process has ended.
            Exception: if a reply cannot be unpickled.
        """
        with self._condition:
            job.process = process
        arguments = dict(job.settings), job.state, self._max_state
        process.send("train", job.number, import_path(job.train), *arguments)
        with self._condition:  # requests made before the process could read them
            subscriptions = [*job.subscriptions.values()]
            requests = [(s.request, s.number) for s in subscriptions if s.request]
            cancelled = job.cancelled
        for request, subscriber in requests:
            process.send(request, job.number, subscriber)
        if cancelled:
            self.cancel(job)
        while True:
            reply, _, *values = process.receive()
            if reply == "part":
                with self._condition:
                    job.progress, job.preview = values
            elif reply in ("pause", "stop"):
                self._jobs.on_interrupted(job, reply, *values)
            elif reply == "failed":
                reason, text = values
                LOG.error("training failed: %s", text)
                return self._jobs.finish(job, "failed", reason)
            elif reply == "done":
                with self._condition:
                    fits = self._jobs.add_result(job.key, values[0])
                if fits:
                    return self._jobs.finish(job)
                return self._jobs.finish(job, "failed", TOO_LARGE)
            else:
                return self._jobs.finish(job)
