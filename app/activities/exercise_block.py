"""The block of a page's exercises: under the figure, or in its place on the page."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from app.activities.exercise_text import verdict_numbers, verdict_sentence
from app.activities.exercises import Exercises
from app.components import mount, tensor_cells
from app.components.prose import headed_block, remark
from app.content.glossary import link_terms
from app.content.markdown import render_colours, strip_colours
from app.content.setting_format import format_setting
from app.content.source_listing import diff_function, split_at_carets
from app.state.activity_state import ExerciseResult
from lessons.contract import RIGHT, Value
from lessons.toolkit.formula_parser import power_note
from lessons.toolkit.python_prompt import prompt_output
from lessons.toolkit.tensor_view import Row, tensor


class ExerciseBlock:
    """Draws the exercise on the page, its answer's widget, and the verdict.

    Args:
        exercises: the page's exercises.
        player_context: what the parts of the page's player share.
    """

    def __init__(self, exercises: Exercises, player_context: Mapping[str, Any]):
        self.exercises, self.context = exercises, exercises.context
        self.player_context = player_context
        self.messages: dict[str, str] = self.context.messages["exercise"]

    def draw(self) -> None:
        """Draw the exercise in its place on the page, or the way to where it stands."""
        attempt = self.exercises.attempt
        if self.exercises.is_under_figure:
            text, number = self.messages["at_figure"], self._number_text()
            with headed_block("exercise", self.messages["title"], text, number):
                self._draw_button("show", self.exercises.show)
            return
        if attempt.from_link:
            mount.scroll_here(key=self.context.widget_key("exercise/here"))
        text = self._task_text()
        with headed_block(
            "exercise",
            self.messages["title"],
            render_colours(text),
            self._number_text(),
        ):
            if not attempt.hints:
                self._focus("task", strip_colours(text))
            self._draw_answer()
            self._draw_verdict()

    def draw_under_figure(self) -> None:
        """Draw the exercise under the figure it is about, first the verdict."""
        with st.container(key=f"{self.context.slug}-exercise", gap="xsmall"):
            self._draw_verdict()
            with st.container(gap=None):
                remark(self._number_text())
                task = render_colours(self._task_text())
                st.markdown(link_terms(task, self.context.lang))
                if not self.exercises.attempt.hints:
                    self._focus("task", whole=True)
            self._draw_answer()

    # ---- parts of the block ----

    def _focus(self, subject: str, label: str = "", *, whole: bool = False) -> None:
        """Move the focus to the block being drawn, if the reader asked for it."""
        if n_readings := self.exercises.state.n_readings:
            mount.focus_block(
                key=self.context.widget_key("exercise/focus"),
                version=f"{subject} {n_readings}",
                label=label,
                with_parent=whole,
                without_figure=not self.exercises.is_under_figure,
            )

    def _draw_verdict(self) -> None:
        """Draw what came of the last submission, with the focus on it."""
        if result := self.exercises.result:
            with st.container(gap="xsmall"):
                self._draw_output()
                with st.container(gap=None):
                    verdict = render_colours(self._verdict_text(result))
                    st.markdown(link_terms(verdict, self.context.lang))
                    mount.focus_block(
                        key=self.context.widget_key("exercise/verdict"),
                        version=str(self.exercises.state.n_submissions),
                        with_parent=self.exercises.is_under_figure
                        or bool(self.exercises.exercise.caller),
                        without_figure=not self.exercises.is_under_figure,
                    )

    def _draw_answer(self) -> None:
        """Draw what takes the answer, the hints so far, and what can be done."""
        exercises, attempt = self.exercises, self.exercises.attempt
        widget, exercise = exercises.answer_widget, exercises.exercise
        if attempt.draft and widget not in st.session_state:
            st.session_state[widget] = attempt.draft  # back from another page
        if exercise.cells:
            self._draw_cells()
        draw: dict[str, Callable[[], None]] = {
            "settings": self._draw_settings,
            "fix": self._draw_fix,
            "formula": self._draw_formula,
            "text": self._draw_text,
            "line": self._draw_line,
        }
        if not exercises.waits_for_figure:
            draw[exercise.kind]()
        hints = self._labels("hints")
        for i, hint in enumerate([*hints.values()][: attempt.hints], 1):
            label = self.messages["hinted"].format(i=i)
            with st.container(gap=None):
                remark(f"{label} {self._fill(hint)}")
                if i == attempt.hints:
                    self._focus("hint")
        self._draw_buttons(has_hint=attempt.hints < len(hints))
        attempt.draft = st.session_state.get(widget)

    def _draw_buttons(self, *, has_hint: bool) -> None:
        """Draw the buttons for what can be done now."""
        exercises, n = self.exercises, len(self.context.lesson.exercises)
        exercise, moved = exercises.exercise, exercises.moved_controls
        with st.container(horizontal=True):
            if moved or exercises.waits_for_figure:
                self._draw_button("begin", exercises.begin)
            # What is being typed is submitted by the same click that leaves the field.
            is_typed = exercise.kind in ("formula", "text", "line")
            is_ready = is_typed or (exercises.answer is not None and not moved)
            label = "run" if exercise.kind == "fix" else "check"
            if not exercises.waits_for_figure:
                self._draw_button(
                    "check", exercises.submit, label=label, disabled=not is_ready
                )
            if exercise.kind == "settings" and not moved:
                self._draw_button("begin", exercises.begin, type="tertiary")
            if has_hint:
                self._draw_button("hint", exercises.show_hint, type="tertiary")
            if exercise.has_variants:
                self._draw_button("again", exercises.open_variant, type="tertiary")
            if n > 1:
                following = (exercises.attempt.index + 1) % n
                self._draw_button("next", exercises.open, following, type="tertiary")

    def _draw_button(
        self,
        name: str,
        action: Callable[..., None],
        *args: Any,
        label: str = "",
        **options: Any,
    ) -> None:
        key, text = self.context.widget_key(f"exercise/{name}"), label or name
        st.button(self.messages[text], key=key, on_click=action, args=args, **options)

    # ---- what takes the answer, by the kind of exercise ----

    def _draw_settings(self) -> None:
        """Write what the page is set to now: what would be submitted."""
        labels = self.context.words.labels("labels")
        if self.exercises.moved_controls:
            names = ", ".join(labels[name] for name in self.exercises.moved_controls)
            remark(self.messages["moved"].format(names=names))
            return
        parts = []
        for name in self.exercises.exercise.answer_controls:
            value = self.context.settings[name]
            if isinstance(value, bool):
                text = self.messages["yes" if value else "no"]
                message = self.messages["switch"]
                parts.append(message.format(label=labels[name], value=text))
            else:
                parts.append(f"{labels[name]} = {self._value_text(name, value)}")
        remark(self.messages["yours"].format(settings=", ".join(parts)))

    def _draw_fix(self) -> None:
        """Draw the broken function, and the changes to choose from."""
        exercise, widget = self.exercises.exercise, self.exercises.answer_widget
        assert exercise.broken
        changed = exercise.fix(self.exercises.answer)
        self._draw_listing(diff_function(exercise.broken, changed))
        changes = self._labels("fixes")
        st.radio(
            self.messages["fix"],
            list(changes),
            index=None,
            format_func=changes.__getitem__,
            key=widget,
        )

    def _draw_output(self) -> None:
        """Draw lines that call the function as it is shown, and what they give."""
        exercise = self.exercises.exercise
        if not exercise.caller:
            return
        changed = exercise.fix(self.exercises.answer)
        mount.player_part(
            "output",
            key=self.context.widget_key(f"exercise/output/{exercise.name}"),
            player_context=self.player_context,
            pieces=split_at_carets(prompt_output(exercise.caller, 0, changed)),
        )

    def _draw_listing(self, rows: list[dict[str, Any]]) -> None:
        """Draw the function that the exercise is about."""
        mount.player_part(
            "code",
            key=self.context.widget_key(f"exercise/{self.exercises.exercise.name}"),
            player_context=self.player_context,
            tools=[self.messages["listing"]],
            rows=rows,
            bare=True,
        )

    def _draw_formula(self) -> None:
        """Draw a line to type a formula in."""
        label = render_colours(self._labels("asks")["formula"])
        text = st.text_input(label, key=self.exercises.answer_widget)
        names = ", ".join(f"`{name}`" for name in self.exercises.exercise.names)
        remark(self.messages["formula"].format(names=names))
        if note := power_note(text):
            remark(self.context.messages["typed"][note])

    def _draw_text(self) -> None:
        """Draw a line to type in."""
        label = render_colours(self._labels("asks")["text"])
        st.text_input(label, key=self.exercises.answer_widget)

    def _draw_line(self) -> None:
        """Draw a line to type one of PyTorch in, and the function that lacks it."""
        exercise = self.exercises.exercise
        if exercise.unfinished:
            function = exercise.unfinished(self.exercises.task)
            self._draw_listing(diff_function(function, function))
        label = render_colours(self._labels("asks")["line"])
        st.text_input(label, key=self.exercises.answer_widget)
        vocabulary = exercise.vocabulary
        assert vocabulary
        names = ", ".join(f"`{name}`" for name in vocabulary.variables)
        remark(self.messages["line"].format(names=names))

    def _draw_cells(self) -> None:
        """Draw the tensors that the task is about."""
        exercise = self.exercises.exercise
        assert exercise.cells
        row: Row = [
            tensor(name, values, marks=marks)
            for name, values, marks in exercise.cells(self.exercises.task)
        ]
        drawing = tensor_cells.figure_data(
            [[row]],
            self.context.lang,
            self.context.messages["cells"],
            alt=self._labels("asks")["cells"],
            hint=False,
        )
        mount.tensor_cells(
            key=self.context.widget_key(f"exercise/{exercise.name}"),
            drawing=drawing | {"story": "", "reveal": None, "place": None},
        )

    # ---- words ----

    def _labels(self, section: str) -> dict[str, str]:
        """Return the labels of one of the exercise's sections."""
        name = self.exercises.exercise.name
        return self.context.words.labels(f"exercise.{name}.{section}")

    def _number_text(self) -> str:
        """Return which exercise it is, and how many are solved."""
        n = len(self.context.lesson.exercises)
        n_solved = len(self.exercises.state.solved_names)
        number = self.messages["number"].format(i=self.exercises.attempt.index + 1, n=n)
        return f"{number} {self.messages['solved'].format(done=n_solved, n=n)}"

    def _task_text(self) -> str:
        """Return what the exercise asks; colours as `[meaning words]`."""
        name = self.exercises.exercise.name
        return self._fill(self.context.words.sections[f"exercise.{name}"])

    def _value_text(self, name: str, value: Value | float) -> str:
        return format_setting(self.context.words, self.context.lesson, name, value)

    def _fill(self, text: str) -> str:
        """Fill in the numbers of the task, but nothing of what the reader sets."""
        values = {
            name: self._value_text(name, value)
            for name, value in self.exercises.task.items()
            if name not in self.exercises.exercise.answer_controls
        }
        return self.context.words.fill(text, **values)

    def _verdict_text(self, result: ExerciseResult) -> str:
        """Return whether the exercise is solved, and why."""
        exercise, words = self.exercises.exercise, self.context.words
        if result.undefined:
            piece, value = result.undefined
            return self.messages[result.verdict].format(what=piece, value=value)
        if result.verdict == "unchanged":
            return f"{self.messages['wrong']} {self.messages['unchanged']}"
        if result.text is not None:
            name = (exercise.text_control or exercise).name
            details = {name: result.text} | result.details
            return words.refusal_message(name, result.verdict, details)
        submission = self.exercises.attempt.submission
        assert submission
        values = verdict_numbers(
            self.context.lesson,
            exercise,
            self.exercises.task,
            submission.answer,
            result.numbers,
        )
        sentence = verdict_sentence(
            words, self.context.lesson, exercise, result.verdict, values
        )
        verdict = "right" if result.verdict == RIGHT else "wrong"
        return f"{self.messages[verdict]} {sentence}"
