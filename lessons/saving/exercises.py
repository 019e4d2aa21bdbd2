"""Exercises of the page: the smallest file that is enough, a resume that works."""

import io
from collections.abc import Callable
from random import Random
from typing import Any

from lessons.contract import RIGHT, CheckResult, Exercise, Recording, Settings, Value
from lessons.saving import repair
from lessons.saving.checkpoint import write_checkpoint
from lessons.saving.with_torch import N_EPOCHS, make, make_data, train
from lessons.toolkit.update_recorder import record_updates

TRAININGS = (("Momentum", False), ("SGD", False), ("Adam", True), ("SGD", True))
"""Optimizer, and whether the order is drawn: each needs another file."""


def draw_least(random: Random) -> dict[str, Value]:
    """Draw a training, and a file that is not the answer."""
    optimizer, shuffle = random.choice(TRAININGS)
    kept = "model_optimizer_rng" if optimizer == "SGD" else "model"
    seed = random.randrange(4)
    return {"optimizer": optimizer, "shuffle": shuffle, "kept": kept, "seed": seed}


def check_least(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check that the resumed training is the other, with nothing spare in the file."""
    kept, cut = str(settings["kept"]), settings["cut"]
    apart = float(rec.at("apart", kept=kept, cut=cut))
    numbers: dict[str, float | str] = {"apart": apart}
    if apart:
        return "apart", numbers
    smaller = [
        k
        for k in rec.axes["kept"]
        if str(k) != kept and set(_parts(k)) < set(_parts(kept))
    ]
    spare = any(rec.at("apart", kept=k, cut=cut) == 0 for k in smaller)
    return ("spare" if spare else RIGHT), numbers


def _parts(kept: Value) -> list[str]:
    return str(kept).split("_")


def train_to_last_update(trainer: tuple[Any, ...], epochs: range) -> tuple[float, ...]:
    """Train; return bias and weight before the last update."""
    names = ("model.bias", "model.weight")
    return record_updates(train, names, *make_data(), trainer, epochs)[-1]


def last_update(resume: Callable[..., Any]) -> tuple[float, ...]:
    """Return bias and weight before the last update of a resumed training."""
    now = {"optimizer": "Momentum", "shuffle": True, "seed": 0, "cut": 4}
    file = io.BytesIO(write_checkpoint(now | {"kept": "model_optimizer_rng"}))
    trainer = make("Momentum", 0)
    epoch = resume(file, *trainer)
    return train_to_last_update(trainer, range(epoch, N_EPOCHS))


def call_resume(resume):
    """How far bias and weight end from those without a cut."""
    whole = train_to_last_update(make("Momentum", 0), range(N_EPOCHS))
    resumed = last_update(resume)
    return [a - b for a, b in zip(resumed, whole, strict=True)]


def check_resume(name: str, task: Settings, rec: None) -> CheckResult:
    """Compare the chosen function's last parameters with those without a cut."""
    last = train_to_last_update(make("Momentum", 0), range(N_EPOCHS))
    result = last_update(RESUME.fix(name))
    apart = max(abs(a - b) for a, b in zip(result, last, strict=True))
    right = apart == 0
    return (RIGHT if right else name.removeprefix("resume_")), {"apart": apart}


RESUME = Exercise(
    "resume",
    "fix",
    check_resume,
    mistakes=("seeded", "rate", "first"),
    broken=repair.resume,
    caller=call_resume,
    fixes=(
        repair.resume_rate,
        repair.resume_seeded,
        repair.resume_optimizer,
        repair.resume_first,
    ),
    solution="resume_optimizer",
)

EXERCISES = (
    Exercise(
        "least",
        "settings",
        check_least,
        mistakes=("apart", "spare"),
        draw=draw_least,
        answer_controls=("kept",),
        solution={"kept": "model_rng"},
    ),
    RESUME,
)
