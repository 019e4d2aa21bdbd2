"""A product taken apart: for each step what is lit, what is multiplied, what is out."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import torch

Data = tuple[torch.Tensor, ...]
Index = tuple[Any, ...]

NAMES = ("x", "y", "A", "B", "C", "P", "Q")
"""What `make_data` returns, in its order."""

FACTORS = {
    "dot": ("x", "y"),
    "mv": ("A", "x"),
    "mm": ("A", "B"),
    "bmm": ("P", "Q"),
    "hadamard": ("A", "C"),
}
SIGNS = {name: "*" if name == "hadamard" else "@" for name in FACTORS}

PLACES = {
    "dot": "k,k->",
    "mv": "ik,k->i",
    "mm": "ik,kj->ij",
    "bmm": "bik,bkj->bij",
    "hadamard": "ik,ik->ik",
}
"""Which cells meet, as `torch.einsum` writes it: a letter on the left of the arrow only
is summed."""


@dataclass(frozen=True, eq=False)
class Step:
    """One step of a product.

    Args:
        left, right, out: the part of each factor that is used, and the part of the
            result that comes of it, as indices; None while nothing has come out.
        letters: the places the step is about, for the words.
        code: how the products of this step are written; "" if none are shown.
        terms: these products, shape (cols,), None where the step has not come yet.
        total: their sum so far, a number; None if they are not summed.
        written: the products as by hand; "" for too many.
    """

    left: Index
    right: Index
    out: Index | None
    letters: dict[str, str]
    code: str = ""
    terms: tuple[float | None, ...] = ()
    total: float | None = None
    written: str = ""


def factors(operation: str, data: Data) -> tuple[torch.Tensor, torch.Tensor]:
    """The two tensors that the operation multiplies."""
    given = dict(zip(NAMES, data, strict=True))
    left, right = FACTORS[operation]
    return given[left], given[right]


def called(operation: str) -> str:
    """The operation as it is written with a sign."""
    left, right = FACTORS[operation]
    return f"{left} {SIGNS[operation]} {right}"


def steps(operation: str, data: Data) -> list[Step]:
    """The steps in which the product comes about: by row, by cell, by matrix."""
    left, right = factors(operation, data)
    return list(STEPS[operation](left, right))


def links(operation: str, data: Data) -> tuple[dict[Index, list[str]], ...]:
    """For each cell of the factors and of the result the products it takes part in.

    Cells that share one have to do with each other. A product is named by the places
    of PLACES.
    """
    left, right = factors(operation, data)
    sides, out = PLACES[operation].split("->")
    left_letters, right_letters = sides.split(",")
    sizes = dict(zip(left_letters, left.shape, strict=True))
    sizes |= dict(zip(right_letters, right.shape, strict=True))
    found: tuple[dict[Index, list[str]], ...] = ({}, {}, {})
    for places in product(*map(range, sizes.values())):
        at = dict(zip(sizes, places, strict=True))
        for cells, letters in zip(found, (left_letters, right_letters, out), strict=True):
            index = tuple(at[letter] for letter in letters)
            cells.setdefault(index, []).append("".join(map(str, places)))
    return found


def multiplications(operation: str, data: Data) -> int:
    """How many pairs of numbers are multiplied."""
    left, _, _ = links(operation, data)
    return sum(map(len, left.values()))


def lit(shape: Index, *parts: Index | None) -> torch.Tensor:
    """Booleans of this shape, true in these parts; () is all, None is nothing."""
    mask = torch.zeros(shape, dtype=torch.bool)
    for part in parts:
        if part is not None:
            mask[part] = True
    return mask


def written(left: torch.Tensor, right: torch.Tensor, sign: str = " + ") -> str:
    """Products of whole numbers, as by hand: 2 × 1 + 3 × (−1)."""
    pairs = zip(left.flatten().tolist(), right.flatten().tolist(), strict=True)
    return sign.join(f"{whole(a)} × {whole(b)}" for a, b in pairs)


def whole(value: float) -> str:
    """A whole number with a true minus, in parentheses if it is negative."""
    return f"(−{abs(value):.0f})" if value < 0 else f"{value:.0f}"


def _summed(left: torch.Tensor, right: torch.Tensor) -> dict[str, Any]:
    terms = left * right
    total = terms.sum().item()
    values = tuple(terms.tolist())
    return {"terms": values, "total": total, "written": written(left, right)}


def _dot(x: torch.Tensor, y: torch.Tensor) -> Iterator[Step]:
    for k in range(len(x)):
        done = _summed(x[: k + 1], y[: k + 1])
        done["terms"] += (None,) * (len(x) - k - 1)
        out = () if k == len(x) - 1 else None
        yield Step((k,), (k,), out, {"k": str(k)}, "x * y", **done)


def _mv(A: torch.Tensor, x: torch.Tensor) -> Iterator[Step]:
    for i, row in enumerate(A):
        said = {"i": str(i)}
        yield Step((i,), (), (i,), said, f"A[{i}] * x", **_summed(row, x))


def _mm(A: torch.Tensor, B: torch.Tensor) -> Iterator[Step]:
    for i, j in product(range(len(A)), range(B.shape[1])):
        part = (i,), (slice(None), j), (i, j), {"i": str(i), "j": str(j)}
        code = f"A[{i}] * B[:, {j}]"
        yield Step(*part, code, **_summed(A[i], B[:, j]))


def _bmm(P: torch.Tensor, Q: torch.Tensor) -> Iterator[Step]:
    for b in range(len(P)):
        yield Step((b,), (b,), (b,), {"b": str(b)})


def _hadamard(A: torch.Tensor, C: torch.Tensor) -> Iterator[Step]:
    for i in range(len(A)):
        said = {"i": str(i)}
        yield Step((i,), (i,), (i,), said, written=written(A[i], C[i], ", "))


STEPS = {"dot": _dot, "mv": _mv, "mm": _mm, "bmm": _bmm, "hadamard": _hadamard}
