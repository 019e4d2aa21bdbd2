"""Queue of long trainings, in front of a few worker processes.

Readers who submit the same training share it, each reader has one at a time, and one
without subscribers is cancelled.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import count
from threading import Condition, Thread
from time import monotonic, sleep
from typing import Any, Literal

from cachetools import LRUCache

from app import config
from app.compute.job import TOO_LARGE, Job, JobStatus, State, Subscription
from app.compute.job_runner import CANCEL_TIMEOUT, JobRunner
from app.compute.process import IDLE_TIMEOUT, PRELOAD_MODULES
from lessons.contract import Training, Value

DISCONNECT_TIMEOUT = 4.0
"""Seconds without a connection after which a reader has left; it may just be slow."""

PRESENCE_INTERVAL = 1.0
"""Seconds between two checks of which readers are connected."""


class QueueFull(Exception):
    """The queue takes no more trainings."""


class JobQueue:
    """Trainings under way and waiting, and the cached results.

    Args:
        processes: trainings at the same time, each in a process of its own.
        is_connected: whether a reader is still connected.
        max_waiting: trainings that may wait.
        max_bytes: memory for cached results.
        max_state: the largest state of a paused training, in bytes.
        idle: seconds that a process without work is kept.
        cancel_timeout, disconnect_timeout, presence_interval: as the constants.
        preload: modules that a process imports before it is needed.
    """

    def __init__(
        self,
        processes: int,
        is_connected: Callable[[Any], bool] = lambda reader: True,
        *,
        max_waiting: int = config.QUEUE,
        max_bytes: int = config.RESULTS_BYTES,
        max_state: int = config.MAX_STATE_BYTES,
        idle: float = IDLE_TIMEOUT,
        cancel_timeout: float = CANCEL_TIMEOUT,
        disconnect_timeout: float = DISCONNECT_TIMEOUT,
        presence_interval: float = PRESENCE_INTERVAL,
        preload: Sequence[str] = PRELOAD_MODULES,
    ):
        self.is_connected = is_connected
        self._processes, self._max_waiting, self._idle = processes, max_waiting, idle
        self._disconnect_timeout = disconnect_timeout
        self._presence_interval = presence_interval
        self._condition = Condition()
        self._numbers = count(1)
        self._waiting: list[Job] = []
        self._jobs: dict[Hashable, Job] = {}
        self._subscriptions: dict[Hashable, Subscription] = {}
        self._results: LRUCache[Hashable, Any] = LRUCache(
            max_bytes, getsizeof=lambda result: max(1, result.nbytes)
        )
        self._runner = JobRunner(
            self, self._condition, max_state, cancel_timeout, preload
        )
        self._n_threads = self._n_busy = 0
        self._is_watching = self._closed = False

    # ---- for readers ----

    def prepare(self) -> None:
        """Start a process now: a reader is where a training can be submitted."""
        with self._condition:
            if not self._n_threads and not self._closed:
                self._start_thread()

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
        with self._condition:
            job = self._jobs.get((key, state))
            if job is None:
                if self._closed or self._is_full(self._subscriptions.get(reader)):
                    raise QueueFull
                job = Job(key, next(self._numbers), train, settings, state)
                if paused:
                    job.progress, job.preview = paused.progress, paused.preview
                self._jobs[key, state] = job
                self._waiting.append(job)
            subscription = Subscription(job, monotonic(), next(self._numbers))
            job.subscriptions[subscription.number] = subscription
            previous = self._subscriptions.get(reader)
            self._subscriptions[reader] = subscription
            abandoned = self._remove(previous) if previous else None
            self._start_threads()
        if abandoned:
            self._runner.cancel(abandoned)

    def status(self, reader: Hashable) -> JobStatus | None:
        """Return the status of the reader's training; None if none, or done."""
        with self._condition:
            subscription = self._subscriptions.get(reader)
            if subscription is None:
                return None
            if subscription.outcome:
                return subscription.outcome
            job = subscription.job
            waits = job in self._waiting
            return JobStatus(
                "waiting" if waits else "running",
                job.key,
                self._waiting.index(job) + 1 if waits else 0,
                job.progress,
                job.preview,
                subscription.request,
                subscription.pause_refused,
            )

    def interrupt(self, reader: Hashable, request: Literal["pause", "stop"]) -> None:
        """Take what is trained so far, to resume from later or as it is.

        A training that still waits is unsubscribed from: there is nothing to take.
        """
        with self._condition:
            subscription = self._subscriptions.get(reader)
            if subscription is None or subscription.outcome:
                return
            subscription.request, subscription.pause_refused = request, False
            job = subscription.job
            process, waits = job.process, job in self._waiting
        if waits:
            self.unsubscribe(reader)
        elif process:
            process.send(request, job.number, subscription.number)

    def unsubscribe(self, reader: Hashable) -> None:
        """End the reader's subscription; a training without any is cancelled."""
        with self._condition:
            subscription = self._subscriptions.pop(reader, None)
            abandoned = self._remove(subscription) if subscription else None
        if abandoned:
            self._runner.cancel(abandoned)

    def result(self, key: Hashable, reader: Hashable = None) -> Any:
        """Return the cached result, else what this reader has stopped or paused."""
        with self._condition:
            result = self._results.get(key)
            return self._results.get((key, reader)) if result is None else result

    def is_done(self, key: Hashable) -> bool:
        """Return whether the whole result is cached."""
        with self._condition:
            return key in self._results

    @property
    def n_active(self) -> int:
        """Readers whose training is under way."""
        with self._condition:
            return sum(not each.outcome for each in self._subscriptions.values())

    # ---- for the operator ----

    @property
    def n_waiting(self) -> int:
        """Trainings that wait for a process."""
        return len(self._waiting)

    @property
    def n_running(self) -> int:
        """Trainings under way."""
        return self._n_busy

    def close(self) -> None:
        """Cancel everything and end the processes: the server stops."""
        with self._condition:
            self._closed = True
            for job in self._jobs.values():
                job.cancelled = True
            self._jobs.clear()
            self._waiting.clear()
            self._subscriptions.clear()
            self._condition.notify_all()
            self._runner.close()

    # ---- for the runner ----

    def take(self) -> Job | None:
        """Wait for the next job; None after a while without any."""
        deadline = monotonic() + self._idle
        with self._condition:
            while not (self._waiting or self._closed):
                if (seconds := deadline - monotonic()) <= 0:
                    break
                self._condition.wait(seconds)
            if self._waiting:
                self._n_busy += 1
                return self._waiting.pop(0)
            self._n_threads -= 1
            return None

    def add_result(self, key: Hashable, result: Any) -> bool:
        """Cache a result; return whether it is not too large."""
        with self._condition:
            try:
                self._results[key] = result
            except ValueError:  # larger than all that may be cached
                return False
            return True

    def finish(self, job: Job, state: State | None = None, reason: str = "") -> None:
        """Note that a job has ended; `state` is None if it is done or cancelled."""
        with self._condition:
            self._n_busy -= 1
            self._forget(job)
            job.process = None
            for reader, subscription in [*self._subscriptions.items()]:
                if subscription.job is job and not subscription.outcome:
                    if state:
                        subscription.outcome = JobStatus(state, job.key, reason=reason)
                    else:
                        del self._subscriptions[reader]
            job.subscriptions.clear()

    def on_interrupted(
        self,
        job: Job,
        request: str,
        number: int,
        progress: float,
        result: Any,
        state: bytes | None,
    ) -> None:
        """Give a reader what is trained so far; the job goes on for the others."""
        with self._condition:
            subscription = job.subscriptions.get(number)
            readers = [r for r, s in self._subscriptions.items() if s is subscription]
            if subscription is None or not readers or subscription.request != request:
                return
            if request == "pause" and state is None:
                subscription.request, subscription.pause_refused = "", True
                return
            outcome: State = "paused" if request == "pause" else "stopped"
            reason = ""
            fits = self.add_result((job.key, readers[0]), result)
            if not fits and request == "stop":
                outcome, reason = "failed", TOO_LARGE
            subscription.outcome = JobStatus(
                outcome,
                job.key,
                progress=progress,
                preview=job.preview,
                saved=state,
                reason=reason,
            )
            abandoned = self._remove(subscription)
        if abandoned:
            self._runner.cancel(abandoned)

    # ---- inside, under the lock ----

    def _is_full(self, subscription: Subscription | None) -> bool:
        """Return whether the queue has no place, besides that of the reader's own."""
        own = bool(
            subscription
            and subscription.job in self._waiting
            and len(subscription.job.subscriptions) == 1
        )
        places = self._max_waiting + self._processes - self._n_busy
        return len(self._waiting) - own >= places

    def _start_threads(self) -> None:
        """Start as many threads as there is work for, and one that watches readers."""
        free = self._n_threads - self._n_busy
        if len(self._waiting) > free and self._n_threads < self._processes:
            self._start_thread()
        self._condition.notify()
        if not self._is_watching:
            self._is_watching = True
            Thread(target=self._watch_readers, daemon=True).start()

    def _start_thread(self) -> None:
        self._n_threads += 1
        Thread(target=self._runner.run, daemon=True).start()

    def _remove(self, subscription: Subscription) -> Job | None:
        """End a subscription; return its job if that runs and must be cancelled."""
        job = subscription.job
        if job.subscriptions.pop(subscription.number, None) is None:
            return None
        if job.subscriptions:
            return None
        self._forget(job)
        job.cancelled = True
        if job in self._waiting:
            self._waiting.remove(job)
            return None
        return job

    def _forget(self, job: Job) -> None:
        if self._jobs.get((job.key, job.state)) is job:
            del self._jobs[job.key, job.state]

    def _watch_readers(self) -> None:
        """Unsubscribe readers who have left, as long as there are any."""
        while True:
            sleep(self._presence_interval)
            with self._condition:
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


JOB_QUEUE = JobQueue(config.PROCESSES)
"""The long trainings of this server; app/activities says who is connected."""
