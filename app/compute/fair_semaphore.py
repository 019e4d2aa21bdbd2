"""Turns: few runs of pages at a time, in the order in which they were asked for.

Python runs one thread at a time. Thirty runs at once are thirty threads that take the
interpreter from each other, and from the event loop that sends what they have made:
all end late, and much of the time goes into the changes. One after the other the same
runs take less, and most readers have theirs long before the last.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, local

from app import config

TIMEOUT = 5.0
"""Seconds that a run waits for its turn; it then goes on without one, so that runs
which do not end hold up nobody for ever."""


class FairSemaphore:
    """Places for what threads do; who has waited longest is next.

    Args:
        at_once: runs that go on at the same time.
        timeout: as the constant; None waits as long as it takes.
    """

    def __init__(self, at_once: int, timeout: float | None = TIMEOUT):
        self._free, self._timeout = at_once, timeout
        self._waiting: deque[Event] = deque()
        self._lock = Lock()
        self._own = local()

    def acquire(self) -> None:
        """Wait until it is this thread's turn, unless it has one."""
        if getattr(self._own, "has", False):
            return
        mine = Event()
        with self._lock:
            if self._free:
                self._free -= 1
                mine.set()
            else:
                self._waiting.append(mine)
        if not mine.wait(self._timeout):
            with self._lock:
                if not mine.is_set():
                    self._waiting.remove(mine)
        self._own.has = mine.is_set()

    def release(self) -> bool:
        """Give the turn back; whether there was one."""
        had = getattr(self._own, "has", False)
        self._own.has = False
        if had:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._free += 1
        return had

    @contextmanager
    def hold(self) -> Iterator[None]:
        """The run of this thread, once it is its turn."""
        self.acquire()
        try:
            yield
        finally:
            self.release()

    @contextmanager
    def released(self) -> Iterator[None]:
        """While this thread waits for something else, its turn is another one's.

        What is raised meanwhile ends the run, and waits for no turn.
        """
        had = self.release()
        yield
        if had:
            self.acquire()

    @property
    def n_waiting(self) -> int:
        """Runs whose turn has not come."""
        return len(self._waiting)


PAGE_RUNS = FairSemaphore(config.MAX_PAGE_RUNS)
