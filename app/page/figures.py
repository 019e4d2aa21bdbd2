"""The figures of a page that need no recording: cells, graphs, stepped code, images."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any

import streamlit as st

from app.activities.prediction import Prediction
from app.activities.prediction_block import PredictionBlock
from app.components import mount, value_graph
from app.components.code_stepper import Step
from app.components.code_stepper import figure_data as stepper_data
from app.components.image_grid import GridImage
from app.components.image_grid import figure_data as grid_data
from app.components.tensor_cells import figure_data as cells_data
from app.page.cell_touch import CellTouch
from app.page.figure_foot import FigureFoot
from app.page.leaf_touch import LeafTouch
from app.state.control_widgets import show_value
from app.state.page_context import PageContext
from lessons.toolkit.autograd_graph import Graph
from lessons.toolkit.tensor_view import Row


class Figures:
    """Figures that are drawn in the browser, and the questions that they answer.

    Args:
        context: the page and this run of it.
        prediction: its questions; one that a figure answers stands under the figure.
        foot: the place under the first figure.
    """

    def __init__(self, context: PageContext, prediction: Prediction, foot: FigureFoot):
        self.context = context
        self.prediction, self.foot = prediction, foot

    def cells(
        self,
        name: str,
        *frames: Sequence[Row],
        alt: str,
        says: Sequence[str] = (),
        legend: str = "",
        hint: bool = True,
        live: str = "",
        play: bool = False,
        story: str = "",
        answers: Sequence[str] = (),
        touch: CellTouch | None = None,
    ) -> None:
        """Draw tensors as cells with their values; a cell under the mouse has an index.

        Args:
            name: tells the figures of a page apart.
            frames: rows of `lessons.toolkit.tensor_view.tensor` and signs between them;
                more than one frame is stepped through in the browser.
            alt: the figure's name for a screen reader.
            says: a sentence for each frame.
            legend: a section with a label for each mark to explain.
            hint: whether it says what there is to do; once a page is enough.
            live: the control whose dragged sliders it follows, or none.
            play: whether a button plays the frames.
            story: what the frames show: another story begins at its first frame.
            answers: the questions that it answers; they stand under it.
            touch: what may be done to cells, or nothing; never while a question is
                open.
        """
        context, key = self.context, self._key(name)
        touch = None if self.prediction.is_open else touch
        data = cells_data(
            frames,
            context.lang,
            context.messages["cells"],
            alt=alt,
            says=says,
            legend=context.words.labels(legend) if legend else None,
            hint=hint,
            live=live and self.context.widget_key(live),
        )
        steps = context.messages["steps"]
        data = data | {
            "play": {n: steps[n] for n in ("play", "pause")} if play else None,
            "story": story,
            "reveal": self.prediction.reveal_step(answers),
            "place": self._step_memory(name) if len(frames) > 1 else None,
            "touch": touch and touch.data(context),
        }
        if touch:
            data["hint"] = data["touch"]["hint"]
        on_touch = partial(touch.receive, context, key) if touch else None
        mount.tensor_cells(key=key, drawing=data, on_touch=on_touch)
        if answers:
            self.question(*answers)

    def value_graph(
        self,
        graph: Graph,
        *,
        alt: str,
        name: str = "flow",
        show_saved: bool = False,
        answers: Sequence[str] = (),
        copyable: bool = False,
        touch: LeafTouch | None = None,
    ) -> None:
        """Draw the graph of a run with its values, stepped forward and backward.

        Args:
            graph: from `autograd_graph.trace_graph`, with at least one node.
            alt: the figure's name for a screen reader.
            name: tells the figures of a page apart.
            show_saved: whether a box says what its operation keeps for backward().
            answers: the questions that it answers; they stand under it.
            copyable: whether a button copies its lines of code.
            touch: the leaves that can be moved, or none; never while a question is
                open.
        """
        context, key = self.context, self._key(name)
        touch = None if self.prediction.is_open else touch
        messages = context.messages["player"] | context.messages["flow"]
        data = value_graph.figure_data(
            graph, context.lang, messages, alt=alt, show_saved=show_saved
        )
        reveal = self.prediction.reveal_step(answers)
        if reveal and isinstance(reveal["to"], str):
            reveal["to"] = value_graph.gradient_step(graph, data, reveal["to"])
        data = data | {"reveal": reveal, "place": self._step_memory(name)}
        data["copyable"] = copyable
        if touch:
            data["touch"] = value_graph.touch_data(
                graph, touch.counts, context.lang, messages["move"]
            )
        on_move = partial(touch.receive, context, key) if touch else None
        mount.value_graph(key=key, drawing=data, on_move=on_move)
        if answers:
            self.question(*answers)

    def code_stepper(
        self,
        name: str,
        *functions: Callable[..., Any],
        steps: Sequence[Step],
        head: Sequence[str],
        alt: str,
        names: Sequence[str] = (),
        answers: Sequence[str] = (),
    ) -> None:
        """Draw code that is stepped line by line, and the state after each line.

        Args:
            name: tells the figures of a page apart.
            functions: whose source is shown: one, or two side by side.
            steps: the moments of the run, in order.
            head: titles of the table's columns; the first is that of the names.
            alt: the figure's name for a screen reader.
            names: a title for each function, or none.
            answers: the questions that it answers; they stand under it.
        """
        messages = self.context.messages["steps"]
        data = stepper_data(functions, steps, messages, head=head, alt=alt, names=names)
        data = data | {
            "reveal": self.prediction.reveal_step(answers),
            "place": self._step_memory(name),
        }
        mount.code_stepper(key=self._key(name), drawing=data)
        if answers:
            self.question(*answers)

    def images(
        self,
        name: str,
        images: Sequence[GridImage],
        *,
        alt: str,
        size: int = 84,
        selects: str = "",
    ) -> None:
        """Draw small images in a grid that wraps.

        Args:
            name: tells the figures of a page apart.
            alt: the grid's name for a screen reader.
            size: the width of an image in pixels.
            selects: the control that says which is selected, counted from 0, or none.
        """
        context, key = self.context, self._key(name)

        def select() -> None:
            index = (st.session_state[key].get("picked") or {}).get("i")
            if index in context.lesson[selects].values:
                show_value(context.slug, context.lesson[selects], index)

        selected = int(context.settings[selects]) if selects else None
        data = grid_data(images, alt=alt, size=size, picked=selected)
        mount.image_grid(key=key, drawing=data, on_select=select if selects else None)

    def question(self, *names: str) -> None:
        """Reserve the place under a figure for what is asked about it.

        Args:
            names: of the questions that the figure answers.
        """
        question_place(self.prediction, names)
        self.foot.open()

    def _key(self, name: str) -> str:
        """Return the key of a figure; page.css draws its outline before it is there."""
        return self.context.widget_key(f"{name}/drawing")

    def _step_memory(self, name: str) -> dict[str, Any]:
        """Return where a stepped figure begins; a link can carry its step.

        Raises:
            LookupError: if the lesson does not list the figure among the stepped ones.
        """
        slug = self.context.slug
        if name not in self.context.lesson.step_figures:
            raise LookupError(f"{slug} does not say that {name} is stepped")
        start = self.context.state.player.step_preset
        step = start["at"].get(name, 0)
        return {"page": slug, "name": name, "step": step, "set": start["n"]}


def placeholder() -> AbstractContextManager[Any]:
    """Reserve a place on the page that exists whether it is filled or not.

    Filled at the end, it does not block the rest of the page. Around what appears and
    disappears, as a training's result does, it keeps the rest in place: an element that
    moves is made anew in the browser, and loses the keyboard's focus.
    """
    return st.container()


def question_place(prediction: Prediction, names: Sequence[str]) -> None:
    """Reserve the place under a figure for the question that it answers.

    Args:
        prediction: the page's questions.
        names: of the questions that the figure answers.
    """
    with placeholder():
        if prediction.is_under_figure and prediction.question.name in names:
            PredictionBlock(prediction).draw_under_figure()
