"""Cache of computed results, shared by all readers: each is computed once.

A reader who has moved on stops waiting; a computation nobody waits for stops at its
next step.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from threading import Lock, Thread
from time import monotonic, sleep
from typing import Any

from app import config
from app.compute.bounded_results import BoundedResults
from app.compute.engine import ENGINE, Engine
from app.compute.fair_semaphore import PAGE_RUNS
from app.compute.training_handle import Priority, TrainingHandle
from app.compute.training_loop import Computation

WATCH_INTERVAL = 0.1
"""Seconds between two checks of whether the reader is still there."""

PART_INTERVAL = 0.03
"""Seconds between two checks of whether there is a part of the result."""

RETURN_TIMEOUT = 3.0
"""Seconds that a computation goes on for a reader who was given its first part."""


@dataclass
class _Waiting:
    """A computation under way, and who waits for it.

    Args:
        handle: the computation.
        n_waiting: readers who wait for it.
        return_times: until when each reader who has a part may come back.
    """

    handle: TrainingHandle
    n_waiting: int = 0
    return_times: dict[Hashable, float] = field(default_factory=dict)

    @property
    def last_return(self) -> float:
        """Until when somebody may come back (`monotonic`)."""
        return max(self.return_times.values(), default=0.0)


class ResultCache:
    """A bounded cache of results, in front of what computes them.

    Args:
        engine: computes them.
        max_bytes: memory for results; the least recently used go first.
        priority: of its computations.
    """

    def __init__(
        self,
        engine: Engine = ENGINE,
        max_bytes: int = config.RUNS_BYTES,
        priority: Priority = Priority.SHORT,
    ):
        self._engine, self._priority = engine, priority
        self._lock = Lock()
        self._computations: dict[Hashable, _Waiting] = {}
        self._results = BoundedResults(max_bytes)
        self._is_watching = False

    def get(
        self,
        key: Hashable,
        function: Callable[..., Computation],
        settings: Mapping[str, Any] | None = None,
        *,
        watch: Callable[[float], None] = lambda progress: None,
        refresh: bool = False,
        partial_after: float | None = None,
        reader: Hashable = None,
    ) -> Any:
        """Return the result for `key`: cached, from a computation under way, or new.

        Args:
            key: everything the result depends on.
            function: a function of a module, found there by its name: it yields the
                part done, returns an immutable result that knows its `nbytes`.
            settings: its keyword arguments.
            watch: called every 0.1 s while waiting with the part done; what it raises
                ends the waiting.
            refresh: whether to compute it even if a result is cached.
            partial_after: seconds after which a part of the result is returned instead,
                if there is one; None waits for the result.
            reader: who is given that and comes back for the rest; whoever asks for
                something else does not come back.

        Raises:
            Exception: whatever the computation raised.
        """
        with self._lock:
            self._remove_abandoned(reader, key)
            cached = self._results.result(key)
            if cached is not None and not refresh:
                return cached
            computation = self._computations.get(key)
            is_new = computation is None
            if computation is None:
                handle = self._engine.submit(
                    key, function, settings or {}, self._priority
                )
                computation = self._computations[key] = _Waiting(handle)
            computation.n_waiting += 1
            computation.return_times.pop(reader, None)
        handle = computation.handle
        if is_new:
            handle.on_end(lambda: self._on_end(key, computation))
        try:
            if not handle.done.is_set():
                with PAGE_RUNS.released():
                    part = self._wait(computation, watch, partial_after, reader)
                if part is not None:
                    return part
        finally:
            self._leave(key, computation)
        return handle.result()

    def _wait(
        self,
        computation: _Waiting,
        watch: Callable[[float], None],
        partial_after: float | None,
        reader: Hashable,
    ) -> Any:
        """Wait until it is done, or there is a part; return the part, else None."""
        handle, start = computation.handle, monotonic()
        next_watch = start + WATCH_INTERVAL
        if partial_after is not None:
            handle.wants_part = True
        while not handle.done.is_set():
            is_late = partial_after is not None and monotonic() >= start + partial_after
            if is_late:
                handle.wait(PART_INTERVAL)
            elif partial_after is None:
                handle.wait(WATCH_INTERVAL)
            else:
                rest = start + partial_after - monotonic()
                handle.wait(min(max(rest, 0.0), WATCH_INTERVAL))
            if handle.done.is_set():
                break
            if monotonic() >= next_watch:
                watch(handle.report.progress)
                next_watch = monotonic() + WATCH_INTERVAL
            if is_late and handle.report.part is not None:
                watch(handle.report.progress)
                self._expect(computation, reader)
                return handle.report.part
        return None

    def add(self, key: Hashable, result: Any) -> None:
        """Cache what was computed elsewhere, if no other result has to go for it."""
        with self._lock:
            room = self._results.maxsize - self._results.currsize
            if key not in self._results and result.nbytes <= room:
                self._results.add(key, result)

    def peek(self, key: Hashable) -> Any:
        """Return the cached result for `key`; None if there is none."""
        with self._lock:
            return self._results.result(key)

    @property
    def n_running(self) -> int:
        """Computations under way or waiting for a place."""
        return len(self._computations)

    @property
    def nbytes(self) -> int:
        """Memory of the cached results, in bytes."""
        return int(self._results.currsize)

    def _remove_abandoned(self, reader: Hashable = None, own: Hashable = None) -> None:
        """Give up what nobody waits for: `reader` is back, for the key `own` only."""
        now = monotonic()
        for key, computation in [*self._computations.items()]:
            if key == own:
                continue
            if reader is not None:
                computation.return_times.pop(reader, None)
            if computation.n_waiting == 0 and computation.last_return <= now:
                self._forget(key, computation)
                computation.handle.release()

    def _expect(self, computation: _Waiting, reader: Hashable) -> None:
        """Note that a reader has a part and may come back for the rest."""
        with self._lock:
            computation.return_times[reader] = monotonic() + RETURN_TIMEOUT
            if self._is_watching:
                return
            self._is_watching = True
        Thread(target=self._watch_returns, daemon=True).start()

    def _watch_returns(self) -> None:
        """Give up what readers do not come back for in time; runs in a thread."""
        while True:
            sleep(WATCH_INTERVAL)
            with self._lock:
                self._remove_abandoned()
                if not any(each.return_times for each in self._computations.values()):
                    self._is_watching = False
                    return

    def _leave(self, key: Hashable, computation: _Waiting) -> None:
        """Note that a reader waits no longer."""
        with self._lock:
            computation.n_waiting -= 1
            is_wanted = computation.n_waiting or computation.last_return > monotonic()
            if is_wanted or computation.handle.done.is_set():
                return
            self._forget(key, computation)
        computation.handle.release()

    def _forget(self, key: Hashable, computation: _Waiting) -> None:
        if self._computations.get(key) is computation:
            del self._computations[key]

    def _on_end(self, key: Hashable, computation: _Waiting) -> None:
        """Cache the result of a computation that has ended."""
        handle, keeps = computation.handle, self._engine.is_shared
        with self._lock:
            self._forget(key, computation)
            result = handle.outcome.value
            if result is not None:
                self._results.add(key, result, handle if keeps else None)


RESULTS = ResultCache()

MEASUREMENTS = ResultCache(max_bytes=1_000_000, priority=Priority.MEASUREMENT)
"""Measurements of time, one after another: two at once would disturb each other."""

DOWNLOADS = ResultCache(Engine(0, 0, "", max_threads=2), max_bytes=1000)
"""Downloads: they wait for a network, in threads of the server that needs the data."""
