"""What the Python prompt shows for calls that are really made."""

import inspect
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock, get_ident

REFUSALS = (RuntimeError, IndexError, ValueError)
"""What PyTorch and NumPy raise for tensors that do not go together."""

WARNINGS = Lock()
"""Python keeps one list of filters for all threads."""


def session(*calls: tuple[str, Callable[[], object]]) -> str:
    """What the Python prompt shows for these calls, really made one after another.

    Args:
        calls: each as it is typed, and as it is made.
    """
    lines = []
    for typed, made in calls:
        lines.append(f">>> {typed}")
        try:
            given = made()
        except REFUSALS as error:
            lines.append(said(error))
        else:
            lines += [repr(given)] if given is not None else []
    return "\n".join(lines)


@lru_cache(maxsize=64)
def ran(code: Callable[[], object], last: int = 0) -> str:
    """What the Python prompt shows of the lines of a function, and of what it returns.

    Args:
        code: a function of a lesson, whose docstring has one line.
        last: how many of its lines are shown, from the end; 0 for all.
    """
    body = inspect.getsource(code).splitlines()[2:]  # below name and docstring
    lines = [f">>> {line.strip().removeprefix('return ')}" for line in body]
    return "\n".join([*lines[-last:], *answer(code)])


def answer(code: Callable[[], object]) -> list[str]:
    """The warnings and the result, or the error, of a function that is called."""
    with heard() as warned:
        try:
            result = str(code())
        except REFUSALS as error:
            result = said(error)
    return [*map(said, warned), result]


def said(error: Exception) -> str:
    """A refusal, or a warning, as Python prints it, less the space some end in."""
    return f"{type(error).__name__}: {error}".strip()


def begun(warning: Warning) -> str:
    """The first sentence of a warning."""
    return f"{said(warning).partition('. ')[0]}."


@contextmanager
def heard() -> Iterator[list[Warning]]:
    """Warnings of this thread go into this list; none is logged meanwhile."""
    told: list[Warning] = []
    mine = get_ident()

    def hear(message: Warning | str, *_: object, **__: object) -> None:
        if get_ident() == mine and isinstance(message, Warning):
            told.append(message)

    with WARNINGS, warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = hear
        yield told
