"""Numbers as people type them: one rule for every field that takes some.

A minus sign may be any of the dashes, a decimal point may be a comma, numbers stand
between commas, semicolons or spaces, in brackets or as PyTorch prints a tensor.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lessons.contract import ParseError

HYPHENS = "\N{MINUS SIGN}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{FIGURE DASH}\N{EN DASH}"
HYPHENS += "\N{EM DASH}\N{SMALL HYPHEN-MINUS}\N{FULLWIDTH HYPHEN-MINUS}"
SIGNS = str.maketrans(
    dict.fromkeys(HYPHENS, "-")
    | dict.fromkeys("\u00a0\u202f\u2009\u2007\t\r\n\v\f", " ")
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)
"""Signs that look alike, each for the one that Python reads."""

LONGEST_PIECE = 40
"""Characters of what a refusal quotes."""

PRINTED = re.compile(r"\s*(?:(?:torch|np|numpy)\.)?(?:tensor|Size|array)\s*\(")
OPTIONS = re.compile(r"(?:,\s*\w+=[^,()]*(?:\([^()]*\))?[^,()]*)*,?\s*\)\s*$")
"""What PyTorch prints behind the numbers: `, dtype=torch.float64)`."""

POINT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
COMMA = re.compile(r"[+-]?(?:\d+[.,]\d+|\d+\.?|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)
BETWEEN = re.compile(r"\s*[,;]\s*|\s+")
TIMES = re.compile(r"\s*[,;×xX*]\s*|\s+")


@dataclass(frozen=True)
class Number:
    """A number, how it is typed, and at which character it begins, from 1."""

    value: float
    text: str
    at: int


def with_plain_signs(text: str) -> str:
    """`text` with one minus sign and one kind of space, as long as before."""
    return text.translate(SIGNS)


def quoted(text: str) -> str:
    """What a refusal quotes of a text."""
    return text.strip()[:LONGEST_PIECE] or " "


def read_numbers(text: str, count: int) -> tuple[Number, ...]:
    """So many numbers that a text writes.

    A comma between two digits is a decimal one where that gives the right count; else
    it stands between two numbers.

    Raises:
        ParseError: "empty"; "number", with `what` is none and `at`; "count", with how
            many are `found` and how many `wanted`.
    """
    inside, start = unwrapped(text)
    if not inside:
        raise ParseError("empty")
    readings = (_decimal(inside, start), _plain(inside, start))
    for reading in readings:
        if reading and len(reading) == count:
            return reading
    reading = next(filter(None, readings), None)
    if reading is None:
        raise _not_a_number(inside, start)
    raise ParseError("count", found=len(reading), wanted=count)


def read_lengths(text: str) -> tuple[Number, ...]:
    """The whole numbers of a shape; none for `()`.

    Raises:
        ParseError: "empty"; "whole", with `what` is no whole number and `at`.
    """
    if not text.strip():
        raise ParseError("empty")
    inside, start = unwrapped(text)
    found = []
    for piece, at in _pieces(inside, start, TIMES):
        if not re.fullmatch(r"[+-]?\d+", piece, re.ASCII) or len(piece) > LONGEST_PIECE:
            raise ParseError("whole", what=quoted(piece or ","), at=at)
        found.append(Number(int(piece), piece, at))
    return tuple(found)


def unwrapped(text: str) -> tuple[str, int]:
    """What stands inside brackets or `tensor([…])`, and at which character."""
    inside = with_plain_signs(text)
    start = 1
    if found := PRINTED.match(inside):
        end = OPTIONS.search(inside, found.end())
        start += found.end()
        inside = inside[found.end() : end.start() if end else None]
    rest = inside.lstrip(" ([")
    start += len(inside) - len(rest)
    return rest.rstrip(" )]"), start


def _pieces(
    inside: str, start: int, between: re.Pattern[str]
) -> Iterator[tuple[str, int]]:
    """What stands between separators, and where; nothing after the last comma."""
    at = 0
    for found in between.finditer(inside):
        yield inside[at : found.start()], start + at
        at = found.end()
    if at < len(inside):
        yield inside[at:], start + at


def _plain(inside: str, start: int) -> tuple[Number, ...] | None:
    """The numbers where every comma stands between two of them."""
    found = []
    for piece, at in _pieces(inside, start, BETWEEN):
        if not POINT.fullmatch(piece):
            return None
        found.append(Number(_value(piece), piece, at))
    return tuple(found)


def _decimal(inside: str, start: int) -> tuple[Number, ...] | None:
    """The numbers where a comma between digits is a decimal one.

    Commas of both kinds with nothing to tell them apart are no such text.
    """
    found, at, bare, decimal = [], 0, False, False
    while at < len(inside):
        number = COMMA.match(inside, at)
        if not number:
            return None
        found.append(Number(_value(number[0]), number[0], start + at))
        decimal |= "," in number[0]
        at = number.end()
        if at == len(inside):
            break
        between = BETWEEN.match(inside, at)
        if not between:
            return None
        at = between.end()
        bare |= between[0] == "," and inside[at : at + 1].isdigit()
    return None if decimal and bare else tuple(found)


def _value(text: str) -> float:
    return float(text.replace(",", ".")) + 0.0


def _not_a_number(inside: str, start: int) -> ParseError:
    """The refusal of the first piece that is no number either way."""
    decimal = ";" in inside or " " in inside
    between = re.compile(r"\s*;\s*|\s*,\s+|\s+") if decimal else BETWEEN
    for piece, at in _pieces(inside, start, between):
        if not COMMA.fullmatch(piece):
            return ParseError("number", what=quoted(piece or ","), at=at)
    return ParseError("number", what=quoted(inside), at=start)


def check_range(
    numbers: tuple[Number, ...], low: float, high: float, decimals: int
) -> tuple[float, ...]:
    """The values, if each is within these limits.

    Raises:
        ParseError: "range" or "decimals", with the number and the limits.
    """
    for number in numbers:
        told: dict[str, Any] = {"what": quoted(number.text), "at": number.at}
        if not low <= number.value <= high:
            raise ParseError("range", **told, least=low, most=high)
        if round(number.value, decimals) != number.value:
            raise ParseError("decimals", **told, most=decimals)
    return tuple(number.value for number in numbers)


def write(value: float) -> str:
    """A number as it is typed, with all its digits: 2, −0.125 as "-0.125"."""
    return f"{value:.12g}"
