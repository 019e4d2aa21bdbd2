"""What the reader does: a network that generalises, an optimizer, a copy of weights."""

from functools import lru_cache
from random import Random

from lessons.contract import RIGHT, CheckResult, Exercise, Recording, Settings, Value
from lessons.generalisation.lines import DECAY
from lessons.generalisation.repair import (
    call_train,
    train_copy,
    train_last,
    train_learned,
    train_reference,
    train_shallow,
)

GOALS = ((28, 0.095), (17, 0.1), (10, 0.125))
"""Seeds of the points, and a validation loss that few networks have at their end."""


def draw_reach(random: Random) -> dict[str, Value]:
    """Draw points; the figure begins with a network that overfits them."""
    seed, goal = random.choice(GOALS)
    return {"seed": seed, "goal": goal, "width": 32, "weight_decay": 0.0}


def check_reach(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check the validation loss after the last update, and why it is too high."""
    at = {name: settings[name] for name in ("width", "weight_decay")}
    names = ("end_val", "end_loss", "best_val", "best_t")
    numbers = {name: float(rec.at(name, **at)) for name in names}
    if numbers["end_val"] < float(task["goal"]):
        return RIGHT, numbers
    kind = rec.facts["verdicts"][int(rec.at("verdict", **at))]
    return ("near" if kind == "fits" else kind), numbers


@lru_cache(maxsize=8)
def trained(name: str) -> tuple[float, float]:
    """Return the lowest validation loss of a loop, and that of its model at the end."""
    return call_train(KEEP.fix(name))


def check_keep(name: str, task: Settings, rec: None) -> CheckResult:
    """Check whether the model ends with its lowest validation loss."""
    lowest, loss = trained(name)
    numbers = {"lowest": trained("train_copy")[0], "loss": loss}
    numbers["first"] = trained("train_reference")[1]
    right = lowest == loss == numbers["lowest"]
    return (RIGHT if right else name.removeprefix("train_")), numbers


KEEP = Exercise(
    "keep",
    "fix",
    check_keep,
    mistakes=("shallow", "learned", "last"),
    broken=train_reference,
    caller=call_train,
    fixes=(train_shallow, train_last, train_copy, train_learned),
    solution="train_copy",
)

EXERCISES = (
    Exercise(
        "reach",
        "settings",
        check_reach,
        mistakes=("overfits", "underfits", "heavy_decay", "near"),
        draw=draw_reach,
        answer_controls=("width", "weight_decay"),
        solution={"width": 16, "weight_decay": 1.0},
    ),
    DECAY,
    KEEP,
)
