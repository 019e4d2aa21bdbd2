"""Waiting in tests: as long as a busy machine needs, no longer than it takes."""

import time
from collections.abc import Callable
from typing import TypeVar

LATE = 60.0
"""Seconds after which a test waits no more; what stands back behind others may need
several on a busy machine."""

Found = TypeVar("Found")


def until(condition: Callable[[], Found], seconds: float = LATE) -> Found:
    """Wait until something is true; what it was.

    Raises:
        TimeoutError: if it is not by then.
    """
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.005)
    return value
