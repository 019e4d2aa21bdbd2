"""Tensors: how they are made, what they hold, and what is done with them."""

from lessons.contract import Control, Lesson, Scenario, TextControl
from lessons.tensors.exercises import EXERCISES
from lessons.tensors.outcome import OPERATIONS
from lessons.tensors.predict import QUESTIONS
from lessons.toolkit.shape_parser import read_shape, write_shape

CREATED = ("arange", "zeros", "ones", "rand", "randn", "from_list", "full_like")
DTYPES = ("int64", "bool", "float32", "float64")

REFUSED = {
    "": "empty",
    "2, a": "whole",
    "2, 2, 2, 2, 2": "order",
    "0, 3": "length",
    "12, 12": "many",
}
"""Texts that are no shape for this page, each with its reason."""

LESSON = Lesson(
    controls=(
        Control("create", "arange", CREATED),
        TextControl(
            "shape",
            (2, 3),
            read_shape(order=3, longest=12, most=60),
            write_shape,
            samples=((4,), (), (2, 6), (2, 2, 3)),
            invalid_samples=REFUSED,
        ),
        Control("dtype", "float32", DTYPES),
        Control("seed", 0, tuple(range(10))),
        Control("operation", "add", OPERATIONS),
        TextControl(
            "y_shape",
            (2, 3),
            read_shape(order=3, longest=12, most=60),
            write_shape,
            samples=((2, 2), (4, 3), (), (1, 3)),
            invalid_samples=REFUSED,
        ),
        TextControl(
            "new_shape",
            (3, 2),
            read_shape(order=4, longest=60, most=60, free=True),
            write_shape,
            samples=(
                *((-1,), (6, 1), (4, 2), (-1, 3), (-1, 4), (-1, 6), (-1, -1)),
                *((4, 3), (3, 4), (2, 6), (1, 2, 3)),
            ),
            invalid_samples={**REFUSED, "0, 3": "length", "60, 60": "many"},
        ),
        Control("dim", 0, (-1, 0, 1, 2)),
    ),
    scenarios=(
        Scenario("order", {"shape": (2, 3, 4), "y_shape": (2, 3, 4)}),
        Scenario("compare", {"operation": "greater"}),
        Scenario("free", {"operation": "view", "new_shape": (-1, 2)}),
        Scenario("cat", {"operation": "cat", "dim": 1}),
        Scenario("stack", {"operation": "stack"}),
        Scenario("mismatch", {"y_shape": (2, 2)}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    step_figures=("joins",),
)
