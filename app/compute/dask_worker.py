"""What runs in a worker of the engine: a training at a time, and answers about it.

Dask imports this module in each worker and calls `dask_setup` there (`dask.yaml`).
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib import import_module
from threading import Thread, get_native_id
from typing import Any

from distributed import Reschedule, Worker, get_worker
from distributed.core import Status
from tornado.ioloop import PeriodicCallback

from app.compute.code_version import code_version
from app.compute.preload import use_one_thread
from app.compute.training_handle import Outcome, Priority, run_to_end, start
from app.compute.training_loop import (
    Cancelled,
    Computation,
    Report,
    Request,
    Snapshot,
    TrainingLoop,
)

CANCEL_TIMEOUT = 5.0
"""Seconds that a training which nobody waits for may take to its next step."""

STEP_TIMEOUT = 60.0
"""Seconds that any training may take to its next step."""

WATCH_INTERVAL = 1.0
"""Seconds between two checks of these."""

INTERRUPT_TIMEOUT = 30.0
"""Seconds after which a reader who pauses or stops a training is told nothing came."""

WORKER_NICENESS, LONG_NICENESS = 5, 19
"""How much lower than the server's the priority is: of a worker, and of the thread of a
training that no reader waits for at every moment."""

BEGINNINGS = "beginnings"
"""Topic of Dask's events under which trainings announce that they begin."""

ANNOUNCE_TIME = 0.05
"""Seconds that such an announcement may take to leave the worker."""

CLOSING = (Status.closing, Status.closed, Status.failed)

RUNNING: dict[str, TrainingLoop] = {}
"""The trainings that this worker runs, by the names of their handles."""


class OtherCode(Exception):
    """The worker has other lessons than the server that submitted the training."""


def dask_setup(worker: Worker) -> None:
    """Prepare a worker: its priority, torch's threads, and what ends a stuck one."""
    with suppress(AttributeError, OSError):
        os.nice(max(0, WORKER_NICENESS - os.nice(0)))
    use_one_thread()
    code_version()
    PeriodicCallback(lambda: end_if_stuck(worker), 1000 * WATCH_INTERVAL).start()


@dataclass(frozen=True)
class TrainingSpec:
    """A training as it is sent to a worker.

    Args:
        kind, name: the key of its task.
        version: the lessons' code as the server knows it.
        function: module and name of the training function.
        settings, priority, state: as in `TrainingHandle`.
        announces: whether the scheduler is told before it begins.
    """

    kind: str
    name: str
    version: str
    function: tuple[str, str]
    settings: dict[str, Any]
    priority: Priority
    state: bytes | None
    announces: bool = False

    def start(self) -> Computation:
        """Import the training function and call it."""
        module, name = self.function
        function = getattr(import_module(module), name)
        return start(function, self.settings, self.priority, self.state)


def run_training(spec: TrainingSpec) -> Outcome:
    """Run a training to its end; what it raises is part of its outcome.

    Raises:
        Reschedule: if nobody waits for it any more; Dask drops it then, unless somebody
            has asked for it again in that moment.
    """
    if spec.version != code_version():
        return Outcome(error=OtherCode(spec.version))
    worker = get_worker()
    task = worker.state.tasks[spec.kind, spec.name]
    if spec.announces:
        worker.log_event(BEGINNINGS, spec.name)
        time.sleep(ANNOUNCE_TIME)

    def is_cancelled() -> bool:
        # a worker that closes, as without its scheduler, waits for its training
        return task.state != "executing" or worker.status in CLOSING

    def run() -> Outcome:
        return run_loop(spec, is_cancelled)

    try:
        return run() if spec.priority > Priority.LONG else run_with_low_priority(run)
    except Cancelled:
        raise Reschedule from None


def run_loop(spec: TrainingSpec, is_cancelled: Callable[[], bool]) -> Outcome:
    """Run a training in this thread.

    Raises:
        Cancelled: if nobody waits for it any more.
    """
    use_one_thread()
    RUNNING[spec.name] = loop = TrainingLoop()
    try:
        outcome = run_to_end(loop, spec.start, is_cancelled)
    finally:
        del RUNNING[spec.name]
    if outcome.error is None:
        return outcome
    return replace(outcome, error=picklable(outcome.error, outcome.traceback))


def picklable(error: Exception, text: str) -> Exception:
    """Return the error, or its traceback as a RuntimeError if it cannot be pickled."""
    from distributed.protocol.pickle import dumps, loads

    try:
        loads(dumps(error))
    except Exception:
        return RuntimeError(text)
    return error


def run_with_low_priority(run: Callable[[], Outcome]) -> Outcome:
    """Run a function in a thread of its own that leaves the processor to others.

    Linux has a priority for each thread; elsewhere it is that of the worker.
    """
    future: Future[Outcome] = Future()

    def work() -> None:
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, get_native_id(), LONG_NICENESS)
        try:
            future.set_result(run())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=work, daemon=True).start()
    return future.result()


def report_progress(
    known: Mapping[str, int | None],
) -> dict[str, tuple[float, int, Any]]:
    """Return progress, number of parts, and a new part of the trainings running here.

    Args:
        known: for each training that is asked about the number of parts that the server
            has seen; None if it wants no part.
    """
    reports: dict[str, tuple[float, int, Any]] = {}
    for name, loop in [*RUNNING.items()]:
        if name not in known:
            continue
        report: Report = loop.report
        n_known, n_parts = known[name], report.n_parts
        is_new = n_known is not None and n_parts != n_known
        part = report.part if is_new else None
        reports[name] = report.progress, n_parts if is_new else (n_known or 0), part
    return reports


async def interrupt(name: str, request: Request, max_state: int) -> Snapshot | None:
    """Return a snapshot of a training that runs here; None if it does not."""
    if (loop := RUNNING.get(name)) is None:
        return None
    future = asyncio.wrap_future(loop.interrupt(request, max_state))
    with suppress(asyncio.TimeoutError):
        return await asyncio.wait_for(future, INTERRUPT_TIMEOUT)
    return None


def end_if_stuck(worker: Worker) -> None:
    """End this process if a training does not come to its next step.

    Nothing else stops it. Dask starts another worker, and runs the training there once
    more if somebody waits for it.
    """
    wanted = {
        key[1]
        for key, task in worker.state.tasks.items()
        if isinstance(key, tuple) and task.state == "executing"
    }
    for name, loop in [*RUNNING.items()]:
        timeout = STEP_TIMEOUT if name in wanted else CANCEL_TIMEOUT
        if time.monotonic() - loop.last_step > timeout:
            print(f"a training has not moved for {timeout:g} s", file=sys.stderr)
            os._exit(1)
