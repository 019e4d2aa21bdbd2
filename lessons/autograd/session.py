"""Sessions of the Python prompt: a gradient check, an error and its workarounds."""

from collections.abc import Sequence

import torch

from lessons.autograd.with_torch import vector
from lessons.toolkit.python_prompt import prompt_session

MAPPING_CODE = {"square": "x * x", "cumsum": "x.cumsum(0)", "softmax": "x.softmax(0)"}
"""How each function with four numbers is written."""


def gradient_session() -> str:
    """Run y = 2 xᵀx at 0, 1, 2, 3: show its gradient and whether it is 4 x."""
    x = torch.arange(4.0, requires_grad=True)
    y = 2 * torch.dot(x, x)
    return prompt_session(
        ("x = torch.arange(4.0, requires_grad=True)", lambda: None),
        ("y = 2 * torch.dot(x, x)", lambda: None),
        ("y", lambda: y),
        ("y.backward()", y.backward),
        ("x.grad", lambda: x.grad),
        ("x.grad == 4 * x", lambda: x.grad == 4 * x),
    )


def sum_session(x: torch.Tensor, mapping: str) -> str:
    """Run backward() from four numbers, which is an error, and from their sum."""
    x = x.float().requires_grad_()
    y = vector(x, mapping)
    return prompt_session(
        (f"y = {MAPPING_CODE[mapping]}", lambda: None),
        ("y.backward()", y.backward),
        ("y.sum().backward()", lambda: y.sum().backward()),
        ("x.grad", lambda: x.grad),
    )


def weighted_session(x: torch.Tensor, mapping: str, v: Sequence[float]) -> str:
    """Run backward() from four numbers, each with its weight."""
    x = x.float().requires_grad_()
    y, weights = vector(x, mapping), torch.tensor(v)
    return prompt_session(
        (f"v = torch.tensor({[*v]})", lambda: None),
        ("y.backward(gradient=v)", lambda: y.backward(gradient=weights)),
        ("x.grad", lambda: x.grad),
    )
