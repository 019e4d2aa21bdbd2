"""The computation graph: what PyTorch keeps of a computation, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch

from lessons.computation_graph.exercises import EXERCISES
from lessons.computation_graph.predict import QUESTIONS
from lessons.computation_graph.values import OUTPUTS
from lessons.computation_graph.with_torch import build, make_leaves
from lessons.contract import Control, Lesson, Scenario, linear_range


@dataclass(frozen=True, eq=False)
class GraphRun:
    """The results of one run of `build`.

    Args:
        tensors: leaves and results, by the name they have in the code.
        first_loss: the loss that the `if` compared with the threshold.
        branches: whether it was larger, so that the second branch was computed.
    """

    tensors: Mapping[str, torch.Tensor]
    first_loss: float
    branches: bool


def build_graph(threshold, n_loops, **wants) -> GraphRun:
    """Build a fresh graph: leaves that require grad or not, then `build`."""
    x, y, a, b = make_leaves(**wants)
    y_pred, error, loss = build(x, y, a, b, threshold, n_loops)
    tensors = {"x": x, "y": y, "a": a, "b": b}
    tensors |= {"y_pred": y_pred, "error": error, "loss": loss}
    first_loss = (error.detach() ** 2).mean().item()
    return GraphRun(tensors, first_loss, first_loss > threshold)


LESSON = Lesson(
    controls=(
        Control("output", "loss", OUTPUTS, use="shown"),
        Control("wants_a", True, (False, True)),
        Control("wants_b", True, (False, True)),
        Control("wants_x", False, (False, True)),
        Control("threshold", 3.5, linear_range(0, 5, 0.5)),
        Control("n_loops", 1, (1, 2, 3, 4)),
        Control("show_saved", False, (False, True), use="shown"),
        Control("show_attrs", False, (False, True), use="shown"),
        Control("after_backward", False, (False, True), use="shown"),
    ),
    scenarios=(
        Scenario("one", {"wants_a": False}),
        Scenario("branch", {"threshold": 3.0}),
        Scenario("loop", {"n_loops": 3}),
        Scenario("saved", {"show_saved": True}),
        Scenario("freed", {"show_saved": True, "after_backward": True}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    step_figures=("flow",),
)
