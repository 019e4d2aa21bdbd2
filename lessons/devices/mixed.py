"""Tensors on two devices: what PyTorch says, and how it is fixed."""

import inspect
from collections.abc import Callable
from functools import lru_cache

import torch
from torch import nn

from lessons.toolkit.python_prompt import error_text


def add(device):
    """An addition across two devices."""
    x = torch.ones(3)
    y = torch.ones(3).to(device)
    return x + y


def add_fix(device):
    """An addition across two devices, fixed."""
    x = torch.ones(3)
    y = torch.ones(3).to(device)
    return x.to(device) + y


def model(device):
    """A model that has moved, and data that have not."""
    model = nn.Linear(2, 1).to(device)
    X = torch.ones(4, 2)
    return model(X)


def model_fix(device):
    """A model that has moved, and data that have not, fixed."""
    model = nn.Linear(2, 1).to(device)
    X = torch.ones(4, 2)
    return model(X.to(device))


def loss(device):
    """Targets left behind."""
    y_pred = torch.ones(3).to(device)
    y = torch.zeros(3)
    return nn.MSELoss()(y_pred, y)


def loss_fix(device):
    """Targets left behind, fixed."""
    y_pred = torch.ones(3).to(device)
    y = torch.zeros(3)
    return nn.MSELoss()(y_pred, y.to(device))


def cat(device):
    """Results of two devices in one tensor."""
    old = torch.ones(3)
    new = torch.ones(3).to(device)
    return torch.cat([old, new])


def cat_fix(device):
    """Results of two devices in one tensor, fixed."""
    old = torch.ones(3)
    new = torch.ones(3).to(device)
    return torch.cat([old.to(new.device), new])


def array(device):
    """A NumPy array from elsewhere."""
    y = torch.ones(3).to(device)
    return y.numpy()


def array_fix(device):
    """A NumPy array of what is brought back."""
    y = torch.ones(3).to(device)
    return y.cpu().numpy()


def leaf(device):
    """A parameter that was moved after it asked for a gradient."""
    w = torch.ones(3, requires_grad=True).to(device)
    return torch.optim.SGD([w], lr=0.1)


def leaf_fix(device):
    """A parameter that asks for a gradient once it is there."""
    w = torch.ones(3).to(device).requires_grad_()
    torch.optim.SGD([w], lr=0.1)
    return w.is_leaf


def absent(device):
    """A device that is not there."""
    x = torch.ones(3)
    return x.to(device)


def absent_fix(device):
    """A device that is asked for before it is used."""
    x = torch.ones(3)
    there = torch.accelerator.current_accelerator(check_available=True)
    return x.to(there or "cpu")


def number(device):
    """A CPU tensor of order 0, which may stay where it is."""
    y = torch.ones(3).to(device)
    return torch.tensor(2.0) * y


def number_only(device):
    """A CPU tensor of order 1 with one number."""
    y = torch.ones(3).to(device)
    return torch.tensor([2.0]) * y


MISTAKES: dict[str, tuple[Callable, Callable, int]] = {
    "add": (add, add_fix, 1),
    "model": (model, model_fix, 1),
    "loss": (loss, loss_fix, 1),
    "cat": (cat, cat_fix, 1),
    "array": (array, array_fix, 1),
    "leaf": (leaf, leaf_fix, 3),
    "absent": (absent, absent_fix, 2),
    "number": (number_only, number, 1),
}
"""By name: a mistake, its fix, and how many lines of the fix are shown."""

ERRORS = (RuntimeError, ValueError, TypeError, AssertionError)
"""What PyTorch raises here."""


@lru_cache(maxsize=64)
def session(code: Callable, device: str, last: int = 0) -> str:
    """Return what the Python prompt shows of these lines, really run.

    Args:
        code: a function of this module.
        device: what it is called with; shown as the first line.
        last: how many lines are shown, from the end; 0 for all.
    """
    body = inspect.getsource(code).splitlines()[2:]  # below name and docstring
    lines = [f'>>> device = "{device}"']
    lines += [f">>> {line.strip().removeprefix('return ')}" for line in body]
    return "\n".join([*lines[-last:], answer(code, device)])


def answer(code: Callable, device: str) -> str:
    """Return the result, or the error, of a function that is called."""
    try:
        return str(code(device))
    except ERRORS as error:
        return error_text(error)


def meta_product() -> str:
    """Multiply with a meta tensor: no check stops it, its numbers mean nothing."""
    x, y = torch.ones(2, 3), torch.ones(3, 2).to("meta")
    return f"{(x @ y).device.type}, {tuple((x @ y).shape)}"
