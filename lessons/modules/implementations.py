"""The four rungs from NumPy to nn.Linear, and how far each is from the one below."""

from itertools import pairwise
from types import ModuleType

from lessons.modules import with_numpy, with_parameter, with_tensors, with_torch

TOOLS: dict[str, ModuleType] = {
    "numpy": with_numpy,
    "tensors": with_tensors,
    "parameter": with_parameter,
    "torch": with_torch,
}
"""Each rung's file, from the lowest to the highest."""

RUNGS = tuple(TOOLS)


def differences(n_in: int, n_out: int, seed: int) -> dict[str, float]:
    """Return each rung's largest difference to the one below, in outputs and slopes."""
    runs = [tool.run(n_in, n_out, seed) for tool in TOOLS.values()]
    far = [
        max(abs(a - b) for a, b in zip(one, other, strict=True))
        for one, other in pairwise(runs)
    ]
    return dict(zip(RUNGS, (float("nan"), *far), strict=True))


def rung_below(rung: str) -> str | None:
    """Return the rung below, None under the first."""
    place = RUNGS.index(rung)
    return RUNGS[place - 1] if place else None
