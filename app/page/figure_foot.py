"""What stands directly under a page's figure: the running exercise, and settings."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.activities.exercise_block import ExerciseBlock
from app.activities.exercises import Exercises
from app.components import mount


class FigureFoot:
    """The place under a figure for what must be seen with it.

    On a narrow screen the first view of the player is drawn in it again, small; it
    stays in sight while the reader scrolls through the rest (app/page/page.css).

    Args:
        exercises: the page's exercises.
        player_context: what the parts of the page's player share.
    """

    def __init__(self, exercises: Exercises, player_context: Mapping[str, Any]):
        self.exercises, self.context = exercises, exercises.context
        self.player_context = player_context
        self._place: DeltaGenerator | None = None
        self._view: dict[str, Any] | None = None
        self._view_place: DeltaGenerator | None = None

    def open(self, view: dict[str, Any] | None = None) -> None:
        """Reserve the place under the page's first figure; draw the exercise in it.

        Under another figure nothing is done.

        Args:
            view: of the player, what stays in sight on a narrow screen.
        """
        if self._place is not None:
            return
        self._view, self._place = view, st.container(key=f"foot-{self.context.slug}")
        with self._place:
            self._view_place = st.empty() if view else None
            self.exercise()

    def exercise(self, figure: str = "") -> None:
        """Draw the exercise in the place where it is set up, if it is this one.

        Args:
            figure: the figure that it is about, as `Exercise.place` says.
        """
        with st.container():
            if self.exercises.is_set_up_at(figure):
                if not figure:
                    self._draw_view()
                block = ExerciseBlock(self.exercises, self.player_context)
                block.draw_under_figure()

    @contextmanager
    def settings(self) -> Iterator[None]:
        """Open the place of the settings that the first figure follows.

        Raises:
            LookupError: if no figure is drawn yet.
        """
        if self._place is None:
            raise LookupError("settings stand under a figure")
        self._draw_view()
        with self._place:
            yield

    def _draw_view(self) -> None:
        """Draw the player's first view, once, above all that stands here."""
        if self._view and self._view_place:
            with self._view_place:
                mount.player_part(
                    "compact_view",
                    key=self.context.widget_key("compact-view"),
                    player_context=self.player_context,
                    view=self._view,
                )
            self._view_place = None
