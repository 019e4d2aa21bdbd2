"""Semaphore that admits threads in the order in which they asked.

Python runs one thread at a time. Thirty runs of pages at once are thirty threads that
take the interpreter from each other, and from the event loop that sends what they have
drawn: all end late, and much of the time goes into the changes. One after the other the
same runs take less, and most readers have theirs long before the last.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, local

from app import config

TIMEOUT = 5.0
"""Seconds that a thread waits; it then goes on without a place, so that runs which do
not end hold up nobody for ever."""


class FairSemaphore:
    """Limits concurrent threads; the one that has waited longest is next.

    Args:
        limit: threads that hold a place at the same time.
        timeout: as the constant, in seconds; None waits as long as it takes.
    """

    def __init__(self, limit: int, timeout: float | None = TIMEOUT):
        self._free, self._timeout = limit, timeout
        self._waiting: deque[Event] = deque()
        self._lock = Lock()
        self._thread = local()

    def acquire(self) -> None:
        """Wait for a place, unless this thread holds one."""
        if getattr(self._thread, "holds", False):
            return
        admitted = Event()
        with self._lock:
            if self._free:
                self._free -= 1
                admitted.set()
            else:
                self._waiting.append(admitted)
        if not admitted.wait(self._timeout):
            with self._lock:
                if not admitted.is_set():
                    self._waiting.remove(admitted)
        self._thread.holds = admitted.is_set()

    def release(self) -> bool:
        """Give the place back; return whether this thread held one."""
        held = getattr(self._thread, "holds", False)
        self._thread.holds = False
        if held:
            with self._lock:
                if self._waiting:
                    self._waiting.popleft().set()
                else:
                    self._free += 1
        return held

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold a place for the length of a `with` block."""
        self.acquire()
        try:
            yield
        finally:
            self.release()

    @contextmanager
    def released(self) -> Iterator[None]:
        """Release the place while this thread waits for something else.

        What is raised meanwhile ends the run, and waits for no place.
        """
        held = self.release()
        yield
        if held:
            self.acquire()

    @property
    def n_waiting(self) -> int:
        """Threads that wait for a place."""
        return len(self._waiting)


PAGE_RUNS = FairSemaphore(config.MAX_PAGE_RUNS)
"""Limits the runs of pages at once."""
