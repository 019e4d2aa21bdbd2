"""A product step by step: which cells each step uses, multiplies and fills."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

import torch

Data = tuple[torch.Tensor, ...]
Index = tuple[Any, ...]
Links = dict[Index, list[str]]
"""For each cell the names it shares with the cells it has to do with."""

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
    """One step of a product, or the moment before the first one.

    Args:
        left, right, out: the part of each factor that is used, and the part of the
            result that comes of it, as indices: () is all, None is nothing.
        values: what the sentence contains: places, products as by hand, their sum.
        code: how the products of this step are written; "" if none are shown.
        terms: these products, None where the step has not come yet.
        total: their sum so far, None if there is none.
    """

    left: Index | None
    right: Index | None
    out: Index | None
    values: dict[str, str]
    code: str = ""
    terms: tuple[float | None, ...] = ()
    total: float | None = None


def factors(operation: str, data: Data) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the two tensors that the operation multiplies."""
    by_name = dict(zip(NAMES, data, strict=True))
    left, right = FACTORS[operation]
    return by_name[left], by_name[right]


def operation_code(operation: str) -> str:
    """Return the operation as it is written with a sign."""
    left, right = FACTORS[operation]
    return f"{left} {SIGNS[operation]} {right}"


def reduction(reduction: str, axis: int, keepdim: bool) -> str:
    """Return how `reduce` is written for A."""
    keepdim_code = ", keepdim=True" if keepdim and reduction != "cumsum" else ""
    return f"A.{reduction}({axis}{keepdim_code})"


def steps(operation: str, data: Data) -> list[Step]:
    """Return the steps of the product: by row, by cell, by matrix.

    Before them stands one in which nothing is computed yet.
    """
    own_steps = list(STEPS[operation](*factors(operation, data)))
    code, terms = own_steps[0].code, (None,) * len(own_steps[0].terms)
    return [Step(None, None, None, {}, code, terms), *own_steps]


def links(operation: str, data: Data) -> tuple[Links, Links, Links]:
    """Return the products that each cell of factors and result takes part in.

    Cells that share one have to do with each other. A product is named by the places
    of PLACES.
    """
    sizes = _sizes(operation, data)
    sides, out_letters = PLACES[operation].split("->")
    left_letters, right_letters = sides.split(",")
    cell_links: tuple[Links, Links, Links] = {}, {}, {}
    for places in product(*map(range, sizes.values())):
        at = dict(zip(sizes, places, strict=True))
        for cells, letters in zip(
            cell_links, (left_letters, right_letters, out_letters), strict=True
        ):
            index = tuple(at[letter] for letter in letters)
            cells.setdefault(index, []).append("".join(map(str, places)))
    return cell_links


def multiplications(operation: str, data: Data) -> int:
    """Count the multiplications: one for each of these places."""
    return prod(_sizes(operation, data).values())


def _sizes(operation: str, data: Data) -> dict[str, int]:
    """Return how far each letter of PLACES runs."""
    sides = PLACES[operation].split("->")[0].split(",")
    sizes: dict[str, int] = {}
    for letters, factor in zip(sides, factors(operation, data), strict=True):
        sizes |= zip(letters, factor.shape, strict=True)
    return sizes


def change_links(
    change: Callable[[torch.Tensor], torch.Tensor], shape: Index
) -> tuple[Links, Links]:
    """Return `links` for a linear change, between the cells before and after.

    A one is sent through it from each place: it arrives where the place counts.
    """
    cell_links: tuple[Links, Links] = {}, {}
    for source in product(*map(range, shape)):
        unit = torch.zeros(shape)
        unit[source] = 1
        for target in map(tuple, change(unit).nonzero().tolist()):
            name = f"{source} {target}"
            cell_links[0].setdefault(source, []).append(name)
            cell_links[1].setdefault(target, []).append(name)
    return cell_links


def cell_mask(shape: Index, *parts: Index | None) -> torch.Tensor:
    """Return a mask of this shape, true in these parts; () is all, None is nothing."""
    mask = torch.zeros(shape, dtype=torch.bool)
    for part in parts:
        if part is not None:
            mask[part] = True
    return mask


def product_text(left: torch.Tensor, right: torch.Tensor, sign: str = " + ") -> str:
    """Return products of whole numbers, as by hand: 2 × 1 + 3 × (−1)."""
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    return sign.join(f"{_factor(a)} × {_factor(b)}" for a, b in pairs)


def integer_text(value: float) -> str:
    """Return a whole number with a true minus."""
    return f"{value + 0.0:.0f}".replace("-", "−")


def _factor(value: float) -> str:
    return f"({integer_text(value)})" if value < 0 else integer_text(value)


def _sum_step(left: torch.Tensor, right: torch.Tensor, **places: int) -> dict[str, Any]:
    terms = left * right
    total = terms.sum().item()
    details = {name: str(place) for name, place in places.items()}
    details |= {"written": product_text(left, right), "total": integer_text(total)}
    return {"values": details, "terms": tuple(terms.tolist()), "total": total}


def _dot(x: torch.Tensor, y: torch.Tensor) -> Iterator[Step]:
    for k in range(len(x)):
        fields = _sum_step(x[: k + 1], y[: k + 1], k=k)
        fields["terms"] += (None,) * (len(x) - k - 1)
        out = () if k == len(x) - 1 else None
        yield Step((k,), (k,), out, code="x * y", **fields)


def _mv(A: torch.Tensor, x: torch.Tensor) -> Iterator[Step]:
    for i, row in enumerate(A):
        yield Step((i,), (), (i,), code=f"A[{i}] * x", **_sum_step(row, x, i=i))


def _mm(A: torch.Tensor, B: torch.Tensor) -> Iterator[Step]:
    for i, j in product(range(len(A)), range(B.shape[1])):
        part = (i,), (slice(None), j), (i, j)
        fields = _sum_step(A[i], B[:, j], i=i, j=j)
        yield Step(*part, code=f"A[{i}] * B[:, {j}]", **fields)


def _bmm(P: torch.Tensor, Q: torch.Tensor) -> Iterator[Step]:
    for b in range(len(P)):
        yield Step((b,), (b,), (b,), {"b": str(b)})


def _hadamard(A: torch.Tensor, C: torch.Tensor) -> Iterator[Step]:
    for i in range(len(A)):
        details = {"i": str(i), "written": product_text(A[i], C[i], ", ")}
        yield Step((i,), (i,), (i,), details)


STEPS = {"dot": _dot, "mv": _mv, "mm": _mm, "bmm": _bmm, "hadamard": _hadamard}
