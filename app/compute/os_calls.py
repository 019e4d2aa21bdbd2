"""Calls of the operating system that only some systems have."""

import ctypes
import os
from contextlib import suppress

M_ARENA_MAX = -8
"""glibc's name for the number of its heaps (`mallopt`)."""


def limit_heaps() -> None:
    """Let glibc use one heap: one training at a time needs no more."""
    _call_glibc("mallopt", M_ARENA_MAX, 1)


def trim_memory() -> None:
    """Give the system back the memory that trainings have freed."""
    _call_glibc("malloc_trim", 0)


def lower_priority(niceness: int) -> None:
    """Leave the processor to others; does nothing on Windows."""
    with suppress(AttributeError):
        os.nice(niceness)


def _call_glibc(function: str, *arguments: int) -> None:
    """Call a function of glibc, if that is the C library of this system."""
    with suppress(AttributeError, TypeError):  # another one; Windows has none by None
        getattr(ctypes.CDLL(None), function)(*arguments)
