"""The block of a page's pinned runs: a chart, a table, and what can be done."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from app.activities.comparison import DASHES, Comparison, Run
from app.components import charts
from app.components.prose import column, headed_block, remark
from app.components.text_table import text_table
from app.content.number_format import format_fixed, format_number, format_quantity
from app.state import pins
from app.state.pins import Pin
from lessons.contract import Value

MAX_POINTS = 400
"""Points of a line in the chart."""


class ComparisonBlock:
    """Draws the pinned runs beside that of the page.

    Args:
        comparison: the page's pins.
        draw_chart: draws a chart and the switch of its table, as `Charts.draw` does.
    """

    def __init__(self, comparison: Comparison, draw_chart: Callable[..., None]):
        self.comparison, self.context = comparison, comparison.context
        self.draw_chart = draw_chart
        self.messages: dict[str, str] = self.context.messages["compare"]

    def draw(self) -> None:
        """Draw the block on the page; without a pin one sentence says what to do."""
        comparison, messages = self.comparison, self.messages
        if not comparison.pins:
            headed_block("compare", messages["title"], messages["empty"], "")
            return
        names = ", ".join(f"`{name}`" for name in comparison.control_names())
        text = messages["text"].format(names=names)
        with headed_block("compare", messages["title"], text, messages["note"]):
            self._draw_measures()
            runs = comparison.runs()
            end = min(float(run.measure[-1]) for run in runs)
            self._draw_chart(runs, end)
        with column("compared", wide=True):
            self._draw_table(runs, end)
            for pin in comparison.pins:
                self._draw_pin(pin)

    def _draw_measures(self) -> None:
        """Draw the measures to select from."""
        comparison, key = self.comparison, self.comparison.widget_key("by")
        if st.session_state.get(key) != comparison.measure:
            st.session_state[key] = comparison.measure
        st.segmented_control(
            self.messages["axis"],
            comparison.spec.units,
            format_func=self._measure_label,
            required=True,
            label_visibility="collapsed",
            wrap=True,
            key=key,
            on_change=comparison.select_measure,
        )

    def _measure_label(self, measure: str) -> str:
        return self.messages[f"by_{measure}"]

    def _draw_chart(self, runs: list[Run], end: float) -> None:
        """Draw the losses over the measure, up to `end`."""
        at, loss, names = [], [], []
        for run in runs:
            steps = np.arange(min(len(run.loss), (run.measure <= end).sum() + 1))
            thinned = steps[:: 1 + len(steps) // MAX_POINTS]
            steps = np.unique(np.append(thinned, steps[-1]))
            at.append(run.measure[steps])
            loss.append(run.loss[steps])
            names += [run.label] * len(steps)
        strokes = [(1.8, *DASHES[run.letter]) if run.letter else (3.5,) for run in runs]
        measure = self._measure_label(self.comparison.measure)
        self.draw_chart(
            "compare/chart",
            charts.loss_curves,
            {
                "at": np.concatenate(at),
                "loss": np.concatenate(loss).astype(float),
                "name": names,
            },
            alt=self.messages["alt"].format(by=measure),
            x=measure,
            y=self.messages["loss"],
            names=tuple(run.label for run in runs),
            end=end,
            low=min(run.window[0] for run in runs),
            high=max(run.window[1] for run in runs),
            strokes=tuple(strokes),
            above=True,
        )

    def _draw_table(self, runs: list[Run], end: float) -> None:
        """Draw settings and outcomes; the loss at equal measure where runs differ."""
        messages, lang = self.messages, self.context.lang
        names = self.comparison.control_names()
        unit = self._measure_label(self.comparison.measure)
        head = [messages["run"], *names, messages["final"]]
        is_unequal = any(float(run.measure[-1]) > end for run in runs)
        if is_unequal:
            head.append(messages["at"].format(v=self._format_measure(end), by=unit))
        head += [messages["nearly"].format(by=unit), messages["verdict"]]
        verdicts = self.context.words.labels("verdicts.short")
        rows = []
        for run in runs:
            settings = (self._format_setting(run.settings[name]) for name in names)
            row = [run.label, *settings]
            row.append(format_quantity("loss", float(run.loss[-1]), lang))
            if is_unequal:
                row.append(format_quantity("loss", run.loss_at(end), lang))
            near = run.near_minimum()
            row.append(
                messages["never"] if near is None else self._format_measure(near)
            )
            rows.append([*row, verdicts[run.verdict]])
        text_table(messages["title"], head, rows)
        if is_unequal:
            remark(messages["shortest"])

    def _format_setting(self, value: Value) -> str:
        if isinstance(value, bool):
            return self.context.messages["exercise"]["yes" if value else "no"]
        return format_number(value, self.context.lang)

    def _format_measure(self, value: float) -> str:
        """Return a value of the measure; whole numbers have no decimals."""
        measure, lang = self.comparison.measure, self.context.lang
        if measure in ("updates", "examples"):
            return format_number(round(value), lang)
        return format_fixed(value, 4 if measure == "seconds" else 1, lang)

    def _draw_pin(self, pin: Pin) -> None:
        """Draw a pin's name to change, and what can be done with it."""
        comparison, key = self.comparison, self.comparison.widget_key(pin.letter)
        if st.session_state.get(key) != pin.name:
            st.session_state[key] = pin.name
        actions = {"show": comparison.show, "remove": comparison.remove}
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.text_input(
                self.messages["name"].format(letter=pin.letter),
                key=key,
                max_chars=pins.MAX_NAME,
                width=140,
                on_change=comparison.rename,
                args=(pin.letter,),
            )
            for name, action in actions.items():
                st.button(
                    self.messages[name].format(letter=pin.letter),
                    key=f"{key}/{name}",
                    on_click=action,
                    args=(pin.letter,),
                )
