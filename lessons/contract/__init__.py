"""What a lesson declares about itself; the app needs nothing else."""

from lessons.contract.controls import (
    MAX_TYPED,
    TOO_LONG,
    Control,
    Part,
    Refused,
    Settings,
    Typed,
    Value,
    decades,
    evenly,
)
from lessons.contract.exercises import Checked, Exercise
from lessons.contract.lesson import Chapter, Compared, Lesson, Scenario
from lessons.contract.questions import CURVE_AT, RIGHT, FromRun, Question
from lessons.contract.recording import (
    MAX_FLOATS,
    Recording,
    Steps,
    Table,
    beyond_single,
)
from lessons.contract.training import Progress, Sofar, Training

__all__ = [
    "CURVE_AT",
    "MAX_FLOATS",
    "MAX_TYPED",
    "RIGHT",
    "TOO_LONG",
    "Chapter",
    "Checked",
    "Compared",
    "Control",
    "Exercise",
    "FromRun",
    "Lesson",
    "Part",
    "Progress",
    "Question",
    "Recording",
    "Refused",
    "Scenario",
    "Settings",
    "Sofar",
    "Steps",
    "Table",
    "Training",
    "Typed",
    "Value",
    "beyond_single",
    "decades",
    "evenly",
]
