"""Long trainings of readers: one each, shared, paused, resumed and cancelled.

Readers who submit the same training share it, each reader has one at a time, and one
without subscribers is cancelled.
"""

import logging
from collections.abc import Callable, Hashable, Mapping
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any

from app import config
from app.compute.bounded_results import BoundedResults
from app.compute.engine import ENGINE, Engine
from app.compute.job import TOO_LARGE, Job, JobStatus, State, Subscription
from app.compute.training_handle import Priority
from app.compute.training_loop import Cancelled, Request, Snapshot
from lessons.contract import Training, Value

DISCONNECT_TIMEOUT = 4.0
"""Seconds without a connection after which a reader has left; it may just be slow."""

PRESENCE_INTERVAL = 1.0
"""Seconds between two checks of which readers are connected."""

LOG = logging.getLogger("app")


class QueueFull(Exception):
    """The queue takes no more trainings."""


class JobQueue:
    """Trainings under way and waiting, and the cached results.

    Args:
        engine: runs them.
        is_connected: whether a reader is still connected.
        max_waiting: trainings that may wait.
        max_bytes: memory for cached results.
        max_state: the largest state of a paused training, in bytes.
        disconnect_timeout, presence_interval: as the constants.
    """

    def __init__(
        self,
        engine: Engine = ENGINE,
        is_connected: Callable[[Any], bool] = lambda reader: True,
        *,
        max_waiting: int = config.QUEUE,
        max_bytes: int = config.RESULTS_BYTES,
        max_state: int = config.MAX_STATE_BYTES,
        disconnect_timeout: float = DISCONNECT_TIMEOUT,
        presence_interval: float = PRESENCE_INTERVAL,
    ):
        self.is_connected = is_connected
        self._engine = engine
        self._max_waiting, self._max_state = max_waiting, max_state
        self._disconnect_timeout = disconnect_timeout
        self._presence_interval = presence_interval
        self._lock = Lock()
        self._jobs: dict[Hashable, Job] = {}
        self._subscriptions: dict[Hashable, Subscription] = {}
        self._results = BoundedResults(max_bytes)
        self._is_watching = self._closed = False

    # ---- for readers ----

    def submit(
        self,
        reader: Hashable,
        key: Hashable,
        train: Training,
        settings: Mapping[str, Value],
        paused: JobStatus | None = None,
    ) -> None:
        """Subscribe a reader to a training; ends the reader's other subscription.

        Args:
            reader: who submits it.
            key: everything the result depends on.
            train: a function of a module, found there by its name.
            settings: its first argument.
            paused: the training that it resumes.

        Raises:
            QueueFull: if it would have to wait, and too many do, or the server stops;
                no subscription ends then.
        """
        state = paused.saved if paused else None
        with self._lock:
            job = self._jobs.get((key, state))
            is_new = job is None
            if job is None:
                if self._closed or self._is_full(self._subscriptions.get(reader)):
                    raise QueueFull
                handle = self._engine.submit(key, train, settings, Priority.LONG, state)
                handle.wants_part = True
                job = self._jobs[key, state] = Job(key, handle, paused)
            subscription = Subscription(job, monotonic())
            job.subscriptions.append(subscription)
            previous = self._subscriptions.get(reader)
            self._subscriptions[reader] = subscription
            abandoned = self._remove(previous)
            self._start_watching()
        if is_new:
            job.handle.on_end(lambda: self._on_end(job))
        self._release(abandoned)

    def status(self, reader: Hashable) -> JobStatus | None:
        """Return the status of the reader's training; None if none, or done."""
        with self._lock:
            subscription = self._subscriptions.get(reader)
            if subscription is None:
                return None
            if subscription.outcome:
                return subscription.outcome
            job = subscription.job
            is_running = job.handle.is_running
            return JobStatus(
                "running" if is_running else "waiting",
                job.key,
                0 if is_running else self._position(job),
                job.progress,
                job.preview,
                subscription.request,
                subscription.pause_refused,
            )

    def interrupt(self, reader: Hashable, request: Request) -> None:
        """Take what is trained so far, to resume from later or as it is.

        A training that still waits is unsubscribed from: there is nothing to take.
        """
        with self._lock:
            subscription = self._subscriptions.get(reader)
            if subscription is None or subscription.outcome:
                return
            handle = subscription.job.handle
            is_running = handle.is_running
            if is_running:
                subscription.request, subscription.pause_refused = request, False
        if not is_running:
            self.unsubscribe(reader)
            return
        handle.interrupt(
            request,
            self._max_state,
            lambda snapshot: self._on_snapshot(reader, subscription, request, snapshot),
        )

    def unsubscribe(self, reader: Hashable) -> None:
        """End the reader's subscription; a training without any is cancelled."""
        with self._lock:
            abandoned = self._remove(self._subscriptions.pop(reader, None))
        self._release(abandoned)

    def result(self, key: Hashable, reader: Hashable = None) -> Any:
        """Return the cached result, else what this reader has stopped or paused."""
        with self._lock:
            result = self._results.result(key)
            return self._results.result((key, reader)) if result is None else result

    def is_done(self, key: Hashable) -> bool:
        """Return whether the whole result is cached."""
        with self._lock:
            return key in self._results

    @property
    def n_active(self) -> int:
        """Readers whose training is under way."""
        with self._lock:
            return sum(not each.outcome for each in self._subscriptions.values())

    # ---- for the operator ----

    @property
    def n_waiting(self) -> int:
        """Trainings that wait for a worker."""
        return len(self._jobs) - self.n_running

    @property
    def n_running(self) -> int:
        """Trainings under way."""
        return sum(job.handle.is_running for job in [*self._jobs.values()])

    def close(self) -> None:
        """Cancel everything: the server stops."""
        with self._lock:
            self._closed = True
            jobs = [*self._jobs.values()]
            self._jobs.clear()
            self._subscriptions.clear()
        for job in jobs:
            job.handle.release()

    # ---- inside ----

    def _on_end(self, job: Job) -> None:
        """Cache the result of a job that has ended, or note why it failed."""
        outcome, reason = job.handle.outcome, ""
        state: State | None = None
        if outcome.error is not None:
            if not isinstance(outcome.error, Cancelled):
                LOG.error(
                    "training failed: %s", outcome.traceback or repr(outcome.error)
                )
            state, reason = "failed", str(getattr(outcome.error, "reason", ""))
        with self._lock:
            self._forget(job)
            if state is None:
                keeps = job.handle if self._engine.is_shared else None
                if not self._results.add(job.key, outcome.value, keeps):
                    state, reason = "failed", TOO_LARGE
            for reader, subscription in [*self._subscriptions.items()]:
                if subscription.job is job and not subscription.outcome:
                    if state:
                        subscription.outcome = JobStatus(state, job.key, reason=reason)
                    else:
                        del self._subscriptions[reader]
            job.subscriptions.clear()

    def _on_snapshot(
        self,
        reader: Hashable,
        subscription: Subscription,
        request: Request,
        snapshot: Snapshot | None,
    ) -> None:
        """Give a reader what is trained so far; the job goes on for the others."""
        job = subscription.job
        with self._lock:
            is_current = self._subscriptions.get(reader) is subscription
            if not is_current or subscription.outcome:
                return
            if snapshot is None:  # it has just ended, or begins anew
                subscription.request = ""
                return
            if request == "pause" and snapshot.state is None:
                subscription.request, subscription.pause_refused = "", True
                return
            outcome: State = "paused" if request == "pause" else "stopped"
            reason = ""
            fits = self._results.add((job.key, reader), snapshot.result)
            if not fits and request == "stop":
                outcome, reason = "failed", TOO_LARGE
            subscription.outcome = JobStatus(
                outcome,
                job.key,
                progress=snapshot.progress,
                preview=job.preview,
                saved=snapshot.state,
                reason=reason,
            )
            abandoned = self._remove(subscription)
        self._release(abandoned)

    # ---- under the lock ----

    def _position(self, job: Job) -> int:
        """Return the place in the queue, from 1: of the scheduler, else of our own."""
        if job.handle.n_before is not None:
            return job.handle.n_before + 1
        waiting = [each for each in self._jobs.values() if not each.handle.is_running]
        return waiting.index(job) + 1 if job in waiting else 1

    def _is_full(self, subscription: Subscription | None) -> bool:
        """Return whether the queue has no place, besides that of the reader's own."""
        own = bool(
            subscription
            and not subscription.outcome
            and not subscription.job.handle.is_running
            and len(subscription.job.subscriptions) == 1
        )
        places = self._max_waiting + self._engine.n_long
        return len(self._jobs) - own >= places

    def _remove(self, subscription: Subscription | None) -> Job | None:
        """End a subscription; return its job if nobody waits for it any more."""
        if subscription is None:
            return None
        job = subscription.job
        if subscription in job.subscriptions:
            job.subscriptions.remove(subscription)
        if job.subscriptions:
            return None
        self._forget(job)
        return job

    def _forget(self, job: Job) -> None:
        key = job.key, job.handle.state
        if self._jobs.get(key) is job:
            del self._jobs[key]

    def _start_watching(self) -> None:
        """Start the thread that notices who has left, unless it runs."""
        if not self._is_watching:
            self._is_watching = True
            Thread(target=self._watch_readers, daemon=True).start()

    # ---- without it ----

    @staticmethod
    def _release(job: Job | None) -> None:
        """Cancel a job that nobody waits for."""
        if job:
            job.handle.release()

    def _watch_readers(self) -> None:
        """Unsubscribe readers who have left, as long as there are any."""
        while True:
            sleep(self._presence_interval)
            with self._lock:
                if not self._subscriptions:
                    self._is_watching = False
                    return
                subscriptions = [*self._subscriptions.items()]
            for reader, subscription in subscriptions:
                absence = monotonic() - subscription.last_connected
                if self.is_connected(reader):
                    subscription.last_connected = monotonic()
                elif absence > self._disconnect_timeout:
                    self.unsubscribe(reader)


JOB_QUEUE = JobQueue()
"""The long trainings of this server; app/activities says who is connected."""
