"""What the Python prompt shows for calls that are really made."""

from collections.abc import Callable

REFUSALS = (RuntimeError, IndexError, ValueError)
"""What PyTorch and NumPy raise for tensors that do not go together."""


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
    """A refusal as Python prints it."""
    return f"{type(error).__name__}: {error}".strip()
