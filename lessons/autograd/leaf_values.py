"""The numbers of the leaves: typed, or moved by a gradient step."""

import math
import re

from lessons.autograd.expression import (
    NAMES,
    Exploration,
    Values,
    make_leaves,
    used_leaves,
)
from lessons.contract import ParseError, TextControl
from lessons.toolkit.number_parser import (
    check_range,
    normalize_signs,
    parse_numbers,
    quote,
)
from lessons.toolkit.number_parser import format_number as write_number

GREATEST = 9999
DECIMALS = 4
RATES = (0.001, 0.01, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Learning rates of the gradient step."""

PART = re.compile(r"\s*([^\W\d]\w*)\s*[:=]([^:=;]*)", re.ASCII)
"""A leaf's name and its numbers, up to the next semicolon."""


def read_values(text: str) -> Values:
    """Parse numbers of leaves, `x: 0 1 2 3; a: 2`; none from an empty text.

    Raises:
        ParseError: "part", "leaf", "twice", or of the numbers "number", "count",
            "range" or "decimals".
    """
    shapes = {name: leaf.numel() for name, leaf in make_leaves().items()}
    values: dict[str, tuple[float, ...]] = {}
    at = 0
    for piece in re.split(r"(;)", normalize_signs(text)):
        if piece != ";" and piece.strip():
            part = PART.fullmatch(piece)
            if not part:
                raise ParseError("part", what=quote(piece))
            if part[1] not in NAMES:
                raise ParseError("leaf", what=part[1])
            if part[1] in values:
                raise ParseError("twice", what=part[1])
            values[part[1]] = _numbers(part[2], shapes[part[1]], at + part.start(2))
        at += len(piece)
    return tuple((name, values[name]) for name in NAMES if name in values)


def _numbers(text: str, count: int, start: int) -> tuple[float, ...]:
    """Parse the numbers of one leaf, which begin at a place of the whole text."""
    try:
        return check_range(parse_numbers(text, count), -GREATEST, GREATEST, DECIMALS)
    except ParseError as error:
        details = dict(error.details)
        if isinstance(at := details.get("at"), int):
            details["at"] = at + start
        raise ParseError(str(error), **details) from None


def write_values(values: Values) -> str:
    """Return numbers of leaves as text that `read_values` reads back."""
    return "; ".join(
        f"{name}: {' '.join(map(write_number, numbers))}" for name, numbers in values
    )


def leaf_numbers(expression: str, begin: float, values: Values) -> Values:
    """Return the numbers of the leaves that an expression uses."""
    leaves = make_leaves(begin, values=values)
    return tuple(
        (name, tuple(leaves[name].reshape(-1).tolist()))
        for name in used_leaves(expression)
    )


def moved_leaf(values: Values, name: str, numbers: tuple[float, ...]) -> Values:
    """Return the numbers that the reader has set, with others for one leaf."""
    after = {**dict(values), name: tuple(map(_rounded, numbers))}
    return tuple((leaf, after[leaf]) for leaf in NAMES if leaf in after)


def gradient_step(run: Exploration, values: Values, lr: float) -> Values | None:
    """Return the leaves after one step against their gradients.

    Args:
        run: the backward pass at `values`.
        values: the numbers of the leaves, from `leaf_numbers`.

    Returns:
        All values, rounded; None if no leaf has a gradient or one goes out of range.
    """
    gradients = {
        row.text: row.grad.reshape(-1).tolist()
        for row in run.leaves_with_grad
        if row.grad is not None and row.text in NAMES
    }
    if not gradients:
        return None
    moved = []
    for name, numbers in values:
        slopes = gradients.get(name, [0.0] * len(numbers))
        after = [n - lr * slope for n, slope in zip(numbers, slopes, strict=True)]
        if not all(math.isfinite(n) and abs(n) <= GREATEST for n in after):
            return None
        moved.append((name, tuple(map(_rounded, after))))
    return tuple(moved)


def _rounded(number: float) -> float:
    return round(max(-GREATEST, min(GREATEST, number)), DECIMALS) + 0.0


VALUES = TextControl(
    "values",
    (),
    read_values,
    write_values,
    samples=(
        (("x", (1.0, -1.0, 0.5, 2.0)),),
        (("w", (0.0, 0.0, 0.0, 0.0)), ("a", (-1.5,)), ("b", (3.0,))),
    ),
    invalid_samples={
        "1 2 3 4": "part",
        "z: 1": "leaf",
        "a: 1; a: 2": "twice",
        "a: b": "number",
        "x: 1 2": "count",
        "a: 1e9": "range",
        "a: 0.00001": "decimals",
    },
    use="shown",
)
