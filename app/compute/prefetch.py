"""Trainings done before anybody asks: those that take long and are likely.

A class meets a page as it stands, follows its scenarios and moves one control or
another: most of what it will ask for is known before. Before it comes, and while it is
here and waits for none, a process of the lowest priority does those that take long.
"""

import logging
import math
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from threading import Event
from time import monotonic

import lessons
from app import config
from app.compute.process import CAN_FORK, WorkerProcess
from app.compute.result_cache import RESULTS, TrainingTask, recording_task
from app.compute.session_counter import SESSIONS
from app.compute.worker import place_of, timed
from app.compute.worker_pool import default_processes, has_class
from lessons.contract import Settings

LONG = 0.1
"""Seconds of the processor from which on a training is worth it."""

MOST = 20
"""Values of a control up to which each is likely enough to be asked for."""

BUDGET = 8.0
"""Seconds of the processor for one of a page's trainings at all its settings."""

LOOK = 0.2
"""Seconds between two looks at whether it is time, and nobody waits for a training."""

QUIET = 10.0
"""Seconds without a reader after which a server is one that waits for a class; whoever
starts it for themselves is there before."""

LOG = logging.getLogger("app")


def is_enabled() -> bool:
    """Return whether anything is trained ahead on this system, at these limits."""
    return bool(CAN_FORK and default_processes() and config.TRAIN_AHEAD)


def likely(slug: str) -> Iterator[Settings]:
    """A lesson's scenarios, then its default settings with one control moved."""
    lesson = lessons.lesson(slug)
    for scenario in lesson.scenarios:
        yield lesson.scenario_settings(scenario.name)
    for control in lesson.controls_with_use("trained", "played"):
        if len(control.values) <= MOST:
            for value in control.values:
                yield lesson.defaults | {control.name: value}


def tasks(slug: str, now: Settings) -> list[TrainingTask]:
    """What is trained for a lesson's page at some settings, always in one order."""
    lesson = lessons.lesson(slug)
    given = {c.name: now[c.name] for c in lesson.controls_with_use("trained", "played")}
    besides = [TrainingTask(slug, train, given) for train in lesson.extra_trainings]
    return besides if lesson.record is None else [recording_task(slug, now), *besides]


def plan() -> Generator[TrainingTask, float, None]:
    """What to train; is sent how many seconds each took.

    Each page at its default settings tells which trainings are long; then come those
    that are, so many of each as BUDGET allows.
    """
    long: list[TrainingTask] = []
    for slug in lessons.SLUGS:
        for i, task in enumerate(tasks(slug, lessons.lesson(slug).defaults)):
            seconds = yield task
            if seconds >= LONG:
                wanted = (tasks(slug, now)[i] for now in likely(slug))
                each = [*{task.key: task for task in wanted}.values()]
                long += each[: math.ceil(BUDGET / seconds)]
    for task in long:
        if RESULTS.peek(task.key) is None:
            yield task


def train(process: WorkerProcess, task: TrainingTask) -> float:
    """Do a training and keep its result; the seconds of the processor it took.

    One that fails takes none, and is left to whoever asks for it.

    Raises:
        EOFError: if the process has ended.
    """
    given = {"function": place_of(task.train), "settings": dict(task.settings)}
    process.send("compute", 0, place_of(timed), given)
    while (answer := process.receive())[0] == "part":
        pass
    if answer[0] != "done":
        return 0.0
    result, seconds = answer[-1]
    RESULTS.add(task.key, result)
    return float(seconds)


class Time:
    """Whether it is time: with a class, or once nobody has been here for a while."""

    def __init__(self) -> None:
        self._here = monotonic()

    def __call__(self) -> bool:
        """Look; it is asked all the time."""
        if SESSIONS.connected:
            self._here = monotonic()
        return has_class() or monotonic() - self._here >= QUIET


def run(stopping: Event, wanted: Callable[[], bool]) -> None:
    """Train ahead whenever it is wanted, until all is done or the server stops."""
    todo, done = plan(), 0
    task = next(todo, None)
    while task and not stopping.wait(LOOK):
        if not wanted():
            continue
        try:
            with closing(WorkerProcess()) as process:
                while task and wanted() and not stopping.is_set():
                    if RESULTS.n_running:
                        stopping.wait(LOOK)
                        continue
                    task = _next(todo, train(process, task))
                    done += 1
        except (OSError, EOFError) as error:
            if not stopping.is_set():
                LOG.error("nothing more is trained ahead: %r", error)
            return
    if task is None:
        LOG.info("trained ahead: %d", done)


def _next(
    todo: Generator[TrainingTask, float, None], seconds: float
) -> TrainingTask | None:
    try:
        return todo.send(seconds)
    except StopIteration:
        return None
