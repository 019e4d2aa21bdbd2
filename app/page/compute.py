"""Compute what a page shows: results are shared by all readers and cached."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.compute.result_cache import RESULTS, WATCH_INTERVAL
from app.compute.training_loop import Computation
from app.compute.training_tasks import TrainingTask, cache_key, recording
from app.page.progress_bar import ThrottledProgressBar
from app.state.page_context import PageContext
from app.state.page_lifecycle import rerun_page
from lessons.contract import Recording, Value

PATIENCE = 0.5
"""Seconds after which a training that is not done shows its progress."""

FIRST_PART, NEXT_PART = 0.1, 1.0
"""Seconds after which a training's first frames are drawn, and those that follow."""


class Compute:
    """The computations of one run of a page, with their progress below the figure.

    Args:
        context: the page and this run of it.
    """

    def __init__(self, context: PageContext):
        self.context = context
        self._text = context.messages["app"]["training"]
        self._recording: tuple[Any, Recording] | None = None

    def recording(self, *, whole: bool = False, **other: Value) -> Recording:
        """Return what the player replays at these settings, or with some other ones.

        A training that takes long and can report an unfinished recording gives that,
        the same throughout a run of the page; the rest comes with the runs that follow.

        Args:
            whole: whether to wait for all of it.
            other: settings that differ from the page's; all of it is waited for.
        """
        slug, requested = self.context.slug, self.context.settings | other
        if whole or other:
            with self.progress() as report:
                return recording(slug, requested, report)
        recorded_for = self.context.lesson.recording_controls
        key = tuple(requested[control.name] for control in recorded_for)
        if self._recording is None or self._recording[0] != key:
            state = self.context.state
            patience = 0.0 if state.partial_key == key else FIRST_PART
            with self.progress() as report:
                rec = recording(slug, requested, report, patience, self._reader)
            state.partial_key = None if rec.known is None else key
            if rec.known is not None:
                self.progress_place.progress(rec.known / rec.n_steps, self._text)
            self._recording = key, rec
        return self._recording[1]

    def continue_recording(self) -> None:
        """Wait for more of an unfinished recording, then run the page again.

        Does nothing if the recording is finished, or while a dialog is open.
        """
        if not self._recording or self.context.state.share.is_open:
            return
        rec = self._recording[1]
        if rec.known is None:
            return
        slug, fraction = self.context.slug, rec.known / rec.n_steps
        bar = ThrottledProgressBar(self.progress_place, self._text)

        def report(progress: float) -> None:
            st.session_state["page"] = slug  # raises once the reader has moved on
            bar.show(max(progress, fraction))

        recording(slug, self.context.settings, report, NEXT_PART, self._reader)
        rerun_page(slug)

    @property
    def _reader(self) -> object:
        """What identifies this reader among all others."""
        return self.context.state.reader

    def train(self, function: Callable[..., Computation], /, **settings: Value) -> Any:
        """Return the result of `function(**settings)`, with progress if it takes long.

        Args:
            function: a function of a lesson's module; it yields the part done, 0 … 1.
            settings: every setting the result depends on.
        """
        task = TrainingTask(self.context.slug, function, settings)
        with self.progress() as report:
            return RESULTS.get(task.key, function, settings, watch=report)

    def value(self, name: str, make: Callable[[], Any], /, **depends: Value) -> Any:
        """Return what `make` returns, cached, for what takes no time.

        Args:
            name: tells the values of a lesson apart.
            make: computes it, in this thread.
            depends: every setting the value depends on.
        """
        key = cache_key(self.context.slug, name, depends)
        value = RESULTS.peek(key)
        if value is None:
            value = make()
            RESULTS.add(key, value)
        return value

    @property
    def figure_place(self) -> DeltaGenerator:
        """Where the player's figure is drawn."""
        return self._places[0]

    @property
    def progress_place(self) -> DeltaGenerator:
        """Where the progress of computations is shown, under the figure."""
        return self._places[1]

    @cached_property
    def _places(self) -> tuple[DeltaGenerator, DeltaGenerator]:
        """The figure's place and, under it, that of the progress.

        Both exist from the first computation on, below what the page has drawn so far,
        so that nothing moves or is drawn anew when a bar appears and disappears.
        """
        return st.container(), st.empty()

    @contextmanager
    def progress(
        self, place: DeltaGenerator | None = None, text: str = ""
    ) -> Iterator[Callable[[float], None]]:
        """Give a function that reports progress, and ends a run the reader has left.

        Args:
            place: where it is shown, if not below the figure.
            text: what stands over it.
        """
        start = time.monotonic()
        bar = ThrottledProgressBar(place or self.progress_place, text or self._text)

        def report(progress: float) -> None:
            # raises once the reader has moved on
            st.session_state["page"] = self.context.slug
            if time.monotonic() - start > PATIENCE - WATCH_INTERVAL:
                bar.show(progress)

        yield report
        bar.clear()
