"""The player on a page: its figure, its scenarios, and what it sends back."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from app.activities.comparison import Comparison
from app.activities.exercises import Exercises
from app.activities.prediction import Prediction
from app.components import mount
from app.components.player import packing
from app.content.quantities import QUANTITIES, RATES
from app.content.setting_format import value_label
from app.page.compute import Compute
from app.page.figure_foot import FigureFoot
from app.page.figures import question_place
from app.state.control_widgets import enter_text
from app.state.page_context import PageContext
from app.state.page_lifecycle import (
    apply_settings,
    move_step_figures,
    remember_moment,
)
from app.state.page_state import session_token
from lessons.contract import Control, Recording, Table, TextControl, Value

QUESTION_HEIGHT = 6
"""Height in rem that the figure leaves to an open question."""


@dataclass(frozen=True)
class NamedRun:
    """A run drawn beside the one played.

    Args:
        tables: its loss and what its path is made of.
        label: what it is called in the figure.
        meaning: the colour of its line, one of `app.content.quantities.MEANINGS`.
        dash: strokes and gaps of its line in pixels; none for a solid line.
    """

    tables: Mapping[str, Table]
    label: str
    meaning: str
    dash: tuple[int, ...] = ()


Marks = Sequence[Value] | Mapping[Value, str]


def make_player_context(context: PageContext) -> dict[str, Any]:
    """Return what all parts of a page's player share; `acts` follows its figure."""
    return {
        "group": context.slug,
        "lang": context.lang,
        "words": context.messages["player"],
        "quantities": QUANTITIES,
        "acts": read_acts(context, "acts"),
        "recorded": context.lesson.record is not None,
        "rates": sorted(RATES),
    }


def read_acts(context: PageContext, section: str) -> list[dict[str, Any]]:
    """Return the acts of a section of the words; none if there is no such section."""
    if section not in context.words.sections:
        return []
    acts = []
    for name, text in context.words.labels(section).items():
        meaning, title, formula, *cells = text.split(" | ")
        act = {"name": name, "meaning": meaning, "title": title, "formula": formula}
        acts.append(act | {"cells": cells})
    return acts


class Player:
    """The player of one run of a page, with the activities that are drawn on it.

    Args:
        context: the page and this run of it.
        player_context: what its parts share; `figure` sets the acts.
        compute: has its recording, and the place of its figure.
        prediction, comparison, exercises: the activities of the page.
        foot: the place under its figure.
    """

    def __init__(
        self,
        context: PageContext,
        player_context: dict[str, Any],
        compute: Compute,
        prediction: Prediction,
        comparison: Comparison,
        exercises: Exercises,
        foot: FigureFoot,
    ):
        self.context = context
        self.player_context = player_context
        self.compute = compute
        self.prediction = prediction
        self.comparison = comparison
        self.exercises, self.foot = exercises, foot
        self._lesson, self._words = context.lesson, context.words

    def figure(
        self,
        *views: dict[str, Any],
        marks: Mapping[str, Marks],
        other_runs: Mapping[str, NamedRun] | None = None,
        acts: str = "acts",
        live: str = "now",
        live_by: str = "",
        lists: Sequence[str] = (),
        hatched_from: str | None = "bound",
        height_above: float = 0,
        compact: int = 0,
    ) -> None:
        """Draw the figure: played controls, views, acts and the live sentence.

        What a view has put into a control is taken as if the reader had set it.

        Args:
            views: from `app.components.player.views`, at most three.
            marks: the values written under each control of the bar, or what is written
                for them; played controls that are not named here are set in a view.
            other_runs: runs that are drawn beside the one played, by their names.
            acts, live: the sections with the acts, if there are any, and the live
                sentence. LIVE.lost is shown once a number of it is not finite: there
                {finite_NAME} is the last finite one.
            live_by: the played control whose value chooses the live sentence: the
                section then holds one a value, by its name.
            lists: the controls of the bar that are chosen from a list, not dragged.
            hatched_from: the table of the rate from which on the slider of the rate is
                hatched; None for no such rate.
            height_above: in rem, of what the page has drawn between lede and figure, so
                that the figure still fits the first screen.
            compact: which view stays above the settings on a narrow screen.
        """
        self.prediction.judge()
        self.exercises.judge()
        self.player_context["acts"] = read_acts(self.context, acts)
        state = self.context.state.player
        played = self._lesson.controls_with_use("played")
        values = self.context.settings
        if state.start is None:
            state.start = {c.name: c.values.index(values[c.name]) for c in played}
        moment: dict[str, Any] = {"t": state.t, "act": state.act}
        moment |= {"session": session_token(), "typed": state.typed}
        rec = _with_runs(self.compute.recording(), other_runs or {})
        rec = self.comparison.with_pinned_runs(rec)
        question = self.prediction.is_open or self.exercises.is_under_figure
        asked_by_class, words = self._class_question(), self._words
        with self.compute.figure_place:
            self._part(
                "figure",
                "figure",
                packed=packing.pack(rec, state.start | moment),
                set=state.preset,
                handlers={
                    "now": self._receive_position,
                    "guess": self._receive_guess,
                    "typed": self._receive_text,
                },
                views=views,
                labels=words.labels("labels"),
                axes=[
                    self._axis(control, marks[control.name], hatched_from)
                    | {"list": control.name in lists}
                    for control in played
                    if control.name in marks
                ],
                above=height_above
                + (0 if asked_by_class else QUESTION_HEIGHT * question),
                now=words.labels(live) if live_by else words.template(live),
                lost=self._optional(f"{live}.lost", words.template, None),
                now_by=live_by,
                zones=self._optional("zones", words.labels, {}),
                verdicts=words.labels("verdicts"),
                ask=self.prediction.figure_overlay(views),
                classQuestion=asked_by_class,
                data=self.context.messages["data_table"],
            )
        names = [question.name for question in self._lesson.questions]
        question_place(self.prediction, names)
        self.foot.open(views[compact])

    def view(self, view: dict[str, Any]) -> None:
        """Draw a view by itself, from the figure's recording, and its live sentence.

        Nothing of it is shown while a question is open.

        Args:
            view: from `app.components.player.views`; the section KIND.live stands below
                it.
        """
        kind = view["kind"]
        says = self._words.template(f"{kind}.live")
        data = self.context.messages["data_table"]
        self._part("view", kind, view=view, says=says, data=data)

    def scenarios(self) -> None:
        """Draw a button for each scenario of the page, and the one that pins a run.

        Not while a question is open: some of them give its answer away.
        """
        if self.prediction.is_open:
            return
        labels = self._words.labels("scenarios")
        scenes = [
            self._scene(scenario.name, labels[scenario.name])
            for scenario in self._lesson.scenarios
        ]
        self._part(
            "scenes",
            "scenes",
            handlers={"scene": self._receive_scenario, "pin": self._receive_pin},
            scenes=scenes,
            pin=self.comparison.button(),
        )

    def share_button(self) -> None:
        """Draw the button that sends the moment the player shows, to be shared."""
        self._part(
            "share",
            "share",
            handlers={"moment": self._receive_moment},
            label=self.context.messages["app"]["share"],
            printed=True,
        )

    # ---- what the browser is sent ----

    def _part(self, part: str, name: str, **data: Any) -> None:
        mount.player_part(
            part,
            key=self.context.widget_key(name),
            player_context=self.player_context,
            **data,
        )

    def _axis(
        self, control: Control | TextControl, marks: Marks, hatched_from: str | None
    ) -> dict[str, Any]:
        """Return the slider of a played control, as the figure takes it."""
        name, words = control.name, self._words
        labels = None
        if f"{name}.values" in words.sections:
            labels = [
                value_label(words, self._lesson, name, value)
                for value in control.values
            ]
        return {
            "name": name,
            "marks": list(marks),
            "texts": list(marks.values()) if isinstance(marks, Mapping) else None,
            "names": labels,
            "zone": hatched_from if name == "lr" else None,
        }

    def _scene(self, name: str, label: str) -> dict[str, Any]:
        """Return the button of a scenario, as the player takes it."""
        scenario = self._lesson.scenario_settings(name)
        played = [control.name for control in self._lesson.controls_with_use("played")]
        same = all(
            self.context.settings[control] == value
            for control, value in scenario.items()
            if control not in played
        )
        at = {n: self._lesson[n].values.index(scenario[n]) for n in played}
        return {"name": name, "label": label, "at": at, "same": same}

    def _class_question(self) -> str:
        """Return where the class is with its question: "asked", "revealed" or ""."""
        if self.prediction.class_round is None:
            return ""
        return "asked" if self.prediction.is_open else "revealed"

    def _optional(self, section: str, read: Callable[[str], Any], default: Any) -> Any:
        return read(section) if section in self._words.sections else default

    # ---- what the browser sends ----

    def _message(self, name: str, kind: str) -> Any:
        return st.session_state[self.context.widget_key(name)].get(kind)

    def _receive_position(self) -> None:
        self._move(self._message("figure", "now") or {})

    def _receive_guess(self) -> None:
        self.prediction.receive_guess(self._message("figure", "guess"))

    def _receive_text(self) -> None:
        """Enter a text that a view wrote for a control, if it can be read."""
        message = self._message("figure", "typed") or {}
        self.context.state.player.typed = message.get("n")
        for control in self._lesson.controls_with_use("trained", "shown"):
            if control.name == message.get("name"):
                with suppress(ValueError):
                    text = str(message.get("text"))
                    enter_text(self.context.slug, control, text)

    def _receive_scenario(self) -> None:
        name = (self._message("scenes", "scene") or {}).get("name")
        if name in [scenario.name for scenario in self._lesson.scenarios]:
            slug, settings = self.context.slug, self._lesson.scenario_settings(name)
            steps = self._lesson.scenario(name).steps
            apply_settings(slug, self._lesson, settings)
            if steps:
                move_step_figures(slug, steps)

    def _receive_pin(self) -> None:
        self._move(self._message("scenes", "pin") or {})
        self.comparison.pin()

    def _receive_moment(self) -> None:
        """Remember the moment to share; the run that follows opens the dialog."""
        moment = self._message("share", "moment") or {}
        self._move(moment)
        self.context.state.share.is_requested = True
        remember_moment(self.context.slug, self._lesson, moment)

    def _move(self, positions: Mapping[str, Any]) -> None:
        """Set the played controls to the positions of their sliders."""
        for control in self._lesson.controls_with_use("played"):
            position = positions.get(control.name)
            if isinstance(position, int) and 0 <= position < len(control.values):
                self.context.settings[control.name] = control.values[position]


def _with_runs(rec: Recording, runs: Mapping[str, NamedRun]) -> Recording:
    """Return a recording with runs to draw beside the one played, `NAME_loss` …"""
    if not runs:
        return rec
    tables = {
        f"{name}_{quantity}": table
        for name, run in runs.items()
        for quantity, table in run.tables.items()
    }
    styles = {
        name: {"label": run.label, "meaning": run.meaning, "dash": run.dash}
        for name, run in runs.items()
    }
    facts = {**rec.facts, "named_runs": styles}
    return replace(rec, tables={**rec.tables, **tables}, facts=facts)
