"""Linear algebra: products step by step, sums along an axis, transpose, norms."""

from lessons.contract import Control, Lesson, Scenario
from lessons.linear_algebra.exercises import EXERCISES, SIZES
from lessons.linear_algebra.plane import PLANE
from lessons.linear_algebra.predict import QUESTIONS
from lessons.linear_algebra.shapes import LEFTS, RIGHTS
from lessons.linear_algebra.steps import FACTORS
from lessons.toolkit.cell_edits import edits_control

EDITED = (
    (("A", (0, 1), 5.0), ("x", (2,), -1.0)),
    (("P", (1, 0, 0), 9.0), ("A", (3, 3), 1.0)),
)
"""Numbers written into cells; the second A has no such cell at first."""

LESSON = Lesson(
    controls=(
        Control("operation", "mv", tuple(FACTORS)),
        Control("rows", 3, SIZES),
        Control("cols", 4, SIZES),
        Control("width", 2, SIZES),
        Control("seed", 0, tuple(range(10))),
        Control("left", "2_3", LEFTS, use="shown"),
        Control("right", "2_3", RIGHTS, use="shown"),
        Control("reduction", "sum", ("sum", "mean", "cumsum")),
        Control("axis", 1, (0, 1)),
        Control("keepdim", False, (False, True)),
        edits_control(tuple("AxyBCPQ"), EDITED),
        PLANE,
    ),
    scenarios=(
        Scenario("rows", {"rows": 4, "cols": 3}),
        Scenario("number", {"operation": "mm", "rows": 1, "width": 1}),
        Scenario("outer", {"operation": "mm", "rows": 4, "cols": 1, "width": 4}),
        Scenario("places", {"operation": "hadamard"}),
        Scenario("stack", {"operation": "bmm", "rows": 2, "cols": 3}),
    ),
    notebook_blocks=("axes", "norms"),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("broadcasting",),
    step_figures=("product",),
)
