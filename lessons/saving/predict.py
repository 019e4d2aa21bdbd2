"""Questions of the page: whether a file is enough, and what it holds."""

from random import Random

from lessons.contract import Question, Recording, Settings, Value
from lessons.saving.checkpoint import tensors

FILES = (
    ("Momentum", True, "model_optimizer_rng"),
    ("Momentum", True, "model_optimizer"),
    ("Momentum", False, "model_optimizer"),
    ("Adam", False, "model_rng"),
    ("SGD", True, "model_rng"),
    ("SGD", False, "model"),
)
"""Optimizer, whether the order is drawn, and a file."""


def draw_enough(random: Random) -> dict[str, Value]:
    """Draw a training and a file."""
    optimizer, shuffle, kept = random.choice(FILES)
    sample: dict[str, Value] = {
        "optimizer": optimizer,
        "shuffle": shuffle,
        "kept": kept,
    }
    return sample | {"cut": random.choice((3, 4, 6)), "seed": random.randrange(4)}


def enough(rec: Recording, settings: Settings) -> str:
    """Return "same" if the resumed training equals the uncut one, else "apart"."""
    at = {name: settings[name] for name in ("kept", "cut")}
    return "apart" if rec.at("apart", **at) > 0 else "same"


def draw_tensors(random: Random) -> dict[str, Value]:
    """Draw an optimizer; the file holds everything."""
    optimizer = random.choice(("Adam", "Momentum", "SGD"))
    return {"optimizer": optimizer, "kept": "model_optimizer_rng"}


def count(rec: Recording, settings: Settings) -> int:
    """Count the tensors in the file."""
    return len(tensors(settings))


QUESTIONS = (
    Question(
        name="enough",
        kind="choice",
        draw=draw_enough,
        answer=enough,
        options=("same", "apart"),
        numbers=lambda rec, now: {
            "apart": rec.at("apart", kept=now["kept"], cut=now["cut"])
        },
    ),
    Question(
        name="tensors",
        kind="number",
        draw=draw_tensors,
        answer=count,
        values=tuple(range(1, 13)),
        misconceptions={"weights": lambda rec, now: 2 if count(rec, now) != 2 else 1},
        numbers=lambda rec, now: {"found": count(rec, now)},
    ),
)
