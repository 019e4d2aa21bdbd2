"""Matrices and vectors: products, sums along an axis, norms."""

import numpy as np
import torch


def edit(data, edits):
    """Write numbers into cells: ("A", (0, 1), 5.0) is A[0, 1] = 5.0."""
    for name, index, value in edits:
        t = data["xyABCPQ".index(name)]
        if len(index) != t.ndim:
            continue
        if all(i < t.shape[k] for k, i in enumerate(index)):
            t[index] = value
    return data


def make_data(rows=3, cols=4, width=2, seed=0, edits=()):
    """x, y (cols,), A, C (rows, cols), B (cols, width), stacks of two: P, Q."""
    rng = np.random.RandomState(seed)
    A, C = rng.randint(-2, 4, (2, rows, cols)) * 1.0
    x, y = rng.randint(-2, 4, (2, cols)) * 1.0
    B = rng.randint(-2, 4, (cols, width)) * 1.0
    P = rng.randint(-2, 4, (2, rows, cols)) * 1.0
    Q = rng.randint(-2, 4, (2, cols, width)) * 1.0
    data = map(torch.from_numpy, (x, y, A, B, C, P, Q))
    return edit(tuple(data), edits)


def reduce(A, reduction, axis, keepdim=False):
    """What is left of A once an axis is summed, averaged, or added up."""
    if reduction == "cumsum":
        return A.cumsum(axis)  # (rows, cols)
    if reduction == "mean":
        return A.mean(axis, keepdim=keepdim)
    return A.sum(axis, keepdim=keepdim)


def norms(x, A):
    """L1 and L2 of a vector, Frobenius of a matrix."""
    l1 = torch.linalg.vector_norm(x, ord=1)
    l2 = torch.linalg.vector_norm(x)
    fro = torch.linalg.matrix_norm(A)
    return l1, l2, fro


def build(operation, x, y, A, B, C, P, Q):
    """The product chosen."""
    # forward
    if operation == "dot":
        return torch.dot(x, y)  # ()
    if operation == "mv":
        return torch.mv(A, x)  # (rows,)
    if operation == "mm":
        return torch.mm(A, B)  # (rows, width)
    if operation == "bmm":
        return torch.bmm(P, Q)  # (2, rows, width)
    return A * C  # (rows, cols)


def run(
    operation="mv",
    rows=3,
    cols=4,
    width=2,
    reduction="sum",
    axis=1,
    keepdim=False,
    seed=0,
    edits=(),
):
    """All numbers of the product, of what is reduced, and the three norms."""
    data = make_data(rows, cols, width, seed, edits)
    x, _, A, *_ = data
    product = build(operation, *data)
    results = product, reduce(A, reduction, axis, keepdim), *norms(x, A)
    return torch.cat([part.flatten() for part in results]).tolist()
