"""Rows that should have the mean zero: one line that goes wrong, and four changes."""

import torch

from lessons.linear_algebra.shapes import prompt
from lessons.toolkit.python_prompt import error_text


def centred(A):
    """A minus the mean of each row."""
    return A - A.mean(1)


def centred_kept(A):
    """A minus the mean of each row."""
    return A - A.mean(1, keepdim=True)


def centred_columns(A):
    """A minus the mean of each row."""
    return A - A.mean(0)


def centred_all(A):
    """A minus the mean of each row."""
    return A - A.mean()


def centred_summed(A):
    """A minus the mean of each row."""
    return A - A.sum(1, keepdim=True)


def outcome(A: torch.Tensor) -> str:
    """Return what leaving out the axis does: "error", "silent" (wrong) or "fine"."""
    if prompt("", lambda: centred(A))[0] is None:
        return "error"
    return "fine" if torch.allclose(centred(A), centred_kept(A)) else "silent"


def session(A: torch.Tensor, *, keepdim: bool) -> str:
    """Return what the Python prompt shows of the means of the centred rows."""
    change, line = centred, ">>> D = A - A.mean(1)"
    if keepdim:
        change, line = centred_kept, ">>> D = A - A.mean(1, keepdim=True)"
    try:
        means = change(A).mean(1).round(decimals=4)
    except RuntimeError as error:
        return f"{line}\n{error_text(error)}"
    answer = means + 0.0  # −0 is 0
    return f"{line}\n>>> D.mean(1).round(decimals=4)\n{answer}"


def call_centred(centred):
    """The means of the rows of what is returned, for two shapes."""
    A = torch.arange(12.0).view(3, 4) ** 2
    B = 3 * torch.arange(9.0).view(3, 3)
    return [centred(x).mean(1) for x in (B, A)]
