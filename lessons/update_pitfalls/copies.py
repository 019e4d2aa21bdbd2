"""What shares the numbers of a tensor, what copies them, and what PyTorch notices."""

from collections.abc import Callable
from functools import cache

import torch

from lessons.toolkit.line_trace import trace_lines
from lessons.toolkit.python_prompt import error_text
from lessons.update_pitfalls.states import Moment, StateRecorder


def copies(a):
    """Three tensors made from a, and a write into each."""
    same = a.detach()
    too = a.data
    copy = a.detach().clone()
    same += 1
    too += 1
    copy += 1


def noticed(a):
    """A write that PyTorch counts."""
    square = a**2
    a.detach().zero_()
    square.backward()
    return a.grad


def unnoticed(a):
    """A write that nobody counts."""
    square = a**2
    a.data.zero_()
    square.backward()
    return a.grad


def make_leaf() -> torch.Tensor:
    """Return a leaf of one number: 3."""
    return torch.tensor(3.0, requires_grad=True)


@cache
def moments() -> tuple[Moment, ...]:
    """Return the tensors after each line of `copies`; the kind is the new name.

    A line that writes is of the kind NAME_written.
    """
    recorder = StateRecorder()
    run = trace_lines(copies, lambda: copies(make_leaf()), recorder)
    result: list[Moment] = []
    for line in run.lines:
        name, sign, _ = line.text.split(" ", 2)
        kind = name if sign == "=" else f"{name}_written"
        result.append(Moment(line.number, kind, line.state))
    return tuple(result)


def answer(function: Callable[[torch.Tensor], torch.Tensor]) -> str:
    """Return what Python shows for the call: the gradient, or the error."""
    try:
        return str(function(make_leaf()))
    except RuntimeError as error:
        return error_text(error)
