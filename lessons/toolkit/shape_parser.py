"""Shapes that a reader types: "2, 3", "(4,)", "()"; read into tuples, or refused."""

from collections.abc import Callable
from math import prod

from lessons.contract import ParseError
from lessons.toolkit.number_parser import quoted, read_lengths

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
        A function for `TextControl`; it raises ParseError with one of these reasons:
        "empty", "whole" (not a whole number), "order", "length", "many".
    """

    def read(text: str) -> Shape:
        lengths = read_lengths(text)
        if len(lengths) > order:
            raise ParseError("order", found=len(lengths), most=order)
        for n in lengths:
            if not (1 <= n.value <= longest or (free and n.value == -1)):
                raise ParseError("length", what=quoted(n.text), at=n.at, most=longest)
        shape = tuple(int(n.value) for n in lengths)
        if (size := prod(map(abs, shape))) > most:
            raise ParseError("many", found=size, most=most)
        return shape

    return read


def write_shape(shape: Shape) -> str:
    """A shape as it is typed: "2, 3"; "()" for a single number."""
    return ", ".join(map(str, shape)) or "()"
