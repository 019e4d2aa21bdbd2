"""The frame of every page: question, player, blocks of prose, code, way on."""

import time
from base64 import b64decode
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from html import escape
from types import ModuleType
from typing import Any

import numpy as np
import streamlit as st
from babel.dates import format_time, get_timezone
from streamlit.delta_generator import DeltaGenerator

from app import (
    chain,
    charts,
    flow,
    frame,
    language,
    pins,
    player,
    settings,
    share,
    source,
    theme,
)
from app.cells import drawing, numbers
from app.compare import Comparison
from app.digits import duration, plain
from app.exercise import Exercises
from app.notebook import notebook
from app.predict import Prediction
from app.prose import Words, block, coloured, interface
from app.quantities import QUANTITIES, SPREAD
from app.rows import run_rows
from app.runs import MEASUREMENTS, RUNS, TICK, key_of, recording
from app.steps import Step
from app.steps import drawing as stepped
from lessons import lesson
from lessons.cells import Row
from lessons.chain import Chain
from lessons.contract import Part, Recording, Refused, Table, Typed, Value
from lessons.graph import Graph

PATIENCE = 0.5
"""Seconds after which a training that is not done shows its progress."""

FIRST, NEXT = 0.1, 1.0
"""Seconds after which its first frames are drawn, and those that have come since."""

BLOCK = (2, 5.8, 3.2)
"""Widths of margin, prose and note; app/page.css has the same."""


class Page:
    """One lesson's page in the reader's language; opened, it has drawn its head.

    Args:
        slug: the lesson.
    """

    def __init__(self, slug: str):
        self.slug = slug
        self.lang = language.current()
        self.words = Words(slug, self.lang)
        self.lesson = lesson(slug)
        self.settings, ignored = settings.open_page(slug, self.lesson)
        self.shell = interface(self.lang)
        self._training = self.shell["app"]["training"]
        self._drawn: tuple[Any, Recording] | None = None
        self.prediction = Prediction(self)
        self.comparison = Comparison(self)
        self.look: dict[str, Any] = {
            "group": slug,
            "lang": self.lang,
            "words": self.shell["player"],
            "quantities": QUANTITIES,
            "acts": self._acts("acts") if "acts" in self.words.sections else [],
            "recorded": self.lesson.record is not None,
            "spread": sorted(SPREAD),
        }
        self._head()
        if ignored:
            names = ", ".join(f"`{pins.shown(name, 60)}`" for name in ignored[:8])
            self.aside(self.shell["app"]["ignored"].format(names=names))

    # ---- parts of the page, from top to bottom ----

    def _head(self) -> None:
        spread: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center"}
        with st.container(horizontal_alignment="distribute", **spread):
            st.title(self.words.text("question"), anchor=False, width="content")
            with st.container(width="content", **spread):
                self.aside(frame.place(self.slug, self.lang), width="content")
                language.switch(self.lang)
        st.markdown(self.words.text("lede"))

    def figure(
        self,
        *views: dict[str, Any],
        marks: Mapping[str, Sequence[Value] | Mapping[Value, str]],
        beside: Mapping[str, Mapping[str, Table]] | None = None,
        acts: str = "acts",
        now: str = "now",
        above: float = 0,
    ) -> None:
        """The player: played controls, views, acts and the live sentence.

        What a view has put into a typed control is taken as if it was typed.

        Args:
            views: what `app.views` makes, at most three.
            marks: the values written under each control of the bar, or what is written
                for them; played controls that are not named here are set in a view.
            beside: runs that are drawn beside the one played, by their letters: of each
                the loss and what the path is made of.
            acts, now: the sections with the acts, if there are any, and the live
                sentence.
            above: height in rem of what the page has drawn between lede and figure, so
                that the figure still fits the first screen.
        """
        self.look["acts"] = self._acts(acts) if acts in self.words.sections else []
        played = self.lesson.of("played")
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
                "zone": "bound" if control.name == "lr" else None,
            }
            for control in played
            if control.name in marks
        ]
        drawn = self.comparison.over(_accompanied(self.recording(), beside or {}))
        with self._stage[0]:
            player.part(
                "figure",
                key=self._key("figure"),
                look=self.look,
                packed=player.pack(drawn, start | {"t": kept["t"]}),
                set=kept.get("preset"),
                handlers={
                    "now": self._released,
                    "guess": self._guessed,
                    "typed": self._entered,
                },
                views=views,
                labels=labels,
                axes=axes,
                above=above,
                now=self.words.raw(now),
                zones=self.words.labels("zones")
                if "zones" in self.words.sections
                else {},
                verdicts=self.words.labels("verdicts"),
                ask=self.prediction.over(views),
            )

    def view(self, view: dict[str, Any]) -> None:
        """A view by itself, drawn from the figure's recording, and its live sentence.

        Nothing of it is shown while a question is open.

        Args:
            view: what `app.views` makes; the section KIND.live is said below it.
        """
        kind = view["kind"]
        says, key = self.words.raw(f"{kind}.live"), self._key(kind)
        player.part("view", key=key, look=self.look, view=view, says=says)

    def columns(self, *widths: float) -> list[DeltaGenerator]:
        """Columns of these relative widths; on a phone they stand one below another."""
        return st.columns(widths, gap="medium")

    def markdown(self, section: str, **numbers: float | str) -> None:
        """A section of prose."""
        st.markdown(self.words.text(section, **numbers))

    def labelled(self, section: str, label: str, **numbers: float | str) -> None:
        """One of the sentences of a section that holds several, by its label."""
        text = self.words.labels(section)[label]
        st.markdown(coloured(self.words.fill(text, **numbers)))

    def block(
        self, section: str, **numbers: float | str
    ) -> AbstractContextManager[Any]:
        """A heading in the margin, its prose, and a quiet note beside it.

        All of it is one element: what a page sends at a rerun is what a reader waits
        for. What is drawn `with` the block stands in the column of the prose, below.

        Args:
            section: of its sections title, text and note, the last two need not be.
            numbers: what the placeholders of text and note say.
        """
        title, text, note = (
            self.words.text(name, **numbers) if name in self.words.sections else ""
            for name in (f"{section}.{part}" for part in ("title", "text", "note"))
        )
        return self.headed(title, text, note)

    def headed(self, title: str, text: str, note: str) -> AbstractContextManager[Any]:
        """A block of these words, in Markdown."""
        aside = frame.quiet(note) if note else ""
        if text:
            st.markdown(block("##", title, text, aside))
            return self.column()
        st.space("small")
        margin, prose, side = st.columns(BLOCK, gap="medium")
        margin.header(title, anchor=False)
        if note:
            side.markdown(aside)
        return prose

    def predict(self) -> None:
        """The page's questions; while one is open, the rest of the page waits for it.

        What follows shows what the run leads to: nothing of it is drawn before.
        """
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

    def exercise(self) -> None:
        """The page's exercises, one at a time."""
        Exercises(self).block()

    @contextmanager
    def column(self, *, wide: bool = False) -> Iterator[None]:
        """The column of the prose; if wide, with that of the notes."""
        margin, prose, note = BLOCK
        widths = (margin, prose + note) if wide else BLOCK
        with st.columns(widths, gap="medium")[1]:
            yield

    def place(self) -> AbstractContextManager[Any]:
        """A place to fill at the end, so that nothing on the page waits for it."""
        return st.container()

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
            rows = source.changes(*shown, head)
        else:
            shown = tuple(tuple(getattr(m, name) for name in names) for m in modules)
            rows = source.rows(shown, head)
        if "code.titles" in self.words.sections:  # of acts that no figure shows
            titles = self.words.labels("code.titles")
            rows = [row | {"title": titles.get(row["act"], "")} for row in rows]
        key = self._key("code")
        said = self.words.raw(live) if live else ""
        player.part("code", key=key, look=self.look, tools=tools, rows=rows, says=said)
        fixed = {c.name: self.settings[c.name] for c in self.lesson.of("trained")}
        axes = {
            control.name: list(map(repr, control.values))
            for control in self.lesson.of("played")
            if control.name in self.recording().axes
        }
        arguments = source.call(fixed, self.lesson.defaults)
        call = self._key("call")
        player.part("call", key=call, look=self.look, axes=axes, fixed=arguments)
        with st.container(horizontal=True):
            for module, file in zip(modules, files, strict=True):
                code = partial(source.download, module, self.arguments())
                frame.download(f"{file}.py", f"{file}.py", code)
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
            {"act": "", "sides": [source.case(getattr(m, f), v) for m in modules]}
            for f, v in cases
        ]
        tools = [self.shell["tools"][file] for file in files]
        key = self._key(name)
        player.part("code", key=key, look=self.look, tools=tools, rows=rows, bare=True)

    def sliders(self, *names: str, a_row: int = 4, least: int = 190) -> None:
        """The controls that need a new training, up to so many a row.

        Args:
            least: pixels that each has at least.
        """
        labels = self.words.labels("labels")
        with st.grid(a_row, gap="medium", min_column_width=least):
            for name in names:
                st.select_slider(
                    labels[name],
                    self.lesson[name].values,
                    format_func=partial(self.value_name, name),
                    key=settings.key(self.slug, name),
                    disabled=self.prediction.open,
                )

    def grid(self, a_row: int) -> AbstractContextManager[Any]:
        """A place for small controls, up to so many a row, two on a phone."""
        return st.grid(a_row, gap="medium", min_column_width=150)

    def typed(self, name: str) -> Value:
        """A control that is typed, and the last value that could be read.

        A text that cannot be read changes nothing: under it stands why not.
        """
        control = self.lesson[name]
        if not isinstance(control, Typed):
            raise TypeError(f"{name} is not typed")
        st.text_input(
            self.words.labels("labels")[name],
            max_chars=control.longest,
            key=settings.key(self.slug, name),
            disabled=self.prediction.open,
        )
        reason, tells = settings.refusal(self.slug, control)
        if reason:
            kept = {name: control.write(self.settings[name])}
            said = self.words.labels(f"{name}.refused")[reason]
            st.markdown(coloured(self.words.fill(said, **kept | tells)))
        return self.settings[name]

    def weights(self) -> None:
        """The model's weights as a file: those of the end, or of the epoch taken."""
        make, kept = self.lesson.state_dict, settings.memory(self.slug)
        if make is None:
            raise LookupError("this page has no model to take away")
        rec, now = self.recording(), dict(self.settings)
        t = min(kept.get("taken", rec.n_steps), rec.n_steps)
        label = self.words.text("weights.download", t=t)
        with st.container(horizontal=True, vertical_alignment="center"):
            frame.download(
                label,
                f"{self.slug}-{t}.pt",
                lambda: make(recording(self.slug, now), t, now),
            )
            player.part(
                "share",
                key=self._key("take"),
                look=self.look,
                handlers={"moment": self._taken_moment},
                label=self.words.text("weights.take"),
            )

    def _taken_moment(self) -> None:
        t = (st.session_state[self._key("take")].get("moment") or {}).get("t")
        if isinstance(t, int) and 0 <= t < 10**6:
            settings.memory(self.slug)["taken"] = t

    def parts(self, name: str, a_row: int = 3) -> None:
        """What of a typed control can be set without typing.

        The text is all that counts: a widget here shows what it says, and writes it.
        """
        control = self.lesson[name]
        assert isinstance(control, Typed)
        parts = control.parts(self.settings[name], self.settings)
        for part in parts:
            if part.kind == "choice":
                self._part(control, part)
        with st.grid(a_row, gap="small", min_column_width=110):
            for part in parts:
                if part.kind != "choice":
                    self._part(control, part)

    def _part(self, control: Typed, part: Part) -> None:
        """The widget of one part."""
        key = self._key(f"{control.name}/{part.name}")
        label = self.words.labels(f"{control.name}.parts")[part.name]
        st.session_state[key] = part.now
        how: dict[str, Any] = {"key": key, "disabled": self.prediction.open}
        how |= {"on_change": self._put, "args": (control, part, key)}
        how["format_func"] = partial(self._part_value, control.name, part)
        if part.kind == "slider":
            st.select_slider(label, part.values, **how)
        elif part.kind == "picks":
            st.pills(label, part.values, selection_mode="multi", **how)
        else:
            how |= {"required": True, "wrap": True, "label_visibility": "collapsed"}
            st.segmented_control(label, part.values, **how)

    def _put(self, control: Typed, part: Part, key: str) -> None:
        chosen = st.session_state[key]
        chosen = tuple(chosen) if part.kind == "picks" else chosen
        widget = settings.key(self.slug, control.name)
        st.session_state[widget] = control.write(part.put(chosen))

    def _part_value(self, name: str, part: Part, value: Value | None) -> str:
        if part.kind == "choice":
            return self.words.labels(f"{name}.{part.name}")[str(value)]
        if value is None:
            return self.words.labels(f"{name}.parts")["none"]
        return plain(value, self.lang)

    def pressed(self, name: str, number: Callable[[], int] | None = None) -> int:
        """A button for what takes a while; the number of its last press, 0 for none.

        Args:
            name: its label stands in the words' section `labels`.
            number: called at a press, gives what tells it from all others of all
                readers; without it the presses of a session are counted.
        """
        kept = settings.memory(self.slug).setdefault("pressed", {})
        if st.button(self.words.labels("labels")[name], key=self._key(name)):
            kept[name] = number() if number else kept.get(name, 0) + 1
        return kept.get(name, 0)

    def clock(self, seconds: float) -> str:
        """The reader's time of day at so many seconds since 1970."""
        zone = get_timezone(st.context.timezone or "UTC")
        then = datetime.fromtimestamp(seconds, zone)
        return format_time(then, locale=self.lang)

    def download(self, name: str, file: str, make: Callable[[], bytes]) -> None:
        """A file that is made when it is asked for.

        Args:
            name: its label stands in the words' section `labels`.
            file: what it is called.
        """
        frame.download(self.words.labels("labels")[name], file, make)

    def upload(
        self,
        name: str,
        limit: int,
        read: Callable[[bytes], Any],
        sets: Callable[[Any], Mapping[str, Any]] = lambda found: {},
    ) -> Any:
        """A file that the reader gives, and what `read` makes of the last good one.

        One that is refused changes nothing: under the button stands why, in the words
        of the section `NAME.refused`.

        Args:
            name: its label stands in the words' section `labels`.
            limit: its largest size in bytes.
            read: raises Refused; it reads a stranger's file, so it runs nothing of it.
                The reason "large" is for files that never came here.
            sets: the controls that a good file sets when it is given.
        """
        kept = settings.memory(self.slug).setdefault("files", {}).setdefault(name, {})
        label, key = self.words.labels("labels")[name], self._key(name)
        given = partial(self._given, key, kept, limit, read, sets)
        player.upload(key=key, label=label, limit=limit, given=given)
        found, refused = None, kept.get("refused")
        if "bytes" in kept:
            try:
                found = read(kept["bytes"])
            except Refused as other:  # it was good at other settings
                refused = refused or (str(other), other.tells)
        if refused:
            reason, tells = refused
            said = self.words.labels(f"{name}.refused")[reason]
            st.markdown(coloured(self.words.fill(said, **tells)))
        return found

    def _given(
        self,
        key: str,
        kept: dict[str, Any],
        limit: int,
        read: Callable[[bytes], Any],
        sets: Callable[[Any], Mapping[str, Any]],
    ) -> None:
        """Keep a file if it can be read, and why not if it cannot."""
        file = st.session_state[key].get("file") or {}
        try:
            if "bytes" not in file or len(file["bytes"]) > 4 * (limit // 3 + 1):
                raise Refused("large")
            data = b64decode(file["bytes"])
            found = read(data)
        except Refused as reason:
            kept["refused"] = str(reason), reason.tells
        else:
            kept |= {"bytes": data, "refused": None}
            for control, value in sets(found).items():
                settings.put(self.slug, self.lesson[control], value)

    def switches(self, *names: str) -> None:
        """The controls that are on or off, in a row that wraps."""
        labels = self.words.labels("labels")
        with st.container(horizontal=True):
            for name in names:
                st.toggle(
                    labels[name],
                    key=settings.key(self.slug, name),
                    disabled=self.prediction.open,
                )

    def cells(
        self,
        name: str,
        *frames: Sequence[Row],
        alt: str,
        says: Sequence[str] = (),
        legend: str = "",
        hint: bool = True,
        live: str = "",
    ) -> None:
        """Tensors as cells with their values; pointed at, a cell tells its index.

        Args:
            name: tells the drawings of a page apart.
            frames: rows of `lessons.cells.tensor` and signs between them; more than one
                frame is stepped through in the browser.
            alt: what the whole drawing is called by who does not see it.
            says: a sentence for each frame.
            legend: a section with a label for each mark to explain.
            hint: whether it says what there is to do; once a page is enough.
            live: the control whose `dials` it follows while they are dragged, or none.
        """
        drawn = drawing(
            frames,
            self.lang,
            self.shell["cells"],
            alt=alt,
            says=says,
            legend=self.words.labels(legend) if legend else None,
            hint=hint,
            live=live and self._key(live),
        )
        player.cells(key=self._key(name), drawing=drawn)

    def dials(
        self, name: str, drawn: Mapping[str, Any], axes: str, *, says: str
    ) -> None:
        """The numbers of a typed control, dragged: a figure follows, and cells `live`.

        Args:
            name: the control; all its parts are sliders.
            drawn: law, figure and cells, as app/player/dials.js takes them.
            axes: a section with the labels x, y and alt of the figure.
            says: a section whose numbers follow.
        """
        control, words = self.lesson[name], self.words.labels(axes)
        assert isinstance(control, Typed)
        parts = control.parts(self.settings[name], self.settings)
        labels = self.words.labels(f"{name}.parts")
        view = {"xName": words["x"], "yName": words["y"], "alt": words["alt"]}
        conf: dict[str, Any] = {
            "labels": [labels[part.name] for part in parts],
            "values": [part.values for part in parts],
            "start": [part.values.index(part.now) for part in parts],
            "says": self.words.raw(says),
            "live": self._key(name),
            "look": {n: self.look[n] for n in ("lang", "quantities", "spread")},
        }
        player.dials(
            key=self._key(f"{name}/dials"),
            drawing={**drawn, **conf, "view": {**drawn["view"], **view}},
            released=partial(self._dialled, control),
        )

    def _dialled(self, control: Typed) -> None:
        sent = st.session_state[self._key(f"{control.name}/dials")].get("now") or {}
        value = self.settings[control.name]
        for i, wanted in enumerate(sent.get("values", ())):
            part = control.parts(value, self.settings)[i]
            if wanted in part.values:
                value = part.put(wanted)
        widget = settings.key(self.slug, control.name)
        st.session_state[widget] = control.write(value)

    def flow(
        self, graph: Graph, *, alt: str, name: str = "flow", show_saved: bool = False
    ) -> None:
        """The graph of a run with values: stepped forward and backward in the browser.

        Args:
            graph: from `lessons.graph.traced`, with a node at least.
            alt: what it is called by who does not see it.
            name: tells the graphs of a page apart.
            show_saved: whether a box says what its operation keeps for backward().
        """
        words = self.shell["player"] | self.shell["flow"]
        drawn = flow.drawing(graph, self.lang, words, alt=alt, show_saved=show_saved)
        player.flow(key=self._key(name), drawing=drawn)

    def chain(self, drawn: Chain, *, picks: str, alt: str) -> None:
        """Layers joined by arrows; one that is touched is picked.

        Args:
            picks: the control that says which, counted from 0; beyond the end it is the
                last one.
            alt: what it is called by who does not see it.
        """
        key, last = self._key("chain"), len(drawn.boxes) - 1

        def picked() -> None:
            at = (st.session_state[key].get("picked") or {}).get("i")
            if at in self.lesson[picks].values:
                st.session_state[settings.key(self.slug, picks)] = at

        at, words = min(int(self.settings[picks]), last), self.shell["chain"]
        shown = chain.drawing(drawn, self.lang, words, picked=at, alt=alt)
        player.chain(key=key, drawing=shown, picked=picked)

    def steps(
        self,
        name: str,
        *functions: Callable[..., Any],
        steps: Sequence[Step],
        head: Sequence[str],
        alt: str,
        names: Sequence[str] = (),
    ) -> None:
        """Code that is stepped line by line, and what each line leaves behind.

        Args:
            name: tells the drawings of a page apart.
            functions: whose source is shown: one, or two side by side.
            steps: the moments of the run, in order.
            head: titles of the table's columns; the first is that of the names.
            alt: what the whole is called by who does not see it.
            names: a title for each function, or none.
        """
        words = self.shell["steps"]
        drawn = stepped(functions, steps, words, head=head, alt=alt, names=names)
        player.steps(key=self._key(name), drawing=drawn)

    def drawing(self, dot: str, *, legend: str, file: str, alt: str) -> None:
        """A graph, laid out in the browser, its legend, and the ways to take it away.

        Args:
            dot: the graph in DOT.
            legend: a section with a label for each kind of mark.
            file: the name of the downloads, without its ending.
            alt: the text alternative.
        """
        place = f"{self.slug}-drawing"
        with st.container(key=place, horizontal_alignment="center"):
            st.graphviz_chart(dot, alt=alt)
        marks = list(self.words.labels(legend).items())
        player.part("legend", key=self._key("legend"), look=self.look, marks=marks)
        picture = self._key("picture")
        with st.container(horizontal=True, vertical_alignment="center"):
            frame.download(self.shell["app"]["dot"], f"{file}.dot", lambda: dot)
            player.part("picture", key=picture, look=self.look, place=place, file=file)
            theme.follow(self._key(f"{file}/theme"))

    def table(
        self, label: str, head: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        """A small table of words and numbers; where it is too wide it scrolls.

        Args:
            label: what it is called by who does not see it.
        """
        titles = "".join(f"<th scope=col>{escape(text)}</th>" for text in head)
        lines = ["".join(f"<td>{escape(text)}</td>" for text in row) for row in rows]
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        # st.table draws each cell as Markdown: forty of them cost more than the figure.
        attributes = f'role="region" tabindex="0" aria-label="{escape(label)}"'
        st.html(
            f'<div class="table" {attributes}>'
            f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"
            "</div>"
        )

    def heat_map(self, name: str, matrix: np.ndarray, axes: str, *, alt: str) -> None:
        """A matrix in colours, 0 pale, with its numbers.

        Args:
            name: tells the drawings of a page apart.
            matrix: shape (rows, columns).
            axes: a section with a label `x` for the columns and `y` for the rows.
            alt: the text alternative.
        """
        said = self.words.labels(axes)
        rows, columns = matrix.shape
        row, column = np.indices(matrix.shape)
        charts.draw(
            charts.heat_map,
            {
                "row": row.ravel(),
                "column": column.ravel(),
                "part": (matrix / (np.abs(matrix).max() or 1)).ravel(),
                "text": numbers(matrix, self.lang),
            },
            key=self._key(name),
            alt=alt,
            lang=self.lang,
            x=said["x"],
            y=said["y"],
            n_rows=rows,
            n_columns=columns,
        )
        theme.follow(self._key(f"{name}/theme"))

    def times_chart(
        self,
        name: str,
        columns: Mapping[str, Any],
        lines: tuple[tuple[str, str, float, float, float], ...],
        up: tuple[float, float],
    ) -> None:
        """Times over a size, both on log axes, in the words of `NAME.chart`.

        Args:
            columns, lines: as `charts.times` says.
            up: the ends of the axis of the times, in seconds.
        """
        said, sizes = self.words.labels(f"{name}.chart"), columns["n"]
        charts.draw(
            charts.times,
            {**columns, "text": [duration(s, self.lang) for s in columns["seconds"]]},
            key=self._key(name),
            alt=said["alt"],
            lang=self.lang,
            x=said["x"],
            y=said["y"],
            lines=lines,
            across=(min(sizes), max(sizes)),
            up=up,
        )
        theme.follow(self._key(f"{name}/theme"))

    def distance_chart(self, away: np.ndarray) -> None:
        """How far each frame is from the exact answer, in the words of `exact.chart`.

        Args:
            away: shape (n_steps + 1,); inf and NaN stand for infinitely far.
        """
        said, rec = self.words.labels("exact.chart"), self.recording()
        charts.draw(
            charts.distance_curve,
            {
                "t": rec.stride * np.arange(rec.n_steps + 1),
                "distance": np.clip(np.nan_to_num(away, nan=1e30), 1e-12, 1e30),
            },
            key=self._key("distance"),
            alt=said["alt"],
            lang=self.lang,
            x=said["x"],
            y=said["y"],
            n_steps=rec.stride * rec.n_steps,
        )

    def choice(
        self,
        name: str,
        offered: Sequence[Value] | None = None,
        *,
        labelled: bool = False,
    ) -> Value:
        """A control whose values are words, and the value chosen.

        Args:
            offered: the values that make sense at the other settings; if the present
                one is not among them, the last of them takes its place.
            labelled: whether its label is seen.
        """
        words = self.words.labels(f"{name}.values")
        offered = offered or self.lesson[name].values
        if self.settings[name] not in offered:
            self.settings[name] = offered[-1]
            st.session_state[settings.key(self.slug, name)] = offered[-1]
        st.segmented_control(
            self.words.labels("labels")[name],
            offered,
            format_func=lambda value: words[str(value).lower()],
            required=True,
            label_visibility="visible" if labelled else "collapsed",
            wrap=True,
            key=settings.key(self.slug, name),
            disabled=self.prediction.open,
        )
        return self.settings[name]

    def reset(self) -> None:
        """The button that brings the page back to a first visit."""
        st.button(
            self.shell["app"]["reset"],
            key=self._key("reset"),
            type="tertiary",
            icon=":material/restart_alt:",
            on_click=settings.reset,
            args=(self.slug, self.lesson),
        )

    def aside(self, text: str, **layout: Any) -> None:
        """A quiet remark."""
        st.markdown(frame.quiet(text), **layout)

    def output(self, name: str, text: str) -> None:
        """Code or what a program printed, as it is."""
        key = self._key(name)
        player.part("output", key=key, look=self.look, text=text)

    def scenarios(self) -> None:
        """The story of the page: a button for each of its scenarios.

        Not while a question is open: some of them tell its answer.
        """
        if self.prediction.open:
            return
        labels = self.words.labels("scenarios")
        played = [control.name for control in self.lesson.of("played")]
        scenes = []
        for scenario in self.lesson.scenarios:
            wanted = self.lesson.scenario(scenario.name)
            same = all(
                self.settings[name] == value
                for name, value in wanted.items()
                if name not in played
            )
            at = {n: self.lesson[n].values.index(wanted[n]) for n in played}
            scene = {"name": scenario.name, "label": labels[scenario.name]}
            scenes.append({**scene, "at": at, "same": same})
        player.part(
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
            settings.apply(self.slug, self.lesson, self.lesson.scenario(wanted["name"]))

    def _pinned(self) -> None:
        self._moved(st.session_state[self._key("scenes")].get("pin") or {})
        self.comparison.pin()

    def share(self) -> None:
        """The button that makes a link of this very moment, and the link it made."""
        player.part(
            "share",
            key=self._key("share"),
            look=self.look,
            handlers={"moment": self._kept_moment},
            label=self.shell["app"]["share"],
        )
        if settings.memory(self.slug).pop("share", False):
            share.show(self.slug, self.lesson, self.settings, self.lang)

    def _kept_moment(self) -> None:
        moment = st.session_state[self._key("share")].get("moment") or {}
        self._moved(moment)
        kept, t = settings.memory(self.slug), moment.get("t")
        kept["share"] = True
        if isinstance(t, int) and 0 <= t < 10**6:
            kept["t"] = t

    def close(self) -> None:
        """Reset, share, the ways on; the link now says what the page shows."""
        with st.container(horizontal=True, vertical_alignment="center"):
            self.reset()
            self.share()
        st.space("medium")
        frame.ways(self.slug, self.lang)
        language.mark(self.lang)
        settings.close_page(self.slug, self.lesson, self.settings, self.lang)
        self._finish()

    # ---- numbers behind the page ----

    def value_name(self, name: str, value: Value) -> str:
        """A value of a control in words: by its own name if it has one."""
        for control in self.lesson.controls:
            if control.name == name and isinstance(control, Typed):
                return control.write(value)
        if f"{name}.values" not in self.words.sections:
            return value if isinstance(value, str) else plain(value, self.lang)
        named = self.words.labels(f"{name}.values")
        said = named.get(str(value).lower()) or named["else"]
        return said.format(v=plain(value, self.lang))

    def arguments(self) -> dict[str, Value]:
        """The keyword arguments that the lesson's `run` takes at these settings."""
        return {
            c.name: self.settings[c.name] for c in self.lesson.of("played", "trained")
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
        key = tuple(wanted[control.name] for control in self.lesson.recorded_for)
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
        if self._drawn and self._drawn[1].known is not None:
            done = self._drawn[1].known / self._drawn[1].n_steps

            def watch(progress: float) -> None:
                st.session_state["page"] = self.slug
                self._stage[1].progress(max(progress, done), self._training)

            recording(self.slug, self.settings, watch, NEXT, self._reader)
            st.rerun()

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
        with self._watching() as watch:
            return RUNS.get(key_of(self.slug, name, depends), start, watch)

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
        key = key_of(self.slug, name, depends)
        label, said = self.words.labels("labels")["measure"], self.shell["app"]
        with st.container(horizontal=True, vertical_alignment="center"):
            pressed = st.button(label, key=self._key(name))
            stop, age = st.empty(), st.empty()
        bar = st.empty()
        if not pressed:
            found = MEASUREMENTS.kept(key)
        else:
            stop.button(said["stop"], key=self._key(f"{name}/stop"))
            with self._watching(bar, said["measuring"]) as watch:
                found = MEASUREMENTS.get(key, start, watch, anew=True)
            stop.empty()
        if found is not None:
            minutes = int(time.time() - found.at) // 60
            told = said["measured" if minutes else "measured_now"]
            age.markdown(frame.quiet(told.format(minutes=minutes)))
        return found

    def once(self, name: str, make: Callable[[], Any], **depends: Value) -> Any:
        """What `make` returns, shared and kept like `computed`, for what is short."""

        def steps() -> Generator[float, None, Any]:
            yield 0.0
            return make()

        return self.computed(name, steps, **depends)

    # ---- details ----

    def _take_away(self) -> None:
        """The page as a notebook, its run as a table; both made when asked for."""
        file, settings = f"{self.slug}-{self.lang}", dict(self.settings)
        record = partial(recording, self.slug, settings)
        book = partial(notebook, self.slug, self.lang, settings, record)
        frame.download(self.shell["app"]["notebook"], f"{file}.ipynb", book)
        if self.lesson.record:

            def run() -> str:
                rec = record()
                return run_rows(rec, {name: settings[name] for name in rec.axes})

            frame.download(self.shell["app"]["rows"], f"{file}.csv", run)

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
        text = text or self.shell["app"]["training"]

        def watch(progress: float) -> None:
            st.session_state["page"] = self.slug  # raises once the reader has moved on
            if time.monotonic() - began > PATIENCE - TICK:
                bar.progress(min(max(progress, 0.0), 1.0), text)

        yield watch
        bar.empty()

    def _released(self) -> None:
        self._moved(st.session_state[self._key("figure")].get("now") or {})

    def _moved(self, at: dict[str, Any]) -> None:
        for control in self.lesson.of("played"):
            place = at.get(control.name)
            if isinstance(place, int) and 0 <= place < len(control.values):
                self.settings[control.name] = control.values[place]

    def _entered(self) -> None:
        """A text that a view wrote for a typed control, if it can be read."""
        sent = st.session_state[self._key("figure")].get("typed") or {}
        for control in self.lesson.controls:
            if isinstance(control, Typed) and control.name == sent.get("name"):
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

    def _value_names(self, name: str, values: Sequence[Value]) -> list[str] | None:
        if f"{name}.values" not in self.words.sections:
            return None
        return [self.value_name(name, value) for value in values]

    def _key(self, part: str) -> str:
        return f"{self.slug}/{part}"


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
