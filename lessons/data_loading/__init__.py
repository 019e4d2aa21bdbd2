"""Data loading: which example is in which batch of which epoch."""

from lessons.contract import Control, Lesson, Scenario
from lessons.data_loading.exercises import EXERCISES
from lessons.data_loading.predict import QUESTIONS

LESSON = Lesson(
    controls=(
        Control("n", 10, tuple(range(6, 11))),
        Control("batch_size", 4, tuple(range(1, 7))),
        Control("order", "random", ("sequential", "random", "weighted")),
        Control("drop_last", False, (False, True)),
        Control("seed", 0, tuple(range(10))),
        Control("reseed", "once", ("once", "each")),
    ),
    scenarios=(
        Scenario("shuffled", {}, steps={"dealt": 3}),
        Scenario("sequential", {"order": "sequential"}, steps={"dealt": 6}),
        Scenario(
            "dropped", {"order": "sequential", "drop_last": True}, steps={"dealt": 2}
        ),
        Scenario("weighted", {"order": "weighted"}, steps={"dealt": 3}),
        Scenario("again", {"reseed": "each"}, steps={"dealt": 6}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("indexing", "batches", "training_loop"),
    step_figures=("dealt",),
)
