"""Parses shapes that a reader types: "2, 3", "(4,)", "()"."""

from collections.abc import Callable
from math import prod

from lessons.contract import ParseError
from lessons.toolkit.number_parser import parse_lengths, quote

Shape = tuple[int, ...]


def make_shape_parser(
    *, max_ndim: int, max_length: int, max_size: int, allow_inferred: bool = False
) -> Callable[[str], Shape]:
    """Return a parser of shapes within these limits.

    Args:
        max_ndim: limit on the number of axes.
        max_length: limit on the length of an axis; the minimum is 1.
        max_size: limit on the number of elements.
        allow_inferred: whether a length may be −1, which PyTorch infers.

    Returns:
        A function for `TextControl`; it raises ParseError with one of these reasons:
        "empty", "whole" (not a whole number), "order", "length", "many".
    """

    def parse(text: str) -> Shape:
        lengths = parse_lengths(text)
        if len(lengths) > max_ndim:
            raise ParseError("order", found=len(lengths), most=max_ndim)
        for n in lengths:
            if not (1 <= n.value <= max_length or (allow_inferred and n.value == -1)):
                raise ParseError("length", what=quote(n.text), at=n.at, most=max_length)
        shape = tuple(int(n.value) for n in lengths)
        if (size := prod(map(abs, shape))) > max_size:
            raise ParseError("many", found=size, most=max_size)
        return shape

    return parse


def format_shape(shape: Shape) -> str:
    """Return a shape as text: "2, 3"; "()" for a single number."""
    return ", ".join(map(str, shape)) or "()"
