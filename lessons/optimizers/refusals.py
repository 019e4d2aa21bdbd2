"""Errors and warnings of PyTorch for wrong uses of an optimizer or a schedule."""

from functools import cache

import torch

from lessons.toolkit import python_prompt
from lessons.toolkit.python_prompt import first_sentence, record_warnings


def without_brackets() -> None:
    """A tensor where a list of parameters is required."""
    w = torch.zeros(2, requires_grad=True)
    torch.optim.SGD(w, lr=0.1)


def schedule_first() -> None:
    """The schedule moves on before the optimizer has taken its step."""
    w = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([w], lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 20)
    w.sum().backward()
    scheduler.step()
    optimizer.step()


@cache
def refusal(function) -> str:
    """Return the error or warning that a function provokes, as Python names it.

    Raises:
        LookupError: if it provokes none.
    """
    with record_warnings() as warnings:
        try:
            function()
        except Exception as error:
            return python_prompt.error_text(error)
    for warning in warnings:
        return first_sentence(warning)
    raise LookupError(function.__name__)
