"""Trainings of lessons as tasks: what is trained, and the key of its result."""

import hashlib
import sys
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import lessons
from app.compute.result_cache import RESULTS
from app.compute.worker_pool import WORKER_POOL, Computation
from lessons.contract import Recording, Value


def cache_key(slug: str, name: str, depends: Mapping[str, Value]) -> Hashable:
    """Return the key of a lesson's computation in a result cache.

    Args:
        slug: the lesson.
        name: of the computation.
        depends: every setting the result depends on.
    """
    return (slug, name, source_digest(slug), *sorted(depends.items()))


@dataclass(frozen=True)
class TrainingTask:
    """A training of a lesson at some settings.

    Args:
        slug: the lesson.
        train: a function of a module, found there by its name.
        settings: its keyword arguments: all that its result depends on.
    """

    slug: str
    train: Callable[..., Computation]
    settings: Mapping[str, Value]

    @property
    def key(self) -> Hashable:
        """Key of its result in a result cache."""
        return cache_key(self.slug, self.train.__name__, self.settings)

    def start(self) -> Computation:
        """Start the training: in a worker process while a class is connected."""
        return WORKER_POOL.run(self.train, **self.settings)


def recording_task(slug: str, settings: Mapping[str, Value]) -> TrainingTask:
    """Return the task that computes a lesson's recording at these settings."""
    arguments = {
        c.name: settings[c.name] for c in lessons.lesson(slug).recording_controls
    }
    return TrainingTask(slug, lessons.record, {"slug": slug, **arguments})


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
    """Return a digest of the lesson's code, so that an edited lesson is trained anew.

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
