"""The block of a page's questions: under the figure, or in its place on the page."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from app.activities.classroom.session import ClassSession
from app.activities.prediction import Prediction
from app.activities.prediction_class import ClassQuestion
from app.components import mount
from app.components.prose import headed_block, remark
from app.content.glossary import link_terms
from app.content.markdown import render_colours, strip_colours
from app.state.page_state import count_answers
from lessons.contract import ON_FIGURE


class PredictionBlock:
    """Draws the question begun last, its answer's widget, and the verdict.

    Args:
        prediction: the page's questions.
    """

    def __init__(self, prediction: Prediction):
        self.prediction, self.context = prediction, prediction.context
        self.messages = prediction.messages

    def draw_under_figure(self) -> None:
        """Draw the question under its figure, and once it is answered the verdict."""
        prediction = self.prediction
        prediction.is_drawn = True
        if session := prediction.class_session:
            self._draw_for_class(session)
            return
        heading = self._number_text("number" if prediction.is_open else "which")
        if prediction.is_open:
            heading += f" {self.messages['waits']}"
        with st.container(key=f"{self.context.slug}-question", gap="xsmall"):
            if not prediction.is_open:
                with st.container(gap=None):
                    st.markdown(link_terms(self._verdict(), self.context.lang))
                    mount.focus_block(
                        key=self._key("verdict"),
                        version=prediction.state_id,
                        scroll_only=bool(prediction.attempt.class_round),
                    )
            with st.container(gap=None):
                remark(heading)
                question = render_colours(prediction.text.question_text())
                st.markdown(link_terms(question, self.context.lang))
                if prediction.is_open:
                    mount.focus_block(
                        key=self._key("asked"),
                        version=prediction.state_id,
                        with_parent=True,
                        in_view=prediction.question.kind in ON_FIGURE,
                    )
            self._draw_answer_widget()
            self._draw_class_results()
            self._draw_buttons()
            if not prediction.is_open:
                remark(self.messages["state"].format(**self._counts()))

    def draw(self) -> None:
        """Draw the block on the page, in the state that the session is in."""
        prediction, counts = self.prediction, self._counts()
        prediction.is_drawn = True
        if session := prediction.class_session:
            self._draw_for_class(session)
            return
        text, note = self.messages["intro"].format(**counts), self.messages["note"]
        if prediction.is_open:
            note = self._number_text("number")
        elif counts["done"]:
            note = self.messages["state"].format(**counts)
        if prediction.has_begun:
            text = render_colours(prediction.text.question_text())
        with headed_block("predict", self.messages["title"], text, note):
            if prediction.has_begun:
                self._draw_answer_widget()
            if prediction.has_begun and not prediction.is_open:
                st.markdown(link_terms(self._verdict(), self.context.lang))
            self._draw_class_results()
            self._draw_buttons()
            if prediction.is_open:
                mount.focus_block(
                    key=self._key("asked"),
                    version=prediction.state_id,
                    label=strip_colours(prediction.text.question_text()),
                )
                remark(self.messages["waits"])

    def _draw_for_class(self, session: ClassSession) -> None:
        """Draw the question of the class: its ballot, then verdict and results."""
        prediction, running = self.prediction, self.prediction.class_round
        with st.container(key=f"{self.context.slug}-question", gap="xsmall"):
            if prediction.is_open and running:
                self._draw_class_text(prediction.text.question_text(), "asked")
                ClassQuestion(prediction).draw_ballot(session, running.phase)
                return
            text, outcome = prediction.text, prediction.outcome
            sentences = [self._verdict_text()]
            if outcome.guess is not None:
                answer = text.answer_text(outcome.guess).rstrip(".")
                sentences.append(self.messages["yours"].format(guess=answer))
            verdict, results = st.columns([4, 5], gap="medium")
            with verdict:
                self._draw_class_text(" ".join(sentences), "verdict")
                remark(render_colours(text.question_text()))
            with results:
                ClassQuestion(prediction).draw_results(sentences[0])
                if session.role == "seat":
                    self._draw_buttons()

    def _draw_class_text(self, text: str, name: str) -> None:
        """Write a text, and scroll to it and the figure together."""
        version = self.prediction.state_id
        with st.container(gap=None):
            st.markdown(link_terms(render_colours(text), self.context.lang))
            mount.focus_block(
                key=self._key(name), version=version, with_parent=True, scroll_only=True
            )

    def _draw_class_results(self) -> None:
        """Draw what the class has answered, if the question was the class's."""
        prediction = self.prediction
        is_done = prediction.has_begun and not prediction.is_open
        if is_done and prediction.attempt.class_round:
            ClassQuestion(prediction).draw_results()

    def _counts(self) -> dict[str, int]:
        return count_answers(self.context.slug, self.context.lesson)

    def _number_text(self, message: str) -> str:
        """Return which question of how many it is."""
        n = len(self.context.lesson.questions)
        index = self.prediction.attempt.index
        return self.messages[message].format(i=index + 1, n=n)

    def _verdict(self) -> str:
        """Return the verdict as Markdown."""
        return render_colours(self._verdict_text())

    def _verdict_text(self) -> str:
        """Return the verdict, its colours as `[meaning words]`."""
        prediction = self.prediction
        text, to_class = prediction.text, prediction.is_teachers
        return text.verdict_text(prediction.outcome, to_class=to_class)

    def _draw_buttons(self) -> None:
        """Draw the buttons for what can be done now."""
        prediction, n = self.prediction, len(self.context.lesson.questions)
        with st.container(horizontal=True):
            if not prediction.has_begun:
                self._draw_button("begin", prediction.begin, 0)
            elif prediction.is_open:
                is_ready = prediction.current_answer is not None
                self._draw_button("commit", prediction.commit, disabled=not is_ready)
                self._draw_button("skip", prediction.skip, type="tertiary")
            else:
                self._draw_button("again", prediction.begin_variant)
                if n > 1:
                    following = (prediction.attempt.index + 1) % n
                    self._draw_button("next", prediction.begin, following)

    def _draw_button(
        self, name: str, action: Callable[..., None], *args: Any, **options: Any
    ) -> None:
        key = self._key(name)
        st.button(self.messages[name], key=key, on_click=action, args=args, **options)

    def _draw_answer_widget(self) -> None:
        """Draw the widget that takes the answer; it is locked once there is one."""
        prediction, question = self.prediction, self.prediction.question
        key, text = prediction.answer_widget, prediction.text
        label, guess = strip_colours(text.question_text()), prediction.attempt.guess
        if not prediction.is_open and guess is not None and key not in st.session_state:
            # The reader is back from another page.
            st.session_state[key] = list(guess) if question.kind == "order" else guess
        options: dict[str, Any] = {"key": key, "disabled": not prediction.is_open}
        options |= {"label_visibility": "collapsed", "format_func": text.answer_text}
        if question.kind == "choice":
            horizontal = self.context.lesson.record is not None
            st.radio(
                label, question.options, index=None, horizontal=horizontal, **options
            )
        elif question.kind == "number":
            st.select_slider(label, (None, *question.values), **options)
        elif question.kind == "order":
            st.pills(label, question.values, selection_mode="multi", **options)
            if prediction.is_open:
                remark(self._order_text(st.session_state.get(key)))
        elif prediction.is_open:
            remark(self.messages[question.kind])
        elif guess := prediction.outcome.guess:
            remark(self.messages["yours"].format(guess=text.answer_text(guess)))

    def _order_text(self, values: list[Any] | None) -> str:
        """Return how an order is given, and the order so far."""
        sentences = [self.messages["order"]]
        if values:
            answer = self.prediction.text.answer_text(tuple(values))
            sentences.append(self.messages["yours"].format(guess=answer))
        return " ".join(sentences)

    def _key(self, name: str) -> str:
        return self.context.widget_key(f"predict/{name}")
