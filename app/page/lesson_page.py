"""A lesson's page: its head, its prose, its activities, and its parts."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.activities.comparison import Comparison
from app.activities.comparison_block import ComparisonBlock
from app.activities.exercise_block import ExerciseBlock
from app.activities.exercise_list import draw_exercise_list
from app.activities.exercises import Exercises
from app.activities.long_training import LongTraining
from app.activities.prediction import Prediction
from app.activities.prediction_block import PredictionBlock
from app.activities.prediction_sheet import draw_prediction_sheet
from app.activities.training_block import TrainingBlock
from app.components import mount, prose
from app.components.browser_storage import store_progress
from app.components.glossary import draw_glossary
from app.components.page_note import page_note
from app.components.presentation import mode_button
from app.components.text_table import text_table
from app.content.catalogue import PageText, load_messages
from app.content.glossary import link_terms
from app.content.markdown import code_span, render_colours
from app.page import navigation, share_dialog
from app.page.charts import Charts
from app.page.compute import Compute
from app.page.controls import Controls
from app.page.figure_foot import FigureFoot
from app.page.figure_frame import close_frame, draw_title
from app.page.figures import Figures, placeholder
from app.page.language_switch import draw_switches, set_html_language
from app.page.player import Player, make_player_context
from app.page.progress_block import draw_progress
from app.page.source import Source, run_arguments
from app.page.uploads import Uploads
from app.state import export_mode, figure_mode, presentation
from app.state.locale import current_language
from app.state.page_context import PageContext
from app.state.page_lifecycle import close_page, open_page
from app.state.page_state import page_state
from lessons import lesson
from lessons.contract import Training, Value


class LessonPage:
    """One run of a lesson's page; constructing it draws the head.

    Args:
        slug: the lesson.

    Attributes:
        context: what the parts of the page are given of it.
        slug, lang, lesson, words, messages, settings: those of the context.
        controls, uploads: what the reader sets and gives.
        player: the figure that plays the recording, and the scenarios.
        foot: the place under the figure.
        figures, charts: what is drawn besides.
        source: the code of the lesson's files.
        compute: the results that the page shows.
        player_context: what the parts of the player share.
    """

    def __init__(self, slug: str):
        self.context, ignored = _open_context(slug)
        self.slug, self.lang = slug, self.context.lang
        self.lesson, self.words = self.context.lesson, self.context.words
        self.messages, self.settings = self.context.messages, self.context.settings
        self.compute = Compute(self.context)
        self.charts = Charts(self.context)
        self.prediction = Prediction(self.context, self.compute.recording)
        self.comparison = Comparison(
            self.context,
            self.prediction,
            recording=self.compute.recording,
            train=self.compute.train,
        )
        self.player_context = make_player_context(self.context)
        self.exercises = Exercises(
            self.context, self.prediction, self.compute.recording
        )
        self.controls = Controls(self.context, self.prediction)
        self.uploads = Uploads(self.context, self.prediction)
        self.source = Source(self.context, self.player_context, self.compute)
        self.foot = FigureFoot(self.exercises, self.player_context)
        self.figures = Figures(self.context, self.prediction, self.foot)
        self.player = Player(
            self.context,
            self.player_context,
            self.compute,
            self.prediction,
            self.comparison,
            self.exercises,
            self.foot,
        )
        self._draw_head()
        if ignored:
            names = ", ".join(code_span(name[:60]) for name in ignored[:8])
            self.remark(self.messages["app"]["ignored"].format(names=names))
        if not self.lesson.record:  # with a recording, its figure judges
            self.prediction.judge()
            self.exercises.judge()

    # ---- prose ----

    def markdown(self, *sections: str, **numbers: float | str) -> None:
        """Write a section of prose, or several in one paragraph."""
        text = " ".join(self.words.text(name, **numbers) for name in sections)
        st.markdown(link_terms(text, self.lang))

    def sentence(self, section: str, label: str, **numbers: float | str) -> None:
        """Write one of the sentences of a section, by its label."""
        text = self.words.labels(section)[label]
        sentence = render_colours(self.words.fill(text, **numbers))
        st.markdown(link_terms(sentence, self.lang))

    def remark(self, text: str) -> None:
        """Write a quiet remark."""
        prose.remark(text)

    def block(
        self, section: str, *, wide: bool = False, **numbers: float | str
    ) -> AbstractContextManager[Any]:
        """Write a heading in the margin, its prose, and a quiet note beside it.

        All of it is one element: what a page sends at a rerun is what a reader waits
        for. What is drawn `with` the block stands in the column of the prose, below.

        Args:
            section: of its sections title, text and note, the last two are optional.
            wide: whether what is drawn has the column of the notes too.
            numbers: what the placeholders of text and note say.
        """
        if figure_mode.is_on():
            close_frame(self.context, self.compute)
        title, text, note = (
            self.words.text(name, **numbers) if name in self.words.sections else ""
            for name in (f"{section}.{part}" for part in ("title", "text", "note"))
        )
        text, note = link_terms(text, self.lang), link_terms(note, self.lang)
        return prose.headed_block(section, title, text, note, wide=wide)

    def column(self, name: str, *, wide: bool = False) -> AbstractContextManager[Any]:
        """Open the column of the prose; if wide, with that of the notes.

        Args:
            name: tells the columns of a page apart.
        """
        return prose.column(name, wide=wide)

    def columns(self, *widths: float) -> list[DeltaGenerator]:
        """Open columns of these relative widths; on a phone they are stacked."""
        return st.columns(widths, gap="medium")

    def placeholder(self) -> AbstractContextManager[Any]:
        """Reserve a place that exists whether it is filled or not."""
        return placeholder()

    def table(
        self, label: str, head: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        """Draw a small table of texts.

        Args:
            label: its name for a screen reader.
        """
        text_table(label, head, rows)

    def output(self, name: str, text: str) -> None:
        """Draw code, or what a program printed, as it is.

        Args:
            name: tells the outputs of a page apart.
        """
        self.source.output(name, text)

    # ---- activities ----

    def scenarios(self) -> None:
        """Draw a button for each scenario of the page, under the figure.

        In another site's frame the page ends here, or at its first block; of what is
        before, figure_mode.css shows the figures.
        """
        if figure_mode.is_on():
            close_frame(self.context, self.compute)
        self.foot.open()
        self.player.scenarios()

    def figure_settings(self, *names: str) -> None:
        """Draw, under the figure, sliders of controls that it follows when released.

        Each needs a new training. None is drawn while a question is open, nor in
        another site's frame.
        """
        if self.prediction.is_open or figure_mode.is_on():
            return
        with self.foot.settings():
            a_row = min(7, max(3, len(names)))
            self.controls.sliders(*names, a_row=a_row, min_width=140, gap="small")

    def predict(self) -> None:
        """Draw the page's questions; while one is open, end the page here.

        What follows shows what the run leads to: nothing of it is drawn before.
        """
        if export_mode.is_on():
            draw_prediction_sheet(self.context)
            return
        if not self.prediction.needs_no_block:
            PredictionBlock(self.prediction).draw()
        if self.prediction.is_open:
            self.close()
            st.stop()

    def hide_until_answered(self) -> None:
        """Draw nothing but the open question, if there is one.

        For a page without a player: what its figure draws cannot be veiled.
        """
        if self.prediction.is_open:
            self.predict()

    def question(self, *names: str) -> None:
        """Reserve the place under a figure for the question that it answers.

        Args:
            names: of the questions that the figure answers.
        """
        self.figures.question(*names)

    def compare(self) -> None:
        """Draw the pinned runs: a chart over one measure, a table, their buttons."""
        ComparisonBlock(self.comparison, self.charts.draw).draw()

    def progress(self) -> None:
        """Draw the reader's progress in the course, and what they can do with it."""
        if not export_mode.is_on():
            draw_progress(self.context, self.player_context)

    def exercise(self) -> None:
        """Draw the page's exercises, one at a time."""
        if export_mode.is_on():
            draw_exercise_list(self.context)
            return
        ExerciseBlock(self.exercises, self.player_context).draw()

    def training(
        self,
        name: str,
        start: Training,
        draw: Callable[[Any], None],
        depends: Mapping[str, Value],
        *,
        auto: bool = False,
    ) -> Any:
        """Draw a long training, in a process of its own, queued for all readers.

        It can be paused, resumed and stopped. Where it fails for a reason that the
        lesson names (`reason` of what it raises), the words' section `NAME.failed` may
        have a sentence for it.

        Args:
            name: tells the trainings of a page apart.
            start: a function of a lesson's module, as `Checkpoint` says.
            draw: draws what a training under way shows of itself.
            depends: every setting the result depends on; `start` is called with them.
            auto: whether it starts by itself, for what takes a few seconds.

        Returns:
            The result, of one stopped or paused what there is of it; None before.
        """
        training = LongTraining(self.context, self.prediction, name, start, depends)
        moving = self.charts.without_tables
        return TrainingBlock(training, draw=draw, moving=moving).draw(auto=auto)

    # ---- head and foot ----

    def arguments(self) -> dict[str, Value]:
        """Return the keyword arguments of the lesson's `run` at these settings."""
        return run_arguments(self.context)

    def close(self) -> None:
        """Draw reset, share and the ways on; write what the page shows to the link."""
        with st.container(horizontal=True, vertical_alignment="center"):
            self.controls.reset_button()
            self._share()
            mode_button(self.lang)
        st.space("medium")
        navigation.previous_and_next(self.slug, self.lang)
        set_html_language(self.lang)
        store_progress(self.lang)
        draw_glossary(self.words)
        close_page(self.slug, self.lesson, self.settings, self.lang)
        self.compute.continue_recording()

    def _share(self) -> None:
        """Draw the button that shares the page, and the dialog after it was clicked."""
        self.player.share_button()
        state = self.context.state.share
        state.is_open, state.is_requested = state.is_requested, False
        if state.is_open:
            share_dialog.show(self.slug, self.lesson, self.settings, self.lang)

    def _draw_head(self) -> None:
        """Draw question, breadcrumb, languages and lede."""
        if figure_mode.is_on():
            draw_title(self.words.text("question"))
            return
        row: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center"}
        with st.container(horizontal_alignment="distribute", **row):
            st.title(self.words.text("question"), anchor=False, width="content")
            if not presentation.is_on():
                with st.container(width="content", **row):
                    self._draw_breadcrumb()
                    draw_switches(self.lang)
        if not presentation.is_on():
            st.markdown(link_terms(self.words.text("lede"), self.lang))

    def _draw_breadcrumb(self) -> None:
        """Write where the page stands in the course; after a reset, say so once."""
        text = navigation.breadcrumb(self.slug, self.lang)
        notice = self.context.state.reset_notice
        if not notice:
            prose.remark(text, width="content")
            return
        # seen and read out wherever the reader is on the page
        note_key = f"{self.slug}/reset/{notice.number}"
        page_note(self.messages["app"]["was_reset"], self.lang, key=note_key)
        with st.container(width="content", gap=None):
            self.remark(text)
            if self.lesson.record is None:  # a player scrolls to itself
                mount.scroll_here(key=f"{self.slug}/top/{notice.number}")


def _open_context(slug: str) -> tuple[PageContext, list[str]]:
    """Open a page: return its context, and the names in the link that are ignored."""
    lang, course = current_language(), lesson(slug)
    words = PageText(slug, lang)
    values, ignored = open_page(slug, course)
    messages, state = load_messages(lang), page_state(slug)
    return PageContext(slug, lang, course, words, messages, values, state), ignored
