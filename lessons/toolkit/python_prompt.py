"""Output of the Python prompt for calls that are really executed."""

import inspect
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from textwrap import dedent
from threading import Lock, get_ident

TENSOR_ERRORS = (RuntimeError, IndexError, ValueError)
"""What PyTorch and NumPy raise for tensors that do not fit together."""

PROGRAM_ERRORS = (*TENSOR_ERRORS, AttributeError, KeyError, TypeError)
"""What a program with a mistake raises."""

WARNINGS = Lock()
"""Held while filters are changed: Python has one list of them for all threads."""


def prompt_session(*calls: tuple[str, Callable[[], object]]) -> str:
    """Return a prompt session of these calls, executed one after another.

    Args:
        calls: source of each call, and the call itself.
    """
    lines = []
    for source, call in calls:
        lines.append(f">>> {source}")
        try:
            result = call()
        except TENSOR_ERRORS as error:
            lines.append(error_text(error))
        else:
            lines += [repr(result)] if result is not None else []
    return "\n".join(lines)


@lru_cache(maxsize=64)
def prompt_output(code: Callable[..., object], last: int = 0, *given: object) -> str:
    """Return a prompt session of the lines of a function, with its result.

    Args:
        code: a function of a lesson, whose docstring has one line.
        last: how many of its lines are shown, from the end; 0 for all.
        given: its arguments.
    """
    body = dedent("\n".join(inspect.getsource(code).splitlines()[2:])).splitlines()
    lines = [
        f"{'...' if line.startswith(' ') else '>>>'} {line.removeprefix('return ')}"
        for line in body  # below name and docstring
        if line
    ]
    return "\n".join([*lines[-last:], *call_output(partial(code, *given))])


def call_output(code: Callable[[], object]) -> list[str]:
    """Call a function; return its warnings and its result or error as text."""
    with record_warnings() as warning_list:
        try:
            result = str(code())
        except PROGRAM_ERRORS as error:
            result = error_text(error)
    return [*map(error_text, warning_list), result]


def error_text(error: Exception) -> str:
    """Return an error or a warning as Python prints it, without trailing space."""
    return f"{type(error).__name__}: {error}".strip()


def first_sentence(warning: Warning) -> str:
    """Return the first sentence of a warning."""
    return f"{error_text(warning).partition('. ')[0]}."


@contextmanager
def record_warnings() -> Iterator[list[Warning]]:
    """Collect the warnings of this thread in a list; none is logged meanwhile."""
    recorded: list[Warning] = []
    thread = get_ident()

    def record(message: Warning | str, *_: object, **__: object) -> None:
        if get_ident() == thread and isinstance(message, Warning):
            recorded.append(message)

    with WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = record
        yield recorded
