"""A line of PyTorch to write: the numbers of the examples of one batch."""

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Vocabulary
from lessons.toolkit.torch_line import TorchLine

N_EXAMPLES = 10
SIZES = (4, 3, 5)
"""Batch sizes; the first two leave a short batch."""


def check_slice(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Compare the typed line with the batches of a shuffled order, one by one."""
    order = torch.randperm(N_EXAMPLES, generator=torch.Generator().manual_seed(0))
    for n in SIZES:
        for k, expected in enumerate(order.split(n)):
            typed = line.execute(order=order.clone(), k=k, n=n).value
            if not isinstance(typed, torch.Tensor):
                return "nothing", {}
            numbers: dict[str, float | str] = {"at_k": k, "at_n": n}
            numbers["expected"] = ", ".join(map(str, expected.tolist()))
            numbers["typed"] = ", ".join(map(str, typed.flatten().tolist()[:10]))
            if typed.shape == expected.shape and torch.equal(typed, expected):
                continue
            if torch.equal(typed, order[k : k + n]):
                return "start", numbers
            if torch.equal(typed, torch.arange(N_EXAMPLES)[k * n : (k + 1) * n]):
                return "sorted", numbers
            return "other", numbers
    return RIGHT, {}


SLICE = Exercise(
    "slice",
    "line",
    check_slice,
    mistakes=("start", "sorted", "other", "nothing"),
    vocabulary=Vocabulary(
        variables=("order", "k", "n"),
        words=(
            *(".split", ".chunk", ".narrow", ".reshape", ".view", "len", ".shape"),
            *("torch.arange", "torch.split", ".size", ".take", "torch.take"),
        ),
        targets=("i", "batch", "indices"),
    ),
    solution="order[k * n : (k + 1) * n]",
)
