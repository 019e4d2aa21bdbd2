"""Images: one layer, two, convolutions; how many images it takes, where it errs."""

from lessons.contract import Control, Lesson, Scenario
from lessons.data.fashion import NAMES
from lessons.image_classification.exercises import EXERCISES
from lessons.image_classification.predict import QUESTIONS
from lessons.image_classification.training import SHIFTS

SIZES = 100, 300, 1000, 3000, 5000, 50_000

LESSON = Lesson(
    controls=(
        Control("model", "mlp", ("linear", "mlp", "cnn")),
        Control("size", 5000, SIZES),
        Control("n_epochs", 5, (1, 2, 3, 5, 8, 10, 15, 20)),
        Control("lr", 0.002, (0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.1, 1.0)),
        Control("decay", True, (False, True)),
        Control("batch_size", 50, (10, 25, 50, 100, 250, 1000)),
        Control("optimizer", "Adam", ("SGD", "Adam")),
        Control("seed", 0, tuple(range(10))),
        Control("kind", 6, tuple(range(len(NAMES))), use="shown"),
        Control("shown", 0, tuple(range(24)), use="shown"),
        Control("opened", False, (False, True), use="shown"),
        Control("shift", 0, SHIFTS, use="shown"),
    ),
    scenarios=(
        Scenario("linear", {"model": "linear", "size": 3000}),
        Scenario("hidden", {"model": "mlp", "size": 3000}),
        Scenario("heart", {"size": 100, "n_epochs": 20, "batch_size": 10, "lr": 0.005}),
        Scenario("window", {"model": "cnn", "size": 3000}),
        Scenario("whole_mlp", {"model": "mlp", "size": 50_000, "n_epochs": 10}),
        Scenario("whole_cnn", {"model": "cnn", "size": 50_000, "n_epochs": 5}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("losses", "playground", "data_loading"),
)
