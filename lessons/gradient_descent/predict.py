"""What the reader predicts: which valley, and which rate comes closest."""

from random import Random
from typing import Any

from lessons.contract import Question, Recording, Settings, Value
from lessons.gradient_descent.ends import ENDS

STARTS = (-1.4, -0.9, -0.2, 0.1, 0.4, 0.9, 1.3, 1.5)
RATES = (0.02, 0.05, 0.13, 0.2)
CANDIDATES = (0.05, 0.2, 0.63)
"""Rates of which one or another is the best, as the curvature requires."""


def draw_start(random: Random) -> dict[str, Value]:
    """Draw two valleys, a start on either side, a rate that is small or not."""
    start = {"w1": random.choice(STARTS), "lr": random.choice(RATES)}
    return {"function": "wells", **start}


def end(rec: Recording, settings: Settings) -> str:
    """Return where the descent ends, one of ENDS."""
    at: dict[str, Any] = {name: settings[name] for name in rec.axes}
    return ENDS[int(rec.at("ends", **at))]


def bound(rec: Recording, settings: Settings) -> dict[str, Any]:
    """Return 2/λ in the valley of the start, and in the left one."""
    at = rec.at("bound", w1=settings["w1"])
    return {"bound": at, "left": rec.at("bound", w1=rec.axes["w1"][0])}


def draw_curvature(random: Random) -> dict[str, Value]:
    """Draw one valley, more or less curved."""
    sample = {"k": random.choice((1.0, 2.0, 5.0, 10.0)), "lr": CANDIDATES[1]}
    w1 = random.choice((-1.3, -0.8, 0.7, 1.4))
    return {"function": "parabola", "w1": w1, **sample}


def closest_first(rec: Recording, settings: Settings) -> tuple[float, ...]:
    """Return CANDIDATES, ordered by the final distance to the minimum."""

    def distance(lr: float) -> float:
        w = rec.series("w1", lr=lr, w1=settings["w1"])[-1]
        return abs(float(w) - float(rec.at("best_w1")[0]))

    return tuple(sorted(CANDIDATES, key=distance))


def small_first(rec: Recording, settings: Settings) -> tuple[float, ...]:
    """Return the order of a reader who thinks that small steps are better."""
    return CANDIDATES


def large_first(rec: Recording, settings: Settings) -> tuple[float, ...]:
    """Return the order of a reader who thinks that large steps are faster."""
    return CANDIDATES[::-1]


def factors(rec: Recording, settings: Settings) -> dict[str, float]:
    """Return the factor of the first step on w, at each of CANDIDATES."""
    lines = [rec.series("w1", lr=lr, w1=settings["w1"]) for lr in CANDIDATES]
    return {f"factor_{i + 1}": line[1] / line[0] for i, line in enumerate(lines)}


QUESTIONS = (
    Question(
        name="valley",
        kind="choice",
        draw=draw_start,
        answer=end,
        options=("first", "second", "bounces"),
        numbers=bound,
    ),
    Question(
        name="order",
        kind="order",
        draw=draw_curvature,
        answer=closest_first,
        values=CANDIDATES,
        misconceptions={"small": small_first, "large": large_first},
        numbers=factors,
    ),
)
