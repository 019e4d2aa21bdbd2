"""A training that was submitted to the engine, as whoever submitted it sees it."""

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from threading import Event, Lock
from time import thread_time
from traceback import format_exc
from typing import Any

from app.compute.training_loop import (
    Cancelled,
    Computation,
    Report,
    Request,
    Snapshot,
    TrainingLoop,
)

Receive = Callable[[Snapshot | None], None]
Interrupt = Callable[[Request, int, Receive], None]


class Priority(IntEnum):
    """What a training is for; the higher one is first.

    All but SHORT run on the workers that take long trainings: the others always have a
    place for what a reader waits for. LONG and PREFETCH leave the processor to others.
    """

    SHORT = 10
    MEASUREMENT = 5
    LONG = 0
    PREFETCH = -10


class TrainingFailed(Exception):
    """The training has ended its worker more than once."""


@dataclass(frozen=True)
class Outcome:
    """How a training ended.

    Args:
        value: its result; None if it failed.
        error: what it raised.
        traceback: the text of that error's traceback, for the log.
        seconds: processor time that it took.
    """

    value: Any = None
    error: Exception | None = None
    traceback: str = ""
    seconds: float = 0.0


def run_to_end(
    loop: TrainingLoop,
    start_training: Callable[[], Computation],
    is_cancelled: Callable[[], bool],
) -> Outcome:
    """Run a training in this thread; what it raises is part of its outcome.

    Raises:
        Cancelled: at the first step after `is_cancelled` has become true.
    """
    begin = thread_time()
    try:
        value = loop.run(start_training(), is_cancelled)
        return Outcome(value, seconds=thread_time() - begin)
    except Cancelled:
        raise
    except Exception as error:
        return Outcome(error=error, traceback=format_exc())


class TrainingHandle:
    """Progress, part, and result of a training; whoever has it may give it up.

    Args:
        key: everything the result depends on, its code included.
        function: a function of a module; its worker finds it there by its name.
        settings: its keyword arguments; of a long training the first argument.
        priority: what it is for.
        state: of the paused long training that it resumes; its second argument.
    """

    def __init__(
        self,
        key: Hashable,
        function: Callable[..., Computation],
        settings: Mapping[str, Any],
        priority: Priority,
        state: bytes | None = None,
    ):
        self.key, self.function, self.settings = key, function, dict(settings)
        self.priority, self.state = priority, state
        digest = hashlib.sha1(repr(key).encode(), usedforsecurity=False)
        digest.update(state or b"")
        self.name = digest.hexdigest()
        self.report = Report()
        self.is_running = self.is_released = self.wants_part = False
        self._has_ended = False
        self.n_before: int | None = None
        self.done = Event()
        self.outcome = Outcome()
        self._lock = Lock()
        self._on_release: Callable[[], None] = lambda: None
        self._on_interrupt: Interrupt = lambda request, max_state, receive: receive(
            None
        )
        self._on_end: list[Callable[[], None]] = []

    # ---- for whoever submitted it ----

    def wait(self, seconds: float) -> bool:
        """Wait for its end for some time; return whether it has ended."""
        return self.done.wait(seconds)

    def result(self) -> Any:
        """Return the result of a training that has ended.

        Raises:
            Exception: what the training raised.
            TrainingFailed: if it has ended its worker more than once.
        """
        if self.outcome.error is not None:
            raise self.outcome.error
        return self.outcome.value

    def release(self) -> None:
        """Give it up: unless another server waits for it, it stops at its next step."""
        with self._lock:
            self.is_released = True
            on_release = self._on_release
        on_release()

    def interrupt(self, request: Request, max_state: int, receive: Receive) -> None:
        """Hand a snapshot to `receive`, in another thread, at the next step.

        It receives None if the training has not begun or has just ended.
        """
        self._on_interrupt(request, max_state, receive)

    def on_end(self, act: Callable[[], None]) -> None:
        """Call a function before whoever waits learns of the end; now if it is over."""
        with self._lock:
            if not self._has_ended:
                self._on_end.append(act)
                return
        act()

    # ---- for the engine ----

    def start(self) -> Computation:
        """Call the function: its training, not begun yet."""
        return start(self.function, self.settings, self.priority, self.state)

    def bind(self, release: Callable[[], None], interrupt: Interrupt) -> None:
        """Set what carries out `release` and `interrupt`: it is where it will run."""
        with self._lock:
            self._on_release, self._on_interrupt = release, interrupt
            self.report, self.is_running, self.n_before = Report(), False, None
            is_released = self.is_released
        if is_released:
            release()

    def finish(self, outcome: Outcome) -> None:
        """Set how it ended, and tell whoever waits for it.

        A result that does not know its `nbytes` is an error; None is no result.
        """
        if outcome.value is not None and not hasattr(outcome.value, "nbytes"):
            kind = type(outcome.value).__name__
            outcome = Outcome(error=TypeError(f"a result without nbytes: {kind}"))
        with self._lock:
            if self._has_ended:
                return
            self.outcome, self.is_running, self._has_ended = outcome, False, True
            listeners, self._on_end = self._on_end, []
        for listener in listeners:
            listener()
        self.done.set()


def start(
    function: Callable[..., Computation],
    settings: dict[str, Any],
    priority: Priority,
    state: bytes | None,
) -> Computation:
    """Call a training function with its settings, in the way of its kind."""
    if priority == Priority.LONG:
        return function(settings, state)
    return function(**settings)
