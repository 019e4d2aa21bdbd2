"""Computations shared by all readers: each is done once, one a core, kept in bounds.

A reader who has moved on stops waiting; a computation nobody waits for stops at its
next step.
"""

import hashlib
import os
import sys
from collections.abc import Callable, Generator, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock
from typing import Any

import torch
from cachetools import LRUCache

import lessons
from lessons.contract import Recording, Value

MAX_BYTES = 96_000_000
TICK = 0.1
"""Seconds between two looks at whether the reader is still there."""


@dataclass
class _Job:
    computation: Generator[float, None, Any]
    done: Event = field(default_factory=Event)
    progress: float = 0.0
    waiting: int = 0
    abandoned: bool = False
    result: Any = None
    error: Exception | None = None


class Runs:
    """A bounded cache of results, and the workers that fill it.

    Args:
        workers: trainings at the same time.
        max_bytes: how much is kept; the least recently used go first.
    """

    def __init__(self, workers: int, max_bytes: int = MAX_BYTES):
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
        start: Callable[[], Generator[float, None, Any]],
        watch: Callable[[float], None] = lambda progress: None,
        anew: bool = False,
    ) -> Any:
        """The result for `key`: kept, shared with a computation under way, or new.

        Args:
            key: everything the result depends on.
            start: makes the computation: yields the part done, returns an immutable
                result that knows its `nbytes`.
            watch: called every 0.1 s while waiting with the part done; what it raises
                ends the waiting.
            anew: whether a kept result will not do.

        Raises:
            Exception: whatever the computation raised.
        """
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None and not anew:
                return kept
            job = self._jobs.get(key)
            if job is None:
                job = self._jobs[key] = _Job(start())
                self._pool.submit(self._work, key, job)
            job.waiting += 1
        try:
            while not job.done.wait(TICK):
                watch(job.progress)
        finally:
            self._leave(key, job)
        if job.error is not None:
            raise job.error
        return job.result

    def kept(self, key: Hashable) -> Any:
        """The result kept for `key`; None if there is none."""
        with self._lock:
            return self._kept.get(key)

    def _leave(self, key: Hashable, job: _Job) -> None:
        with self._lock:
            job.waiting -= 1
            if job.waiting == 0 and not job.done.is_set():
                job.abandoned = True
                if self._jobs.get(key) is job:
                    del self._jobs[key]

    def _work(self, key: Hashable, job: _Job) -> None:
        size: int | None = None
        try:
            while not job.abandoned:
                job.progress = next(job.computation)
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
            if self._jobs.get(key) is job:
                del self._jobs[key]
            if size is not None and size <= self._kept.maxsize:
                self._kept[key] = job.result
            job.done.set()


RUNS = Runs(workers=os.cpu_count() or 1)

MEASUREMENTS = Runs(workers=1, max_bytes=1_000_000)
"""What a clock is held to, one after another: two at once would disturb each other."""


def key_of(slug: str, name: str, depends: Mapping[str, Value]) -> Hashable:
    """What tells a computation of a lesson from all others.

    Args:
        name: of the computation.
        depends: every setting the result depends on.
    """
    return (slug, name, source_key(slug), *sorted(depends.items()))


def recording(
    slug: str,
    settings: Mapping[str, Value],
    watch: Callable[[float], None] = lambda progress: None,
) -> Recording:
    """A lesson's recording at these settings; `watch` as in `Runs.get`."""
    lesson = lessons.lesson(slug)
    given = {c.name: settings[c.name] for c in lesson.recorded_for}
    key = key_of(slug, "recording", given)
    return RUNS.get(key, lambda: lesson.start(**given), watch)


def source_key(slug: str) -> str:
    """A digest of the lesson's code, so that an edited lesson is trained anew."""
    digest = hashlib.sha1(usedforsecurity=False)
    folder = Path(sys.modules[lessons.__name__].__file__ or "").parent
    for file in [folder / "contract.py", *sorted((folder / slug).glob("*.py"))]:
        digest.update(file.read_bytes())
    return digest.hexdigest()
