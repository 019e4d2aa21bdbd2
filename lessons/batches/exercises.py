"""What the reader does: the smallest batch that is quiet enough, the right decay."""

from random import Random

from lessons.batches.lines import SLICE
from lessons.contract import RIGHT, CheckResult, Exercise, Recording, Settings, Value

NEAR = 1.1
"""A run is quiet if its last losses are within this factor of the least possible."""

CALM = 1.3
"""The same for single examples with a rate that falls."""
LAST = 40
"""The updates at the end that are looked at."""
FULL: dict[str, Value] = {"batch_size": 80}


def draw_smallest(random: Random) -> dict[str, Value]:
    """Draw a rate and data; the figure begins with the full batch."""
    lr, seed = random.choice((0.25, 0.32, 0.4)), random.randrange(100)
    return {"lr": lr, "seed": seed, "order_seed": random.randrange(100)} | FULL


def check_smallest(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check whether the run is quiet and the next smaller batch is not."""
    lr, best = settings["lr"], float(rec.at("best"))
    sizes = [int(n) for n in rec.axes["batch_size"]]
    ends = {n: float(rec.at("end_loss", lr=lr, batch_size=n)) / best for n in sizes}
    batch_size = int(settings["batch_size"])
    numbers: dict[str, float | str] = {"ratio": ends[batch_size], "most_ratio": NEAR}
    if ends[batch_size] > NEAR:
        return "noisy", numbers
    if any(n < batch_size and ends[n] <= NEAR for n in ends):
        return "larger", numbers
    return RIGHT, numbers


def draw_decay(random: Random) -> dict[str, Value]:
    """Draw a large rate, one example at a time."""
    lr, seed = random.choice((0.4, 0.5)), random.randrange(100)
    one: dict[str, Value] = {"batch_size": 1, "decay": 0.0}
    return one | {"lr": lr, "seed": seed, "order_seed": random.randrange(100)}


def check_decay(settings: Settings, task: Settings, rec: Recording) -> CheckResult:
    """Check whether the run has come to rest near the least loss."""
    lr, batch_size = settings["lr"], settings["batch_size"]
    end = rec.at("end_loss", lr=lr, batch_size=batch_size)
    ratio = float(end) / float(rec.at("best"))
    numbers: dict[str, float | str] = {"ratio": ratio, "most_ratio": CALM}
    if ratio <= CALM:
        return RIGHT, numbers
    end = rec.series("full_loss", lr=lr, batch_size=batch_size)[-LAST:]
    return ("noisy" if end.std() > 0.2 * end.mean() else "early"), numbers


EXERCISES = (
    Exercise(
        "smallest",
        "settings",
        check_smallest,
        mistakes=("noisy", "larger"),
        draw=draw_smallest,
        answer_controls=("batch_size",),
        solution={"batch_size": 8},
    ),
    Exercise(
        "calm",
        "settings",
        check_decay,
        mistakes=("noisy", "early"),
        draw=draw_decay,
        answer_controls=("decay",),
        solution={"decay": 0.02},
    ),
    SLICE,
)
