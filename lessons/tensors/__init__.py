"""Tensors: how they are made, what they hold, and what is done with them."""

from lessons.contract import Control, Lesson, Scenario, TextControl
from lessons.tensors.exercises import EXERCISES
from lessons.tensors.outcome import OPERATIONS
from lessons.tensors.predict import QUESTIONS
from lessons.toolkit.cell_edits import edits_control
from lessons.toolkit.shape_parser import format_shape, make_shape_parser

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

EDITED = (
    (("x", (0, 1), 5.0), ("y", (1, 2), -1.5)),
    (("x", (3,), 9.0),),
)
"""Numbers written into cells; x has no cell of the second at first."""

LESSON = Lesson(
    controls=(
        Control("create", "arange", CREATED),
        TextControl(
            "shape",
            (2, 3),
            make_shape_parser(max_ndim=3, max_length=12, max_size=60),
            format_shape,
            samples=((4,), (), (2, 6), (2, 2, 3)),
            invalid_samples=REFUSED,
        ),
        Control("dtype", "float32", DTYPES),
        Control("seed", 0, tuple(range(10))),
        Control("operation", "view", OPERATIONS),
        TextControl(
            "y_shape",
            (2, 3),
            make_shape_parser(max_ndim=3, max_length=12, max_size=60),
            format_shape,
            samples=((2, 2), (4, 3), (), (1, 3)),
            invalid_samples=REFUSED,
        ),
        TextControl(
            "new_shape",
            (3, 2),
            make_shape_parser(
                max_ndim=4, max_length=60, max_size=60, allow_inferred=True
            ),
            format_shape,
            samples=(
                *((-1,), (6, 1), (4, 2), (-1, 3), (-1, 4), (-1, 6), (-1, -1)),
                *((4, 3), (3, 4), (2, 6), (1, 2, 3)),
            ),
            invalid_samples={**REFUSED, "0, 3": "length", "60, 60": "many"},
        ),
        Control("dim", 0, (-1, 0, 1, 2)),
        edits_control(("x", "y"), EDITED, decimals=2),
    ),
    scenarios=(
        Scenario("turned", {"operation": "transpose"}),
        Scenario("own", {"edits": EDITED[0], "operation": "multiply"}),
        Scenario(
            "order", {"operation": "add", "shape": (2, 3, 4), "y_shape": (2, 3, 4)}
        ),
        Scenario("compare", {"operation": "greater"}),
        Scenario("free", {"operation": "view", "new_shape": (-1, 2)}),
        Scenario("cat", {"operation": "cat", "dim": 1}),
        Scenario("stack", {"operation": "stack"}),
        Scenario("mismatch", {"operation": "add", "y_shape": (2, 2)}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    step_figures=("joins",),
)
