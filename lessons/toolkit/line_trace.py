"""Traces a function line by line: the state of its variables after each line.

The function is not changed, copied or parsed into another: Python's own tracing reads
its variables after every line (`sys.settrace`, this thread only).
"""

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class ExecutedLine(Generic[T]):
    """An executed line, and the state after it.

    Args:
        number: line of the statement in the function's source, from 0 for its `def`.
        text: its first line in the source, without the indentation.
        state: result of `look` after it.
    """

    number: int
    text: str
    state: T


@dataclass
class Trace(Generic[T]):
    """The trace of a run.

    Args:
        lines: in order of execution; a line of a loop occurs several times.
        result: what the call returned; None if it raised.
        error: what it raised, else None.
        failed_line: the number of the line that raised, else None; not in `lines`.
    """

    lines: list[ExecutedLine[T]] = field(default_factory=list)
    result: Any = None
    error: Exception | None = None
    failed_line: int | None = None


def trace_lines(
    function: Callable[..., Any],
    call: Callable[[], Any],
    look: Callable[[Mapping[str, Any]], T],
) -> Trace[T]:
    """Run `call` and record the variables of `function` after each of its lines.

    Python visits a `with` again when it leaves the block: that is not recorded.

    Args:
        function: a function or generator written in Python; other functions that the
            call reaches are not traced.
        call: what to run; it must call `function`.
        look: variables by name → state to record; a copy where the next line may
            write into it.

    Returns:
        Lines, result and error. An error of the call is recorded, not raised.

    Example:
        >>> def double(x):
        ...     y = 2 * x
        ...     return y
        >>> lines = watch(double, lambda: double(3), dict).lines
        >>> [(line.text, line.state) for line in lines]
        [('y = 2 * x', {'x': 3, 'y': 6}), ('return y', {'x': 3, 'y': 6})]
    """
    code = inspect.unwrap(function).__code__
    starts, texts, bodies = _statements(code)
    trace: Trace[T] = Trace()
    current: int | None = None  # the line being executed
    last_line: int | None = None  # the line that Python visited last
    has_raised = False

    def record(frame: FrameType) -> None:
        if current is not None and not has_raised:
            trace.lines.append(
                ExecutedLine(current, texts[current], look(frame.f_locals))
            )

    def trace_local(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal current, last_line, has_raised
        if event == "line":
            number = starts[frame.f_lineno - code.co_firstlineno]
            if number != current:
                record(frame)
            leaves_again = (
                current is None and last_line == number
            )  # several managers exit in turn
            current = (
                None if leaves_again or last_line in bodies.get(number, ()) else number
            )
            last_line, has_raised = number, False
        elif event == "exception":
            if current is not None:
                has_raised, trace.failed_line = True, current
        elif event == "return":
            record(frame)
            current = None
        return trace_local

    def trace_global(frame: FrameType, event: str, _: Any) -> Any:
        return trace_local if frame.f_code is code else None

    with tracing(trace_global):
        try:
            trace.result = call()
        except Exception as error:
            trace.error = error
        else:
            trace.failed_line = None  # the error was caught
    return trace


@contextmanager
def tracing(trace_function: Callable[..., Any]) -> Iterator[None]:
    """Trace this thread with a function, as `sys.settrace` says, inside a `with`."""
    previous = sys.gettrace()
    sys.settrace(trace_function)
    try:
        yield
    finally:
        sys.settrace(previous)


@lru_cache(maxsize=64)
def _statements(
    code: CodeType,
) -> tuple[dict[int, int], dict[int, str], dict[int, range]]:
    """Return for each line where its statement starts, its text, and `with` bodies."""
    source = textwrap.dedent(inspect.getsource(code))
    lines = source.splitlines()
    starts = {number: number for number in range(len(lines))}
    bodies = {}
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.stmt):
            continue
        last = node.end_lineno or node.lineno
        if isinstance(node, ast.With | ast.AsyncWith):
            first = node.body[0].lineno - 1
            bodies[node.lineno - 1] = range(max(first, node.lineno), last)
            last = first
        elif hasattr(node, "body"):
            continue
        starts |= dict.fromkeys(range(node.lineno - 1, last), node.lineno - 1)
    return starts, {number: line.strip() for number, line in enumerate(lines)}, bodies
