"""Exercises: something to do with the page, checked by running what was handed in."""

from collections.abc import Callable, Mapping
from functools import cached_property
from math import isclose, isfinite
from typing import Any

import streamlit as st

from app.activities.prediction import Prediction
from app.components import mount, tensor_cells
from app.components.prose import headed_block, remark
from app.content.catalogue import PLACEHOLDER, PageText
from app.content.markdown import render_colours, strip_colours
from app.content.number_format import distinguish, format_quantity, format_significant
from app.content.quantities import QUANTITIES
from app.content.setting_format import format_setting
from app.content.source_listing import diff_function
from app.state import settings
from app.state.page_context import PageContext
from lessons.contract import RIGHT, Exercise, Lesson, Recording, Value
from lessons.toolkit.formula_parser import Undefined, parse, power_note
from lessons.toolkit.tensor_view import Row, tensor


class Exercises:
    """The exercises of a page, and where this session is with them.

    The page's memory keeps `exercise` (which one, which draw, hints, what is written
    in, what came of what was handed in last, and whether a link has led there) and
    `solved` (names).

    Args:
        context: the page and this run of it.
        prediction: its questions; where one stands, no exercise does.
        player_context: what the parts of the page's player share.
        recording: returns what the page's player replays; with `whole=True` it waits
            for all of it.
    """

    def __init__(
        self,
        context: PageContext,
        prediction: Prediction,
        player_context: Mapping[str, Any],
        recording: Callable[..., Recording],
    ):
        self.context = context
        self.prediction = prediction
        self.player_context = player_context
        self.recording = recording
        self.memory = context.state
        self.said: dict[str, str] = context.messages["exercise"]
        first = settings.begun(0)
        self.kept: dict[str, Any] = self.memory.setdefault("exercise", first)

    @property
    def now(self) -> Exercise:
        """The exercise on the page."""
        return self.context.lesson.exercises[self.kept["index"]]

    @cached_property
    def task(self) -> dict[str, Value]:
        """The settings it begins at, and its other numbers; some are drawn by a run."""
        return self.context.lesson.task(self.now, self.kept["seed"])

    # ---- what the reader does ----

    def take(self, index: int, seed: int = 0) -> None:
        """Go to an exercise, or to another draw of it."""
        self.kept |= settings.begun(index, seed)
        self._count_reading()
        self.__dict__.pop("task", None)

    def again(self) -> None:
        """The same exercise with other numbers."""
        before, seed = self.task, self.kept["seed"] + 1
        while self.context.lesson.task(self.now, seed) == before:
            seed += 1
        self.take(self.kept["index"], seed)

    def hint(self) -> None:
        """One hint more."""
        self.kept["hints"] += 1
        self._count_reading()

    def _count_reading(self) -> None:
        """The reader has asked for something new to read: the focus goes there."""
        self.memory["readings"] = self.memory.get("readings", 0) + 1

    def _focus(self, what: str, label: str = "", *, whole: bool = False) -> None:
        """Move the focus to the block being drawn, if the reader asked for it."""
        if readings := self.memory.get("readings"):
            mount.focus_block(
                key=f"{self.context.slug}/exercise/focus",
                version=f"{what} {readings}",
                label=label,
                with_parent=whole,
                without_figure=not self.placed,
            )

    def begin(self) -> None:
        """Put the page where the exercise begins."""
        lesson = self.context.lesson
        wanted = {c.name: self.task[c.name] for c in lesson.controls}
        self.kept["running"] = True
        if lesson.record:
            self.memory.pop("question", None)  # answered: its place is wanted
            self._count_reading()
        settings.apply(self.context.slug, lesson, wanted, still=bool(lesson.record))

    def hand_in(self) -> None:
        """Have the answer checked, in the run that follows."""
        self.memory["handed_in"] = self.memory.get("handed_in", 0) + 1
        self.kept["checked"] = {"answer": self.answer, "found": {}}

    # ---- what comes of it ----

    @property
    def answer(self) -> Any:
        """What would be handed in now; None while there is nothing."""
        if self.now.kind == "settings":
            return {c.name: self.context.settings[c.name] for c in self.controls}
        return st.session_state.get(self._widget) or None

    @property
    def placed(self) -> bool:
        """Whether it stands under the figure: it is set up there, and no question is.

        Only where there is a figure that plays the settings asked for.
        """
        under_way = self.kept.get("running") and bool(self.context.lesson.record)
        return bool(under_way) and not self.prediction.now

    @property
    def controls(self) -> list[Any]:
        """The controls that count: what is only shown does not, unless it is used."""
        lesson = self.context.lesson
        shown = {c.name for c in lesson.controls_with_use("shown")} - set(
            self.now.answer_controls
        )
        return [c for c in lesson.controls if c.name not in shown]

    @property
    def moved(self) -> list[str]:
        """The controls that are not where the exercise wants them."""
        if self.now.kind != "settings":
            return []
        held = [c.name for c in self.controls if c.name not in self.now.answer_controls]
        return [name for name in held if self.context.settings[name] != self.task[name]]

    @property
    def checked(self) -> dict[str, Any] | None:
        """What was handed in and what came of it, while it still stands on the page."""
        checked = self.kept["checked"]
        if not checked or checked["answer"] != self.answer or self.moved:
            return None
        if not checked["found"]:
            found = checked["found"] = self._check(checked["answer"])
            solved = self.memory.setdefault("solved", [])
            if found["verdict"] == RIGHT and self.now.name not in solved:
                solved.append(self.now.name)
        return checked["found"]

    def judge(self) -> None:
        """Judge an answer just handed in, before anything on the page counts it."""
        if self.kept["checked"]:
            _ = self.checked

    def _check(self, answer: Any) -> dict[str, Any]:
        """Verdict and numbers, worked out by running."""
        task, exercise, rec = self.task, self.now, None
        if exercise.kind == "settings":
            rec = self.recording(whole=True) if self.context.lesson.record else None
        if answer is None:
            return {"verdict": "empty", "typed": "", "tells": {}}
        try:
            if exercise.kind == "formula":
                answer = parse(answer, exercise.names, finite=True)
            elif exercise.kind == "text":
                assert exercise.text_control
                answer = exercise.text_control.parse(answer)
        except ValueError as reason:
            details = getattr(reason, "details", {})
            return {"verdict": str(reason), "typed": answer, "tells": details}
        try:
            verdict, numbers = exercise.check(answer, task, rec)
        except Undefined as error:
            return {"verdict": "undefined", "what": error.piece, "value": error.value}
        return {"verdict": verdict, "numbers": dict(numbers)}

    # ---- the block ----

    def block(self) -> None:
        """The exercise in its place on the page, unless it stands under the figure."""
        if self.placed:
            return
        if self.kept["come"]:
            mount.scroll_here(key=f"{self.context.slug}/exercise/here")
        text = self._task()
        note = self._number()
        with headed_block("exercise", self.said["title"], render_colours(text), note):
            if not self.kept["hints"]:
                self._focus("task", strip_colours(text))
            self._answering()
            self._verdict()

    def below(self) -> None:
        """The exercise under the figure it is about, first what came of an answer."""
        with st.container(key=f"{self.context.slug}-exercise", gap="xsmall"):
            self._verdict()
            with st.container(gap=None):
                remark(self._number())
                st.markdown(render_colours(self._task()))
                if not self.kept["hints"]:
                    self._focus("task", whole=True)
            self._answering()

    def _number(self) -> str:
        """Which exercise it is, and how many are solved."""
        n, done = len(self.context.lesson.exercises), len(self.memory.get("solved", []))
        number = self.said["number"].format(i=self.kept["index"] + 1, n=n)
        return f"{number} {self.said['solved'].format(done=done, n=n)}"

    def _task(self) -> str:
        """What it asks; colours as `[meaning words]`."""
        return self._fill(self.context.words.sections[f"exercise.{self.now.name}"])

    def _answering(self) -> None:
        """What an answer is given with, the hints so far, and what can be done."""
        if self.kept.get("given") and self._widget not in st.session_state:
            st.session_state[self._widget] = self.kept["given"]  # from another page
        n = len(self.context.lesson.exercises)
        if self.now.cells:
            self._cells()
        getattr(self, f"_{self.now.kind}")()
        hints = self.context.words.labels(f"exercise.{self.now.name}.hints")
        for i, hint in enumerate([*hints.values()][: self.kept["hints"]], 1):
            label = self.said["hinted"].format(i=i)
            with st.container(gap=None):
                remark(f"{label} {self._fill(hint)}")
                if i == self.kept["hints"]:
                    self._focus("hint")
        with st.container(horizontal=True):
            if self.moved:
                self._button("begin", self.begin)
            # What is being typed is handed in by the same click that leaves the field.
            typed = self.now.kind in ("formula", "text")
            ready = typed or (self.answer is not None and not self.moved)
            self._button("check", self.hand_in, disabled=not ready)
            if self.now.kind == "settings" and not self.moved:
                self._button("begin", self.begin, type="tertiary")
            if self.kept["hints"] < len(hints):
                self._button("hint", self.hint, type="tertiary")
            if self.now.has_variants:
                self._button("again", self.again, type="tertiary")
            if n > 1:
                following = (self.kept["index"] + 1) % n
                self._button("next", self.take, following, type="tertiary")
        self.kept["given"] = st.session_state.get(self._widget)

    def _verdict(self) -> None:
        """What came of the answer handed in last, with the focus on it."""
        if found := self.checked:
            with st.container(gap=None):
                st.markdown(render_colours(self._told(found)))
                mount.focus_block(
                    key=f"{self.context.slug}/exercise/verdict",
                    version=str(self.memory.get("handed_in", 0)),
                    without_figure=not self.placed,
                )

    def _button(self, name: str, act: Callable[..., None], *args: Any, **how: Any):
        key = f"{self.context.slug}/exercise/{name}"
        st.button(self.said[name], key=key, on_click=act, args=args, **how)

    def _settings(self) -> None:
        """What the page is set to now: what would be handed in."""
        labels = self.context.words.labels("labels")
        if self.moved:
            names = ", ".join(labels[name] for name in self.moved)
            return remark(self.said["moved"].format(names=names))
        parts = []
        for name in self.now.answer_controls:
            value = self.context.settings[name]
            if isinstance(value, bool):
                said = self.said["yes" if value else "no"]
                parts.append(self.said["switch"].format(label=labels[name], value=said))
            else:
                parts.append(f"{labels[name]} = {self._say(name, value)}")
        remark(self.said["yours"].format(settings=", ".join(parts)))

    def _fix(self) -> None:
        """The broken function, and the changes to choose from."""
        broken, name = self.now.broken, st.session_state.get(self._widget)
        assert broken
        mount.player_part(
            "code",
            key=f"{self.context.slug}/exercise/{self.now.name}",
            player_context=self.player_context,
            tools=[self.said["listing"]],
            rows=diff_function(broken, self.now.fix(name) if name else broken),
            bare=True,
        )
        changes = self.context.words.labels(f"exercise.{self.now.name}.fixes")
        st.radio(
            self.said["fix"],
            list(changes),
            index=None,
            format_func=changes.__getitem__,
            key=self._widget,
        )

    def _formula(self) -> None:
        """A line to type in."""
        labels = self.context.words.labels(f"exercise.{self.now.name}.asks")
        typed = st.text_input(render_colours(labels["formula"]), key=self._widget)
        names = ", ".join(f"`{name}`" for name in self.now.names)
        remark(self.said["formula"].format(names=names))
        if mark := power_note(typed):
            remark(self.context.messages["typed"][mark])

    def _text(self) -> None:
        """A line to type in."""
        labels = self.context.words.labels(f"exercise.{self.now.name}.asks")
        st.text_input(render_colours(labels["text"]), key=self._widget)

    def _cells(self) -> None:
        """The tensors that the task is about."""
        assert self.now.cells
        labels = self.context.words.labels(f"exercise.{self.now.name}.asks")
        row: Row = [
            tensor(name, v, marks=marks) for name, v, marks in self.now.cells(self.task)
        ]
        drawn = tensor_cells.figure_data(
            [[row]],
            self.context.lang,
            self.context.messages["cells"],
            alt=labels["cells"],
            hint=False,
        )
        mount.tensor_cells(
            key=f"{self.context.slug}/exercise/{self.now.name}",
            drawing=drawn | {"story": "", "reveal": None, "place": None},
        )

    @property
    def _widget(self) -> str:
        draw = f"{self.now.name}/{self.kept['seed']}"
        return f"{self.context.slug}/exercise/answer/{draw}"

    # ---- words ----

    def _say(self, name: str, value: Value | float) -> str:
        return format_setting(self.context.words, self.context.lesson, name, value)

    def _fill(self, text: str) -> str:
        """What the exercise asks, or a hint: nothing of what the reader sets."""
        says = {
            name: self._say(name, value)
            for name, value in self.task.items()
            if name not in self.now.answer_controls
        }
        return self.context.words.fill(text, **says)

    def _told(self, found: dict[str, Any]) -> str:
        """Done or not, and why."""
        verdict = found["verdict"]
        if "what" in found:
            return self.said[verdict].format(what=found["what"], value=found["value"])
        if "typed" in found:
            name = (
                self.now.text_control.name if self.now.text_control else self.now.name
            )
            details = {name: found["typed"]} | found["tells"]
            return self.context.words.refusal_message(name, verdict, details)
        says = verdict_numbers(
            self.context.lesson,
            self.now,
            self.task,
            self.kept["checked"]["answer"],
            found["numbers"],
        )
        sentence = verdict_sentence(
            self.context.words, self.context.lesson, self.now, verdict, says
        )
        return f"{self.said['right' if verdict == RIGHT else 'wrong']} {sentence}"


def verdict_numbers(
    lesson: Lesson,
    exercise: Exercise,
    task: Mapping[str, Any],
    answer: Any,
    numbers: Mapping[str, float | str],
) -> dict[str, Any]:
    """What the sentence on an answer speaks of, by name.

    A control's name means what was handed in, never what the exercise began with: of
    the task only what no control sets is told.

    Raises:
        ValueError: if one name would mean two things.
    """
    controls = {control.name for control in lesson.controls}
    says = {name: value for name, value in task.items() if name not in controls}
    handed_in = dict(answer) if exercise.kind == "settings" else {}
    if twice := numbers.keys() & (controls | says.keys()):
        raise ValueError(f"{exercise.name}: {sorted(twice)} mean two things")
    return says | handed_in | dict(numbers)


def verdict_sentence(
    words: PageText,
    lesson: Lesson,
    exercise: Exercise,
    verdict: str,
    says: Mapping[str, Any],
) -> str:
    """The sentence on an answer; numbers that differ are written so that they do.

    Args:
        says: as `verdict_numbers` returns it.
    """
    text = words.labels(f"exercise.{exercise.name}.told")[verdict]
    named = {found[2] for found in PLACEHOLDER.finditer(text)}
    written = {name: _written(words, lesson, name, says[name]) for name in named}
    numbers = {
        name: value
        for name, value in says.items()
        if isinstance(value, int | float)
        and not isinstance(value, bool)
        and isfinite(value)
        and f"{name}.values" not in words.sections
    }
    exact = {control.name for control in lesson.controls}
    refined = {name: written[name] for name in named & numbers.keys() - exact}
    return words.fill(text, **written | distinguish(numbers, refined, words.lang))


def _written(words: PageText, lesson: Lesson, name: str, value: Any) -> str:
    """A number or a value as a sentence writes it."""
    if name == "ratio":
        return _ratio(value, words.lang)
    long = isinstance(value, float) and value != round(value, 2)
    if name not in QUANTITIES and (long or not _finite(value)):
        return format_quantity(name, value, words.lang)
    return format_setting(words, lesson, name, value)


def _ratio(value: float, lang: str) -> str:
    """With two significant digits; with more where it would look like 1."""
    for digits in range(2, 9):
        text = format_significant(value, digits, lang)
        if text != "1" or isclose(value, 1, rel_tol=1e-6):
            break
    return text


def _finite(value: Any) -> bool:
    return not isinstance(value, float) or isfinite(value)
