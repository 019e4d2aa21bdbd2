"""Number of sessions that are connected to this process.

The session limit (`app/server`) writes it; the worker pool, the prefetcher and
`/metrics` read it.
"""

from collections.abc import Iterator
from contextlib import contextmanager


class SessionCounter:
    """Count of connected sessions; written by one thread, the server's event loop."""

    def __init__(self) -> None:
        self.connected = 0

    @contextmanager
    def connection(self) -> Iterator[None]:
        """Count a session for as long as its connection is open."""
        self.connected += 1
        try:
            yield
        finally:
            self.connected -= 1


SESSIONS = SessionCounter()
