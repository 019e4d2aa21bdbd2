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


FIRST_SIZES = (128, 512, 2048)
"""Sizes far enough apart that the numbers of the question decide between them."""

SPEEDS = ((50, 4), (50, 1), (100, 2), (200, 4), (200, 1))
"""Speed of the CPU and of the copy: the copy decides, and one of FIRST_SIZES wins."""


def draw_from(random: Random) -> dict[str, Value]:
    """Draw a product whose copies decide from which size on the GPU is faster."""
    cpu, bandwidth = random.choice(SPEEDS)
    speeds: dict[str, Value] = {"cpu": cpu, "bandwidth": bandwidth}
    return speeds | {"operation": "matmul", "latency": random.choice((1, 10))}


def break_even(recording: None, settings: Settings) -> int:
    """Return the size from which on the GPU is faster."""
    size = crossover(settings)
    return SIZES[-1] if size is None else size


def without_copies(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets that the data have to get there."""
    return break_even(None, {**settings, "stays": True})


def details(recording: None, settings: Settings) -> dict[str, float]:
    """Return microseconds at the size asked about."""
    costs = costs_at(settings)
    parts = ("cpu", "gpu", "copy", "start")
    return {f"us_{part}": 1e6 * getattr(costs, part) for part in parts}


def details_at_first(recording: None, settings: Settings) -> dict[str, float]:
    """Return the first size at which the GPU is faster, and microseconds there."""
    n = break_even(recording, settings)
    sizes = {"n_from": n, "without": without_copies(recording, settings)}
    return sizes | details(recording, {**settings, "n": n})


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
        values=FIRST_SIZES,
        numbers=details_at_first,
    ),
)
