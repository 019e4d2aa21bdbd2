"""Pinned runs: drawn over the figure, raced over one measure, told in a table.

All runs share every setting of the page that is not compared: its data, seeds, start
and length. Nothing of a run is kept but its settings; its numbers come from recordings.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np
import streamlit as st

from app.activities.prediction import Prediction
from app.components import charts
from app.components.prose import column, headed_block, remark
from app.content.number_format import format_fixed, format_number, format_quantity
from app.state import pins, settings
from app.state.page_context import PageContext
from app.state.pins import Pin, Pins
from lessons.contract import ComparisonSpec, Recording, Table, Value

DASHES = {"A": (8, 5), "B": (2, 4), "C": (10, 4, 2, 4), "D": (18, 5)}
"""What tells the lines of pins apart, besides their letters: drawn, left out …"""

MOST = 400
"""Points of a line in the chart."""

NEARLY = 0.99
"""The part of the possible fall of a loss whose first moment the table tells."""

WARM, UPDATES = 20, 100
"""Updates before the first that is timed, and updates timed."""


@dataclass(frozen=True, eq=False)
class Run:
    """One run on one measure.

    Args:
        label: what it is called in chart and table.
        letter: of its pin, "" for the run of the page.
        at: its compared settings.
        measured: the measure at each recorded update, shape (T,), rising.
        loss: shape (T,); inf and NaN where it has left the numbers.
        least: the least possible loss.
        verdict: how it goes, by name.
        window: limits for the axis of its loss.
    """

    label: str
    letter: str
    at: dict[str, Value]
    measured: np.ndarray
    loss: np.ndarray
    least: float
    verdict: str
    window: tuple[float, float]

    def nearly(self) -> float | None:
        """The measure when the loss has first made NEARLY of its possible fall."""
        reached = self.loss <= self.loss[0] - NEARLY * (self.loss[0] - self.least)
        return float(self.measured[reached.argmax()]) if reached.any() else None

    def loss_at(self, end: float) -> float:
        """The loss of the last update up to `end`."""
        return float(self.loss[np.flatnonzero(self.measured <= end)[-1]])


def timing(training: Iterator[Any]) -> Generator[float, None, np.ndarray]:
    """The median time of an update in seconds, shape ().

    Yields:
        The part done, 0 … 1.
    """
    times = []
    for done in range(WARM + UPDATES):
        began = perf_counter()
        next(training)
        times.append(perf_counter() - began)
        if done % WARM == 0:
            yield done / (WARM + UPDATES)
    return np.array(np.median(times[WARM:]))


class Comparison:
    """The pins of a page, where they are drawn, and what the reader does with them.

    The page's memory keeps `pins` and `by`, the measure of the chart.

    Args:
        context: the page and this run of it.
        prediction: its questions; no pin is drawn while one is open.
        recording: returns what the page's player replays, at other settings if some
            are given; with `whole=True` it waits for all of it.
        computed: returns a shared computation's result, as `Compute.result` does.
        chart: draws a chart and the switch of its table, as `Charts.draw` does.
        table: draws a table of texts: its name, its head, its rows.
    """

    def __init__(
        self,
        context: PageContext,
        prediction: Prediction,
        *,
        recording: Callable[..., Recording],
        computed: Callable[..., Any],
        chart: Callable[..., None],
        table: Callable[[str, Sequence[str], Sequence[Sequence[str]]], None],
    ):
        self.context = context
        self.prediction = prediction
        self.recording, self.computed = recording, computed
        self.chart, self.table = chart, table
        self.kept = context.state
        self.said: dict[str, str] = context.messages["compare"]

    @property
    def comparison(self) -> ComparisonSpec:
        """What the lesson says about its runs."""
        compared = self.context.lesson.comparison
        if compared is None:
            raise LookupError("the runs of this page are not compared")
        return compared

    @property
    def pins(self) -> Pins:
        """What is pinned now."""
        return self.kept.get("pins", ())

    @property
    def by(self) -> str:
        """The measure chosen."""
        return self.kept.get("by") or self.comparison.units[0]

    # ---- what the reader does ----

    def pin(self) -> None:
        """Pin the run of the page; nothing if it is, or if all letters are taken."""
        if letter := pins.free(self.pins):
            at = self._here()
            if all(pin.at != at for pin in self.pins):
                self.kept["pins"] = pins.among(self.pins, Pin(letter, letter, at))

    def remove(self, letter: str) -> None:
        """Forget a pin; the others keep their letters."""
        self.kept["pins"] = tuple(pin for pin in self.pins if pin.letter != letter)

    def rename(self, letter: str) -> None:
        """Call a pin what the reader wrote; by its letter, if that is nothing."""
        name = pins.shown(st.session_state[self._key(letter)] or "") or letter
        self.kept["pins"] = tuple(
            replace(pin, name=name) if pin.letter == letter else pin
            for pin in self.pins
        )

    def show(self, letter: str) -> None:
        """Set the page to a pin, at its first step."""
        (pin,) = (pin for pin in self.pins if pin.letter == letter)
        wanted = self.context.settings | pin.at
        settings.apply(self.context.slug, self.context.lesson, wanted)

    def measure(self) -> None:
        """Take the measure chosen."""
        self.kept["by"] = st.session_state[self._key("by")]

    # ---- the figure ----

    def button(self) -> dict[str, Any] | None:
        """What the player needs for the button that pins; None without comparison."""
        lesson = self.context.lesson
        if lesson.comparison is None:
            return None
        axes, here = self.recording().axes, self._here()
        return {
            "label": self.said["pin"],
            "pinned": self.said["pinned"],
            "full": "" if pins.free(self.pins) else self.said["full"],
            "taken": {
                pin.letter: {
                    name: lesson[name].values.index(value)
                    for name, value in pin.at.items()
                    if name in axes
                }
                for pin in self.pins
                if all(n in axes or v == here[n] for n, v in pin.at.items())
            },
        }

    def over(self, rec: Recording) -> Recording:
        """The recording with the lines of each pin, `A_loss` …, while none is asked."""
        if not self.pins or self.prediction.open:
            return rec
        tables, facts, compared = dict(rec.tables), dict(rec.facts), self.comparison
        for pin in self.pins:
            own, at = self._recorded(pin.at)
            for name in (compared.loss, *compared.path, *compared.rows):
                if name not in own.tables:
                    continue
                line = own.series(name, **at)[: rec.n_steps + 1]
                blank = [(0, rec.n_steps + 2 - len(line)), (0, 0)][: line.ndim]
                line = np.pad(line.astype(float), blank, constant_values=np.nan)
                key = f"{pin.letter}_{name}"
                tables[key] = Table(("t", key)[: line.ndim], line)
            for name in compared.facts:
                facts[f"{pin.letter}_{name}"] = own.facts[name]
        dashes = {pin.letter: DASHES[pin.letter] for pin in self.pins}
        facts["pins"] = facts.get("pins", {}) | dashes
        return replace(rec, tables=tables, facts=facts)

    def _recorded(self, at: dict[str, Value]) -> tuple[Recording, dict[str, Value]]:
        """The recording that holds a run, and where."""
        rec = self.recording(**at, whole=True)
        wanted = self.context.settings | at
        return rec, {name: wanted[name] for name in rec.axes}

    # ---- the block ----

    def block(self) -> None:
        """The block on the page."""
        said, names = self.said, ", ".join(f"`{name}`" for name in self._names())
        if not self.pins:
            headed_block("compare", said["title"], said["empty"], "")
            return
        text, note = said["text"].format(names=names), said["note"]
        with headed_block("compare", said["title"], text, note):
            key = self._key("by")
            if st.session_state.get(key) != self.by:
                st.session_state[key] = self.by
            st.segmented_control(
                said["axis"],
                self.comparison.units,
                format_func=lambda by: said[f"by_{by}"],
                required=True,
                label_visibility="collapsed",
                wrap=True,
                key=key,
                on_change=self.measure,
            )
            runs = [self._run(said["here"], "", self._here())]
            runs += [self._run(pin.label, pin.letter, pin.at) for pin in self.pins]
            end = min(float(run.measured[-1]) for run in runs)
            self._chart(runs, end)
        with column("compared", wide=True):
            self._table(runs, end)
            for pin in self.pins:
                self._row(pin)

    def _names(self) -> list[str]:
        """The compared controls that this run has: a curve knows no second start."""
        known = {*self.recording().axes}
        known |= {
            control.name for control in self.context.lesson.controls_with_use("trained")
        }
        return [name for name in self.comparison.controls if name in known]

    def _here(self) -> dict[str, Value]:
        return pins.place(self.comparison, self.context.settings)

    def _run(self, label: str, letter: str, at: dict[str, Value]) -> Run:
        rec, place = self._recorded(at)
        loss = rec.series(self.comparison.loss, **place)
        least = rec.at(self.comparison.min_loss) if self.comparison.min_loss else 0.0
        told = rec.facts["verdicts"][int(rec.at("verdict", 0, **place))]
        stride = rec.stride * self.comparison.updates_per_frame(
            self.context.settings | at
        )
        measured = self._measured(stride * np.arange(len(loss)), at)
        window = rec.facts["loss_window"]
        return Run(label, letter, at, measured, loss, float(least), told, window)

    def _measured(self, updates: np.ndarray, at: dict[str, Value]) -> np.ndarray:
        """The chosen measure after so many updates of a run."""
        if self.by == "updates":
            return updates
        wanted = self.context.settings | at
        if self.by == "seconds":
            costs = {name: wanted[name] for name in self.comparison.cost_controls}
            start = lambda: timing(self.comparison.plain_training(wanted))  # noqa: E731
            return updates * float(self.computed("update", start, **costs))
        seen, epoch = self.comparison.examples_seen(updates, wanted)
        return seen / epoch if self.by == "epochs" else seen

    def _chart(self, runs: list[Run], end: float) -> None:
        low = min(run.window[0] for run in runs)
        high = max(run.window[1] for run in runs)
        at, loss, names = [], [], []
        for run in runs:
            shown = np.arange(min(len(run.loss), (run.measured <= end).sum() + 1))
            shown = np.unique(np.append(shown[:: 1 + len(shown) // MOST], shown[-1]))
            at.append(run.measured[shown])
            loss.append(run.loss[shown])
            names += [run.label] * len(shown)
        strokes = [(1.8, *DASHES[run.letter]) if run.letter else (3.5,) for run in runs]
        self.chart(
            "compare/chart",
            charts.loss_curves,
            {
                "at": np.concatenate(at),
                "loss": np.concatenate(loss).astype(float),
                "name": names,
            },
            alt=self.said["alt"].format(by=self.said[f"by_{self.by}"]),
            x=self.said[f"by_{self.by}"],
            y=self.said["loss"],
            names=tuple(run.label for run in runs),
            end=end,
            low=low,
            high=high,
            strokes=tuple(strokes),
            above=True,
        )

    def _table(self, runs: list[Run], end: float) -> None:
        """Settings and outcomes; the loss at equal measure where runs differ in it."""
        said, lang = self.said, self.context.lang
        names, unit = self._names(), said[f"by_{self.by}"]
        head = [said["run"], *names, said["final"]]
        unequal = any(float(run.measured[-1]) > end for run in runs)
        if unequal:
            head.append(said["at"].format(v=self._amount(end), by=unit))
        head += [said["nearly"].format(by=unit), said["verdict"]]
        words = self.context.words.labels("verdicts.short")
        rows = []
        for run in runs:
            row = [run.label, *(self._setting(run.at[name]) for name in names)]
            row.append(format_quantity("loss", float(run.loss[-1]), lang))
            if unequal:
                row.append(format_quantity("loss", run.loss_at(end), lang))
            when = run.nearly()
            row.append(said["never"] if when is None else self._amount(when))
            rows.append([*row, words[run.verdict]])
        self.table(said["title"], head, rows)
        if unequal:
            remark(said["shortest"])

    def _setting(self, value: Value) -> str:
        if isinstance(value, bool):
            return self.context.messages["exercise"]["yes" if value else "no"]
        return format_number(value, self.context.lang)

    def _amount(self, value: float) -> str:
        """A value of the chosen measure; whole numbers have no decimals."""
        if self.by in ("updates", "examples"):
            return format_number(round(value), self.context.lang)
        return format_fixed(value, 4 if self.by == "seconds" else 1, self.context.lang)

    def _row(self, pin: Pin) -> None:
        """A pin's name to change, and what can be done with it."""
        key, said = self._key(pin.letter), self.said
        if st.session_state.get(key) != pin.name:
            st.session_state[key] = pin.name
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                said["name"].format(letter=pin.letter),
                key=key,
                max_chars=pins.LONGEST,
                width=140,
                on_change=self.rename,
                args=(pin.letter,),
            )
            for act in (self.show, self.remove):
                st.button(
                    said[act.__name__].format(letter=pin.letter),
                    key=f"{key}/{act.__name__}",
                    on_click=act,
                    args=(pin.letter,),
                )

    def _key(self, name: str) -> str:
        return f"{self.context.slug}/compare/{name}"
