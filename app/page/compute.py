"""What a page shows is computed here: shared, kept, watched, given in parts."""

import logging
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.components import prose
from app.compute.result_cache import (
    DOWNLOADS,
    MEASUREMENTS,
    RESULTS,
    TICK,
    TrainingTask,
    cache_key,
    recording,
)
from app.compute.worker_pool import WORKER_POOL, Computation
from app.content.catalogue import PageText, load_messages
from app.content.setting_format import value_label
from app.state import locale, settings
from app.state.page_context import PageContext
from lessons import lesson
from lessons.contract import Recording, Value
from lessons.data.sets import Unavailable

PATIENCE = 0.5
"""Seconds after which a training that is not done shows its progress."""

FIRST, NEXT = 0.1, 1.0
"""Seconds after which its first frames are drawn, and those that have come since."""


class Told:
    """A progress bar that is sent anew when it has moved: thirty wait at once.

    Args:
        bar: its place.
        text: what stands over it.
    """

    def __init__(self, bar: DeltaGenerator, text: str):
        self._bar, self._text, self._percent = bar, text, -1

    def progress(self, part: float) -> None:
        """Show the part that is done, from 0 to 1."""
        percent = round(100 * min(max(part, 0.0), 1.0))
        if percent != self._percent:
            self._percent = percent
            self._bar.progress(percent, self._text)

    def end(self) -> None:
        """Take the bar away, if there is one."""
        if self._percent >= 0:
            self._bar.empty()
            self._percent = -1


class Results:
    """The numbers behind one lesson's page, in the reader's language.

    Args:
        slug: the lesson.
    """

    def __init__(self, slug: str):
        self.slug = slug
        self.lang = locale.current()
        self.words = PageText(slug, self.lang)
        self.lesson = lesson(slug)
        self.settings, self.ignored = settings.open_page(slug, self.lesson)
        self.shell = load_messages(self.lang)
        self.context = PageContext(
            slug,
            self.lang,
            self.lesson,
            self.words,
            self.shell,
            self.settings,
            settings.memory(slug),
        )
        self._training = self.shell["app"]["training"]
        self._drawn: tuple[Any, Recording] | None = None

    def value_name(self, name: str, value: Value) -> str:
        """A value of a control in words: by its own name if it has one."""
        return value_label(self.words, self.lesson, name, value)

    def _value_names(self, name: str, values: Sequence[Value]) -> list[str] | None:
        if f"{name}.values" not in self.words.sections:
            return None
        return [self.value_name(name, value) for value in values]

    def arguments(self) -> dict[str, Value]:
        """The keyword arguments that the lesson's `run` takes at these settings."""
        return {
            c.name: self.settings[c.name]
            for c in self.lesson.controls_with_use("played", "trained")
        }

    def recording(self, *, whole: bool = False, **other: Value) -> Recording:
        """What the player replays at these settings, or with some other ones.

        A training that takes long and tells what it has so far gives that, the same
        throughout a run of the page; the rest comes with the runs that follow.

        Args:
            whole: whether it is waited for to its end.
        """
        wanted = self.settings | other
        if whole or other:
            with self._watching() as watch:
                return recording(self.slug, wanted, watch)
        key = tuple(wanted[control.name] for control in self.lesson.recording_controls)
        if self._drawn is None or self._drawn[0] != key:
            kept = settings.memory(self.slug)
            patience = 0.0 if kept.get("unfinished") == key else FIRST
            with self._watching() as watch:
                rec = recording(self.slug, wanted, watch, patience, self._reader)
            kept["unfinished"] = None if rec.known is None else key
            if rec.known is not None:
                self._stage[1].progress(rec.known / rec.n_steps, self._training)
            self._drawn = key, rec
        return self._drawn[1]

    def _finish(self) -> None:
        """If the page shows a part of a training, show more of it soon."""
        dialog = settings.memory(self.slug).get("dialog")
        if self._drawn and self._drawn[1].known is not None and not dialog:
            done = self._drawn[1].known / self._drawn[1].n_steps

            told = Told(self._stage[1], self._training)

            def watch(progress: float) -> None:
                st.session_state["page"] = self.slug
                told.progress(max(progress, done))

            recording(self.slug, self.settings, watch, NEXT, self._reader)
            settings.rerun(self.slug)

    @property
    def _reader(self) -> object:
        """What tells this reader from all others."""
        return settings.memory(self.slug).setdefault("reader", object())

    def computed(
        self,
        name: str,
        start: Callable[[], Generator[float, None, Any]],
        **depends: Value,
    ) -> Any:
        """A shared, kept computation of this lesson, with progress if it is long.

        Args:
            name: tells the computations of a lesson apart.
            start: makes the computation.
            depends: every setting the result depends on.
        """
        key = cache_key(self.slug, name, depends)
        with self._watching() as watch:
            return RESULTS.get(key, lambda: WORKER_POOL.run_in_thread(start()), watch)

    def trained(self, train: Callable[..., Computation], **depends: Value) -> Any:
        """As `computed`, by `train(**depends)`, a function of a lesson's module.

        With a class here it runs beside the server, and so does not keep it waiting.
        """
        task = TrainingTask(self.slug, train, depends)
        with self._watching() as watch:
            return RESULTS.get(task.key, task.start, watch)

    def measured(
        self,
        name: str,
        start: Callable[[], Generator[float, None, Any]],
        **depends: Value,
    ) -> Any:
        """What was last measured on this machine, by whomever; None if nothing was.

        A button measures anew, one measurement at a time on the whole server; who
        presses it while the same one runs waits for that one. Its label is `measure`
        in the words' section `labels`. Another button, shown meanwhile, stops waiting.

        Args:
            name: tells the measurements of a lesson apart.
            start: makes it; its result knows `at`, when it ended (`time.time`).
            depends: every setting the result depends on.
        """
        key = cache_key(self.slug, name, depends)
        label, said = self.words.labels("labels")["measure"], self.shell["app"]
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.button(label, key=self._key(name))
            stop, age = st.empty(), st.empty()
        bar = st.empty()
        if not pressed:
            found = MEASUREMENTS.peek(key)
        else:
            stop.button(said["stop"], key=self._key(f"{name}/stop"))
            with self._watching(bar, said["measuring"]) as watch:
                found = MEASUREMENTS.get(key, start, watch, refresh=True)
            stop.empty()
        if found is not None:
            minutes = int(time.time() - found.at) // 60
            told = said["measured" if minutes else "measured_now"]
            age.markdown(prose.quiet(told.format(minutes=minutes)))
        return found

    def fetch(
        self, name: str, start: Callable[[], Generator[float, None, None]]
    ) -> None:
        """A button that fetches data, and why it could not be had, if so.

        The label is that of `labels`; `NAME.under_way` is said meanwhile, with a button
        to break it off, and `NAME.failed` has a sentence for each reason. Once it is
        there the page is run again.

        Args:
            name: tells what is fetched on a page apart.
            start: fetches it for all readers; raises Unavailable.
        """
        kept = settings.memory(self.slug).setdefault("files", {}).setdefault(name, {})
        with st.container(horizontal=True):
            pressed = st.button(self.words.labels("labels")[name], key=self._key(name))
            stop = st.empty()
        bar = st.empty()
        if pressed:
            stop.button(self.shell["app"]["stop"], key=self._key(f"{name}/stop"))
            kept["failed"] = self._fetched(name, start, bar)
            if kept["failed"] is None:
                settings.rerun(self.slug)
            stop.empty()
        if reason := kept.get("failed"):
            st.markdown(self.words.labels(f"{name}.failed")[reason])

    def _fetched(
        self,
        name: str,
        start: Callable[[], Generator[float, None, None]],
        bar: DeltaGenerator,
    ) -> str | None:
        """Why it could not be fetched; None if it is there."""
        key = cache_key(self.slug, name, {})
        said = self.words.text(f"{name}.under_way")
        try:
            with self._watching(bar, said) as watch:
                DOWNLOADS.get(key, start, watch, refresh=True)
        except Unavailable as error:
            logging.getLogger(__name__).warning("%s", error)
            return error.reason
        finally:
            bar.empty()
        return None

    def once(self, name: str, make: Callable[[], Any], **depends: Value) -> Any:
        """What `make` returns, shared and kept like `computed`, for what is short."""

        def steps() -> Generator[float, None, Any]:
            yield 0.0
            return make()

        key = cache_key(self.slug, name, depends)
        with self._watching() as watch:
            return RESULTS.get(key, steps, watch, inline=True)

    @cached_property
    def _stage(self) -> tuple[DeltaGenerator, DeltaGenerator]:
        """The figure's place, and under it that of the progress.

        Both are there from the first computation on, below what the page has drawn till
        then, so that nothing moves or is drawn anew when a bar comes and goes.
        """
        return st.container(), st.empty()

    @contextmanager
    def _watching(
        self, bar: DeltaGenerator | None = None, text: str = ""
    ) -> Iterator[Callable[[float], None]]:
        """What shows a computation's progress, and ends it once the reader moves on.

        Args:
            bar: where it is shown, if not below the figure.
            text: what stands over it.
        """
        began = time.monotonic()
        bar = bar or self._stage[1]
        told = Told(bar, text or self.shell["app"]["training"])

        def watch(progress: float) -> None:
            st.session_state["page"] = self.slug  # raises once the reader has moved on
            if time.monotonic() - began > PATIENCE - TICK:
                told.progress(progress)

        yield watch
        told.end()

    def _key(self, part: str) -> str:
        return f"{self.slug}/{part}"
