"""Computations shared by all readers: each is done once, one a core, kept in bounds.

A reader who has moved on stops waiting; a computation nobody waits for stops at its
next step.
"""

import hashlib
import sys
from collections.abc import Callable, Generator, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from types import ModuleType
from typing import Any

import torch
from cachetools import LRUCache

import lessons
from app import config
from app.compute.fair_semaphore import PAGE_RUNS
from app.compute.worker_pool import (
    MAX_TRAININGS_PER_WORKER,
    WORKER_POOL,
    Computation,
    default_processes,
)
from lessons.contract import Progress, Recording, Value

TICK = 0.1
"""Seconds between two looks at whether the reader is still there."""

LOOK = 0.01
"""Seconds between two looks of a computation at whether anybody waits for it."""

GRACE = 3.0
"""Seconds that a computation goes on for a reader who was given its first part."""


_stopping = Event()


@dataclass
class _Job:
    computation: Generator[float | Progress, None, Any]
    done: Event = field(default_factory=Event)
    shown: Event = field(default_factory=Event)
    progress: float = 0.0
    waiting: int = 0
    returning: dict[Hashable, float] = field(default_factory=dict)
    begun: Any = None
    result: Any = None
    error: Exception | None = None

    @property
    def unwanted(self) -> bool:
        """Whether nobody waits for it, or will soon."""
        if _stopping.is_set():
            return True
        late = max(self.returning.values(), default=0.0)
        return self.waiting == 0 and monotonic() >= late


class ResultCache:
    """A bounded cache of results, and the workers that fill it.

    Args:
        workers: trainings at the same time.
        max_bytes: how much is kept; the least recently used go first.
    """

    def __init__(self, workers: int, max_bytes: int = config.RUNS_BYTES):
        self._lock = Lock()
        self._jobs: dict[Hashable, _Job] = {}
        self._kept: LRUCache[Hashable, Any] = LRUCache(
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
        """The result for `key`: kept, shared with a computation under way, or new.

        Args:
            key: everything the result depends on.
            start: makes the computation: yields the part done, returns an immutable
                result that knows its `nbytes`.
            watch: called every 0.1 s while waiting with the part done; what it raises
                ends the waiting.
            refresh: whether a kept result will not do.
            partial_after: seconds after which a part of the result is returned instead,
                if there is one; None waits for the result.
            reader: who is given that and comes back for the rest; whoever asks for
                something else does not come back.
            inline: whether a new one is made by who asks first, at once: what is short
                must not wait behind the trainings of a whole class.

        Raises:
            Exception: whatever the computation raised.
        """
        with self._lock:
            if reader is not None:
                for other in self._jobs.values():
                    other.returning.pop(reader, None)
            kept = self._kept.get(key)
            if kept is not None and not refresh:
                return kept
            job = self._jobs.get(key)
            new = job is None
            if job is None:
                job = self._jobs[key] = _Job(start())
                if not inline:
                    self._pool.submit(self._work, key, job)
            job.waiting += 1
        try:
            if new and inline:
                self._work(key, job)
            if not job.done.is_set():
                with PAGE_RUNS.released():
                    begun = self._wait(job, watch, partial_after, reader)
                if begun is not None:
                    return begun
        finally:
            self._leave(key, job)
        if job.error is not None:
            raise job.error
        return job.result

    def _wait(
        self,
        job: _Job,
        watch: Callable[[float], None],
        partial_after: float | None,
        reader: Hashable,
    ) -> Any:
        """Until it is done, or there is something for a reader to be shown before."""
        late = monotonic() + (partial_after or 0.0)
        while not job.done.is_set():
            left = late - monotonic()
            if partial_after is None or left > 0:
                job.done.wait(min(left, TICK) if partial_after else TICK)
            else:
                job.shown.wait(TICK)
            if job.done.is_set():
                break
            watch(job.progress)
            if partial_after is not None and monotonic() >= late and job.begun:
                with self._lock:
                    job.returning[reader] = monotonic() + GRACE
                return job.begun
        return None

    def add(self, key: Hashable, result: Any) -> None:
        """Keep what was computed elsewhere, if there is room without taking any."""
        with self._lock:
            room = self._kept.maxsize - self._kept.currsize
            if key not in self._kept and result.nbytes <= room:
                self._kept[key] = result

    def peek(self, key: Hashable) -> Any:
        """The result kept for `key`; None if there is none."""
        with self._lock:
            return self._kept.get(key)

    @property
    def n_running(self) -> int:
        """Computations under way or waiting for their turn."""
        return len(self._jobs)

    @property
    def nbytes(self) -> int:
        """What is kept, in bytes."""
        return int(self._kept.currsize)

    def _leave(self, key: Hashable, job: _Job) -> None:
        with self._lock:
            job.waiting -= 1
            if job.unwanted and not job.done.is_set():
                self._forget(key, job)

    def _forget(self, key: Hashable, job: _Job) -> None:
        if self._jobs.get(key) is job:
            del self._jobs[key]

    def _given_up(self, key: Hashable, job: _Job) -> bool:
        """Whether it may stop; from then on nobody can join it."""
        with self._lock:
            if job.unwanted:
                self._forget(key, job)
            return job.unwanted

    def _work(self, key: Hashable, job: _Job) -> None:
        size: int | None = None
        look = 0.0
        try:
            while True:
                if monotonic() >= look:
                    if self._given_up(key, job):
                        break
                    look = monotonic() + LOOK
                part = next(job.computation)
                if isinstance(part, Progress):
                    job.progress, job.begun = part.done, part.preview
                    job.shown.set()
                else:
                    job.progress = part
        except StopIteration as finished:
            job.result = finished.value
        except Exception as error:  # told to whoever waits
            job.error = error
        try:
            job.computation.close()
            size = None if job.result is None else job.result.nbytes
        except Exception as error:
            job.error = error
        with self._lock:
            self._forget(key, job)
            if size is not None and size <= self._kept.maxsize:
                self._kept[key] = job.result
            job.done.set()
            job.shown.set()


RESULTS = ResultCache(
    workers=max(
        config.MAX_THREAD_TRAININGS, default_processes() * MAX_TRAININGS_PER_WORKER
    )
)

MEASUREMENTS = ResultCache(workers=1, max_bytes=1_000_000)
"""What a clock is held to, one after another: two at once would disturb each other."""

DOWNLOADS = ResultCache(workers=2, max_bytes=1000)
"""What waits for a network: it holds up no computation."""


def cancel_all() -> None:
    """End all computations at their next step: the server stops."""
    _stopping.set()


def cache_key(slug: str, name: str, depends: Mapping[str, Value]) -> Hashable:
    """What tells a computation of a lesson from all others.

    Args:
        name: of the computation.
        depends: every setting the result depends on.
    """
    return (slug, name, source_digest(slug), *sorted(depends.items()))


@dataclass(frozen=True)
class TrainingTask:
    """A training of a lesson, shared and kept.

    Args:
        slug: the lesson.
        train: a function of a module, found there by its name.
        settings: what it is called with: all that its result depends on.
    """

    slug: str
    train: Callable[..., Computation]
    settings: Mapping[str, Value]

    @property
    def key(self) -> Hashable:
        """What tells its result from all others."""
        return cache_key(self.slug, self.train.__name__, self.settings)

    def start(self) -> Computation:
        """The training: with a class here it runs beside the server."""
        return WORKER_POOL.run(self.train, **self.settings)


def recording_task(slug: str, settings: Mapping[str, Value]) -> TrainingTask:
    """What makes a lesson's recording at these settings."""
    given = {c.name: settings[c.name] for c in lessons.lesson(slug).recording_controls}
    return TrainingTask(slug, lessons.record, {"slug": slug, **given})


def recording(
    slug: str,
    settings: Mapping[str, Value],
    watch: Callable[[float], None] = lambda progress: None,
    partial_after: float | None = None,
    reader: Hashable = None,
) -> Recording:
    """Return a lesson's recording; the rest is as in `ResultCache.get`."""
    task = recording_task(slug, settings)
    return RESULTS.get(task.key, task.start, watch, False, partial_after, reader)


def source_digest(slug: str) -> str:
    """A digest of the lesson's code, so that an edited lesson is trained anew.

    It is read again when Streamlit has thrown the edited lesson's modules away.
    """
    module = sys.modules[lessons.__name__]
    return _digest(module, slug)


@lru_cache(maxsize=256)
def _digest(module: ModuleType, slug: str) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    folder = Path(module.__file__ or "").parent
    for part in ("contract", "toolkit", slug):
        for file in sorted((folder / part).glob("*.py")):
            digest.update(file.read_bytes())
    return digest.hexdigest()
