"""Exercises of the page: find an iteration, write lines of a loop, repair a loop."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import numpy as np
import torch

from lessons.contract import (
    RIGHT,
    CheckResult,
    Exercise,
    Settings,
    Value,
    Vocabulary,
)
from lessons.toolkit.formula_parser import compare
from lessons.toolkit.torch_line import TorchLine
from lessons.toolkit.update_recorder import record_updates
from lessons.training_loop.implementations import rows
from lessons.training_loop.repair import (
    UNFINISHED,
    train_bare,
    train_column,
    train_flat,
    train_longer,
    train_row,
)
from lessons.training_loop.with_torch import Line, make_data, make_start, train

GOALS = (0.5, 0.2, 0.1, 0.05)


def losses(settings: Settings) -> np.ndarray:
    """Return the loss at each iteration, by the first rung."""
    arguments = {name: settings[name] for name in ("lr", "start_seed")}
    return rows("numpy", ("loss",), **arguments)[:, 0]


def draw_loss(random: Random) -> dict[str, Value]:
    """Draw a loss that the descent gets below between iterations two and 30."""
    while True:
        sample: dict[str, Value] = {
            "goal": random.choice(GOALS),
            "lr": random.choice((0.1, 0.05)),
            "start_seed": random.randrange(100),
        }
        loss, goal = losses(sample), sample["goal"]
        if loss[1] >= goal > loss[30]:
            return sample


def check_loss(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check whether the chosen iteration is the first whose loss is below the goal."""
    t, goal = int(settings["step"]), float(task["goal"])
    loss = losses(settings)
    before = loss[max(t - 1, 0)]
    numbers: dict[str, float | str] = {"t": t, "loss": loss[t], "first": before}
    if not loss[t] < goal:
        return "above", numbers
    return ("late" if before < goal else RIGHT), numbers


def draw_update(random: Random) -> dict[str, Value]:
    """Draw a parameter, a start."""
    start = random.randrange(100)
    return {"parameter": random.choice(("b", "a")), "start_seed": start}


def check_update(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Compare the typed update with that of `optimizer.step()`, at ten steps."""
    verdict, numbers = compare_update(line, task, 0.1)
    if verdict == RIGHT and compare_update(line, task, 0.05)[0] != RIGHT:
        return "constant", numbers
    return verdict, numbers


def compare_update(line: TorchLine, task: Settings, lr: float) -> CheckResult:
    """Compare the new values of a parameter at one rate; all ten steps are one call."""
    name = str(task["parameter"])
    x, y = make_data()
    a, b = make_start(int(task["start_seed"]))
    names = ("a", "b", "a.grad", "b.grad")
    steps = record_updates(train, names, x, y, a, b, lr, n_epochs=11)
    run = torch.tensor(steps, dtype=torch.float64)
    before, after = run[:-1], run[1:]
    columns = ("a", "b", "grad_a", "grad_b")
    quantities = dict(zip(columns, before.T, strict=True))
    copies = {key: value.clone() for key, value in quantities.items()}
    result = line.execute(lr=lr, **copies)
    typed = result[name] if line.assigns else result.value
    if not isinstance(typed, torch.Tensor | int | float):
        return "nothing", {}
    values = (torch.as_tensor(typed) * torch.ones(len(after))).double()
    expected = after[:, columns.index(name)]
    change, step = values - quantities[name], expected - quantities[name]
    kind, ratio, at = compare(change.tolist(), step.tolist())
    numbers: dict[str, float | str] = {"at_step": at, "ratio": ratio}
    return kind, numbers | {"typed": values[at].item(), "by_step": expected[at].item()}


def predict(names: dict[str, Any]) -> None:
    """Do the first line of an iteration."""
    names["y_pred"] = names["model"](names["x"])


def measure(names: dict[str, Any]) -> None:
    """Do the second line of an iteration."""
    names["loss"] = names["loss_fn"](names["y_pred"], names["y"])


LINES: Mapping[str, Callable[[dict[str, Any]], Any]] = {
    "prediction": predict,
    "loss": measure,
    "backward": lambda names: names["loss"].backward(),
    "step": lambda names: names["optimizer"].step(),
    "zero_grad": lambda names: names["optimizer"].zero_grad(),
}
"""The lines of an iteration, in their order."""
N_ITERATIONS = 4
"""Iterations that a completed loop does."""


def check_missing(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Run the loop with the typed line in its place; compare the parameters."""
    x, y = make_data()
    a, b = make_start()
    right_a, right_b, _ = train(x, y, a, b, n_epochs=N_ITERATIONS)
    right = [right_a.item(), right_b.item()]
    model = Line(a, b)
    names: dict[str, Any] = {"model": model, "x": x, "y": y}
    names["loss_fn"] = torch.nn.MSELoss()
    names["optimizer"] = torch.optim.SGD(model.parameters(), lr=0.1)
    made = {"prediction": "y_pred", "loss": "loss"}.get(str(task["missing"]))
    for _ in range(N_ITERATIONS):
        for name, do in LINES.items():
            try:
                if name == task["missing"]:
                    names = dict(line.execute(**names).variables)
                    if made and made not in names:
                        return "unkept", {"name": made}
                else:
                    do(names)
            except (RuntimeError, AttributeError, TypeError) as error:
                return "stops", {"message": str(error).splitlines()[0]}
    now = [model.linear.bias.item(), model.linear.weight.item()]
    numbers = {"found_a": now[0], "found_b": now[1], "a": right[0], "b": right[1]}
    if np.allclose(now, right, rtol=1e-9):
        return RIGHT, numbers
    return ("still" if now == [a.item(), b.item()] else "other"), numbers


def train_to_end(
    train: Callable[..., Any], x: torch.Tensor, y: torch.Tensor
) -> tuple[float, float, float]:
    """Return a and b after the last update of a loop, and its loss there."""
    a, b, _ = train(x, y, *make_start())
    *_, losses = train(x, y, a, b, n_epochs=1)
    return a.item(), b.item(), losses[0]


def call_train(train_column):
    """a, b and the loss after the last update."""
    x, y = make_data()
    return train_to_end(train_column, x, y)


def check_repair(name: str, task: Settings, rec: None) -> CheckResult:
    """Compare the changed loop, run with that of the page."""
    x, y = make_data()
    right = train_to_end(train, x, y)
    numbers: dict[str, float | str] = {"end_loss": right[2]}
    kind = name.removeprefix("train_")
    try:
        last = train_to_end(REPAIR.fix(name), x, y)
    except RuntimeError as error:
        return kind, numbers | {"message": str(error)}
    numbers |= {"b": last[1], "loss": last[2]}
    return (RIGHT if np.allclose(last, right, rtol=1e-9) else kind), numbers


REPAIR = Exercise(
    "repair",
    "fix",
    check_repair,
    mistakes=("longer", "row", "bare"),
    broken=train_column,
    caller=call_train,
    fixes=(train_longer, train_row, train_flat, train_bare),
    solution="train_flat",
)

EXERCISES = (
    Exercise(
        "find",
        "settings",
        check_loss,
        mistakes=("above", "late"),
        draw=draw_loss,
        answer_controls=("step",),
        solution={"step": 19},
    ),
    Exercise(
        "update",
        "line",
        check_update,
        mistakes=("opposite", "factor", "other", "constant", "nothing"),
        draw=draw_update,
        vocabulary=Vocabulary(
            variables=("a", "b", "lr", "grad_a", "grad_b"),
            words=(".sub_", ".sub", ".add", ".mul", "torch.sub", "torch.add"),
            targets=("a", "b"),
        ),
        solution="a - lr * grad_a",
    ),
    REPAIR,
    Exercise(
        "missing",
        "line",
        check_missing,
        mistakes=("unkept", "still", "other", "stops"),
        draw=lambda random: {"missing": random.choice(tuple(UNFINISHED))},
        vocabulary=Vocabulary(
            variables=(
                *("model", "x", "y", "y_pred", "loss_fn", "loss"),
                "optimizer",
            ),
            words=(
                *(".backward", ".step", ".zero_grad", ".forward", ".mean", ".sum"),
                *(".pow", ".square", "len", "torch.mean", "torch.square", "torch.sum"),
                *("nn.MSELoss", "nn.functional.mse_loss"),
            ),
            targets=("y_pred", "loss"),
        ),
        unfinished=lambda task: UNFINISHED[str(task["missing"])],
        solution="optimizer.step()",
    ),
)
