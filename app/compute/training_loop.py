"""Runs a training step by step; other threads read its progress and interrupt it."""

from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import Future
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal

from lessons.contract import Progress

Computation = Generator[float | Progress, None, Any]
Request = Literal["pause", "stop"]

CANCEL_INTERVAL = 0.01
"""Seconds between two checks of whether anybody still waits for a training."""


class Cancelled(Exception):
    """Nobody waits for the training any more."""


@dataclass
class Report:
    """How far a training is.

    Args:
        progress: the part done, from 0 to 1.
        part: what can be shown of the result so far; None before there is anything.
        n_parts: how many parts there have been, so that a new one can be recognised.
    """

    progress: float = 0.0
    part: Any = None
    n_parts: int = 0


@dataclass(frozen=True)
class Snapshot:
    """What a training has come to when a reader pauses or stops it.

    Args:
        progress: the part done, from 0 to 1.
        result: the result, as if the training ended here.
        state: all it takes to resume from here; None if it is stopped, or if the state
            is too large to be saved.
    """

    progress: float
    result: Any
    state: bytes | None


class TrainingLoop:
    """One training under way: its report, and requests to interrupt it."""

    def __init__(self) -> None:
        self.report = Report()
        self.last_step = monotonic()
        self._requests: deque[tuple[Request, int, Future[Snapshot | None]]] = deque()

    def interrupt(self, request: Request, max_state: int) -> "Future[Snapshot | None]":
        """Ask for a snapshot at the next step; the training itself goes on.

        Args:
            request: "pause" takes the state along, "stop" does not.
            max_state: the largest state that is saved, in bytes.

        Returns:
            The future snapshot; None if the training ends before its next step.
        """
        future: Future[Snapshot | None] = Future()
        self._requests.append((request, max_state, future))
        return future

    def run(self, steps: Computation, is_cancelled: Callable[[], bool]) -> Any:
        """Run the training to its end and return its result.

        Raises:
            Cancelled: at the first step after `is_cancelled` has become true.
            Exception: whatever the training raises.
        """
        next_check = 0.0
        try:
            while True:
                step = next(steps)
                self.last_step = monotonic()
                self._record(step)
                while self._requests:
                    request, max_state, future = self._requests.popleft()
                    future.set_result(take_snapshot(step, request, max_state))
                if self.last_step >= next_check:
                    if is_cancelled():
                        raise Cancelled
                    next_check = self.last_step + CANCEL_INTERVAL
        except StopIteration as stop:
            return stop.value
        finally:
            steps.close()
            while self._requests:
                self._requests.popleft()[-1].set_result(None)

    def _record(self, step: float | Progress) -> None:
        if isinstance(step, Progress):
            self.report.progress, self.report.part = step.done, step.preview
            self.report.n_parts += 1
        else:
            self.report.progress = step


def take_snapshot(step: Any, request: Request, max_state: int) -> Snapshot:
    """Return what a training has come to at a checkpoint (`lessons.contract`).

    A state of more than `max_state` bytes is left out, and the result with it: the
    training cannot be paused then.
    """
    if request == "stop":
        return Snapshot(step.done, step.result(), None)
    state = step.state()
    if len(state) > max_state:
        return Snapshot(step.done, None, None)
    return Snapshot(step.done, step.result(), state)
