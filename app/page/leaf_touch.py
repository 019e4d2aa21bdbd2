"""What a reader does to the leaves of a graph: move their numbers."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from app.state.control_widgets import show_value
from app.state.page_context import PageContext


@dataclass(frozen=True)
class LeafTouch:
    """The leaves of a graph that can be moved, and the control that it sets.

    Args:
        counts: how many numbers each of them has, by name.
        control: the typed control that is set.
        value_of: name and numbers → value of the control.
        limit: no number is farther from 0.
    """

    counts: Mapping[str, int]
    control: str
    value_of: Callable[[str, tuple[float, ...]], Any]
    limit: float

    def receive(self, context: PageContext, key: str) -> None:
        """Set the control to what the browser has sent; nonsense changes nothing."""
        try:
            name, numbers = self.read_message(st.session_state[key].get("moved"))
            control = context.lesson[self.control]
            value = control.check(self.value_of(name, numbers))
            show_value(context.slug, control, value)
        except ValueError:
            return

    def read_message(self, message: Any) -> tuple[str, tuple[float, ...]]:
        """Return name and numbers of a message.

        Raises:
            ValueError: for a message that no figure sends.
        """
        match message:
            case {"name": str(name), "numbers": [*numbers]} if len(
                numbers
            ) == self.counts.get(name):
                return name, tuple(map(self._read_number, numbers))
        raise ValueError("not a message of leaves")

    def _read_number(self, number: Any) -> float:
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ValueError("no number")
        if not math.isfinite(number) or abs(number) > self.limit:
            raise ValueError("no number of a leaf")
        return float(number)
