"""x[index] in either tool: the result, or the tool's own error."""

from dataclasses import dataclass
from types import ModuleType

import numpy as np

from lessons.indexing import with_torch
from lessons.indexing.index import Index
from lessons.indexing.index import write as write_index
from lessons.toolkit.python_prompt import error_text

ERRORS = (IndexError, ValueError, TypeError, RuntimeError)

CAUSES = {
    "too many indices": "many",
    "out of bounds": "range",
    "step": "step",
    "shape mismatch": "lists",
    "ellipsis": "ellipsis",
    "shape of the mask": "mask",
    "boolean index did not match": "mask",
}
"""What stands in a message → the cause of the error."""


@dataclass(frozen=True, eq=False)
class IndexResult:
    """The result of an index, or its error.

    Args:
        before, after: x, shape of its order, before and after the write.
        values: x[index] before the write; None if there is an error.
        y: the same tensor after the write.
        view: whether x and y share their memory.
        error: type and message, "" if there is none.
    """

    before: np.ndarray
    after: np.ndarray
    values: np.ndarray | None = None
    y: np.ndarray | None = None
    view: bool = False
    error: str = ""

    @property
    def cause(self) -> str:
        """One of CAUSES, "" without an error, "other" for an error unheard of."""
        if not self.error:
            return ""
        causes = [cause for words, cause in CAUSES.items() if words in self.error]
        return (*causes, "other")[0]

    def session(self, index: Index) -> str:
        """Return the error as the Python prompt shows it."""
        return f">>> y = x[{write_index(index)}]\n{self.error}"

    @property
    def selected(self) -> np.ndarray:
        """The cells of x that the index selects, booleans of its shape."""
        if self.values is None:
            return np.zeros(self.before.shape, bool)
        return np.isin(self.before, self.values)

    @property
    def changed(self) -> np.ndarray:
        """The cells of x that the write changed."""
        return self.before != self.after


def take(
    order: int, index: Index, write: str = "nothing", tool: ModuleType = with_torch
) -> IndexResult:
    """Take x[index] of the x of this order, then write.

    Args:
        tool: the lesson's file that does it.
    """
    x = tool.make_tensor(order)
    before = np.asarray(x).copy()
    try:
        parts = tuple(tool.make_part(x, part) for part in index)
        values, y = tool.build(x, parts, write)
    except ERRORS as error:
        return IndexResult(before, before, error=error_text(error))
    view = bool(tool.is_view(x, y))
    after, values_array, y_array = map(np.asarray, (x, values, y))
    return IndexResult(before, after, values_array, y_array, view)


def prompt(*indices: Index, tool: ModuleType = with_torch) -> str:
    """Return a session of the prompt with the shape of x[index], x of order 2."""
    lines = []
    for index in indices:
        x = tool.make_tensor(2)
        lines.append(f">>> x[{write_index(index)}].shape")
        try:
            parts = tuple(tool.make_part(x, part) for part in index)
            lines.append(str(tool.build(x, parts)[0].shape))
        except ERRORS as error:
            lines.append(error_text(error))
    return "\n".join(lines)
