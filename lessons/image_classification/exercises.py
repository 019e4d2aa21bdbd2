"""What the reader does: a rate that does, a last layer that fits, weights counted."""

from random import Random

import torch
from torch import nn

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Value
from lessons.image_classification import repair
from lessons.image_classification.lines import ACCURACY
from lessons.image_classification.training import train_now
from lessons.toolkit.formula_parser import Formula, compare

RATES = 0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.1, 1.0

TASKS = (("linear", 0.0001, 65), ("mlp", 0.0001, 65), ("mlp", 1.0, 65))
"""A model, a rate that does not do, percent to reach."""


def draw_rate(random: Random) -> dict[str, Value]:
    """Draw a model that sees few images, a rate that does not do."""
    model, lr, expected = random.choice(TASKS)
    sample: dict[str, Value] = {"model": model, "lr": lr, "wanted": expected}
    return sample | {"size": 300, "n_epochs": 5, "decay": False}


def check_rate(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check the validation accuracy; if too low, whether the best rate is larger."""
    here = {**task, **settings}
    accuracy = train_now(here).accuracy
    numbers = {"accuracy": accuracy}
    if accuracy >= float(task["wanted"]):
        return RIGHT, numbers
    best = max(RATES, key=lambda lr: train_now(here | {"lr": lr}).accuracy)
    return ("small" if best > float(here["lr"]) else "large"), numbers


def check_layers(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the chosen change, run on images of several sizes."""
    change = LAYERS.fix(name)
    for n in (28, 30, 33):
        try:
            change(n)(torch.zeros(2, 1, n, n))
        except RuntimeError:
            return name.removeprefix("make_net_"), {}
    return RIGHT, {}


CONVOLUTIONS = ((1, 16, 3), (16, 32, 3), (3, 8, 5))
"""Layers whose numbers are counted: n_in, n_out, k."""


def check_count(formula: Formula, task: Settings, rec: None) -> CheckResult:
    """Check the typed count beside that of some layers."""
    values, expected, weight_counts = [], [], []
    for n_in, n_out, k in CONVOLUTIONS:
        try:
            value = float(formula.evaluate_finite(n_in=n_in, n_out=n_out, k=k))
        except (TypeError, ValueError):
            return "number", {}
        layer = nn.Conv2d(n_in, n_out, k)
        values.append(value)
        expected.append(float(sum(p.numel() for p in layer.parameters())))
        weight_counts.append(float(layer.weight.numel()))
    kind, _, at = compare(values, expected)
    n_in, n_out, k = CONVOLUTIONS[at]
    numbers: dict[str, float | str] = {"at_in": n_in, "at_out": n_out, "at_k": k}
    numbers |= {"counted": values[at], "learned": expected[at]}
    if compare(values, weight_counts).kind == RIGHT:
        return "biases", numbers
    return (RIGHT if kind == RIGHT else "other"), numbers


LAYERS = Exercise(
    "layers",
    "fix",
    check_layers,
    mistakes=("whole", "one", "channel"),
    broken=repair.make_net,
    caller=repair.call_make_net,
    fixes=(
        repair.make_net_whole,
        repair.make_net_one,
        repair.make_net_sides,
        repair.make_net_channel,
    ),
    solution="make_net_sides",
)

EXERCISES = (
    Exercise(
        "rate",
        "settings",
        check_rate,
        mistakes=("small", "large"),
        draw=draw_rate,
        answer_controls=("lr",),
        solution={"lr": 0.01},
    ),
    LAYERS,
    Exercise(
        "count",
        "formula",
        check_count,
        mistakes=("number", "biases", "other"),
        names=("n_in", "n_out", "k"),
        solution="n_in * n_out * k**2 + n_out",
    ),
    ACCURACY,
)
