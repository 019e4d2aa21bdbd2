"""The training loop: one problem and one answer on six rungs."""

from lessons.contract import Control, Lesson, Scenario
from lessons.training_loop.exercises import EXERCISES
from lessons.training_loop.implementations import RUNGS, train_all
from lessons.training_loop.predict import QUESTIONS

STEPS = (*range(31), 40, 50, 60, 80, 100, 150, 200)
"""The iterations that can be put under the microscope."""

LESSON = Lesson(
    controls=(
        Control("rung", "autograd", RUNGS, use="shown"),
        Control("step", 0, STEPS, use="shown"),
        Control("lr", 0.1, (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)),
        Control("n_epochs", 200, (200, 500, 1000)),
        Control("seed", 40, tuple(range(100))),
        Control("start_seed", 42, tuple(range(100))),
    ),
    extra_trainings=(train_all,),
    scenarios=(
        Scenario("hand", {"rung": "numpy"}),
        Scenario("derivatives", {"rung": "autograd"}),
        Scenario("update", {"rung": "optimizer", "step": 1}),
        Scenario("module", {"rung": "torch"}),
        Scenario("late", {"rung": "torch", "step": 200}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("linear_regression", "update_pitfalls"),
    stages=RUNGS,
    step_figures=("microscope",),
)
