"""What the page draws: products step by step, reductions, the transpose, norms."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from lessons.linear_algebra import shapes, steps, transpose, with_torch
from lessons.toolkit.shape_parser import Shape
from lessons.toolkit.tensor_view import Item, Row, Tensor, tensor

SIGN_AND_DIGIT, SIGN_AND_TWO_DIGITS = len("−2.0"), len("−12.0")
"""Characters of what a cell holds, and of what a sum of products may come to."""


def cells(
    name: str, values: Any, links: Any = None, lit: Any = None, room: int = 0
) -> Tensor:
    """Return a tensor to draw; `links` as `steps.links` gives them."""
    marks = None if lit is None else {"selected": lit}
    of = (lambda *index: links.get(index, ())) if links else None
    note = shapes.shape_text(np.shape(values)) if name else ""
    return tensor(name, values, links=of, marks=marks, note=note, room=room)


def factors(operation: str, data: steps.Data, step: steps.Step) -> list:
    """Return the two factors and the sign between them; what the step uses is lit."""
    cell_links = steps.links(operation, data)
    first, second = (
        cells(name, values, links, steps.cell_mask(values.shape, at), SIGN_AND_DIGIT)
        for name, values, links, at in zip(
            steps.FACTORS[operation],
            steps.factors(operation, data),
            cell_links[:2],
            (step.left, step.right),
            strict=True,
        )
    )
    return [first, steps.SIGNS[operation], second]


def frames(operation: str, data: steps.Data) -> Iterator[list[Row]]:
    """Return a frame for each step: factors, this step's products, result so far.

    A row reads from left to right: the products are summed into the result.
    """
    result = with_torch.build(operation, *data)
    code, cell_links = steps.operation_code(operation), steps.links(operation, data)[2]
    is_done = np.zeros(tuple(result.shape), bool)
    for step in steps.steps(operation, data):
        mask = steps.cell_mask(tuple(result.shape), step.out)
        is_done |= mask.numpy()
        numbers = np.where(is_done, result, None)
        room = SIGN_AND_TWO_DIGITS if result.ndim < 3 else SIGN_AND_DIGIT  # or it wraps
        so_far = cells(code, numbers, cell_links, mask, room)
        yield [[*factors(operation, data, step), *_sum_of(step, result.ndim), so_far]]


def _sum_of(step: steps.Step, order: int) -> list[Item]:
    """Return what stands between factors and result: products and their sum, if any."""
    if not step.code:
        return ["="]
    terms = np.array(step.terms, object)
    row: list[Item] = ["→", cells(step.code, terms, room=SIGN_AND_DIGIT), "→ Σ →"]
    if order:
        return row
    return [*row, cells("", step.total, room=SIGN_AND_TWO_DIGITS), "→"]  # so far


def lengths(
    left: Shape, right: Shape, attempt: shapes.ProductAttempt, axis: str
) -> Row:
    """Return two shapes to multiply, as cells; the inner lengths are marked."""
    sides = zip(("left", "right"), (left, right), shapes.marks(attempt), strict=True)
    first, second = (
        tensor(f"{name}.shape", side, marks=marks, axes=(axis,), note=str(side))
        for name, side, marks in sides
    )
    if attempt.shape is None:
        return [first, "@", second]
    result = tensor(
        "result.shape", attempt.shape, axes=(axis,), note=str(attempt.shape)
    )
    return [first, "@", second, "=", result]


def reduction_row(A: torch.Tensor, how: dict[str, Any]) -> Row:
    """Return A and its reduction."""
    before, after = steps.change_links(lambda t: with_torch.reduce(t, **how), A.shape)
    result = cells(steps.reduction(**how), with_torch.reduce(A, **how), after)
    return [cells("A", A, before), "→", result]


def transpose_row(A: torch.Tensor) -> Row:
    """Return A and its transpose; S = A.T @ A is its own transpose."""
    S, (forward, back) = A.T @ A, steps.change_links(lambda t: t.T, A.shape)
    row: list[Item] = [cells("A", A, forward), "→", cells("A.T", A.T, back)]
    return [*row, "", cells("S", S, transpose.mirror_names(len(S)))]


def norms(x: torch.Tensor, A: torch.Tensor) -> list[Row]:
    """Compute L1 and L2 of x and the Frobenius norm of A, by hand."""
    same, _ = steps.change_links(lambda t: t, x.shape)
    l1, l2, fro = x.abs().sum(), (x**2).sum(), (A**2).sum()
    return [
        [cells("x", x, same)],
        [cells("x.abs()", x.abs(), same), "→ Σ →", cells("L1", l1)],
        [cells("x**2", x**2, same), *_root(l2, "L2")],
        [cells("A**2", A**2), *_root(fro, "F")],
    ]


def _root(square: torch.Tensor, name: str) -> Row:
    return ["→ Σ →", cells("", square), "→ √ →", cells(name, square.sqrt())]
