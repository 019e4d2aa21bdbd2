"""Shapes that a reader types: "2, 3", "(4,)", "()"; read into tuples, or refused."""

import re
from collections.abc import Callable
from math import prod

LENGTH = re.compile(r"[-−]?\d{1,3}", re.ASCII)

Shape = tuple[int, ...]


def read_shape(
    *, order: int, longest: int, most: int, free: bool = False
) -> Callable[[str], Shape]:
    """What reads a shape within these limits.

    Args:
        order: how many axes it may have.
        longest: the greatest length of an axis; the least is 1.
        most: how many numbers the tensor may have.
        free: whether a length may be −1, which leaves it to PyTorch.

    Returns:
        A function for `Typed`; it raises ValueError with one of these reasons: "empty",
        "letters" (not whole numbers with commas between), "order", "length", "many".
    """

    def read(text: str) -> Shape:
        text = text.strip()
        if not text:
            raise ValueError("empty")
        inside = text[1:-1] if text[0] + text[-1] in {"()", "[]"} else text
        pieces = [piece.strip() for piece in inside.split(",")]
        if not pieces[-1]:
            pieces.pop()  # (4,) has a comma at its end, () has nothing
        if not all(LENGTH.fullmatch(piece) for piece in pieces):
            raise ValueError("letters")
        shape = tuple(int(piece.replace("−", "-")) for piece in pieces)
        if len(shape) > order:
            raise ValueError("order")
        if not all(1 <= n <= longest or (free and n == -1) for n in shape):
            raise ValueError("length")
        if prod(abs(n) for n in shape) > most:
            raise ValueError("many")
        return shape

    return read


def write_shape(shape: Shape) -> str:
    """A shape as it is typed: "2, 3"; "()" for a single number."""
    return ", ".join(map(str, shape)) or "()"
