"""Pinned runs: drawn over the figure, and compared in one measure.

All runs share every setting of the page that is not compared: its data, seeds, start
and length. Nothing of a run is stored but its settings; its numbers come from
recordings.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import streamlit as st

import lessons
from app.activities.prediction import Prediction
from app.state import pins
from app.state.page_context import PageContext
from app.state.page_lifecycle import apply_settings
from app.state.pins import Pin, Pins
from lessons.contract import ComparisonSpec, Recording, Table, Value

DASHES = {"A": (8, 5), "B": (2, 4), "C": (10, 4, 2, 4), "D": (18, 5)}
"""What tells the lines of pins apart, besides their letters: stroke, gap, …"""

NEAR_MINIMUM = 0.99
"""The part of the possible fall of a loss whose first moment the table gives."""


@dataclass(frozen=True, eq=False)
class Run:
    """One run on one measure.

    Args:
        label: what it is called in chart and table.
        letter: of its pin, "" for the run of the page.
        settings: those that are compared.
        measure: its value at each recorded update, shape (T,), rising.
        loss: shape (T,); inf and NaN where it has left the numbers.
        min_loss: the least possible loss.
        verdict: how it goes, by name.
        window: limits for the axis of its loss.
    """

    label: str
    letter: str
    settings: dict[str, Value]
    measure: np.ndarray
    loss: np.ndarray
    min_loss: float
    verdict: str
    window: tuple[float, float]

    def near_minimum(self) -> float | None:
        """Return the measure when the loss first made NEAR_MINIMUM of its fall."""
        possible_fall = self.loss[0] - self.min_loss
        is_near = self.loss <= self.loss[0] - NEAR_MINIMUM * possible_fall
        return float(self.measure[is_near.argmax()]) if is_near.any() else None

    def loss_at(self, end: float) -> float:
        """Return the loss of the last update up to the measure `end`."""
        return float(self.loss[np.flatnonzero(self.measure <= end)[-1]])


class Comparison:
    """The pins of a page: what the reader does with them, and their runs.

    They are drawn by app/activities/comparison_block.py.

    Args:
        context: the page and this run of it.
        prediction: its questions; no pin is drawn while one is open.
        recording: returns what the page's player replays, at other settings if some
            are given; with `whole=True` it waits for all of it.
        train: returns the result of a training, as `Compute.train` does.
    """

    def __init__(
        self,
        context: PageContext,
        prediction: Prediction,
        *,
        recording: Callable[..., Recording],
        train: Callable[..., Any],
    ):
        self.context, self.prediction = context, prediction
        self.recording, self.train = recording, train
        self.state = context.state.comparison

    @property
    def spec(self) -> ComparisonSpec:
        """What the lesson says about its runs.

        Raises:
            LookupError: if it has none to compare.
        """
        spec = self.context.lesson.comparison
        if spec is None:
            raise LookupError("the runs of this page are not compared")
        return spec

    @property
    def pins(self) -> Pins:
        """What is pinned now."""
        return self.state.pins

    @property
    def measure(self) -> str:
        """The name of the measure of chart and table."""
        return self.state.measure or self.spec.units[0]

    # ---- what the reader does ----

    def pin(self) -> None:
        """Pin the run of the page; nothing if it is, or if all letters are taken."""
        if letter := pins.free_letter(self.pins):
            settings = self.page_settings()
            if all(pin.settings != settings for pin in self.pins):
                pin = Pin(letter, letter, settings)
                self.state.pins = pins.add_pin(self.pins, pin)

    def remove(self, letter: str) -> None:
        """Forget a pin; the others keep their letters."""
        self.state.pins = tuple(pin for pin in self.pins if pin.letter != letter)

    def rename(self, letter: str) -> None:
        """Call a pin what the reader wrote; by its letter, if that is nothing."""
        text = st.session_state[self.widget_key(letter)] or ""
        name = pins.clean_name(text) or letter
        self.state.pins = tuple(
            replace(pin, name=name) if pin.letter == letter else pin
            for pin in self.pins
        )

    def show(self, letter: str) -> None:
        """Set the page to a pin, at its first step."""
        (pin,) = (pin for pin in self.pins if pin.letter == letter)
        settings = self.context.settings | pin.settings
        apply_settings(self.context.slug, self.context.lesson, settings)

    def select_measure(self) -> None:
        """Take the measure that the reader has selected."""
        self.state.measure = st.session_state[self.widget_key("by")]

    def widget_key(self, name: str) -> str:
        """Return the key of one of the widgets."""
        return self.context.widget_key(f"compare/{name}")

    # ---- the figure ----

    def button(self) -> dict[str, Any] | None:
        """Return what the player needs for the button that pins.

        Returns:
            JSON-able; None if the lesson has nothing to compare.
        """
        lesson, messages = self.context.lesson, self.context.messages["compare"]
        if lesson.comparison is None:
            return None
        axes, current = self.recording().axes, self.page_settings()
        return {
            "label": messages["pin"],
            "pinned": messages["pinned"],
            "full": "" if pins.free_letter(self.pins) else messages["full"],
            "taken": {
                pin.letter: {
                    name: lesson[name].values.index(value)
                    for name, value in pin.settings.items()
                    if name in axes
                }
                for pin in self.pins
                if all(n in axes or v == current[n] for n, v in pin.settings.items())
            },
        }

    def with_pinned_runs(self, rec: Recording) -> Recording:
        """Return a recording with the lines of each pin, named `A_loss`, …

        While a question is open it is returned as it is.
        """
        if not self.pins or self.prediction.is_open:
            return rec
        tables, facts, spec = dict(rec.tables), dict(rec.facts), self.spec
        for pin in self.pins:
            own, at = self._recording(pin.settings)
            for name in (spec.loss, *spec.path, *spec.rows):
                if name not in own.tables:
                    continue
                line = own.series(name, **at)[: rec.n_steps + 1]
                blank = [(0, rec.n_steps + 2 - len(line)), (0, 0)][: line.ndim]
                line = np.pad(line.astype(float), blank, constant_values=np.nan)
                key = f"{pin.letter}_{name}"
                tables[key] = Table(("t", key)[: line.ndim], line)
            for name in spec.facts:
                facts[f"{pin.letter}_{name}"] = own.facts[name]
        dashes = {pin.letter: DASHES[pin.letter] for pin in self.pins}
        facts["pins"] = facts.get("pins", {}) | dashes
        return replace(rec, tables=tables, facts=facts)

    def _recording(
        self, settings: dict[str, Value]
    ) -> tuple[Recording, dict[str, Value]]:
        """Return the recording that holds a run, and where in it."""
        rec = self.recording(**settings, whole=True)
        values = self.context.settings | settings
        return rec, {name: values[name] for name in rec.axes}

    # ---- the runs ----

    def control_names(self) -> list[str]:
        """Return the compared controls that this run has: a curve has one start."""
        trained = self.context.lesson.controls_with_use("trained")
        names = {*self.recording().axes} | {control.name for control in trained}
        return [name for name in self.spec.controls if name in names]

    def page_settings(self) -> dict[str, Value]:
        """Return the compared settings of the page as it is now."""
        return pins.compared_settings(self.spec, self.context.settings)

    def runs(self) -> list[Run]:
        """Return the run of the page and those of the pins, on the measure."""
        label = self.context.messages["compare"]["here"]
        return [
            self._run(label, "", self.page_settings()),
            *(self._run(pin.label, pin.letter, pin.settings) for pin in self.pins),
        ]

    def _run(self, label: str, letter: str, settings: dict[str, Value]) -> Run:
        rec, at = self._recording(settings)
        loss = rec.series(self.spec.loss, **at)
        min_loss = rec.at(self.spec.min_loss) if self.spec.min_loss else 0.0
        verdict = rec.facts["verdicts"][int(rec.at("verdict", 0, **at))]
        values = self.context.settings | settings
        stride = rec.stride * self.spec.updates_per_frame(values)
        measure = self._measure(stride * np.arange(len(loss)), settings)
        window = rec.facts["loss_window"]
        return Run(
            label, letter, settings, measure, loss, float(min_loss), verdict, window
        )

    def _measure(self, updates: np.ndarray, settings: dict[str, Value]) -> np.ndarray:
        """Return the measure after so many updates of a run."""
        if self.measure == "updates":
            return updates
        values = self.context.settings | settings
        if self.measure == "seconds":
            costs = {name: values[name] for name in self.spec.cost_controls}
            slug = self.context.slug
            return updates * float(self.train(lessons.time_update, slug=slug, **costs))
        examples, epoch = self.spec.examples_seen(updates, values)
        return examples / epoch if self.measure == "epochs" else examples
