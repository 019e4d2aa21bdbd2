"""Which shapes `@` takes: every pair is really tried, in both libraries."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

from lessons.toolkit.python_prompt import error_text
from lessons.toolkit.shape_parser import Shape

LEFTS = ("3", "2_3", "4_2_3")
RIGHTS = ("3", "2", "3_2", "2_3", "4_3_2", "5_3_2")
"""Shapes as names of values: their lengths, joined."""


@dataclass(frozen=True)
class ProductAttempt:
    """The result of `torch.ones(left) @ torch.ones(right)`, or the error.

    Args:
        shape: of the result, None if there is none.
        torch, numpy: what the Python prompt shows with either.
        kind: "fits", "inner" (the lengths in the middle differ) or "stack" (those of
            the stacks do).
        middle: the axes of left and right that are summed over.
    """

    left: Shape
    right: Shape
    shape: Shape | None
    torch: str
    numpy: str
    kind: str
    middle: tuple[int, int]

    @property
    def inner_lengths(self) -> tuple[int, int]:
        """The two lengths in the middle."""
        return self.left[self.middle[0]], self.right[self.middle[1]]


def shape_of(name: str) -> Shape:
    """Return the shape that a value of the controls stands for."""
    return tuple(map(int, name.split("_")))


def name_of(shape: Shape) -> str:
    """Return the value of the controls that stands for a shape."""
    return "_".join(map(str, shape))


def shape_text(shape: Shape) -> str:
    """Return a shape as Python writes it; in a sentence it does not break."""
    return str(tuple(shape)).replace(" ", "\u00a0")


def try_product(left: Shape, right: Shape) -> ProductAttempt:
    """Multiply ones of these shapes, with torch and with NumPy."""
    shape, by_torch = prompt(
        f">>> torch.ones{left} @ torch.ones{right}",
        lambda: torch.ones(left) @ torch.ones(right),
    )
    _, by_numpy = prompt(
        f">>> np.ones({left}) @ np.ones({right})",
        lambda: np.ones(left) @ np.ones(right),
    )
    middle = len(left) - 1, max(len(right) - 2, 0)
    kind = "fits"
    if shape is None:
        kind = "inner" if left[middle[0]] != right[middle[1]] else "stack"
    return ProductAttempt(left, right, shape, by_torch, by_numpy, kind, middle)


def marks(
    attempt: ProductAttempt,
) -> tuple[dict[str, list[bool]], dict[str, list[bool]]]:
    """Return the marks of each shape's lengths: inner ones, and those that clash."""
    sides = []
    for shape, axis in zip((attempt.left, attempt.right), attempt.middle, strict=True):
        middle = [place == axis for place in range(len(shape))]
        if attempt.kind == "inner":
            sides.append({"wrong": middle})
        else:
            outer = [
                attempt.kind == "stack" and not place for place in range(len(shape))
            ]
            sides.append({"selected": middle, "wrong": outer})
    first, second = sides
    return first, second


def prompt(line: str, make: Callable[[], object]) -> tuple[Shape | None, str]:
    """Return the shape of a product and its line and answer at the Python prompt.

    The answer is the shape, or the error that was really raised.
    """
    try:
        result = np.asarray(make())
    except (RuntimeError, ValueError) as error:
        return None, f"{line}\n{error_text(error)}"
    return result.shape, f"{line.replace('>>> ', '>>> (')}).shape\n{result.shape}"
