"""What the reader predicts: the first update, and the path of w."""

from random import Random

from lessons.contract import Question, Recording, Settings, Value

FIRST = (0.02, 0.05, 0.1, 0.15)
"""Rates whose first update gives a short number."""


def draw_first(random: Random) -> dict[str, Value]:
    """Draw a rate for the first update."""
    return {"lr": random.choice(FIRST)}


def after_one(rec: Recording, settings: Settings) -> float:
    """Return w after the first update."""
    return round(float(rec.at("w", t=1, lr=settings["lr"])), 4)


def ascent(rec: Recording, settings: Settings) -> float:
    """Return the answer of a reader who goes along the gradient, not against it."""
    return round(2 * before(rec, settings) - after_one(rec, settings), 4)


def goal_at_once(rec: Recording, settings: Settings) -> float:
    """Return the answer of a reader who expects the goal after one update."""
    return float(rec.at("y") / rec.at("x"))


def before(rec: Recording, settings: Settings) -> float:
    """Return the answer of a reader who expects the update to change nothing yet."""
    return float(rec.at("w", t=0, lr=settings["lr"]))


def update(rec: Recording, settings: Settings) -> dict[str, float]:
    """Return the numbers of the first update."""
    now = {"w": before(rec, settings), "next": after_one(rec, settings)}
    return now | {"grad_w": float(rec.at("grad_w", lr=settings["lr"]))}


def draw_rate(random: Random) -> dict[str, Value]:
    """Draw a rate for the whole run, each outcome as likely as the others."""
    groups = (0.02, 0.03, 0.05, 0.08, 0.1), (0.15, 0.2, 0.24), (0.3,)
    return {"lr": random.choice(random.choice(groups))}


def path(rec: Recording, settings: Settings) -> str:
    """Return what w does over the run, seen from the goal."""
    w = rec.series("w", lr=settings["lr"]) - goal_at_once(rec, settings)
    if abs(w[-1]) > abs(w[0]):
        return "diverges"
    return "swings" if w[0] * w[1] < 0 else "falls"


def ends(rec: Recording, settings: Settings) -> dict[str, float]:
    """Return w after one update and at the end."""
    w = rec.series("w", lr=settings["lr"])
    numbers = {"next": float(w[1]), "last": float(w[-1])}
    return numbers | {"bound": float(rec.at("bound"))}


QUESTIONS = (
    Question(
        name="first",
        kind="number",
        draw=draw_first,
        answer=after_one,
        values=(-2.5, -1.5, -0.5, 0.1, 0.5, 0.9, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0),
        tolerance=0.001,
        misconceptions={"along": ascent, "goal": goal_at_once, "still": before},
        numbers=update,
        step=lambda rec, settings: 1,
    ),
    Question(
        name="way",
        kind="choice",
        draw=draw_rate,
        answer=path,
        options=("falls", "swings", "diverges"),
        numbers=ends,
    ),
)
