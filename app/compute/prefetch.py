"""Trains ahead what readers are likely to ask for, if it takes long.

A class meets a page as it stands, follows its scenarios and moves one control or
another: most of what it will ask for is known before. Before it comes, and while it is
here and waits for no training, the engine does those that take long, at the lowest
priority.
"""

import logging
import math
from collections.abc import Callable, Generator, Iterator
from threading import Event
from time import monotonic

import lessons
from app import config
from app.compute.engine import ENGINE
from app.compute.result_cache import RESULTS
from app.compute.session_counter import SESSIONS
from app.compute.training_handle import Priority
from app.compute.training_tasks import TrainingTask, recording_task
from lessons.contract import Settings

MIN_SECONDS = 0.1
"""Seconds of the processor from which on a training is trained ahead."""

MAX_VALUES = 20
"""Values of a control up to which each is likely enough to be asked for."""

MAX_TOTAL_SECONDS = 8.0
"""Seconds of the processor for one of a page's trainings at all its settings."""

POLL_INTERVAL = 0.2
"""Seconds between two checks of whether prefetching is due."""

IDLE_SECONDS = 10.0
"""Seconds without a reader after which a server is one that waits for a class; whoever
starts it for themselves is there before."""

CLASS_SIZE = 4
"""Connected sessions from which on they are taken for a class."""

LOG = logging.getLogger("app")


def is_enabled() -> bool:
    """Return whether anything is trained ahead, at these limits."""
    return bool(ENGINE.status != "off" and config.TRAIN_AHEAD)


def likely_settings(slug: str) -> Iterator[Settings]:
    """Yield a lesson's scenarios, then its defaults with one control moved."""
    lesson = lessons.lesson(slug)
    for scenario in lesson.scenarios:
        yield lesson.scenario_settings(scenario.name)
    for control in lesson.controls_with_use("trained", "played"):
        if len(control.values) <= MAX_VALUES:
            for value in control.values:
                yield lesson.defaults | {control.name: value}


def page_tasks(slug: str, settings: Settings) -> list[TrainingTask]:
    """Return the trainings of a lesson's page at some settings, in a fixed order."""
    lesson = lessons.lesson(slug)
    arguments = {
        c.name: settings[c.name] for c in lesson.controls_with_use("trained", "played")
    }
    extra = [TrainingTask(slug, train, arguments) for train in lesson.extra_trainings]
    return extra if lesson.record is None else [recording_task(slug, settings), *extra]


def plan() -> Generator[TrainingTask, float, None]:
    """Yield what to train; is sent how many seconds each took.

    The trainings of each page at its default settings show which take long; then come
    those that do, so many of each as MAX_TOTAL_SECONDS allows.
    """
    long_tasks: list[TrainingTask] = []
    for slug in lessons.SLUGS:
        for i, task in enumerate(page_tasks(slug, lessons.lesson(slug).defaults)):
            seconds = yield task
            if seconds >= MIN_SECONDS:
                likely = (page_tasks(slug, each)[i] for each in likely_settings(slug))
                unique = [*{task.key: task for task in likely}.values()]
                long_tasks += unique[: math.ceil(MAX_TOTAL_SECONDS / seconds)]
    for task in long_tasks:
        if RESULTS.peek(task.key) is None:
            yield task


def train(task: TrainingTask, stopping: Event) -> float:
    """Run a training and cache its result; return its seconds of the processor.

    One that fails returns 0, and is left to whoever asks for it.
    """
    handle = ENGINE.submit(task.key, task.train, task.settings, Priority.PREFETCH)
    while not handle.wait(POLL_INTERVAL):
        if stopping.is_set():
            handle.release()
            return 0.0
    if handle.outcome.error is None:
        RESULTS.add(task.key, handle.outcome.value)
    handle.release()
    return handle.outcome.seconds


class PrefetchTrigger:
    """Tells when to prefetch: with a class, or without readers for a while."""

    def __init__(self) -> None:
        self._last_reader = monotonic()

    def __call__(self) -> bool:
        """Return whether prefetching is due; is called all the time."""
        if SESSIONS.connected:
            self._last_reader = monotonic()
        has_class = SESSIONS.connected >= CLASS_SIZE
        return has_class or monotonic() - self._last_reader >= IDLE_SECONDS


def run(stopping: Event, is_due: Callable[[], bool]) -> None:
    """Train ahead whenever it is due, until all is done or the server stops."""
    tasks, n_done = plan(), 0
    task = next(tasks, None)
    while task and not stopping.wait(POLL_INTERVAL):
        while task and is_due() and not stopping.is_set():
            if RESULTS.n_running or ENGINE.status != "ready":
                stopping.wait(POLL_INTERVAL)
                continue
            task = _next_task(tasks, train(task, stopping))
            n_done += 1
    if task is None:
        LOG.info("trained ahead: %d", n_done)


def _next_task(
    tasks: Generator[TrainingTask, float, None], seconds: float
) -> TrainingTask | None:
    try:
        return tasks.send(seconds)
    except StopIteration:
        return None
