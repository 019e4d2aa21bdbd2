"""What the reader does: iterations per epoch, a true mean, a line of a dataset."""

from collections.abc import Callable
from random import Random
from typing import Any

import torch

from lessons.contract import (
    RIGHT,
    CheckResult,
    Exercise,
    Settings,
    Value,
    Vocabulary,
)
from lessons.data_loading import repair, unfinished
from lessons.data_loading.epochs import run_loader
from lessons.toolkit.torch_line import TorchLine

GOALS = ((10, 3), (7, 3), (10, 4), (9, 5), (8, 3), (7, 4))
"""Examples, and iterations that some batch size gives without losing one."""


def draw_goal(random: Random) -> dict[str, Value]:
    """Draw examples and iterations wanted; not solved at the start."""
    n, expected = GOALS[random.randrange(len(GOALS))]
    return {"n": n, "batch_size": 6, "drop_last": True, "wanted": expected}


def check_goal(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check the loader's length and that no example is missing from an epoch."""
    run = run_loader(settings)
    n_missing = len(run.unseen(0))
    numbers: dict[str, float | str] = {"length": run.length, "lost": n_missing}
    if run.length != task["wanted"]:
        return ("fewer" if run.length < task["wanted"] else "more"), numbers
    return ("lost" if n_missing else RIGHT), numbers


def check_mean(name: str, task: Settings, rec: None) -> CheckResult:
    """Check the chosen function's mean, beside that of all examples at once."""
    y = torch.tensor([0, 1, 1, 1, 1], dtype=torch.float64)
    data = torch.utils.data.TensorDataset(y, y)
    loader = torch.utils.data.DataLoader(data, batch_size=4)
    epoch_mean: Callable[..., Any] = MEAN.fix(name)
    mean, expected = epoch_mean(loader, lambda X, y: X.mean()), float(y.mean())
    numbers: dict[str, float | str] = {"mean": mean, "mean_of_all": expected}
    right = abs(mean - expected) < 1e-6
    return (RIGHT if right else name.removeprefix("epoch_loss_")), numbers


def check_item(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Compare the typed line with the inputs and the label, for each example."""
    X, y = torch.arange(10.0).reshape(5, 2), torch.tensor([0, 1, 1, 0, 1])

    class Points(unfinished.Points):
        def __getitem__(self, i: int) -> Any:
            return line.execute(self=self, i=i).value

    data = Points(X, y)
    items = [data[i] for i in range(len(y))]
    if all(is_pair(item, X[i], y[i]) for i, item in enumerate(items)):
        batch: Any = next(iter(torch.utils.data.DataLoader(data, batch_size=4)))
        shapes = {"x_shape": batch[0].shape, "y_shape": batch[1].shape}
        return RIGHT, {name: str(tuple(shape)) for name, shape in shapes.items()}
    wrong = next(i for i, item in enumerate(items) if not is_pair(item, X[i], y[i]))
    if any(all(is_pair(item, X[k], y[k]) for item in items) for k in range(-1, len(y))):
        return "constant", {}
    if is_pair(items[wrong], y[wrong], X[wrong]):
        return "swapped", {}
    if is_pair(items[wrong], X, y):
        return "whole", {}
    parts = X[wrong], y[wrong]
    return (
        "part" if any(is_same(items[wrong], part) for part in parts) else "other"
    ), {"i": wrong}


def is_pair(value: Any, first: torch.Tensor, second: torch.Tensor) -> bool:
    """Tell whether a value consists of these two tensors."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        return False
    return is_same(value[0], first) and is_same(value[1], second)


def is_same(value: Any, expected: torch.Tensor) -> bool:
    """Tell whether a value is a tensor or number equal to the expected one."""
    number = isinstance(value, torch.Tensor | int | float)
    return number and torch.equal(torch.as_tensor(value).to(expected), expected)


MEAN = Exercise(
    "mean",
    "fix",
    check_mean,
    mistakes=("size", "examples", "last"),
    broken=repair.epoch_loss,
    caller=repair.call_epoch_loss,
    fixes=(
        repair.epoch_loss_size,
        repair.epoch_loss_examples,
        repair.epoch_loss_weighted,
        repair.epoch_loss_last,
    ),
    solution="epoch_loss_weighted",
)

EXERCISES = (
    Exercise(
        "wanted",
        "settings",
        check_goal,
        mistakes=("fewer", "more", "lost"),
        draw=draw_goal,
        answer_controls=("batch_size", "drop_last"),
        solution={"batch_size": 2, "drop_last": False},
    ),
    MEAN,
    Exercise(
        "getitem",
        "line",
        check_item,
        mistakes=("swapped", "whole", "constant", "part", "other"),
        vocabulary=Vocabulary(
            variables=("self", "i"),
            words=(".X", ".y", ".item", ".float", ".long", "len"),
        ),
        unfinished=lambda task: unfinished.Points,
        solution="return self.X[i], self.y[i]",
    ),
)
