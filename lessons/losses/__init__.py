"""Losses: what a wrong output costs, its gradient, cross-entropy step by step."""

from lessons.contract import Control, Lesson, Scenario
from lessons.losses.exercises import EXERCISES
from lessons.losses.mistakes import MISTAKES
from lessons.losses.outputs import three
from lessons.losses.predict import QUESTIONS

FAR = (-2.0, -0.5, 0.8)
"""Outputs of which the first is far from its target."""

LESSON = Lesson(
    controls=(
        Control("kind", "mse", ("mse", "l1", "huber", "bce")),
        Control("reduction", "mean", ("mean", "sum", "none")),
        three(
            *("y_pred", (2.5, -0.5, 0.8), -2, 3),
            samples=(FAR, (1.0, 0.0, 1.0), (-2.0, 3.0, -2.0)),
        ),
        three(
            *("scores", (1.0, 2.0, -0.5), -5, 5),
            samples=(
                *((0.0, 0.0, 0.0), (-5.0, 5.0, -5.0)),
                *((0.0, -5.0, -5.0), (-5.0, 0.0, -5.0), (-5.0, -5.0, 0.0)),
                *((5.0, 0.0, 0.0), (0.0, 5.0, 0.0), (0.0, 0.0, 5.0)),
            ),
        ),
        Control("target", 0, (0, 1, 2)),
        Control("weight", 1.0, (0.5, 1.0, 2.0, 5.0, 10.0)),
        Control("smoothing", 0.0, (0.0, 0.05, 0.1, 0.2, 0.3)),
        Control("mistake", "column", tuple(MISTAKES), use="shown"),
    ),
    scenarios=(
        Scenario("square", {"y_pred": FAR}),
        Scenario("huber", {"kind": "huber", "y_pred": FAR}),
        Scenario("sure", {"kind": "bce", "y_pred": FAR}),
        Scenario("equal", {"scores": (0.0, 0.0, 0.0)}),
        Scenario("smooth", {"scores": (5.0, 0.0, 0.0), "smoothing": 0.2}),
    ),
    notebook_blocks=("cross",),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("linear_regression", "autograd"),
)
