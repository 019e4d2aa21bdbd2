"""A line of PyTorch to write: the gradient of a number made of several outputs."""

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Vocabulary
from lessons.toolkit.torch_line import TorchLine

X = (1.0, -2.0, 0.5)
V = (2.0, 1.0, -3.0)
"""Inputs, and the weights of the outputs y = x³."""


def slopes(total: str) -> torch.Tensor:
    """Return the gradient of a total of y = x³ with respect to x."""
    x, v = torch.tensor(X), torch.tensor(V)
    each = 3 * x**2
    return {"sum": each, "mean": each / len(x), "weighted": v * each}[total]


TOTALS = ("sum", "mean", "weighted")


def check_vector(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Compare what the typed line leaves in x.grad with the gradient asked for."""
    x = torch.tensor(X, requires_grad=True)
    y = x**3
    line.execute(x=x, y=y, v=torch.tensor(V))
    if x.grad is None:
        return "empty", {}
    total = str(task["total"])
    expected = slopes(total)
    for name in (total, *TOTALS):
        if torch.allclose(x.grad, slopes(name)):
            return (RIGHT if name == total else f"of_{name}"), {}
    at = int((x.grad - expected).abs().argmax())
    numbers: dict[str, float | str] = {"at": at, "typed": x.grad[at].item()}
    return "other", numbers | {"expected": expected[at].item()}


VECTOR = Exercise(
    "vector",
    "line",
    check_vector,
    mistakes=("empty", *(f"of_{total}" for total in TOTALS), "other"),
    draw=lambda random: {"total": random.choice(TOTALS)},
    vocabulary=Vocabulary(
        variables=("x", "y", "v"),
        words=(
            *(".backward", ".sum", ".mean", ".dot", ".grad", "len", ".mul"),
            *("torch.ones_like", "torch.dot", "torch.sum", "torch.mean"),
            *("torch.autograd.grad", "torch.autograd.backward", "torch.ones"),
        ),
        targets=("x.grad",),
    ),
    solution="y.mean().backward()",
)
