"""A line of PyTorch to write: an optimizer with weight decay."""

import torch
from torch import nn

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Vocabulary
from lessons.toolkit.torch_line import TorchLine

START, GRADIENT = 2.0, 0.5
"""Weights of the model on which a line is tried, and their gradient."""


def first_update(make_optimizer, model: nn.Module) -> float:
    """Return a weight of the model after one update."""
    for parameter in model.parameters():
        nn.init.constant_(parameter, START)
        parameter.grad = torch.full_like(parameter, GRADIENT)
    make_optimizer(model).step()
    return next(model.parameters()).flatten()[0].item()


def check_decay(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Compare the optimizer with AdamW, by an update of a weight and its settings."""
    lr, decay = float(task["rate"]), float(task["amount"])
    model = nn.Linear(1, 2, dtype=torch.float64)
    optimizer = line.execute(model=model).value
    if not isinstance(optimizer, torch.optim.Optimizer):
        return "nothing", {}
    contents = {id(p) for group in optimizer.param_groups for p in group["params"]}
    if contents != {id(p) for p in model.parameters()}:
        return "part", {}
    weight = first_update(lambda _: optimizer, model)
    expected = first_update(adamw(lr, decay), nn.Linear(1, 2, dtype=torch.float64))
    numbers = {"weight": weight, "expected": expected}
    group = optimizer.param_groups[0]
    if type(optimizer) is not torch.optim.AdamW:
        return "other", numbers
    if group["lr"] != lr:
        return "rate", numbers
    if group["weight_decay"] != decay:
        return "amount", numbers
    defaults = adamw(lr, decay)(model).defaults
    return (RIGHT if optimizer.defaults == defaults else "extra"), numbers


def adamw(lr: float, decay: float):
    """Return a function that makes AdamW for a model."""
    return lambda model: torch.optim.AdamW(
        model.parameters(), lr=lr, weight_decay=decay
    )


DECAY = Exercise(
    "decay",
    "line",
    check_decay,
    mistakes=("nothing", "part", "other", "rate", "amount", "extra"),
    draw=lambda random: {
        "rate": random.choice((0.005, 0.002, 0.02)),
        "amount": random.choice((0.1, 0.3, 1.0)),
    },
    vocabulary=Vocabulary(
        variables=("model",),
        words=(
            *("torch.optim.AdamW", "torch.optim.Adam", "torch.optim.SGD"),
            *(".parameters", ".weight", ".bias"),
        ),
        targets=("optimizer",),
    ),
    solution=(
        "optimizer = torch.optim.AdamW(model.parameters(), lr=0.002, weight_decay=0.3)"
    ),
)
