"""Long trainings: a bounded queue in front of a few processes of their own.

Readers who ask for the same training share it, each reader has one at a time, and one
that nobody waits for any more is called off.
"""

import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from threading import Condition, Thread, Timer
from time import monotonic, sleep
from typing import Any, Literal

from cachetools import LRUCache

from app import config
from app.compute.process import IDLE_TIMEOUT, PRELOAD_MODULES, WorkerProcess
from app.compute.worker import place_of
from lessons.contract import Training, Value

PATIENCE = 5.0
"""Seconds that a training may take to stop before its process is ended."""

GONE = 4.0
"""Seconds without a connection after which a reader has left; it may just be slow."""

LOOK = 1.0
"""Seconds between two looks at who is still there."""

LARGE = "large"
"""Why a training has failed whose result takes more than all that may be kept."""

State = Literal["waiting", "running", "paused", "stopped", "failed"]


class QueueFull(Exception):
    """The queue takes no more."""


@dataclass(frozen=True)
class JobStatus:
    """State of a reader's training.

    Args:
        state: of the training, or how it ended for this reader.
        key: identifies the training.
        position: in the queue, from 1; 0 once it runs.
        progress: the part done, from 0 to 1.
        preview: what can be drawn of it; None before there is anything.
        request: "pause" or "stop" while that is under way.
        pause_refused: whether it could not be paused, for its state is too large.
        saved: the state from which a paused training can be resumed.
        reason: why it failed, if the lesson says so.
    """

    state: State
    key: Hashable
    position: int = 0
    progress: float = 0.0
    preview: Any = None
    request: str = ""
    pause_refused: bool = False
    saved: bytes | None = None
    reason: str = ""

    @property
    def is_active(self) -> bool:
        """Whether it will change by itself."""
        return self.state in ("waiting", "running")


@dataclass(eq=False)
class _Seat:
    """A reader's place at a training."""

    job: "_Job"
    here: float
    number: int
    asked: str = ""
    refused: bool = False
    ended: JobStatus | None = None


@dataclass(eq=False)
class _Job:
    key: Hashable
    number: int
    start: Training
    settings: Mapping[str, Value]
    state: bytes | None
    done: float = 0.0
    shown: Any = None
    seats: dict[int, _Seat] = field(default_factory=dict)
    process: WorkerProcess | None = None
    called_off: bool = False


class JobQueue:
    """Trainings under way and waiting, and the results kept.

    Args:
        processes: trainings at the same time, each in a process of its own.
        here: whether a reader is still connected.
        max_waiting, max_bytes, max_state, idle, patience, gone, look, ready: as the
            constants.
    """

    def __init__(
        self,
        processes: int,
        here: Callable[[Any], bool] = lambda reader: True,
        *,
        max_waiting: int = config.QUEUE,
        max_bytes: int = config.RESULTS_BYTES,
        max_state: int = config.MAX_STATE_BYTES,
        idle: float = IDLE_TIMEOUT,
        patience: float = PATIENCE,
        gone: float = GONE,
        look: float = LOOK,
        ready: Sequence[str] = PRELOAD_MODULES,
    ):
        self._processes, self.is_connected = processes, here
        self._max_waiting = max_waiting
        self._max_state, self._idle, self._patience = max_state, idle, patience
        self._gone, self._look_every, self._ready = gone, look, ready
        self._turn = Condition()
        self._numbers = count(1)
        self._waiting: list[_Job] = []
        self._jobs: dict[Hashable, _Job] = {}
        self._seats: dict[Hashable, _Seat] = {}
        self._kept: LRUCache[Hashable, Any] = LRUCache(
            max_bytes, getsizeof=lambda result: max(1, result.nbytes)
        )
        self._serving = self._busy = 0
        self._alive: set[WorkerProcess] = set()
        self._watching = self._closed = False

    # ---- what a reader asks for ----

    def prepare(self) -> None:
        """Have a process ready: somebody is where a training can be asked for."""
        with self._turn:
            if not self._serving and not self._closed:
                self._hire()

    def submit(
        self,
        reader: Hashable,
        key: Hashable,
        start: Training,
        settings: Mapping[str, Value],
        paused: JobStatus | None = None,
    ) -> None:
        """Take a place at a training; any other place of the reader is given up.

        Args:
            reader: who asks.
            key: everything the result depends on.
            start: a function of a module, found there by its name.
            settings: what it is called with.
            paused: the training that it goes on with.

        Raises:
            QueueFull: if it would have to wait, and too many do, or the server stops;
                nothing is given up then.
        """
        state = paused.saved if paused else None
        with self._turn:
            job = self._jobs.get((key, state))
            if job is None:
                if self._closed or self._full(self._seats.get(reader)):
                    raise QueueFull
                job = _Job(key, next(self._numbers), start, settings, state)
                if paused:
                    job.done, job.shown = paused.progress, paused.preview
                self._jobs[key, state] = job
                self._waiting.append(job)
            seat = _Seat(job, monotonic(), next(self._numbers))
            job.seats[seat.number] = seat
            before = self._seats.get(reader)
            self._seats[reader] = seat
            left = self._left(before) if before else None
            self._staff()
        if left:
            self._call_off(left)

    def _full(self, seat: _Seat | None) -> bool:
        """Whether one more would wait too far back; the reader's own `seat` is free."""
        own = bool(seat and seat.job in self._waiting and len(seat.job.seats) == 1)
        room = self._max_waiting + self._processes - self._busy
        return len(self._waiting) - own >= room

    def _staff(self) -> None:
        """As many threads as there is work for, and one that watches the readers."""
        free = self._serving - self._busy
        if len(self._waiting) > free and self._serving < self._processes:
            self._hire()
        self._turn.notify()
        if not self._watching:
            self._watching = True
            Thread(target=self._watch, daemon=True).start()

    def _hire(self) -> None:
        self._serving += 1
        Thread(target=self._serve, daemon=True).start()

    def status(self, reader: Hashable) -> JobStatus | None:
        """How the reader's training stands; None if there is none, or it is done."""
        with self._turn:
            seat = self._seats.get(reader)
            if seat is None:
                return None
            if seat.ended:
                return seat.ended
            job = seat.job
            waits = job in self._waiting
            return JobStatus(
                "waiting" if waits else "running",
                job.key,
                self._waiting.index(job) + 1 if waits else 0,
                job.done,
                job.shown,
                seat.asked,
                seat.refused,
            )

    def interrupt(self, reader: Hashable, how: Literal["pause", "stop"]) -> None:
        """Take along what is trained so far, to go on from later or as it is.

        One that still waits is left, and so there is nothing to take along.
        """
        with self._turn:
            seat = self._seats.get(reader)
            if seat is None or seat.ended:
                return
            seat.asked, seat.refused = how, False
            process = seat.job.process
            waits = seat.job in self._waiting
        if waits:
            self.unsubscribe(reader)
        elif process:
            process.send(how, seat.job.number, seat.number)

    def unsubscribe(self, reader: Hashable) -> None:
        """Give the place up; a training without readers ends."""
        with self._turn:
            seat = self._seats.pop(reader, None)
            job = self._left(seat) if seat else None
        if job:
            self._call_off(job)

    def result(self, key: Hashable, reader: Hashable = None) -> Any:
        """The result kept for `key`, else what this reader has stopped or paused."""
        with self._turn:
            whole = self._kept.get(key)
            return self._kept.get((key, reader)) if whole is None else whole

    def is_done(self, key: Hashable) -> bool:
        """Whether the whole result is kept."""
        with self._turn:
            return key in self._kept

    @property
    def n_active(self) -> int:
        """Readers whose training is under way."""
        with self._turn:
            return sum(not seat.ended for seat in self._seats.values())

    # ---- for who runs the server ----

    @property
    def n_waiting(self) -> int:
        """Trainings that wait for their turn."""
        return len(self._waiting)

    @property
    def n_running(self) -> int:
        """Trainings under way."""
        return self._busy

    def close(self) -> None:
        """Call everything off and end the processes: the server stops."""
        with self._turn:
            self._closed = True
            for job in self._jobs.values():
                job.called_off = True
            self._jobs.clear()
            self._waiting.clear()
            self._seats.clear()
            self._turn.notify_all()
            for process in self._alive:
                process.kill()

    # ---- the processes ----

    def _serve(self) -> None:
        """Carry out what waits, in a process that is kept for the next one."""
        process = None if self._waiting else self._readied()
        while job := self._next():
            try:
                if process is None or not process.alive:
                    process = self._started()
                self._train(process, job)
            except Exception as error:
                if not job.called_off:
                    logging.getLogger(__name__).error("training died: %r", error)
                if process:
                    self._ended(process)
                process = None
                self._over(job, "failed")
        if process:
            self._ended(process)

    def _started(self) -> WorkerProcess:
        """A new process; it does not live long if the server stops.

        Raises:
            OSError: if there can be none.
        """
        process = WorkerProcess()
        with self._turn:
            self._alive.add(process)
            if self._closed:
                process.kill()
        return process

    def _readied(self) -> WorkerProcess | None:
        """A new process that loads what trainings need; None if there can be none."""
        try:
            process = self._started()
        except OSError:
            return None
        process.send("load", self._ready)
        return process

    def _ended(self, process: WorkerProcess) -> None:
        with self._turn:
            self._alive.discard(process)
        process.close()

    def _next(self) -> _Job | None:
        """The job whose turn it is; None after a while without any."""
        late = monotonic() + self._idle
        with self._turn:
            while not (self._waiting or self._closed):
                if (rest := late - monotonic()) <= 0:
                    break
                self._turn.wait(rest)
            if self._waiting:
                self._busy += 1
                return self._waiting.pop(0)
            self._serving -= 1
            return None

    def _train(self, process: WorkerProcess, job: _Job) -> None:
        with self._turn:
            job.process = process
        given = dict(job.settings), job.state, self._max_state
        process.send("train", job.number, place_of(job.start), *given)
        with self._turn:  # what was asked before it could hear it
            asked = [(s.asked, s.number) for s in job.seats.values() if s.asked]
            called_off = job.called_off
        for how, seat in asked:
            process.send(how, job.number, seat)
        if called_off:
            self._call_off(job)
        while True:
            what, _, *told = process.receive()
            if what == "part":
                with self._turn:
                    job.done, job.shown = told
            elif what in ("pause", "stop"):
                self._halted(job, what, *told)
            elif what == "failed":
                reason, text = told
                logging.getLogger(__name__).error("training failed: %s", text)
                return self._over(job, "failed", reason)
            elif what == "done":
                with self._turn:
                    fits = self._keep(job.key, told[0])
                return self._over(job) if fits else self._over(job, "failed", LARGE)
            else:
                return self._over(job)

    def _over(self, job: _Job, state: State | None = None, reason: str = "") -> None:
        """A job has ended: by its result, by failing, or because it was called off."""
        with self._turn:
            self._busy -= 1
            self._forget(job)
            job.process = None
            for reader, seat in [*self._seats.items()]:
                if seat.job is job and not seat.ended:
                    if state:
                        seat.ended = JobStatus(state, job.key, reason=reason)
                    else:
                        del self._seats[reader]
            job.seats.clear()

    def _halted(
        self, job: _Job, how: str, number: int, done: float, result: Any, state: Any
    ) -> None:
        """What a reader takes along has come; the training goes on for the others."""
        with self._turn:
            seat = job.seats.get(number)
            (reader,) = [r for r, s in self._seats.items() if s is seat] or [None]
            if seat is None or reader is None or seat.asked != how:
                return
            if how == "pause" and state is None:
                seat.asked, seat.refused = "", True
                return
            now: State = "paused" if how == "pause" else "stopped"
            reason = ""
            if not self._keep((job.key, reader), result) and how == "stop":
                now, reason = "failed", LARGE
            seat.ended = JobStatus(
                now, job.key, 0, done, job.shown, saved=state, reason=reason
            )
            left = self._left(seat)
        if left:
            self._call_off(left)

    def _keep(self, key: Hashable, result: Any) -> bool:
        try:
            self._kept[key] = result
        except ValueError:  # larger than all that may be kept
            return False
        return True

    def _left(self, seat: _Seat) -> _Job | None:
        """Take a seat away; the job that is to be called off, if one is."""
        job = seat.job
        if job.seats.pop(seat.number, None) is None or job.seats:
            return None
        self._forget(job)
        job.called_off = True
        if job in self._waiting:
            self._waiting.remove(job)
            return None
        return job

    def _forget(self, job: _Job) -> None:
        if self._jobs.get((job.key, job.state)) is job:
            del self._jobs[job.key, job.state]

    def _call_off(self, job: _Job) -> None:
        process = job.process
        if process is None:
            return
        process.send("cancel", job.number)

        def late() -> None:
            with self._turn:
                stuck = job.process is process
            if stuck:
                process.kill()

        timer = Timer(self._patience, late)
        timer.daemon = True
        timer.start()

    # ---- the readers ----

    def _watch(self) -> None:
        """Give up the places of readers who have left, as long as there are any."""
        while True:
            sleep(self._look_every)
            with self._turn:
                if not self._seats:
                    self._watching = False
                    return
                seats = [*self._seats.items()]
            for reader, seat in seats:
                if self.is_connected(reader):
                    seat.here = monotonic()
                elif monotonic() - seat.here > self._gone:
                    self.unsubscribe(reader)


JOB_QUEUE = JobQueue(config.PROCESSES)
"""The long trainings of this server; app/activities says who is connected."""
