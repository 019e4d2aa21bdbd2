"""Runs trainings on Dask workers: those of the engine process, or of a cluster.

Everything here runs in the event loop of Dask's client, except what is called by the
server's threads: `submit`, `close`, and what a handle is bound to.
"""

import asyncio
import logging
from asyncio import run_coroutine_threadsafe
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any
from uuid import uuid4

from distributed import Client, Future, KilledWorker, Scheduler, Security
from distributed.client import FutureCancelledError

from app.compute import dask_worker
from app.compute.code_version import code_version
from app.compute.dask_worker import TrainingSpec
from app.compute.training_handle import (
    Outcome,
    Priority,
    Receive,
    TrainingFailed,
    TrainingHandle,
)
from app.compute.training_loop import Request

POLL_INTERVAL = 0.1
"""Seconds between two questions to the workers how far their trainings are."""

POLL_TIMEOUT = 3.0
"""Seconds that a worker has for its answer."""

MAX_SUBMISSIONS = 3
"""Times that a training is submitted whose worker ended before it was seen to run: it
may just have been next in line behind the one that ended the worker. From the second
time on it announces that it begins, so that it is known which one it was."""

STOP_TIME = 10.0
"""Seconds after which a training that was released has certainly stopped, or its worker
has been ended. Until then its key is not used again: a worker that was told to forget a
task and to run it once more, while it still ran, has been seen to do neither."""

KINDS = {
    Priority.SHORT: "training",
    Priority.MEASUREMENT: "measurement",
    Priority.LONG: "long",
    Priority.PREFETCH: "prefetch",
}
"""First part of a task's key. Dask learns by it how long such a training takes."""

LOG = logging.getLogger("app")


class DaskBackend:
    """A client of a scheduler.

    Args:
        address: of the scheduler, such as "tls://scheduler:8786".
        security: certificates.
        on_lost: is called with a training whose scheduler is gone.
        on_refused: is called with one that the workers cannot run.
        keeps_results: whether the workers keep a result until it is released here, so
            that other clients have it as well.

    Raises:
        OSError: if the scheduler cannot be reached.
    """

    def __init__(
        self,
        address: str,
        security: Security,
        on_lost: Callable[[TrainingHandle], None],
        on_refused: Callable[[TrainingHandle], None],
        keeps_results: bool = False,
    ):
        self._keeps_results = keeps_results
        self._on_lost, self._on_refused = on_lost, on_refused
        self._names: dict[TrainingHandle, str] = {}
        self._suffixes: dict[str, str] = {}
        self._closed = False
        client: Any = Client(
            address, security=security, set_as_default=False, timeout=10
        )
        self.client, self._loop = client, client.loop.asyncio_loop
        self._run(self._poll())

    # ---- for the engine ----

    @property
    def is_connected(self) -> bool:
        """Whether the scheduler can be reached now."""
        return bool(self.client.status == "running") and not self._closed

    @property
    def is_closed(self) -> bool:
        """Whether it has given the scheduler up: Dask tries for 10 s."""
        return self._closed or self.client.status in ("closing", "closed")

    def wait_for_workers(self, n: int, seconds: float) -> None:
        """Wait until so many workers are there.

        Raises:
            TimeoutError: if they are not by then.
        """
        self.client.wait_for_workers(n, timeout=seconds)

    def submit(self, handle: TrainingHandle) -> None:
        """Submit a training; it runs once a worker is free."""
        finished = asyncio.Event()

        def leave() -> None:
            if not handle.done.is_set() and not finished.is_set():
                self._drop_key(handle.name)
            finished.set()

        def release() -> None:
            with suppress(RuntimeError):  # the loop has ended
                self._loop.call_soon_threadsafe(leave)

        def interrupt(request: Request, max_state: int, receive: Receive) -> None:
            self._run(self._interrupt(handle, request, max_state, receive))

        handle.bind(release, interrupt)
        self._run(self._train(handle, finished))

    def close(self) -> None:
        """Give up all trainings and leave the scheduler."""
        self._closed = True
        with suppress(Exception):
            self.client.close(timeout=1)

    def scheduler_counts(self) -> dict[str, int]:
        """Return the numbers of workers, and of trainings that wait and that run.

        Raises:
            OSError, TimeoutError: if the scheduler does not answer.
        """

        async def ask() -> dict[str, int]:
            return dict(await self.client.run_on_scheduler(count_tasks))

        return run_coroutine_threadsafe(ask(), self._loop).result(POLL_TIMEOUT)

    # ---- in the client's loop ----

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        try:
            run_coroutine_threadsafe(coroutine, self._loop)
        except RuntimeError:  # the loop has ended
            coroutine.close()

    async def _train(self, handle: TrainingHandle, released: asyncio.Event) -> None:
        """Submit a training and wait for its end, or until it is released."""
        if released.is_set():
            return
        leaving = asyncio.ensure_future(released.wait())
        key = handle.name + self._suffixes.get(handle.name, "")
        for attempt in range(MAX_SUBMISSIONS):
            # Dask still has the key of an attempt that failed
            name = f"{key}-{attempt}" if attempt else key
            future = self._submit(handle, name, attempt)
            self._names[handle] = name
            waiting = asyncio.ensure_future(self._outcome(future))
            await asyncio.wait((waiting, leaving), return_when="FIRST_COMPLETED")
            del self._names[handle]
            outcome = waiting.result() if waiting.done() else None
            waiting.cancel()
            is_killed = outcome is not None and isinstance(outcome.error, KilledWorker)
            if is_killed and not handle.is_running and attempt + 1 < MAX_SUBMISSIONS:
                future.release()
                if not await self._has_begun(name):
                    continue
            if waiting.done() and not waiting.cancelled():
                self._end(handle, outcome)
                if self._keeps_results and outcome and outcome.error is None:
                    await leaving
            future.release()
            leaving.cancel()
            return

    def _drop_key(self, name: str) -> None:
        """Give a training another key while Dask may still know its last one."""
        suffix = self._suffixes[name] = f"-{uuid4().hex}"

        def forget() -> None:
            if self._suffixes.get(name) == suffix:
                del self._suffixes[name]

        self._loop.call_later(STOP_TIME, forget)

    async def _has_begun(self, name: str) -> bool:
        """Return whether a training has announced that it begins."""
        try:
            events = await self.client.get_events(dask_worker.BEGINNINGS)
        except Exception:  # the scheduler is gone
            return False
        return any(event == name for _, event in events)

    def _end(self, handle: TrainingHandle, outcome: Outcome | None) -> None:
        """Finish a training, or have it done elsewhere."""
        if outcome is None:
            self._on_lost(handle)
        elif isinstance(outcome.error, dask_worker.OtherCode):
            LOG.error("a worker has other lessons than this server")
            self._on_refused(handle)
        elif isinstance(outcome.error, KilledWorker):
            handle.finish(Outcome(error=TrainingFailed(str(outcome.error))))
        else:
            handle.finish(outcome)

    def _submit(self, handle: TrainingHandle, name: str, attempt: int) -> Future:
        """Hand a training to the scheduler; one under way there is joined."""
        kind = KINDS[handle.priority]
        function = handle.function.__module__, handle.function.__qualname__
        spec = TrainingSpec(
            kind,
            name,
            code_version(),
            function,
            handle.settings,
            handle.priority,
            handle.state,
            announces=attempt > 0,
        )
        resources = None if handle.priority == Priority.SHORT else {"long": 1}
        return self.client.submit(
            dask_worker.run_training,
            spec,
            key=(kind, name),
            priority=int(handle.priority),
            resources=resources,
            fifo_timeout="0 ms",
        )

    @staticmethod
    async def _outcome(future: Future) -> Outcome | None:
        """Return how a training ended; None if its scheduler is gone."""
        try:
            outcome: Outcome = await future
            return outcome
        except KilledWorker as error:
            return Outcome(error=error)
        except FutureCancelledError:
            return None
        except Exception as error:  # its reply could not be read
            LOG.error("no result from a worker: %r", error)
            return Outcome(error=error)

    async def _interrupt(
        self,
        handle: TrainingHandle,
        request: Request,
        max_state: int,
        receive: Receive,
    ) -> None:
        """Ask all workers for a snapshot; the one that runs the training has it."""
        try:
            arguments = self._names[handle], request, max_state
            answers = await self.client.run(
                dask_worker.interrupt, *arguments, on_error="ignore"
            )
            snapshots = [each for each in answers.values() if each is not None]
        except Exception as error:  # the scheduler is gone: the training begins anew
            LOG.warning("no snapshot: %r", error)
            snapshots = []
        receive(snapshots[0] if snapshots else None)

    async def _poll(self) -> None:
        """Ask the workers how far their trainings are, while there are any."""
        while not self._closed:
            await asyncio.sleep(POLL_INTERVAL)
            if self._names and self.is_connected:
                try:
                    await asyncio.wait_for(self._update_reports(), POLL_TIMEOUT)
                except Exception as error:  # it asks again
                    LOG.debug("no answer from the workers: %r", error)

    async def _update_reports(self) -> None:
        names = {name: handle for handle, name in self._names.items()}
        known = {
            name: handle.report.n_parts if handle.wants_part else None
            for name, handle in names.items()
        }
        answers = await self.client.run(
            dask_worker.report_progress, known, on_error="ignore"
        )
        for reports in answers.values():
            for name, (progress, n_parts, part) in (reports or {}).items():
                report = names[name].report
                names[name].is_running = True
                report.progress, report.n_parts = progress, n_parts
                if part is not None:
                    report.part = part
        waiting = [
            name
            for name, handle in names.items()
            if handle.priority == Priority.LONG and not handle.is_running
        ]
        if waiting:
            running = {name for reports in answers.values() for name in reports or {}}
            order = await self.client.run_on_scheduler(list_long)
            before = [name for name in order if name not in running]
            for name in waiting:
                if name in before:
                    names[name].n_before = before.index(name)


def list_long(dask_scheduler: Scheduler) -> list[str]:
    """Return the names of the long trainings in their order; runs in the scheduler."""
    tasks = [
        (task.priority, str(key[1]))
        for key, task in dask_scheduler.tasks.items()
        if isinstance(key, tuple)
        and key[0] == KINDS[Priority.LONG]
        and task.state in ("processing", "no-worker", "queued", "waiting")
    ]
    return [name for _, name in sorted(tasks)]


def count_tasks(dask_scheduler: Scheduler) -> dict[str, int]:
    """Return numbers for `/metrics`; runs in the scheduler."""
    tasks = dask_scheduler.tasks.values()
    n_processing = sum(task.state == "processing" for task in tasks)
    workers = dask_scheduler.workers.values()
    n_busy = sum(bool(worker.processing) for worker in workers)
    n_waiting = sum(task.state in ("queued", "no-worker", "waiting") for task in tasks)
    return {
        "workers": len(dask_scheduler.workers),
        "running": n_busy,
        "waiting": n_waiting + n_processing - n_busy,
        "memory_bytes": dask_scheduler.memory.process,
    }
