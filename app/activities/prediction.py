"""Predict, commit, reveal: a question about the figure, which hides its answer.

The figure is set to the question's settings and shows its first step only. After the
reader's answer, or without one, it plays to where the answer is read; the prediction
stays drawn over it. Question and verdict stand directly under the figure as long as it
shows what is asked about; else, and before the first question, in a block of the page.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app.components import mount
from app.components.prose import headed_block, remark
from app.content.markdown import render_colours, strip_colours
from app.content.number_format import format_number, format_quantity
from app.content.quantities import QUANTITIES
from app.content.setting_format import value_label
from app.state import settings
from app.state.page_context import PageContext
from lessons.contract import CURVE_AT, RIGHT, Question, Recording, Value

GRID = 60
"""How many steps a mark on the figure can make across and up."""

ON_FIGURE = ("point", "curve")
"""Kinds of questions that are answered on the figure itself."""


class Prediction:
    """The questions of a page, and where this session is with them.

    The page's memory keeps `question` (its number `n`, which one, which draw, the guess
    and what came of it) and `answers` (by question, whether the first was right).

    Args:
        context: the page and this run of it.
        recording: returns what the page's player replays; with `whole=True` it waits
            for all of it.
    """

    def __init__(self, context: PageContext, recording: Callable[..., Recording]):
        self.context = context
        self.recording = recording
        self.kept = context.state
        self.said: dict[str, str] = context.messages["predict"]
        if self.open and any(
            context.settings[name] != value
            for name, value in self.question_settings.items()
        ):
            self.kept.pop("question")  # a link has moved the page elsewhere
        self.drawn = False
        self.under_figure = bool(self.now) and all(
            context.settings[name] == value
            for name, value in self.question_settings.items()
        )

    # ---- where the session is ----

    @property
    def now(self) -> dict[str, Any]:
        """The question begun last; empty if there is none."""
        return self.kept.get("question", {})

    @property
    def open(self) -> bool:
        """Whether a question waits for its answer."""
        return bool(self.now) and not self.now["done"]

    @property
    def placed(self) -> bool:
        """Whether it stands under a figure, drawn already or further down the page."""
        return self.drawn if self.open else self.under_figure

    @property
    def question(self) -> Question:
        """The question begun last."""
        return self.context.lesson.questions[self.now["index"]]

    @property
    def question_settings(self) -> dict[str, Value]:
        """All settings that it is about."""
        return self.context.lesson.question_settings(self.question, self.now["seed"])

    # ---- what the reader does ----

    def begin(self, index: int, seed: int = 0) -> None:
        """Open a question: the figure goes to its first step and hides the rest."""
        number = settings.number(self.context.slug)
        begun = {"n": number, "index": index, "seed": seed, "guess": None}
        self.kept["question"] = begun | {"done": False}
        still = self.question.kind not in ON_FIGURE
        settings.apply(
            self.context.slug, self.context.lesson, self.question_settings, still=still
        )

    def again(self) -> None:
        """The same question with other numbers."""
        lesson, before, seed = (
            self.context.lesson,
            self.question_settings,
            self.now["seed"] + 1,
        )
        while lesson.question_settings(self.question, seed) == before:
            seed += 1
        self.begin(self.now["index"], seed)

    def guessed(self, sent: Any) -> None:
        """Take a prediction set on the figure; what makes no sense is dropped."""
        if not self.open or not isinstance(sent, dict):
            return
        places = sent.get("at")
        if sent.get("n") != self.now["n"] or not isinstance(places, list):
            return
        right = len(CURVE_AT) if self.question.kind == "curve" else 2
        if len(places) == right and all(
            type(i) is int and 0 <= i <= GRID for i in places
        ):
            self.now["guess"] = tuple(places)

    def commit(self) -> None:
        """Take the answer, and have the figure show what happens."""
        if self.question.kind not in ON_FIGURE:
            chosen = st.session_state[self._widget]
            self.now["guess"] = tuple(chosen) if isinstance(chosen, list) else chosen
        self.skip()

    def skip(self) -> None:
        """Have the figure show what happens, with or without an answer."""
        self.now["done"] = True
        how = {"still": True, "play": True}
        settings.apply(
            self.context.slug, self.context.lesson, self.question_settings, **how
        )

    # ---- what comes of it ----

    @property
    def found(self) -> dict[str, Any]:
        """Judgement, right answer and numbers of a question that is done.

        Worked out once, in the run in which it is answered: later the reader may have
        moved the page elsewhere.
        """
        if "found" not in self.now:
            question, asked, guess = (
                self.question,
                self.question_settings,
                self.now["guess"],
            )
            rec = self.recording(whole=True) if self.context.lesson.record else None
            told = question.numbers(rec, asked)
            found: dict[str, Any] = {
                "numbers": {name: float(value) for name, value in told.items()},
                "shows": question.finding(rec, asked),
                "right": question.answer_option(rec, asked),
                "step": question.step(rec, asked),
            }
            if guess is not None:
                if rec and question.kind in ON_FIGURE:
                    guess = self._place(rec, guess)
                found["guess"] = guess
                found["judged"] = question.judge(guess, rec, asked)
                answers = self.kept.setdefault("answers", {})
                answers.setdefault(question.name, found["judged"] == RIGHT)
            self.now["found"] = found
            if found["step"] is not None and self.kept["preset"].get("play"):
                self.kept["preset"]["to"] = found["step"]
        return self.now["found"]

    def _place(self, rec: Recording, places: tuple[int, ...]) -> tuple[float, ...]:
        """What the marks on the figure stand for, in the units of its axes."""
        windows = [rec.facts[f"{axis}_window"] for axis in self.question.axes if axis]
        if self.question.kind == "curve":  # its height is on a log scale
            low, high = windows[0]
            return tuple(low * (high / low) ** (i / GRID) for i in places)
        return tuple(
            low + (high - low) * i / GRID
            for i, (low, high) in zip(places, windows, strict=True)
        )

    def over(self, views: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
        """What the figure hides or keeps for the question begun last."""
        if not self.now:
            return None
        question, asked, lesson = (
            self.question,
            self.question_settings,
            self.context.lesson,
        )
        trained = lesson.controls_with_use("trained")
        if any(self.context.settings[c.name] != asked[c.name] for c in trained):
            return None  # the prediction was about another run
        kinds = [view["kind"] for view in views]
        shown = {
            "n": self.now["n"],
            "view": kinds.index(question.view) if question.view in kinds else None,
            "label": self.said["mark"],
            "at": {
                c.name: c.values.index(asked[c.name])
                for c in lesson.controls_with_use("played")
            },
            "axes": [],
            "grid": GRID,
            "columns": CURVE_AT if question.kind == "curve" else None,
            "mark": None,
        }
        if self.open:
            shown |= {"veil": self.said["veil"], "says": ""}
            if question.kind in ON_FIGURE:
                shown["says"] = f"{self._words()} {self.said[question.kind]}"
                shown["axes"] = question.axes
            return shown
        if (guess := self.found.get("guess")) is None:
            return None
        says = self.said["yours"].format(guess=self._say(guess).rstrip("."))
        mark = [guess] if question.kind == "point" else None
        if question.kind == "number" and question.view:
            mark = [[None, guess]]
        elif question.kind == "curve":
            mark = list(zip(CURVE_AT, guess, strict=True))
        verdict = self.said["right" if self.found["judged"] == RIGHT else "wrong"]
        return shown | {"says": f"{says} {verdict.strip('*')}", "mark": mark}

    def judge(self) -> None:
        """Judge an answer just given, before anything on the page counts it."""
        if self.now and not self.open:
            _ = self.found

    def reveal(self, names: Sequence[str]) -> dict[str, Any] | None:
        """Where a stepped figure goes by itself, once, to show the answer.

        Args:
            names: the questions that it answers.

        Returns:
            `of`, which tells the answer from all others of the session, and `to`, the
            step, as `Question.step` says; None if there is nothing to show.
        """
        if not self.under_figure or self.open or self.question.name not in names:
            return None
        return {"of": self._number, "to": self.found["step"]}

    # ---- under the figure ----

    def below(self) -> None:
        """The question under its figure, and once it is answered first the verdict."""
        self.drawn = True
        n = len(self.context.lesson.questions)
        number = self.said["number" if self.open else "which"]
        number = number.format(i=self.now["index"] + 1, n=n)
        if self.open:
            number += f" {self.said['waits']}"
        with st.container(key=f"{self.context.slug}-question", gap="xsmall"):
            if not self.open:
                with st.container(gap=None):
                    st.markdown(render_colours(self._told()))
                    mount.focus_block(key=self._key("verdict"), version=self._number)
            with st.container(gap=None):
                remark(number)
                st.markdown(render_colours(self._words()))
                if self.open:
                    view = self.question.kind in ON_FIGURE
                    mount.focus_block(
                        key=self._key("asked"),
                        version=self._number,
                        with_parent=True,
                        in_view=view,
                    )
            self._widget_of(self.question)
            self._buttons()
            if not self.open:
                counts = settings.progress(self.context.slug, self.context.lesson)
                remark(self.said["state"].format(**counts))

    # ---- the block ----

    def block(self) -> None:
        """The block on the page, in the state that the session is in."""
        self.drawn = True
        n = len(self.context.lesson.questions)
        counts = settings.progress(self.context.slug, self.context.lesson)
        text, note = self.said["intro"].format(**counts), self.said["note"]
        if self.open:
            note = self.said["number"].format(i=self.now["index"] + 1, n=n)
        elif counts["done"]:
            note = self.said["state"].format(**counts)
        if self.now:
            text = render_colours(self._words())
        with headed_block("predict", self.said["title"], text, note):
            if self.now:
                self._widget_of(self.question)
            if self.now and not self.open:
                st.markdown(render_colours(self._told()))
            self._buttons()
            if self.open:
                mount.focus_block(
                    key=self._key("asked"),
                    version=self._number,
                    label=strip_colours(self._words()),
                )
                remark(self.said["waits"])

    def _buttons(self) -> None:
        """What can be done now."""
        n = len(self.context.lesson.questions)
        with st.container(horizontal=True):
            if not self.now:
                self._button("begin", self.begin, 0)
            elif self.open:
                ready = self._chosen() is not None
                self._button("commit", self.commit, disabled=not ready)
                self._button("skip", self.skip, type="tertiary")
            else:
                self._button("again", self.again)
                if n > 1:
                    following = (self.now["index"] + 1) % n
                    self._button("next", self.begin, following)

    def _button(self, name: str, act: Any, *args: Any, **how: Any) -> None:
        key = self._key(name)
        st.button(self.said[name], key=key, on_click=act, args=args, **how)

    def _widget_of(self, question: Question) -> None:
        """What the answer is given with; locked once it is."""
        key, label = self._widget, strip_colours(self._words())
        guess = self.now["guess"]
        if not self.open and guess is not None and key not in st.session_state:
            # The reader is back from another page.
            st.session_state[key] = list(guess) if question.kind == "order" else guess
        how: dict[str, Any] = {"key": key, "disabled": not self.open}
        how |= {"label_visibility": "collapsed", "format_func": self._say}
        if question.kind == "choice":
            beside = self.context.lesson.record is not None
            st.radio(label, question.options, index=None, horizontal=beside, **how)
        elif question.kind == "number":
            st.select_slider(label, (None, *question.values), **how)
        elif question.kind == "order":
            st.pills(label, question.values, selection_mode="multi", **how)
            if self.open:
                told = [self.said["order"]]
                if chosen := st.session_state.get(key):
                    told.append(
                        self.said["yours"].format(guess=self._say(tuple(chosen)))
                    )
                remark(" ".join(told))
        elif self.open:
            remark(self.said[question.kind])
        elif at := self.found.get("guess"):
            remark(self.said["yours"].format(guess=self._say(at)))

    def _chosen(self) -> Any:
        """The answer given so far, None while there is none."""
        if self.question.kind in ON_FIGURE:
            return self.now["guess"]
        chosen = st.session_state.get(self._widget)
        if self.question.kind == "order":
            return chosen if len(chosen or ()) == len(self.question.values) else None
        return chosen

    @property
    def _widget(self) -> str:
        return self._key(f"answer/{self.now['n']}")

    @property
    def _number(self) -> str:
        """What tells this state of this question from all others of the session."""
        state = "asked" if self.open else "answered"
        return f"{self.context.slug} {self.now['n']} {state}"

    def _key(self, name: str) -> str:
        return f"{self.context.slug}/predict/{name}"

    # ---- words ----

    def _words(self) -> str:
        """The question, its settings filled in; colours as `[meaning words]`."""
        text = self.context.words.sections[f"predict.{self.question.name}"]
        return self.context.words.fill(text, **self._settings())

    def _settings(self) -> dict[str, float | str]:
        """The question's settings as the figure writes them."""
        return {
            name: value
            if name in QUANTITIES and not isinstance(value, str)
            else value_label(self.context.words, self.context.lesson, name, value)
            for name, value in self.question_settings.items()
        }

    def _say(self, guess: Any) -> str:
        """An answer, or a part of it, in words."""
        words, question, lang = self.context.words, self.question, self.context.lang
        if guess is None:
            return "?"
        if question.kind == "curve":
            return self.said["drawn"]
        if question.kind == "point":
            return ", ".join(
                f"{axis} = {format_quantity(str(axis), value, lang)}"
                for axis, value in zip(question.axes, guess, strict=True)
            )
        if isinstance(guess, tuple):
            return " → ".join(map(self._say, guess))
        labels = words.labels(f"predict.{question.name}.options")
        if question.kind == "choice":
            return words.fill(labels[guess], **self._settings())
        return labels["item"].format(v=format_number(guess, lang))

    def _told(self) -> str:
        """Right or not, the right answer, why someone errs, and what the run shows."""
        words, found = self.context.words, self.found
        name, judged = f"predict.{self.question.name}", found.get("judged")
        told = [self.said["passed" if judged is None else "wrong"]]
        if judged == RIGHT:
            told = [self.said["right"]]
        elif found["right"] is not None:
            right = self._say(found["right"]).rstrip(".")
            told.append(self.said["answer"].format(answer=right))
        if judged not in (None, RIGHT):
            told.append(words.labels(f"{name}.because")[judged])
        told.append(words.labels(f"{name}.shows")[found["shows"]])
        return words.fill(" ".join(told), **self._settings() | found["numbers"])
