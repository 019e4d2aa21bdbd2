"""A line of PyTorch to write: rows or columns of length one."""

import torch

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, Vocabulary
from lessons.toolkit.seeding import isolated_rng
from lessons.toolkit.torch_line import TorchLine

DIMS = {"rows": 1, "columns": 0}
"""The axis along which the numbers of a vector stand."""


def check_unit(line: TorchLine, task: Settings, rec: None) -> CheckResult:
    """Compare the typed line with A divided by the norms of its rows or columns."""
    dim = DIMS[str(task["vectors"])]
    with isolated_rng(0):
        A = torch.randn(3, 4, dtype=torch.float64)
    typed = line.execute(A=A.clone()).value
    if not isinstance(typed, torch.Tensor):
        return "nothing", {}
    if typed.shape != A.shape:
        return "shape", {"made": str(tuple(typed.shape))}
    norms = torch.linalg.vector_norm(A, dim=dim, keepdim=True)
    other = torch.linalg.vector_norm(A, dim=1 - dim, keepdim=True)
    expected = A / norms
    known = {
        RIGHT: expected,
        "across": A / other,
        "all": A / torch.linalg.matrix_norm(A),
        "squared": A / norms**2,
        "summed": A / A.sum(dim, keepdim=True),
        "absolute": A / A.abs().sum(dim, keepdim=True),
    }
    for verdict, values in known.items():
        if torch.allclose(typed.double(), values):
            return verdict, {}
    at = divmod(int((typed - expected).abs().argmax()), A.shape[1])
    numbers: dict[str, float | str] = {"at": str(at), "typed": typed[at].item()}
    return "other", numbers | {"expected": expected[at].item()}


UNIT_VECTORS = Exercise(
    "unit",
    "line",
    check_unit,
    mistakes=(
        *("across", "all", "squared", "summed", "absolute", "shape", "other"),
        "nothing",
    ),
    draw=lambda random: {"vectors": random.choice(tuple(DIMS))},
    vocabulary=Vocabulary(
        variables=("A",),
        words=(
            *(".norm", ".pow", ".square", ".sum", ".sqrt", ".abs", ".T", ".mT"),
            *(".unsqueeze", ".view", ".reshape", ".div", ".mul", ".square", ".t"),
            *("torch.linalg.norm", "torch.linalg.vector_norm", "torch.sqrt"),
            *("torch.linalg.matrix_norm", "torch.sum", "torch.square", "torch.abs"),
            *("torch.norm", "nn.functional.normalize", ".mean", ".shape", ".size"),
        ),
    ),
    solution="A / A.norm(dim=0)",
)
