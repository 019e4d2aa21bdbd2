"""Memory: names, tensors and storages, and who sees a write."""

from lessons.contract import Control, Lesson, Scenario
from lessons.memory.exercises import EXERCISES
from lessons.memory.predict import QUESTIONS
from lessons.memory.with_torch import ACTS

GROUPS = {
    "in_place": ("add_to", "assign", "add_"),
    "view": ("view", "reshape", "transpose", "row", "detach", "view_transposed"),
    "copy": ("rebind", "reshape_transposed", "clone"),
    "numpy": ("from_numpy", "from_numpy_float", "tensor", "to_numpy"),
}
"""The sixteen lines by what they do with the memory of X."""

LESSON = Lesson(
    controls=(
        Control("operation", "view", tuple(ACTS)),
        Control("written", "result", ("result", "source")),
        Control("dtype", "float64", ("float64", "float32")),
    ),
    scenarios=(
        Scenario("sum", {"operation": "rebind"}, steps={"storages": 2}),
        Scenario("place", {"operation": "add_to"}, steps={"storages": 2}),
        Scenario(
            "transposed", {"operation": "reshape_transposed"}, steps={"storages": 2}
        ),
        Scenario("refused", {"operation": "view_transposed"}),
        Scenario(
            "shared",
            {"operation": "from_numpy", "written": "source"},
            steps={"storages": 2},
        ),
        Scenario(
            "typed",
            {"operation": "from_numpy_float", "written": "source"},
            steps={"storages": 2},
        ),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("tensors", "indexing"),
    step_figures=("storages",),
)
