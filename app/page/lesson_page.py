"""The frame of every page: question, player, blocks of prose, code, way on."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import replace
from functools import partial
from types import ModuleType
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.activities.comparison import Comparison
from app.activities.exercises import Exercises
from app.activities.long_training import LongTraining
from app.activities.prediction import Prediction
from app.components import mount, prose
from app.components.player import packing
from app.compute.result_cache import recording
from app.content import source_listing
from app.content.markdown import code_span, render_colours
from app.content.quantities import QUANTITIES, RATES
from app.export.csv import run_rows
from app.export.notebook import notebook
from app.page import layout, share_dialog
from app.page.figures import Drawings
from app.state import locale, presentation, settings
from lessons.contract import Recording, Table, TextControl, Training, Value

QUESTION = 6
"""Height in rem that the figure leaves to an open question."""


class Page(Drawings):
    """One lesson's page in the reader's language; opened, it has drawn its head.

    Args:
        slug: the lesson.
    """

    def __init__(self, slug: str):
        super().__init__(slug)
        self.prediction = Prediction(self.context, self.recording)
        self.comparison = Comparison(
            self.context,
            self.prediction,
            recording=self.recording,
            computed=self.computed,
            chart=self.chart,
            table=self.table,
        )
        self.look: dict[str, Any] = {
            "group": slug,
            "lang": self.lang,
            "words": self.shell["player"],
            "quantities": QUANTITIES,
            "acts": self._acts("acts") if "acts" in self.words.sections else [],
            "recorded": self.lesson.record is not None,
            "rates": sorted(RATES),
        }
        self.exercises = Exercises(
            self.context, self.prediction, self.look, self.recording
        )
        self._head()
        if self.ignored:
            names = ", ".join(code_span(name[:60]) for name in self.ignored[:8])
            self.aside(self.shell["app"]["ignored"].format(names=names))
        if not self.lesson.record:
            self._judge()

    # ---- parts of the page, from top to bottom ----

    def _head(self) -> None:
        spread: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center"}
        with st.container(horizontal_alignment="distribute", **spread):
            st.title(self.words.text("question"), anchor=False, width="content")
            if not presentation.on():
                with st.container(width="content", **spread):
                    self._place()
                    locale.switch(self.lang)
        if not presentation.on():
            st.markdown(self.words.text("lede"))

    def _place(self) -> None:
        """Where the page stands in the course; after a reset, that it was reset."""
        text = layout.place(self.slug, self.lang)
        reset = settings.memory(self.slug).get("reset")
        if not reset:
            self.aside(text, width="content")
            return
        first, reset["said"] = not reset["said"], True
        with st.container(width="content", gap=None):
            self.aside(self.shell["app"]["was_reset"] if first else text)
            if self.lesson.record is None:  # a player scrolls to itself
                mount.scroll_here(key=self._key(f"top/{reset['n']}"))

    def figure(
        self,
        *views: dict[str, Any],
        marks: Mapping[str, Sequence[Value] | Mapping[Value, str]],
        beside: Mapping[str, Mapping[str, Table]] | None = None,
        acts: str = "acts",
        now: str = "now",
        now_by: str = "",
        zone: str | None = "bound",
        above: float = 0,
    ) -> None:
        """The player: played controls, views, acts and the live sentence.

        What a view has put into a typed control is taken as if it was typed.

        Args:
            views: what `app.components.player.views` makes, at most three.
            marks: the values written under each control of the bar, or what is written
                for them; played controls that are not named here are set in a view.
            beside: runs that are drawn beside the one played, by their letters: of each
                the loss and what the path is made of.
            acts, now: the sections with the acts, if there are any, and the live
                sentence. NOW.lost is said once a number of it is not finite: there
                {finite_NAME} is the last finite one.
            now_by: the played control whose value chooses the live sentence: the
                section then holds one a value, by its name.
            zone: the table of the rate from which on the slider of the rate is hatched;
                None for no such rate.
            above: height in rem of what the page has drawn between lede and figure, so
                that the figure still fits the first screen.
        """
        self._judge()
        self.look["acts"] = self._acts(acts) if acts in self.words.sections else []
        played = self.lesson.controls_with_use("played")
        kept = settings.memory(self.slug)
        start = kept.setdefault(
            "start", {c.name: c.values.index(self.settings[c.name]) for c in played}
        )
        labels = self.words.labels("labels")
        axes = [
            {
                "name": control.name,
                "marks": list(marks[control.name]),
                "texts": _texts(marks[control.name]),
                "names": self._value_names(control.name, control.values),
                "zone": zone if control.name == "lr" else None,
            }
            for control in played
            if control.name in marks
        ]
        moment = {"t": kept["t"], "act": kept.get("act", "")}
        moment |= {"session": settings.session(), "typed": kept.get("typed", 0)}
        drawn = self.comparison.over(_accompanied(self.recording(), beside or {}))
        with self._stage[0]:
            mount.player_part(
                "figure",
                key=self._key("figure"),
                look=self.look,
                packed=packing.pack(drawn, start | moment),
                set=kept.get("preset"),
                handlers={
                    "now": self._released,
                    "guess": self._guessed,
                    "typed": self._entered,
                },
                views=views,
                labels=labels,
                axes=axes,
                above=above
                + QUESTION * (self.prediction.open or self.exercises.placed),
                now=self.words.labels(now) if now_by else self.words.template(now),
                lost=self.words.template(f"{now}.lost")
                if f"{now}.lost" in self.words.sections
                else None,
                now_by=now_by,
                zones=self.words.labels("zones")
                if "zones" in self.words.sections
                else {},
                verdicts=self.words.labels("verdicts"),
                ask=self.prediction.over(views),
                data=self.shell["data_table"],
            )
        self.question(*(asked.name for asked in self.lesson.questions))
        with self.place():
            if self.exercises.placed:
                self.exercises.below()

    def view(self, view: dict[str, Any]) -> None:
        """A view by itself, drawn from the figure's recording, and its live sentence.

        Nothing of it is shown while a question is open.

        Args:
            view: what `app.components.player.views` makes; the section KIND.live is
                said below it.
        """
        kind = view["kind"]
        says, key = self.words.template(f"{kind}.live"), self._key(kind)
        data = self.shell["data_table"]
        mount.player_part(
            "view", key=key, look=self.look, view=view, says=says, data=data
        )

    def columns(self, *widths: float) -> list[DeltaGenerator]:
        """Columns of these relative widths; on a phone they stand one below another."""
        return st.columns(widths, gap="medium")

    def markdown(self, section: str, **numbers: float | str) -> None:
        """A section of prose."""
        st.markdown(self.words.text(section, **numbers))

    def labelled(self, section: str, label: str, **numbers: float | str) -> None:
        """One of the sentences of a section that holds several, by its label."""
        text = self.words.labels(section)[label]
        st.markdown(render_colours(self.words.fill(text, **numbers)))

    def block(
        self, section: str, *, wide: bool = False, **numbers: float | str
    ) -> AbstractContextManager[Any]:
        """A heading in the margin, its prose, and a quiet note beside it.

        All of it is one element: what a page sends at a rerun is what a reader waits
        for. What is drawn `with` the block stands in the column of the prose, below.

        Args:
            section: of its sections title, text and note, the last two need not be.
            wide: whether what is drawn has the column of the notes too.
            numbers: what the placeholders of text and note say.
        """
        title, text, note = (
            self.words.text(name, **numbers) if name in self.words.sections else ""
            for name in (f"{section}.{part}" for part in ("title", "text", "note"))
        )
        return prose.headed_block(section, title, text, note, wide=wide)

    def predict(self) -> None:
        """The page's questions; while one is open, the rest of the page waits for it.

        What follows shows what the run leads to: nothing of it is drawn before.
        """
        if not self.prediction.placed:
            self.prediction.block()
        if self.prediction.open:
            self.close()
            st.stop()

    def compare(self) -> None:
        """The pinned runs: a chart over one measure, a table, ways to change them."""
        self.comparison.block()

    def hold(self) -> None:
        """Show nothing but the open question, if there is one.

        For a page without a player: what its figure draws cannot be veiled.
        """
        if self.prediction.open:
            self.predict()

    def training(
        self,
        name: str,
        start: Training,
        draw: Callable[[Any], None],
        depends: Mapping[str, Value],
        *,
        auto: bool = False,
    ) -> Any:
        """A long training, in a process of its own, behind a queue for all readers.

        It can be paused, resumed and stopped. Where it fails for a reason that the
        lesson names (`reason` of what it raises), the words' section `NAME.failed` may
        have a sentence for it.

        Args:
            name: tells the trainings of a page apart.
            start: a function of a lesson's module, as `Progress` says.
            draw: draws what a training under way shows of itself.
            depends: every setting the result depends on; `start` is called with them.
            auto: whether it starts by itself, for what takes a few seconds.

        Returns:
            The result, of one stopped or paused what there is of it; None before.
        """
        training = LongTraining(
            self.context,
            self.prediction,
            name,
            start,
            depends,
            draw=draw,
            moving=self.moving,
        )
        return training.show(auto=auto)

    def exercise(self) -> None:
        """The page's exercises, one at a time."""
        self.exercises.block()

    def column(self, name: str, *, wide: bool = False) -> AbstractContextManager[Any]:
        """The column of the prose; if wide, with that of the notes.

        Args:
            name: tells the columns of a page apart.
        """
        return prose.column(name, wide=wide)

    def code(
        self,
        *modules: ModuleType,
        names: Sequence[str],
        head: str = "",
        live: str | None = None,
        below: ModuleType | None = None,
    ) -> None:
        """The functions side by side, the call with the reader's values, downloads.

        Args:
            modules: the lesson's files, a column each.
            names: functions to show; the last is cut into the acts.
            head: the act of the lines before the first signpost.
            live: a section whose numbers follow the player without the server.
            below: the file that the one file is a change of: lines that come and go are
                marked. `names` may then name what only one of them has.
        """
        files = [module.__name__.rpartition(".")[2] for module in modules]
        tools = [self.shell["tools"][file.removeprefix("with_")] for file in files]
        if below:
            pair = (below, *modules)
            shown = tuple(
                tuple(vars(m)[n] for n in names if n in vars(m)) for m in pair
            )
            rows = source_listing.diff_sources(*shown, head)
        else:
            shown = tuple(tuple(getattr(m, name) for name in names) for m in modules)
            rows = source_listing.align_sources(shown, head)
        if "code.titles" in self.words.sections:  # of acts that no figure shows
            titles = self.words.labels("code.titles")
            rows = [row | {"title": titles.get(row["act"], "")} for row in rows]
        key = self._key("code")
        said = self.words.template(live) if live else ""
        mount.player_part(
            "code", key=key, look=self.look, tools=tools, rows=rows, says=said
        )
        fixed = {
            c.name: self.settings[c.name]
            for c in self.lesson.controls_with_use("trained")
        }
        axes = {
            control.name: list(map(repr, control.values))
            for control in self.lesson.controls_with_use("played")
            if control.name in self.recording().axes
        }
        arguments = source_listing.changed_arguments(fixed, self.lesson.defaults)
        call = self._key("call")
        mount.player_part("call", key=call, look=self.look, axes=axes, fixed=arguments)
        with st.container(horizontal=True):
            for module, file in zip(modules, files, strict=True):
                code = partial(self._file, module)
                layout.download(f"{file}.py", f"{file}.py", code)
            self._take_away()

    def lines(
        self, *modules: ModuleType, cases: Sequence[tuple[str, Value]], name: str
    ) -> None:
        """Side by side what the files run at this moment, cut out of their functions.

        Args:
            modules: the lesson's files, a column each.
            cases: functions that match on a value, and that value: a row each.
            name: tells the cuts of a page apart.
        """
        files = [module.__name__.rpartition(".with_")[2] for module in modules]
        rows = [
            {
                "act": "",
                "sides": [source_listing.case_lines(getattr(m, f), v) for m in modules],
            }
            for f, v in cases
        ]
        tools = [self.shell["tools"][file] for file in files]
        key = self._key(name)
        mount.player_part(
            "code", key=key, look=self.look, tools=tools, rows=rows, bare=True
        )

    def scenarios(self) -> None:
        """The story of the page: a button for each of its scenarios.

        Not while a question is open: some of them tell its answer.
        """
        if self.prediction.open:
            return
        labels = self.words.labels("scenarios")
        played = [control.name for control in self.lesson.controls_with_use("played")]
        scenes = []
        for scenario in self.lesson.scenarios:
            wanted = self.lesson.scenario_settings(scenario.name)
            same = all(
                self.settings[name] == value
                for name, value in wanted.items()
                if name not in played
            )
            at = {n: self.lesson[n].values.index(wanted[n]) for n in played}
            scene = {"name": scenario.name, "label": labels[scenario.name]}
            scenes.append({**scene, "at": at, "same": same})
        mount.player_part(
            "scenes",
            key=self._key("scenes"),
            look=self.look,
            handlers={"scene": self._staged, "pin": self._pinned},
            scenes=scenes,
            pin=self.comparison.button(),
        )

    def _staged(self) -> None:
        wanted = st.session_state[self._key("scenes")].get("scene") or {}
        names = [scenario.name for scenario in self.lesson.scenarios]
        if wanted.get("name") in names:
            settings.apply(
                self.slug, self.lesson, self.lesson.scenario_settings(wanted["name"])
            )

    def _pinned(self) -> None:
        self._moved(st.session_state[self._key("scenes")].get("pin") or {})
        self.comparison.pin()

    def share(self) -> None:
        """The button that makes a link of this very moment, and the link it made."""
        mount.player_part(
            "share",
            key=self._key("share"),
            look=self.look,
            handlers={"moment": self._kept_moment},
            label=self.shell["app"]["share"],
            printed=True,
        )
        kept = settings.memory(self.slug)
        kept["dialog"] = kept.pop("share", False)
        if kept["dialog"]:
            share_dialog.show(self.slug, self.lesson, self.settings, self.lang)

    def _kept_moment(self) -> None:
        moment = st.session_state[self._key("share")].get("moment") or {}
        self._moved(moment)
        settings.memory(self.slug)["share"] = True
        settings.remember_moment(self.slug, self.lesson, moment)

    def close(self) -> None:
        """Reset, share, the ways on; the link now says what the page shows."""
        with st.container(horizontal=True, vertical_alignment="center"):
            self.reset()
            self.share()
            presentation.button(self.lang)
        st.space("medium")
        layout.ways(self.slug, self.lang)
        locale.mark(self.lang)
        settings.close_page(self.slug, self.lesson, self.settings, self.lang)
        self._finish()

    # ---- details ----

    def _judge(self) -> None:
        """Judge what was answered and handed in, before anything on the page counts."""
        self.prediction.judge()
        self.exercises.judge()

    def _file(self, module: ModuleType) -> str:
        """One of the lesson's files with a call at the reader's settings."""
        given = self.lesson.run_arguments(self.lang)
        return source_listing.standalone_script(module, self.arguments() | given)

    def _take_away(self) -> None:
        """The page as a notebook, its run as a table; both made when asked for."""
        file, settings = f"{self.slug}-{self.lang}", dict(self.settings)
        record = partial(recording, self.slug, settings)
        book = partial(notebook, self.slug, self.lang, settings, record)
        layout.download(self.shell["app"]["notebook"], f"{file}.ipynb", book)
        if self.lesson.record:

            def run() -> str:
                rec = record()
                return run_rows(rec, {name: settings[name] for name in rec.axes})

            layout.download(self.shell["app"]["rows"], f"{file}.csv", run)

    def _released(self) -> None:
        self._moved(st.session_state[self._key("figure")].get("now") or {})

    def _moved(self, at: dict[str, Any]) -> None:
        for control in self.lesson.controls_with_use("played"):
            place = at.get(control.name)
            if isinstance(place, int) and 0 <= place < len(control.values):
                self.settings[control.name] = control.values[place]

    def _entered(self) -> None:
        """A text that a view wrote for a typed control, if it can be read."""
        sent = st.session_state[self._key("figure")].get("typed") or {}
        settings.memory(self.slug)["typed"] = sent.get("n")
        for control in self.lesson.controls:
            if isinstance(control, TextControl) and control.name == sent.get("name"):
                with suppress(ValueError):
                    settings.enter(self.slug, control, str(sent.get("text")))

    def _guessed(self) -> None:
        self.prediction.guessed(st.session_state[self._key("figure")].get("guess"))

    def _acts(self, section: str) -> list[dict[str, Any]]:
        acts = []
        for name, text in self.words.labels(section).items():
            meaning, title, formula, *cells = text.split(" | ")
            acts.append(
                {"name": name, "meaning": meaning, "title": title, "formula": formula}
                | {"cells": cells}
            )
        return acts


def _texts(marks: Sequence[Value] | Mapping[Value, str]) -> list[str] | None:
    return list(marks.values()) if isinstance(marks, Mapping) else None


def _accompanied(
    rec: Recording, beside: Mapping[str, Mapping[str, Table]]
) -> Recording:
    """A recording with runs to draw beside the one played, `LETTER_loss` …"""
    if not beside:
        return rec
    tables = {
        f"{letter}_{name}": table
        for letter, run in beside.items()
        for name, table in run.items()
    }
    dashes = {letter: _dash(i) for i, letter in enumerate(beside)}
    facts = {**rec.facts, "pins": dashes}
    return replace(rec, tables={**rec.tables, **tables}, facts=facts)


def _dash(i: int) -> tuple[int, ...]:
    """Strokes and gaps that tell the i-th of several lines from the others."""
    return tuple(stroke for k in range(i % 3 + 1) for stroke in (12 // (k + 1), 3 + i))
