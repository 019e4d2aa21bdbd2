"""Questions of the page: which path, how many gradients, whether a is a leaf."""

from random import Random

import numpy as np

from lessons.contract import Question, Settings, Value
from lessons.update_pitfalls.states import moments, path

REFUSED = ("rebound", "in_place", "twice")
RIGHT_WAYS = ("no_grad", "detach")
ADDING = ("no_zero", "retained")
CHANGING = ("moved", "moved_by_alias", "left")
"""Kinds of lines that give a or b another value."""
RATES = (0.05, 0.1, 0.2)


def draw_way(random: Random) -> dict[str, Value]:
    """Draw one of the seven ways, each outcome as likely as the others."""
    variant = random.choice(random.choice((REFUSED, ADDING, RIGHT_WAYS)))
    return {"variant": variant, "lr": random.choice(RATES)}


def outcome(recording: None, settings: Settings) -> str:
    """Return whether it is refused, or which path it takes."""
    way = settings["variant"], settings["lr"], settings["n_updates"]
    result, right = path(*way), path("no_grad", *way[1:])
    if result.error:
        return "refused"
    same = np.allclose(result.points, right.points, rtol=0, atol=1e-9)
    return "same" if same else "other"


def end_points(recording: None, settings: Settings) -> dict[str, float]:
    """Return where it leads, and where the right way leads."""
    way = settings["variant"], settings["lr"], settings["n_updates"]
    (a, b), right = path(*way).points[-1], path("no_grad", *way[1:]).points[-1]
    return {"a": a, "b": b, "best_a": right[0], "best_b": right[1]}


def draw_sum(random: Random) -> dict[str, Value]:
    """Draw a way that nothing refuses."""
    return {
        "variant": random.choice((*ADDING, *RIGHT_WAYS, "no_zero")),
        "lr": random.choice(RATES),
    }


def count_gradients(recording: None, settings: Settings) -> int:
    """Return how many gradients a.grad sums up when the second update uses it.

    Each call of backward() adds one; one that is cleared begins anew.
    """
    counts, count = [], 0
    for moment in moments(settings["variant"], settings["lr"]):
        if moment.kind.startswith("backward"):
            count += 1
        elif moment.kind == "cleared":
            count = 0
        elif moment.kind in CHANGING and moment.details["name"] == "a":
            counts.append(count)
    return counts[1]


def change_steps(recording: None, settings: Settings) -> list[int]:
    """Return the moments at which a line changes a, or is refused."""
    numbers = moments(settings["variant"], settings["lr"])
    return [
        i
        for i, moment in enumerate(numbers)
        if moment.failed
        or (moment.kind in CHANGING and moment.details.get("name") == "a")
    ]


def draw_line(random: Random) -> dict[str, Value]:
    """Draw one of the ways to change a."""
    ways = ("rebound", "in_place", random.choice((*RIGHT_WAYS, *ADDING)))
    return {"variant": random.choice(ways), "lr": random.choice(RATES)}


def after(recording: None, settings: Settings) -> str:
    """Return what a is once the line has run that changes it for the first time."""
    for moment in moments(settings["variant"], settings["lr"]):
        if moment.failed:
            return "refused"
        if moment.kind in CHANGING:
            return "leaf" if moment["a"].is_leaf else "result"
    raise ValueError("a has not changed")


QUESTIONS = (
    Question(
        name="way",
        kind="choice",
        draw=draw_way,
        answer=outcome,
        options=("same", "other", "refused"),
        numbers=end_points,
    ),
    Question(
        name="sum",
        kind="number",
        draw=draw_sum,
        answer=count_gradients,
        values=(0, 1, 2, 3),
        misconceptions={"last": lambda recording, settings: 1},
        numbers=lambda recording, settings: {
            "found": count_gradients(recording, settings)
        },
        step=lambda recording, settings: change_steps(recording, settings)[1],
    ),
    Question(
        name="leaf",
        kind="choice",
        draw=draw_line,
        answer=after,
        options=("leaf", "result", "refused"),
        step=lambda recording, settings: change_steps(recording, settings)[0],
    ),
)
