"""What the reader does: mend a move, find where a GPU pays, make it pay."""

from random import Random
from typing import Any

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Value
from lessons.devices import hardware, repair
from lessons.devices.lines import BATCH
from lessons.devices.model import SIZES, costs_at, crossover
from lessons.toolkit.python_prompt import error_text


def check_move(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the chosen change, run on a device that is not the CPU."""
    device, function = hardware.other_device(), MOVE.fix(name)
    numbers: dict[str, float | str] = {"device": device}
    try:
        loss = function(
            torch.nn.Linear(2, 1), torch.ones(4, 2), torch.ones(4, 1), device
        )
    except RuntimeError as error:
        return name.removeprefix("loss_of_"), numbers | {"message": error_text(error)}
    if loss.device.type == device:
        return RIGHT, numbers
    return name.removeprefix("loss_of_"), numbers | {"place": loss.device.type}


def draw_from(random: Random) -> dict[str, Value]:
    """Draw assumptions under which the GPU begins to pay in the middle of the sizes."""
    sample: dict[str, Any] = {}
    while crossover(_settings(sample)) not in SIZES[4:12]:
        sample = {
            "operation": random.choice(("matmul", "training")),
            "n": 1,
            "cpu": random.choice((20, 50, 100, 200)),
            "bandwidth": random.choice((1, 4, 12)),
            "latency": random.choice((5, 20, 50)),
        }
    return sample


def check_from(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check whether the size is the first at which the GPU is faster."""
    costs, pays = costs_at(settings), crossover(settings)
    numbers: dict[str, float | str] = {
        "us_cpu": 1e6 * costs.cpu,
        "us_gpu": 1e6 * costs.gpu,
    }
    assert pays is not None
    if settings["n"] == pays:
        return RIGHT, numbers
    return ("small" if settings["n"] < pays else "large"), numbers


def draw_rescue(random: Random) -> dict[str, Value]:
    """Draw an operation that does not pay for its copies."""
    return {"operation": random.choice(("add", "sum")), "n": random.choice(SIZES[12:])}


def check_rescue(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check whether the GPU is faster now, and what is in its way if it is not."""
    costs = costs_at(settings)
    numbers = {"us_cpu": 1e6 * costs.cpu, "us_gpu": 1e6 * costs.gpu}
    numbers["us_copy"] = 1e6 * costs.copy
    if costs.faster == "gpu":
        return (RIGHT if settings["latency"] == task["latency"] else "both"), numbers
    if settings["latency"] != task["latency"]:
        return "start", numbers
    return "copy", numbers


def _settings(settings: Settings) -> dict[str, Any]:
    """Return the assumptions of a first visit, with these."""
    first = {"operation": "add", "n": 1, "cpu": 50, "gpu": 10_000}
    return {**first, "bandwidth": 12, "latency": 10, "stays": False, **settings}


MOVE = Exercise(
    "move",
    "fix",
    check_move,
    mistakes=("model", "copied", "output", "home"),
    broken=repair.loss_of,
    caller=repair.call_loss_of,
    fixes=(
        repair.loss_of_model,
        repair.loss_of_copied,
        repair.loss_of_assigned,
        repair.loss_of_output,
        repair.loss_of_home,
    ),
    solution="loss_of_assigned",
)

EXERCISES = (
    Exercise(
        "from",
        "settings",
        check_from,
        mistakes=("small", "large"),
        draw=draw_from,
        answer_controls=("n",),
        solution={"n": 512},
    ),
    MOVE,
    Exercise(
        "rescue",
        "settings",
        check_rescue,
        mistakes=("copy", "start", "both"),
        draw=draw_rescue,
        answer_controls=("latency", "stays"),
        solution={"stays": True},
    ),
    BATCH,
)
