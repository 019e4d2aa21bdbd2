"""Records the quantities of a plain training loop before each of its updates.

The loop is a function that a learner reads, without a line for the recording: Python's
own tracing reads its variables where its signpost `# update` stands.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import attrgetter
from types import CodeType, FrameType, SimpleNamespace
from typing import Any

import numpy as np
import torch

from lessons.toolkit.line_trace import tracing

SIGNPOST = "# update"


def record_updates(
    train: Callable[..., Any], names: tuple[str, ...], *arguments: Any, **options: Any
) -> list[tuple[Any, ...]]:
    """Run a training loop and return its quantities before each update.

    Args:
        train: a function written in Python with one comment `# update` in its loop;
            functions that it calls are not traced.
        names: the variables to read, or attributes of them, such as "loss" or
            "model.weight.grad".
        arguments, options: what `train` takes.

    Returns:
        A tuple for each update: floats for single numbers, else NumPy arrays, copied.

    Raises:
        ValueError: if `train` has no such comment.

    Example:
        >>> def train(w, n):
        ...     for _ in range(n):
        ...         grad = 2 * w
        ...         # update
        ...         w = w - 0.25 * grad
        >>> record_updates(train, ("w", "grad"), 1.0, 2)
        [(1.0, 2.0), (0.5, 1.0)]
    """
    readers = [attrgetter(name) for name in names]
    rows: list[tuple[Any, ...]] = []

    def record(variables: Mapping[str, Any]) -> None:
        values = SimpleNamespace(**variables)
        rows.append(tuple(_copy(read(values)) for read in readers))

    call_at_updates(train, record, *arguments, **options)
    return rows


def call_at_updates(
    train: Callable[..., Any],
    look: Callable[[Mapping[str, Any]], object],
    *arguments: Any,
    **options: Any,
) -> Any:
    """Run a training loop, call `look` with its variables before each update.

    Args:
        train: as in `record_updates`.
        look: called with the loop's variables by name; what it raises ends the
            training and is raised here.
        arguments, options: what `train` takes.

    Returns:
        What `train` returns.
    """
    code = inspect.unwrap(train).__code__
    update = _update_line(code)
    last_line = 0

    def trace_line(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal last_line
        if event == "line":
            # Python visits a `with` again when it leaves the block: from below
            if last_line < update == frame.f_lineno:
                look(frame.f_locals)
            last_line = frame.f_lineno
        return trace_line

    def trace_call(frame: FrameType, event: str, _: Any) -> Any:
        return trace_line if frame.f_code is code else None

    with tracing(trace_call):
        return train(*arguments, **options)


@lru_cache(maxsize=64)
def _update_line(code: CodeType) -> int:
    """Return the number in its file of the first line after the signpost."""
    lines = inspect.getsource(code).splitlines()
    places = [i for i, line in enumerate(lines) if line.strip() == SIGNPOST]
    if len(places) != 1:
        raise ValueError(f"{code.co_name} has {len(places)} lines {SIGNPOST!r}")
    return code.co_firstlineno + places[0] + 1


def _copy(value: Any) -> Any:
    """Return a number as a float, an array or tensor as a copied NumPy array."""
    if isinstance(value, torch.Tensor):
        value = value.item() if value.numel() == 1 else value.detach().numpy()
    if isinstance(value, int | float):
        return float(value)
    array = np.array(value)
    return float(array.item()) if array.size == 1 else array
