"""Devices: what is measured on this machine, what moves, when a GPU pays."""

from lessons.contract import Control, Lesson, Scenario
from lessons.devices.exercises import EXERCISES
from lessons.devices.mixed import MISTAKES
from lessons.devices.model import SIZES
from lessons.devices.moves import MOVES
from lessons.devices.predict import QUESTIONS

LESSON = Lesson(
    controls=(
        Control("operation", "matmul", ("matmul", "add", "sum", "training")),
        Control("n", 512, SIZES),
        Control("cpu", 50, (5, 10, 20, 50, 100, 200, 500, 1000)),
        Control("gpu", 10_000, (500, 1000, 2000, 5000, 10_000, 20_000, 50_000)),
        Control("bandwidth", 12, (1, 2, 4, 8, 12, 16, 32, 64)),
        Control("latency", 10, (1, 2, 5, 10, 20, 50, 100)),
        Control("stays", False, (False, True)),
        Control("moved", "tensor", tuple(MOVES), use="shown"),
        Control("mistake", "add", tuple(MISTAKES), use="shown"),
    ),
    scenarios=(
        Scenario("pays", {"n": 2048}),
        Scenario("small", {"n": 16}),
        Scenario("copies", {"operation": "add", "n": 4096}),
        Scenario("stays", {"operation": "add", "n": 4096, "stays": True}),
        Scenario("step", {"operation": "training", "n": 256, "stays": True}),
    ),
    notebook_blocks=("model",),
    questions=QUESTIONS,
    exercises=EXERCISES,
    prerequisites=("memory", "modules"),
    step_figures=("moves",),
)
