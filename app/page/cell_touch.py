"""What a reader does to the cells of a figure: choose some, or edit their numbers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from app.content.number_format import format_number
from app.state.control_widgets import show_value
from app.state.page_context import PageContext

Place = tuple[int, ...]

MOST_PLACES = 200
"""Limit on the places of one message."""


@dataclass(frozen=True)
class CellTouch:
    """How cells of a figure are touched, and the control that it sets.

    Args:
        kind: "choose" cells of a tensor, or "edit" the number of one.
        names: the names of the tensors that take it.
        control: the typed control that is set.
        value_of: name of the tensor, places and number → value of the control; the
            number is None for "choose". Raises ValueError for what the control has not.
        low, high: the smallest and the largest number.
        whole: whether only whole numbers are taken.
    """

    kind: Literal["choose", "edit"]
    names: tuple[str, ...]
    control: str
    value_of: Callable[[str, Sequence[Place], float | None], Any]
    low: float = -99
    high: float = 99
    whole: bool = True

    def data(self, context: PageContext) -> dict[str, Any]:
        """Return what the browser needs to know of it, JSON-able."""
        low, high = (format_number(n, context.lang) for n in (self.low, self.high))
        if self.kind == "choose":
            words = context.messages["cell_choice"]
            return {
                "kind": self.kind,
                "names": self.names,
                "add": words["add"],
                "hint": words["hint"].format(tensor=self.names[0]),
            }
        words = context.messages["cell_editing"]
        refused = words["whole" if self.whole else "number"]
        return {
            "kind": self.kind,
            "names": self.names,
            "hint": words["hint"],
            "refused": refused.format(low=low, high=high),
            "limits": {"low": self.low, "high": self.high, "whole": self.whole},
        }

    def receive(self, context: PageContext, key: str) -> None:
        """Set the control to what the browser has sent; nonsense changes nothing."""
        try:
            name, places, number = self.read_message(
                st.session_state[key].get("touched")
            )
            value = self.value_of(name, places, number)
            control = context.lesson[self.control]
            show_value(context.slug, control, control.check(value))
        except ValueError:
            return

    def read_message(self, message: Any) -> tuple[str, list[Place], float | None]:
        """Return name, places and number of a message.

        Raises:
            ValueError: for a message that no figure sends.
        """
        match message:
            case {"name": str(name), "places": [*places]} if name in self.names:
                read = [_read_place(place) for place in places[:MOST_PLACES]]
            case _:
                raise ValueError("not a message of cells")
        if self.kind == "choose":
            return name, read, None
        number = message.get("value")
        if isinstance(number, bool) or not isinstance(number, int | float):
            raise ValueError("no number")
        if len(read) != 1 or not self.low <= number <= self.high:
            raise ValueError("no number of this figure")
        if self.whole and number != round(number):
            raise ValueError("not a whole number")
        return name, read, float(number)


def _read_place(place: Any) -> Place:
    match place:
        case [*numbers] if all(type(n) is int and 0 <= n < 100 for n in numbers):
            return tuple(numbers)
    raise ValueError("not a place")
