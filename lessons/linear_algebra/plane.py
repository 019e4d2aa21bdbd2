"""A matrix of two rows and two columns, and what it does to the plane."""

from collections.abc import Sequence
from typing import Any

import torch

from lessons.contract import TextControl
from lessons.toolkit.number_parser import check_range, parse_numbers
from lessons.toolkit.number_parser import format_number as write_number
from lessons.toolkit.python_prompt import prompt_session
from lessons.toolkit.tensor_view import Tensor, tensor

REACH = 4
"""The plane is drawn from −REACH to REACH on both axes."""

DECIMALS = 1

Plane = tuple[float, ...]
"""A[0, 0], A[0, 1], A[1, 0], A[1, 1], x[0], x[1]."""


def read(text: str) -> Plane:
    """Parse the six numbers.

    Raises:
        ParseError: if there are not six, or one is outside the plane.
    """
    return check_range(parse_numbers(text, 6), -REACH, REACH, DECIMALS)


def write(plane: Plane) -> str:
    """Return six numbers as they are typed."""
    return ", ".join(map(write_number, plane))


PLANE = TextControl(
    "plane",
    default=(2.0, 1.0, 0.0, 1.0, 1.0, 2.0),
    read=read,
    write=write,
    samples=(
        (0.0, -1.0, 1.0, 0.0, 2.0, 1.0),
        (1.0, 2.0, 0.5, 1.0, -1.5, 1.0),
        (-1.0, 0.0, 0.0, 1.0, 2.0, 1.0),
        (0.0, 0.0, 0.0, 0.0, 4.0, -4.0),
    ),
    invalid_samples={
        "": "empty",
        "1, 2, 3": "count",
        "1, 2, 3, 4, 5, y": "number",
        "1, 2, 3, 4, 5, 6": "range",
        "1, 2, 3, 4, 0.25, 1": "decimals",
    },
    use="shown",
)


def matrix_and_vector(plane: Plane) -> tuple[torch.Tensor, torch.Tensor]:
    """Return A, shape (2, 2), and x, shape (2,), in double precision."""
    numbers = torch.tensor(plane, dtype=torch.float64)
    return numbers[:4].reshape(2, 2), numbers[4:]


def cells(name: str, values: torch.Tensor) -> Tensor:
    """Return A, x or A @ x to draw; whatever is dragged, the cells keep their width."""
    return tensor(name, values, note=str(tuple(values.shape)), room=len("−12.5"))


def with_number(plane: Plane, name: str, place: Sequence[int], number: float) -> Plane:
    """Return the six numbers with another one in a cell of A or x.

    Raises:
        ValueError: if there is no such cell.
    """
    A, x = matrix_and_vector(plane)
    tensor: Any = {"A": A, "x": x}[name]
    if len(place) != tensor.ndim or any(
        i >= n for i, n in zip(place, tensor.shape, strict=True)
    ):
        raise ValueError("no cell of the plane's figure")
    tensor[tuple(place)] = round(number, DECIMALS)
    return (*A.flatten().tolist(), *x.tolist())


def session(plane: Plane) -> str:
    """Return what PyTorch says of A and x: product, determinant, inverse."""
    A, x = matrix_and_vector(plane)
    return prompt_session(
        ("A @ x", lambda: A @ x),
        ("torch.linalg.det(A)", lambda: torch.linalg.det(A)),
        ("torch.linalg.inv(A)", lambda: torch.linalg.inv(A)),
    )
