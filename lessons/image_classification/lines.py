"""A line of PyTorch to write: the part of the images that are well classified."""

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Vocabulary
from lessons.toolkit.torch_line import TorchLine

N_IMAGES, N_CLASSES = 8, 5


def check_accuracy(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Compare the typed line with an accuracy counted image by image."""
    generator = torch.Generator().manual_seed(0)
    scores = torch.randn(N_IMAGES, N_CLASSES, generator=generator)
    y = scores.argmax(1)
    y[:3] = (y[:3] + 1) % N_CLASSES  # three are wrong
    typed = line.execute(scores=scores.clone(), y=y.clone()).value
    if isinstance(typed, bool) or not isinstance(typed, torch.Tensor | int | float):
        return "nothing", {}
    if isinstance(typed, torch.Tensor) and typed.numel() != 1:
        return "shape", {"made": str(tuple(typed.shape))}
    n_right = sum(
        row.index(max(row)) == label
        for row, label in zip(scores.tolist(), y.tolist(), strict=True)
    )
    value, expected = float(typed), n_right / N_IMAGES
    numbers: dict[str, float | str] = {"typed": value, "expected": expected}
    known = {RIGHT: expected, "count": n_right, "percent": 100 * expected}
    known["errors"] = 1 - expected
    for verdict, number in known.items():
        if abs(value - number) < 1e-6:
            return verdict, numbers
    return "other", numbers


ACCURACY = Exercise(
    "accuracy",
    "line",
    check_accuracy,
    mistakes=("count", "percent", "errors", "shape", "other", "nothing"),
    vocabulary=Vocabulary(
        variables=("scores", "y"),
        words=(
            *(".argmax", ".max", ".eq", ".float", ".double", ".mean", ".sum", ".item"),
            *("torch.argmax", "torch.max", "torch.mean", "torch.sum", "torch.eq"),
            *(".indices", ".softmax", ".log_softmax", ".to", ".numel", ".size"),
            *("torch.float32", "torch.float64", "len", "float", "int", ".shape"),
            *("torch.softmax", "nn.functional.softmax", ".count_nonzero"),
        ),
    ),
    solution="(scores.argmax(1) == y).float().mean()",
)
