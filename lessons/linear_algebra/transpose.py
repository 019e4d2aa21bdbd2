"""A session of the Python prompt with transposes, and which places they swap."""

import torch

from lessons.linear_algebra.steps import Links


def mirror_names(n: int) -> Links:
    """Return a name for each place of a square matrix, shared with its mirror."""
    return {(i, j): [str(sorted((i, j)))] for i in range(n) for j in range(n)}


def session(A: torch.Tensor, P: torch.Tensor) -> str:
    """Show whether A.T @ A is symmetric, and the transposed shapes of a stack."""
    S = A.T @ A
    lines = (
        (">>> torch.equal(S, S.T)", torch.equal(S, S.T)),
        (">>> tuple(P.shape), tuple(P.mT.shape)", (tuple(P.shape), tuple(P.mT.shape))),
    )
    return "\n".join(f"{line}\n{answer}" for line, answer in lines)
