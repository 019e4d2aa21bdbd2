"""Broadcasting: shapes laid against each other from the right, a 1 is repeated."""

from lessons.broadcasting.exercises import EXERCISES
from lessons.broadcasting.predict import QUESTIONS
from lessons.contract import Control, Lesson, Scenario, TextControl
from lessons.toolkit.cell_edits import edits_control
from lessons.toolkit.shape_parser import format_shape, make_shape_parser

MOST_AXES = 4

READ = make_shape_parser(max_ndim=MOST_AXES, max_length=6, max_size=120)

INVALID_SHAPES = {
    "": "empty",
    "3, 4.5": "whole",
    "1, 1, 1, 1, 1": "order",
    "0, 3": "length",
    "6, 5, 5": "many",
}
"""Texts that are no shape for this page, each with its reason."""

EDITED = (
    (("A", (1, 0), 7.0), ("B", (2,), -5.0)),
    (("A", (5, 5), 1.0), ("B", (0,), 99.0)),
)
"""Numbers written into cells; the second A has no such cell at first."""

LESSON = Lesson(
    controls=(
        TextControl(
            "shape_a",
            (3, 1),
            READ,
            format_shape,
            samples=((3,), (2, 3), (3, 1, 2, 4), (), (6, 1, 5, 4)),
            invalid_samples=INVALID_SHAPES,
        ),
        TextControl(
            "shape_b",
            (4,),
            READ,
            format_shape,
            samples=(
                *((3,), (3, 1), (1, 3), (2, 1), (4, 1), (3, 4), (2, 4, 3)),
                *((2, 4, 1), (1,), (1, 1, 4), (5,), (2, 1, 5, 1)),
            ),
            invalid_samples=INVALID_SHAPES,
        ),
        Control("new_axis", "none", ("none", "0", "1", "2")),
        edits_control(("A", "B"), EDITED),
    ),
    scenarios=(
        Scenario("one", {"shape_a": (2, 3), "shape_b": ()}),
        Scenario("row", {"shape_a": (3, 4), "shape_b": (4,)}),
        Scenario("clash", {"shape_a": (3, 4), "shape_b": (3,)}),
        Scenario("repair", {"shape_a": (3, 4), "shape_b": (3,), "new_axis": "1"}),
        Scenario("silent", {"shape_a": (3,), "shape_b": (3, 1)}),
        Scenario("batch", {"shape_a": (2, 3, 4), "shape_b": (3, 1)}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("tensors",),
)
