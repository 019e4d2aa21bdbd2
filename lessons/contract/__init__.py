"""What a lesson declares about itself; the app needs nothing else."""

from lessons.contract.controls import (
    MAX_TEXT_LENGTH,
    TOO_LONG,
    Control,
    ParseError,
    Settings,
    TextControl,
    TextPart,
    Value,
    linear_range,
    log_range,
)
from lessons.contract.exercises import CheckResult, Exercise, Vocabulary
from lessons.contract.lesson import Chapter, ComparisonSpec, Lesson, Scenario
from lessons.contract.questions import (
    CURVE_AT,
    GRID,
    ON_FIGURE,
    RIGHT,
    FromRun,
    Question,
)
from lessons.contract.recording import (
    MAX_FLOATS,
    Recording,
    Steps,
    Table,
    outside_float32,
)
from lessons.contract.training import Checkpoint, Progress, Training

__all__ = [
    "CURVE_AT",
    "GRID",
    "MAX_FLOATS",
    "MAX_TEXT_LENGTH",
    "ON_FIGURE",
    "RIGHT",
    "TOO_LONG",
    "Chapter",
    "CheckResult",
    "Checkpoint",
    "ComparisonSpec",
    "Control",
    "Exercise",
    "FromRun",
    "Lesson",
    "ParseError",
    "Progress",
    "Question",
    "Recording",
    "Scenario",
    "Settings",
    "Steps",
    "Table",
    "TextControl",
    "TextPart",
    "Training",
    "Value",
    "Vocabulary",
    "linear_range",
    "log_range",
    "outside_float32",
]
