"""Results within a number of bytes; the least recently used go first."""

from collections.abc import Hashable
from typing import Any

from cachetools import LRUCache

from app.compute.training_handle import TrainingHandle


class BoundedResults(LRUCache[Hashable, tuple[Any, TrainingHandle | None]]):
    """Results by their keys, each with the training that a cluster keeps it for.

    As long as a server does not release its training, other servers that ask for it at
    the same cluster get its result without training anew.

    Args:
        max_bytes: memory for results, which know their `nbytes`.
    """

    def __init__(self, max_bytes: int):
        super().__init__(max_bytes, getsizeof=lambda entry: max(1, entry[0].nbytes))

    def popitem(self) -> tuple[Hashable, tuple[Any, TrainingHandle | None]]:
        """Remove the least recently used result, and release its training."""
        key, entry = super().popitem()
        if entry[1]:
            entry[1].release()
        return key, entry

    def result(self, key: Hashable) -> Any:
        """Return the result of a key; None if there is none."""
        entry = self.get(key)
        return None if entry is None else entry[0]

    def add(
        self, key: Hashable, result: Any, handle: TrainingHandle | None = None
    ) -> bool:
        """Keep a result; return whether it is not too large for that.

        Raises:
            AttributeError: if the result does not know its `nbytes`.
        """
        try:
            self[key] = result, handle
        except ValueError:  # larger than all that may be kept
            if handle:
                handle.release()
            return False
        return True
