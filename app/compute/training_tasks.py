"""Trainings of lessons as tasks: what is trained, and the key of its result."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

import lessons
from app.compute.code_version import source_digest
from app.compute.result_cache import RESULTS
from app.compute.training_loop import Computation
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
    recorded: Recording = RESULTS.get(
        task.key,
        task.train,
        task.settings,
        watch=watch,
        partial_after=partial_after,
        reader=reader,
    )
    return recorded
