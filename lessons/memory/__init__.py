"""Memory: names, tensors and storages, and who sees a write."""

from lessons.contract import Control, Lesson, Scenario
from lessons.memory.exercises import EXERCISES
from lessons.memory.predict import QUESTIONS
from lessons.memory.with_torch import ACTS

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
    results=("X[]", "Y[]"),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("tensors", "indexing"),
    step_figures=("storages",),
)
