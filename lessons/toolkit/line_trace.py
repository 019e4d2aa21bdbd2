"""What each line of a function leaves behind, seen while the real function runs.

The function is not changed, copied or parsed into another: Python's own tracing looks
at its variables after every line (`sys.settrace`, this thread only).
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
class Ran(Generic[T]):
    """A line that ran, and what was there after it.

    Args:
        number: place of the statement in the function's source, from 0 for its `def`.
        text: its first line as it stands in the source, without the indentation.
        seen: what `look` saw after it.
    """

    number: int
    text: str
    seen: T


@dataclass
class Watched(Generic[T]):
    """A run that was looked at.

    Args:
        lines: in the order in which they ran; a line of a loop comes several times.
        result: what the call gave back; None if it failed.
        error: what it raised, else None.
        failed: the number of the line that raised it, else None; it is not in `lines`.
    """

    lines: list[Ran[T]] = field(default_factory=list)
    result: Any = None
    error: Exception | None = None
    failed: int | None = None


def watch(
    function: Callable[..., Any],
    call: Callable[[], Any],
    look: Callable[[Mapping[str, Any]], T],
) -> Watched[T]:
    """Run `call` and look at the variables of `function` after each of its lines.

    Python comes back to a `with` when it leaves the block: that is no line.

    Args:
        function: a function or generator written in Python; other functions that the
            call reaches run untouched.
        call: what to run; `function` must be what it reaches.
        look: takes the variables by name, gives what to keep. What it keeps must be a
            copy where the next line may write into it.

    Returns:
        Lines, result and error. An error of the call is kept, not raised.

    Example:
        >>> def double(x):
        ...     y = 2 * x
        ...     return y
        >>> lines = watch(double, lambda: double(3), dict).lines
        >>> [(ran.text, ran.seen) for ran in lines]
        [('y = 2 * x', {'x': 3, 'y': 6}), ('return y', {'x': 3, 'y': 6})]
    """
    code = inspect.unwrap(function).__code__
    starts, texts, bodies = _statements(code)
    watched: Watched[T] = Watched()
    at: int | None = None  # the line that is running
    left: int | None = None  # the one that Python came to last
    raised = False

    def done(frame: FrameType) -> None:
        if at is not None and not raised:
            watched.lines.append(Ran(at, texts[at], look(frame.f_locals)))

    def local(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal at, left, raised
        if event == "line":
            number = starts[frame.f_lineno - code.co_firstlineno]
            if number != at:
                done(frame)
            on = at is None and left == number  # several managers are left in turn
            at = None if on or left in bodies.get(number, ()) else number
            left, raised = number, False
        elif event == "exception":
            if at is not None:
                raised, watched.failed = True, at
        elif event == "return":
            done(frame)
            at = None
        return local

    def follow(frame: FrameType, event: str, _: Any) -> Any:
        return local if frame.f_code is code else None

    with _tracing(follow):
        try:
            watched.result = call()
        except Exception as error:
            watched.error = error
        else:
            watched.failed = None  # it was caught on the way
    return watched


@contextmanager
def _tracing(follow: Callable[..., Any]) -> Iterator[None]:
    before = sys.gettrace()
    sys.settrace(follow)
    try:
        yield
    finally:
        sys.settrace(before)


@lru_cache(maxsize=64)
def _statements(
    code: CodeType,
) -> tuple[dict[int, int], dict[int, str], dict[int, range]]:
    """For each line of the function where its statement starts, and the text there.

    And for each `with` the lines of its block.
    """
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
