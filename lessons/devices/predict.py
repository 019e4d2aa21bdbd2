"""What the reader predicts: what decides at a size, and from which size a GPU pays."""

from random import Random

from lessons.contract import Question, Settings, Value
from lessons.devices.model import SIZES, costs_at, crossover

CASES: tuple[dict[str, Value], ...] = (
    {"operation": "matmul", "n": 16},
    {"operation": "matmul", "n": 4096},
    {"operation": "add", "n": 8192},
    {"operation": "sum", "n": 4096},
    {"operation": "add", "n": 8192, "stays": True},
    {"operation": "training", "n": 16},
    {"operation": "training", "n": 2048},
)
"""Sizes where one thing decides clearly."""


def draw_decides(random: Random) -> dict[str, Value]:
    """Draw one of CASES, with a cable that does not change it."""
    return random.choice(CASES) | {"bandwidth": random.choice((8, 12))}


def draw_from(random: Random) -> dict[str, Value]:
    """Draw a product or a step of training, whose copies or starts count."""
    return {
        "operation": random.choice(("matmul", "training")),
        "cpu": random.choice((50, 100, 200)),
        "bandwidth": random.choice((1, 2, 4)),
        "latency": random.choice((1, 10, 50)),
    }


def break_even(recording: None, settings: Settings) -> int:
    """Return the size from which on the GPU is faster."""
    size = crossover(settings)
    return SIZES[-1] if size is None else size


def without_copies(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets that the data have to get there."""
    return break_even(None, {**settings, "stays": True})


def delay_cause(recording: None, settings: Settings) -> str:
    """Return what makes the GPU pay only later: the copies, or its start alone."""
    later = without_copies(recording, settings) < break_even(recording, settings)
    return "copies" if later else "start"


def details(recording: None, settings: Settings) -> dict[str, float]:
    """Return microseconds at the size asked about."""
    costs = costs_at(settings)
    parts = ("cpu", "gpu", "copy", "start")
    return {f"us_{part}": 1e6 * getattr(costs, part) for part in parts}


QUESTIONS = (
    Question(
        name="decides",
        kind="choice",
        draw=draw_decides,
        answer=lambda recording, settings: costs_at(settings).faster,
        options=("start", "copy", "gpu"),
        numbers=details,
    ),
    Question(
        name="from",
        kind="number",
        draw=draw_from,
        answer=break_even,
        values=SIZES[:12],
        misconceptions={"copies": without_copies},
        numbers=lambda recording, settings: {"without": without_copies(None, settings)},
        outcomes=("copies", "start"),
        outcome=delay_cause,
    ),
)
