"""What the Python prompt shows for calls that are really made."""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

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


def said(error: Exception) -> str:
    """A refusal, or a warning, as Python prints it, less the space some end in."""
    return f"{type(error).__name__}: {error}".strip()


def begun(warning: Warning) -> str:
    """The first sentence of a warning."""
    return f"{said(warning).partition('. ')[0]}."


@contextmanager
def heard() -> Iterator[list[Warning]]:
    """Warnings go into this list, filled at the end, instead of the log."""
    told: list[Warning] = []
    with WARNINGS, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield told
        finally:
            told += [w.message for w in caught if isinstance(w.message, Warning)]
