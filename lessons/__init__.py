"""The course: its chapters and their concepts, in order. The only such list.

A chapter's number is its position. A chapter without concepts is not shown.
"""

from collections.abc import Generator
from importlib import import_module
from time import perf_counter

import numpy as np

from lessons.contract import Chapter, Lesson, Steps, Value

COURSE = (
    Chapter("start", ("home",)),
    Chapter(
        "tensors",
        ("tensors", "indexing", "broadcasting", "memory", "linear_algebra"),
    ),
    Chapter(
        "gradient", ("gradient_descent", "linear_regression", "batches", "polynomial")
    ),
    Chapter(
        "autograd",
        ("autograd", "computation_graph", "update_pitfalls", "training_loop"),
    ),
    Chapter(
        "model",
        (
            *("optimizers", "losses", "modules", "playground"),
            *("data_loading", "saving", "devices"),
        ),
    ),
    Chapter("real", ("text_classification", "image_classification", "next_steps")),
)

WARM_RUNS, TIMED_RUNS, TIMED_UPDATES = 1, 5, 20
"""Runs of a timed training that do not count and that do, and the updates of each."""

SLUGS = tuple(slug for chapter in COURSE for slug in chapter.slugs)


def lesson(slug: str) -> Lesson:
    """Return the lesson of a folder.

    Raises:
        KeyError: if `slug` is not in COURSE.
    """
    if slug not in SLUGS:
        raise KeyError(slug)
    return import_module(f"lessons.{slug}").LESSON


def record(slug: str, **settings: Value) -> Steps:
    """Start the computation of a lesson's recording; workers import this function.

    Raises:
        KeyError: if `slug` is not in COURSE.
    """
    return lesson(slug).start_recording(**settings)


def time_update(slug: str, **settings: Value) -> Generator[float, None, np.ndarray]:
    """Return the median time of an update of a lesson's training in seconds, shape ().

    Args:
        slug: a lesson with a comparison.
        settings: those that its time depends on; the others are at their defaults.

    Yields:
        The part done, 0 … 1.
    """
    each = lesson(slug)
    assert each.comparison
    train = each.comparison.plain_training(each.defaults | settings)
    times = []
    for run in range(WARM_RUNS + TIMED_RUNS):
        start = perf_counter()
        train(TIMED_UPDATES)
        times.append((perf_counter() - start) / TIMED_UPDATES)
        yield run / (WARM_RUNS + TIMED_RUNS)
    return np.array(np.median(times[WARM_RUNS:]))


def prerequisites(slug: str) -> tuple[str, ...]:
    """Return the lessons that a lesson needs directly, in the order of the course.

    Raises:
        KeyError: if `slug` is not in COURSE.
    """
    names = lesson(slug).prerequisites
    if names is not None:
        return tuple(sorted(names, key=SLUGS.index))
    position = SLUGS.index(slug)
    return SLUGS[max(position - 1, 0) : position]


def learning_path(*slugs: str) -> tuple[str, ...]:
    """Return these lessons and all that they need, in the order of the course."""
    path: set[str] = set()
    stack = list(slugs)
    while stack:
        slug = stack.pop()
        if slug not in path:
            path.add(slug)
            stack += prerequisites(slug)
    return tuple(sorted(path, key=SLUGS.index))
