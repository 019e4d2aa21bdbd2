"""Cache of computed results, shared by all readers: each is computed once.

A reader who has moved on stops waiting; a computation nobody waits for stops at its
next step.
"""

from collections.abc import Callable, Generator, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from time import monotonic
from typing import Any

import torch
from cachetools import LRUCache

from app import config
from app.compute.fair_semaphore import PAGE_RUNS
from app.compute.worker_pool import MAX_TRAININGS_PER_WORKER, default_processes
from lessons.contract import Progress

WATCH_INTERVAL = 0.1
"""Seconds between two checks of whether the reader is still there."""

CANCEL_INTERVAL = 0.01
"""Seconds between two checks of a computation for whether anybody waits for it."""

RETURN_TIMEOUT = 3.0
"""Seconds that a computation goes on for a reader who was given its first part."""

_stopping = Event()


@dataclass
class _Computation:
    """A computation under way.

    Args:
        steps: yields the part done, returns the result.
        done: set once it has ended.
        has_part: set once there is a part of the result, or it has ended.
        progress: the part done, from 0 to 1.
        n_waiting: readers who wait for it.
        return_times: until when each reader who has a part may come back.
        part: the first part of the result; None before there is one.
        result, error: how it ended.
    """

    steps: Generator[float | Progress, None, Any]
    done: Event = field(default_factory=Event)
    has_part: Event = field(default_factory=Event)
    progress: float = 0.0
    n_waiting: int = 0
    return_times: dict[Hashable, float] = field(default_factory=dict)
    part: Any = None
    result: Any = None
    error: Exception | None = None

    @property
    def is_abandoned(self) -> bool:
        """Whether nobody waits for it, or will soon."""
        if _stopping.is_set():
            return True
        last_return = max(self.return_times.values(), default=0.0)
        return self.n_waiting == 0 and monotonic() >= last_return


class ResultCache:
    """A bounded cache of results, and the threads that compute them.

    Args:
        workers: computations at the same time.
        max_bytes: memory for results; the least recently used go first.
    """

    def __init__(self, workers: int, max_bytes: int = config.RUNS_BYTES):
        self._lock = Lock()
        self._computations: dict[Hashable, _Computation] = {}
        self._results: LRUCache[Hashable, Any] = LRUCache(
            max_bytes, getsizeof=lambda result: max(1, result.nbytes)
        )
        self._pool = ThreadPoolExecutor(
            workers, "training", initializer=torch.set_num_threads, initargs=(1,)
        )

    def get(
        self,
        key: Hashable,
        start: Callable[[], Generator[float | Progress, None, Any]],
        watch: Callable[[float], None] = lambda progress: None,
        refresh: bool = False,
        partial_after: float | None = None,
        reader: Hashable = None,
        inline: bool = False,
    ) -> Any:
        """Return the result for `key`: cached, from a computation under way, or new.

        Args:
            key: everything the result depends on.
            start: starts the computation: yields the part done, returns an immutable
                result that knows its `nbytes`.
            watch: called every 0.1 s while waiting with the part done; what it raises
                ends the waiting.
            refresh: whether to compute it even if a result is cached.
            partial_after: seconds after which a part of the result is returned instead,
                if there is one; None waits for the result.
            reader: who is given that and comes back for the rest; whoever asks for
                something else does not come back.
            inline: whether a new one is computed in this thread, at once: what is short
                must not wait behind the trainings of a whole class.

        Raises:
            Exception: whatever the computation raised.
        """
        with self._lock:
            if reader is not None:
                for other in self._computations.values():
                    other.return_times.pop(reader, None)
            cached = self._results.get(key)
            if cached is not None and not refresh:
                return cached
            computation = self._computations.get(key)
            is_new = computation is None
            if computation is None:
                computation = self._computations[key] = _Computation(start())
                if not inline:
                    self._pool.submit(self._compute, key, computation)
            computation.n_waiting += 1
        try:
            if is_new and inline:
                self._compute(key, computation)
            if not computation.done.is_set():
                with PAGE_RUNS.released():
                    part = self._wait(computation, watch, partial_after, reader)
                if part is not None:
                    return part
        finally:
            self._leave(key, computation)
        if computation.error is not None:
            raise computation.error
        return computation.result

    def _wait(
        self,
        computation: _Computation,
        watch: Callable[[float], None],
        partial_after: float | None,
        reader: Hashable,
    ) -> Any:
        """Wait until it is done, or there is a part; return the part, else None."""
        deadline = monotonic() + (partial_after or 0.0)
        while not computation.done.is_set():
            remaining = deadline - monotonic()
            if partial_after is None or remaining > 0:
                seconds = min(remaining, WATCH_INTERVAL)
                computation.done.wait(seconds if partial_after else WATCH_INTERVAL)
            else:
                computation.has_part.wait(WATCH_INTERVAL)
            if computation.done.is_set():
                break
            watch(computation.progress)
            is_late = partial_after is not None and monotonic() >= deadline
            if is_late and computation.part:
                with self._lock:
                    computation.return_times[reader] = monotonic() + RETURN_TIMEOUT
                return computation.part
        return None

    def add(self, key: Hashable, result: Any) -> None:
        """Cache what was computed elsewhere, if no other result has to go for it."""
        with self._lock:
            room = self._results.maxsize - self._results.currsize
            if key not in self._results and result.nbytes <= room:
                self._results[key] = result

    def peek(self, key: Hashable) -> Any:
        """Return the cached result for `key`; None if there is none."""
        with self._lock:
            return self._results.get(key)

    @property
    def n_running(self) -> int:
        """Computations under way or waiting for a thread."""
        return len(self._computations)

    @property
    def nbytes(self) -> int:
        """Memory of the cached results, in bytes."""
        return int(self._results.currsize)

    def _leave(self, key: Hashable, computation: _Computation) -> None:
        """Note that a reader waits no longer."""
        with self._lock:
            computation.n_waiting -= 1
            if computation.is_abandoned and not computation.done.is_set():
                self._forget(key, computation)

    def _forget(self, key: Hashable, computation: _Computation) -> None:
        if self._computations.get(key) is computation:
            del self._computations[key]

    def _may_stop(self, key: Hashable, computation: _Computation) -> bool:
        """Return whether it is abandoned; from then on nobody can join it."""
        with self._lock:
            if computation.is_abandoned:
                self._forget(key, computation)
            return computation.is_abandoned

    def _compute(self, key: Hashable, computation: _Computation) -> None:
        """Carry out a computation until it ends or is abandoned; cache its result."""
        size: int | None = None
        next_check = 0.0
        try:
            while True:
                if monotonic() >= next_check:
                    if self._may_stop(key, computation):
                        break
                    next_check = monotonic() + CANCEL_INTERVAL
                progress = next(computation.steps)
                if isinstance(progress, Progress):
                    computation.progress = progress.done
                    computation.part = progress.preview
                    computation.has_part.set()
                else:
                    computation.progress = progress
        except StopIteration as stop:
            computation.result = stop.value
        except Exception as error:  # raised again for whoever waits
            computation.error = error
        try:
            computation.steps.close()
            if computation.result is not None:
                size = computation.result.nbytes
        except Exception as error:
            computation.error = error
        with self._lock:
            self._forget(key, computation)
            if size is not None and size <= self._results.maxsize:
                self._results[key] = computation.result
            computation.done.set()
            computation.has_part.set()


RESULTS = ResultCache(
    workers=max(
        config.MAX_THREAD_TRAININGS, default_processes() * MAX_TRAININGS_PER_WORKER
    )
)

MEASUREMENTS = ResultCache(workers=1, max_bytes=1_000_000)
"""Measurements of time, one after another: two at once would disturb each other."""

DOWNLOADS = ResultCache(workers=2, max_bytes=1000)
"""Downloads: they wait for a network, and hold up no computation."""


def cancel_all() -> None:
    """End all computations at their next step: the server stops."""
    _stopping.set()
