"""What a page draws beside the player: cells, graphs, steps, tables, charts."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from html import escape
from typing import Any

import numpy as np
import streamlit as st

from app.components import charts, course_map, layer_chain, mount, prose, value_graph
from app.components.charts import chart_table
from app.components.code_stepper import Step
from app.components.code_stepper import drawing as stepped
from app.components.image_grid import Shown
from app.components.image_grid import drawing as pictured
from app.components.tensor_cells import drawing, numbers
from app.content import source_listing, theme
from app.content.number_format import format_duration, format_fixed
from app.page import layout as frame
from app.page.controls import Inputs
from app.state import presentation, settings
from lessons.contract import TextControl
from lessons.toolkit.autograd_graph import Graph
from lessons.toolkit.layer_stack import Chain
from lessons.toolkit.tensor_view import Row

MARKS = ("blue", "orange", "violet", "green", "red")
"""Colours of marks, in turn; a mark has a letter besides."""

MANY, LONG = 12, 24
"""From more classes on, or longer names, a matrix has letters for its columns."""

LOGGED = 8
"""Rows of a log."""


def letter(mark: int) -> str:
    """What stands for a mark, from 0: A, B, C …"""
    return chr(ord("A") + mark)


def cut_names(names: Sequence[str]) -> list[str]:
    """Names of at most LONG characters, cut where they do not differ."""
    half = (LONG - 1) // 2
    cut = [n if len(n) <= LONG else f"{n[:half]}…{n[-half:]}" for n in names]
    if len(set(cut)) == len(set(names)):
        return cut
    signs = zip(*(name for name in names if len(name) > LONG), strict=False)
    same = next((i for i, each in enumerate(signs) if len(set(each)) > 1), 0)
    rest = [n if len(n) <= LONG else f"…{n[same:]}" for n in names]
    return [n if len(n) <= LONG else f"{n[: LONG - 1]}…" for n in rest]


class Drawings(Inputs):
    """A page's figures that need no recording."""

    _moving = False

    @contextmanager
    def moving(self) -> Iterator[None]:
        """Charts that are drawn anew every second: their tables come at the end."""
        self._moving = True
        try:
            yield
        finally:
            self._moving = False

    def cells(
        self,
        name: str,
        *frames: Sequence[Row],
        alt: str,
        says: Sequence[str] = (),
        legend: str = "",
        hint: bool = True,
        live: str = "",
        story: str = "",
        answers: Sequence[str] = (),
    ) -> None:
        """Tensors as cells with their values; pointed at, a cell tells its index.

        Args:
            name: tells the drawings of a page apart.
            frames: rows of `lessons.toolkit.tensor_view.tensor` and signs between them;
                more than one frame is stepped through in the browser.
            alt: what the whole drawing is called by who does not see it.
            says: a sentence for each frame.
            legend: a section with a label for each mark to explain.
            hint: whether it says what there is to do; once a page is enough.
            live: the control whose `dials` it follows while they are dragged, or none.
            story: what the frames tell: another story begins at its first frame.
            answers: the questions that it answers; they stand under it.
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
        more = {"story": story, "reveal": self.prediction.reveal(answers)}
        more["place"] = self._step_of(name) if len(frames) > 1 else None
        mount.tensor_cells(key=self._key(name), drawing=drawn | more)
        if answers:
            self.question(*answers)

    def question(self, *answered: str) -> None:
        """The place under a figure of the questions that it answers.

        Args:
            answered: their names.
        """
        with self.place():
            now = self.prediction
            if now.under_figure and now.question.name in answered:
                now.below()

    def place(self) -> AbstractContextManager[Any]:
        """A place that is there whether it is filled or not.

        Filled at the end, it keeps nothing on the page waiting. Around what comes and
        goes by itself, as a training's result does, it keeps the rest where it is:
        what moves is made anew in the browser, and loses the keyboard's focus.
        """
        return st.container()

    def _step_of(self, name: str) -> dict[str, Any]:
        """Where a drawing that is stepped begins; a link can carry its step."""
        if name not in self.lesson.step_figures:
            raise LookupError(f"{self.slug} does not say that {name} is stepped")
        begin = settings.memory(self.slug)["steps_set"]
        step, set_by = begin["at"].get(name, 0), begin["n"]
        return {"page": self.slug, "name": name, "step": step, "set": set_by}

    def dials(
        self, name: str, drawn: Mapping[str, Any], axes: str, *, says: str
    ) -> None:
        """The numbers of a typed control, dragged: a figure follows, and cells `live`.

        Args:
            name: the control; all its parts are sliders.
            drawn: law, figure and cells, as sliders/sliders.js takes them.
            axes: a section with the labels x, y and alt of the figure.
            says: a section whose numbers follow; where the law tells cases apart, a
                sentence for each, by its name.
        """
        control, words = self.lesson[name], self.words.labels(axes)
        assert isinstance(control, TextControl)
        parts = control.parts(self.settings[name], self.settings)
        labels = self.words.labels(f"{name}.parts")
        view = {"xName": words["x"], "yName": words["y"], "alt": words["alt"]}
        conf: dict[str, Any] = {
            "labels": [labels[part.name] for part in parts],
            "values": [part.values for part in parts],
            "start": [part.values.index(part.value) for part in parts],
            "says": self.words.labels(says) or self.words.template(says),
            "live": self._key(name),
            "look": {n: self.look[n] for n in ("lang", "quantities", "rates")},
        }
        mount.sliders(
            key=self._key(f"{name}/dials"),
            drawing={**drawn, **conf, "view": {**drawn["view"], **view}},
            released=partial(self._dialled, control),
        )

    def _dialled(self, control: TextControl) -> None:
        sent = st.session_state[self._key(f"{control.name}/dials")].get("now") or {}
        value = self.settings[control.name]
        for i, wanted in enumerate(sent.get("values", ())):
            part = control.parts(value, self.settings)[i]
            if wanted in part.values:
                value = part.with_value(wanted)
        settings.show(self.slug, control, value)

    def flow(
        self,
        graph: Graph,
        *,
        alt: str,
        name: str = "flow",
        show_saved: bool = False,
        answers: Sequence[str] = (),
    ) -> None:
        """The graph of a run with values: stepped forward and backward in the browser.

        Args:
            graph: from `lessons.toolkit.autograd_graph.traced`, with a node at least.
            alt: what it is called by who does not see it.
            name: tells the graphs of a page apart.
            show_saved: whether a box says what its operation keeps for backward().
            answers: the questions that it answers; they stand under it.
        """
        words = self.shell["player"] | self.shell["flow"]
        drawn = value_graph.drawing(
            graph, self.lang, words, alt=alt, show_saved=show_saved
        )
        reveal = self.prediction.reveal(answers)
        if reveal and isinstance(reveal["to"], str):
            reveal["to"] = value_graph.graded(graph, drawn, reveal["to"])
        more = {"reveal": reveal, "place": self._step_of(name)}
        mount.value_graph(key=self._key(name), drawing=drawn | more)
        if answers:
            self.question(*answers)

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
                settings.show(self.slug, self.lesson[picks], at)

        at, words = min(int(self.settings[picks]), last), self.shell["chain"]
        shown = layer_chain.drawing(drawn, self.lang, words, picked=at, alt=alt)
        mount.layer_chain(key=key, drawing=shown, picked=picked)

    def atlas(
        self, goals: Mapping[str, course_map.Goal], *, picks: str, alt: str
    ) -> None:
        """The map of the course with this session's progress, and what lies behind it.

        Args:
            goals: what the course leads to, by name.
            picks: the control that says which box is picked, by slug or name.
            alt: what the whole is called by who does not see it.
        """
        key = self._key("atlas")

        def picked() -> None:
            box = (st.session_state[key].get("picked") or {}).get("id")
            if box in self.lesson[picks].values:
                settings.show(self.slug, self.lesson[picks], box)

        now = str(self.settings[picks])
        drawn = course_map.drawing(
            self.lang, goals, here=self.slug, picked=now, alt=alt
        )
        mount.course_map(key=key, drawing=drawn, picked=picked)

    def pictures(
        self,
        name: str,
        pictures: Sequence[Shown],
        *,
        alt: str,
        size: int = 84,
        picks: str = "",
    ) -> None:
        """Small pictures in a grid that wraps.

        Args:
            name: tells the pictures of a page apart.
            alt: what the whole is called by who does not see it.
            size: the width of a picture in pixels.
            picks: the control that says which is chosen, counted from 0, or none.
        """
        key = self._key(name)

        def picked() -> None:
            at = (st.session_state[key].get("picked") or {}).get("i")
            if at in self.lesson[picks].values:
                settings.show(self.slug, self.lesson[picks], at)

        now = int(self.settings[picks]) if picks else None
        shown = pictured(pictures, alt=alt, size=size, picked=now)
        mount.image_grid(key=key, drawing=shown, picked=picked if picks else None)

    def steps(
        self,
        name: str,
        *functions: Callable[..., Any],
        steps: Sequence[Step],
        head: Sequence[str],
        alt: str,
        names: Sequence[str] = (),
        answers: Sequence[str] = (),
    ) -> None:
        """Code that is stepped line by line, and what each line leaves behind.

        Args:
            name: tells the drawings of a page apart.
            functions: whose source is shown: one, or two side by side.
            steps: the moments of the run, in order.
            head: titles of the table's columns; the first is that of the names.
            alt: what the whole is called by who does not see it.
            names: a title for each function, or none.
            answers: the questions that it answers; they stand under it.
        """
        words = self.shell["steps"]
        drawn = stepped(functions, steps, words, head=head, alt=alt, names=names)
        more = {"reveal": self.prediction.reveal(answers), "place": self._step_of(name)}
        mount.code_stepper(key=self._key(name), drawing=drawn | more)
        if answers:
            self.question(*answers)

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
        mount.player_part(
            "legend", key=self._key("legend"), look=self.look, marks=marks
        )
        picture = self._key("picture")
        with st.container(horizontal=True, vertical_alignment="center"):
            frame.download(self.shell["app"]["dot"], f"{file}.dot", lambda: dot)
            mount.player_part(
                "picture", key=picture, look=self.look, place=place, file=file
            )
            theme.rerun_on_change(self._key(f"{file}/theme"))

    def table(
        self,
        label: str,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        *,
        caption: str = "",
    ) -> None:
        """A small table of words and numbers; where it is too wide it scrolls.

        Args:
            label: what it is called by who does not see it.
            caption: what stands over it; the first cell of each row is then its title.
        """
        first, kind = ("th scope=row", " data") if caption else ("td", "")
        titles = "".join(f"<th scope=col>{escape(text)}</th>" for text in head)
        body = ""
        for name, *cells in rows:
            line = "".join(f"<td>{escape(text)}</td>" for text in cells)
            body += f"<tr><{first}>{escape(name)}</{first[:2]}>{line}</tr>"
        over = f"<caption>{escape(caption)}</caption>" if caption else ""
        # st.table draws each cell as Markdown: forty of them cost more than the figure.
        attributes = f'role="region" tabindex="0" aria-label="{escape(label)}"'
        st.html(
            f'<div class="table{kind}" {attributes}><table>{over}'
            f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def links(self, places: Sequence[tuple[str, str]]) -> None:
        """Addresses outside by their names; nothing is asked of them before a click."""
        st.markdown("\n".join(f"- [{name}]({address})" for name, address in places))

    def marked(self, name: str, pieces: Sequence[tuple[str, int | None, int]]) -> None:
        """A text in which words are marked, each with the letter of its mark.

        Args:
            name: its label in the words' section `labels`: what it is called by who
                does not see it.
            pieces: text; which mark, from 0, or none; how strong it is, 1 to 3.
        """
        said = []
        for text, mark, strength in pieces:
            shown = escape(text)
            if mark is not None:
                kind = f"m{mark % len(MARKS)} s{strength}"
                shown = f'<mark class="{kind}">{shown}<sub>{letter(mark)}</sub></mark>'
            said.append(shown)
        label = escape(self.words.labels("labels")[name])
        mode = theme.current_mode()
        colours = [theme.colour(mode, colour) for colour in MARKS]
        style = ";".join(f"--m{i}:{colour}" for i, colour in enumerate(colours))
        attributes = f'role="region" tabindex="0" aria-label="{label}" style="{style}"'
        st.html(f'<div class="marked" {attributes}>{"".join(said)}</div>')
        theme.rerun_on_change(self._key(f"{name}/theme"))

    def log(self, name: str, row: Sequence[str], *, own: int = 1) -> None:
        """A table of what this session has seen at its settings, the last one first.

        Args:
            name: of the section with its columns, `NAME.columns`; `NAME.title` is what
                it is called by who does not see it.
            row: of now.
            own: how many of its first cells tell it from others.
        """
        rows = settings.memory(self.slug).setdefault("log", {}).setdefault(name, [])
        others = [r for r in rows if r[:own] != [*row[:own]]]
        rows[:] = [list(row), *others][:LOGGED]
        head = list(self.words.labels(f"{name}.columns").values())
        self.table(self.words.text(f"{name}.title"), head, rows)

    def chart(
        self,
        name: str,
        chart: Callable[..., Any],
        columns: Mapping[str, Any],
        *,
        alt: str,
        follow: bool = False,
        **words: Any,
    ) -> None:
        """A chart, and the switch that opens the table behind it.

        The table is made when it is opened; closed, it costs its switch. While a
        training goes on there is none: nobody reads what is rewritten every second.

        Args:
            name: tells the charts of a page apart.
            chart, columns, words: as `charts.draw` says.
            alt: the text alternative.
            follow: whether Python has coloured it, so that it must follow the theme.
        """
        key, said = self._key(name), self.shell["data_table"]
        size = presentation.grown()
        charts.draw(
            chart, columns, key=key, alt=alt, lang=self.lang, scale=size, **words
        )
        if follow:
            theme.rerun_on_change(f"{key}/theme")
        if not self._moving and st.toggle(said["show"], key=f"{key}/table"):
            read = chart_table.build_table(chart, columns, self.lang, said, words)
            more = f" {said['every'].format(k=read.every)}" if read.every > 1 else ""
            self.table(alt, read.head, read.rows, caption=alt + more)

    def learning_chart(
        self,
        name: str,
        curves: np.ndarray,
        end: float,
        low: float,
        high: float,
    ) -> None:
        """What is measured in training and in the test, in the words of `NAME.chart`.

        Args:
            name: tells the charts of a page apart.
            curves: shape (points, 3): where, in training, on test examples.
            end: as `charts.learning_curves` says.
            low, high: the usual ends of the axis of the values.
        """
        low, high = charts.extend_limits(curves[:, 1:], low, high)
        said = self.words.labels(f"{name}.chart")
        names = said["train"], said["test"]
        at, *values = curves.T
        self.chart(
            name,
            charts.learning_curves,
            {
                "at": np.concatenate([at, at]),
                "value": np.concatenate(values),
                "name": [label for label in names for _ in at],
            },
            alt=said["alt"],
            x=said["x"],
            y=said["y"],
            names=names,
            end=end,
            low=low,
            high=high,
        )

    def shares_chart(
        self, name: str, shares: np.ndarray, names: tuple[str, ...]
    ) -> None:
        """Probabilities as bars with their numbers, in the words of `shares`.

        Args:
            name: tells the charts of a page apart.
            shares: shape (n,), 0 … 1.
            names: of each.
        """
        said = self.words.labels("shares")
        texts = [
            f"{format_fixed(100 * share, 1, self.lang)}\u00a0%" for share in shares
        ]
        if self.lang == "en":
            texts = [text.replace("\u00a0", "") for text in texts]
        self.chart(
            f"{name}/shares",
            charts.share_bars,
            {"name": list(names), "part": shares, "text": texts},
            follow=True,
            alt=said["alt"],
            x=said["x"],
            names=names,
        )

    def heat_map(
        self,
        name: str,
        matrix: np.ndarray,
        axes: str,
        *,
        alt: str,
        names: tuple[str, ...] = (),
        short: tuple[tuple[str, ...], tuple[str, ...]] | None = None,
        shade: np.ndarray | None = None,
    ) -> None:
        """A matrix in colours, 0 pale, with its numbers.

        Args:
            name: tells the drawings of a page apart.
            matrix: shape (rows, columns).
            axes: a section with a label `x` for the columns and `y` for the rows.
            alt: the text alternative.
            names: of rows and columns, if they have some.
            short: what is written for those of the rows and of the columns.
            shade: how strong each colour is, if not by the number.
        """
        said = self.words.labels(axes)
        rows, columns = matrix.shape
        row, column = np.indices(matrix.shape)
        shade = matrix if shade is None else shade
        columns_of: dict[str, Any] = {"row": row.ravel(), "column": column.ravel()}
        for at, (axis, places) in enumerate([*columns_of.items()]):
            if names:
                named = [names[i] for i in places]
                columns_of[axis] = [short[at][i] for i in places] if short else named
                columns_of |= {f"{axis}_name": named} if short else {}
        self.chart(
            name,
            charts.heat_map,
            columns_of
            | {
                "part": (shade / (np.abs(shade).max() or 1)).ravel(),
                "text": numbers(matrix, self.lang),
            },
            follow=True,
            alt=alt,
            x=said["x"],
            y=said["y"],
            n_rows=rows,
            n_columns=columns,
            names=names,
            **({"short": short} if short else {}),
        )

    def confusion(self, matrix: np.ndarray, names: tuple[str, ...]) -> None:
        """How many of each class were said to be of which, in the words of `confusion`.

        Args:
            matrix: shape (n, n), a row for each true class, a column for each answer.
            names: of the classes.
        """
        alt = self.words.text("confusion.alt")
        shade = np.sqrt(matrix)  # few mistakes are to be seen beside many right answers
        how: dict[str, Any] = {"alt": alt, "names": names, "shade": shade}
        if len(names) > MANY or max(map(len, names)) > LONG:
            letters = tuple(letter(i) for i in range(len(names)))
            cut = zip(letters, cut_names(names), strict=True)
            how["short"] = tuple(f"{mark}: {name}" for mark, name in cut), letters
        with st.container(key="scrolls" if len(names) > MANY else "matrix"):
            self.heat_map("confusion", matrix, "confusion.axes", **how)

    def times_chart(
        self,
        name: str,
        columns: Mapping[str, Any],
        lines: tuple[tuple[str, str, float, float, float], ...],
        up: tuple[float, float],
    ) -> None:
        """Times over a size, both on log axes, in the words of `NAME.chart`.

        Args:
            columns, lines: as `charts.timing_curves` says.
            up: the ends of the axis of the times, in seconds.
        """
        said, sizes = self.words.labels(f"{name}.chart"), columns["n"]
        self.chart(
            name,
            charts.timing_curves,
            {
                **columns,
                "text": [format_duration(s, self.lang) for s in columns["seconds"]],
            },
            follow=True,
            alt=said["alt"],
            x=said["x"],
            y=said["y"],
            lines=lines,
            across=(min(sizes), max(sizes)),
            up=up,
        )

    def distance_chart(self, away: np.ndarray) -> None:
        """How far each frame is from the exact answer, in the words of `exact.chart`.

        Args:
            away: shape (n_steps + 1,); the line ends where it is inf or NaN.
        """
        said, rec = self.words.labels("exact.chart"), self.recording()
        low, high = charts.decade_limits(away)
        self.chart(
            "distance",
            charts.distance_curve,
            {
                "t": rec.stride * np.arange(rec.n_steps + 1),
                "distance": np.maximum(away, 1e-300),  # a log axis has no 0
            },
            alt=said["alt"],
            x=said["x"],
            y=said["y"],
            n_steps=rec.stride * rec.n_steps,
            low=low,
            high=high,
        )

    def output(self, name: str, text: str) -> None:
        """Code or what a program printed, as it is."""
        key = self._key(name)
        pieces = source_listing.split_at_carets(text)
        mount.player_part("output", key=key, look=self.look, pieces=pieces)

    def aside(self, text: str, **layout: Any) -> None:
        """A quiet remark."""
        prose.remark(text, **layout)
