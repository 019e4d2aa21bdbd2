"""A line of PyTorch to write: a batch sent to the device of its model."""

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Vocabulary
from lessons.devices import hardware
from lessons.toolkit.torch_line import TorchLine

N_EXAMPLES = 4


def check_batch(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Check where X and y are after the typed line, on a device beside the CPU."""
    device = torch.device(hardware.other_device())
    X, y = torch.ones(N_EXAMPLES, 2), torch.ones(N_EXAMPLES, 1)
    model = torch.nn.Linear(2, 1).to(device)
    result = line.execute(X=X, y=y, model=model, device=device)
    batch = result["X"], result["y"]
    if not all(isinstance(one, torch.Tensor) for one in batch):
        return "gone", {}
    if [one.shape for one in batch] != [X.shape, y.shape]:
        return "swapped", {}
    moved = [one.device.type == device.type for one in batch]
    if all(moved):
        return RIGHT, {"place": model(result["X"]).device.type}
    if any(moved):
        return "half", {"left": "y" if moved[0] else "X"}
    return ("still" if line.assigns else "dropped"), {}


BATCH = Exercise(
    "batch",
    "line",
    check_batch,
    mistakes=("dropped", "half", "swapped", "still", "gone"),
    vocabulary=Vocabulary(
        variables=("X", "y", "model", "device"),
        words=(".to", ".device", ".weight", ".bias"),
        targets=("X", "y"),
    ),
    solution="X, y = X.to(device), y.to(device)",
)
