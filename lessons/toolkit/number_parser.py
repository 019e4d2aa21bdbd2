"""Parses numbers that people type: one rule for every field that takes some.

A minus sign may be any of the dashes, a decimal point may be a comma. Numbers are
separated by commas, semicolons or spaces, in brackets or as PyTorch prints a tensor.
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
"""Characters that look alike, mapped to the one that Python reads."""

LONGEST_PIECE = 40
"""Limit on what an error message quotes, in characters."""

PRINTED = re.compile(r"\s*(?:(?:torch|np|numpy)\.)?(?:tensor|Size|array)\s*\(")
OPTIONS = re.compile(r"(?:,\s*\w+=[^,()]*(?:\([^()]*\))?[^,()]*)*,?\s*\)\s*$")
"""The end of a printed tensor, after the numbers: `, dtype=torch.float64)`."""

POINT = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
COMMA = re.compile(r"[+-]?(?:\d+[.,]\d+|\d+\.?|[.,]\d+)(?:[eE][+-]?\d+)?", re.ASCII)
BETWEEN = re.compile(r"\s*[,;]\s*|\s+")
TIMES = re.compile(r"\s*[,;×xX*]\s*|\s+")


@dataclass(frozen=True)
class Number:
    """A number, its text, and the position of its first character, from 1."""

    value: float
    text: str
    at: int


def normalize_signs(text: str) -> str:
    """Return `text` with one minus sign and one kind of space, of the same length."""
    return text.translate(SIGNS)


def quote(text: str) -> str:
    """Return the beginning of a text, for an error message."""
    return text.strip()[:LONGEST_PIECE] or " "


def parse_numbers(text: str, count: int) -> tuple[Number, ...]:
    """Parse a given number of numbers.

    A comma between two digits is a decimal comma where that gives the right count;
    otherwise it separates two numbers.

    Raises:
        ParseError: "empty"; "number", with `what` is none and `at`; "count", with how
            many are `found` and how many `wanted`.
    """
    inside, start = strip_brackets(text)
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


def parse_lengths(text: str) -> tuple[Number, ...]:
    """Parse the integers of a shape; none for `()`.

    Raises:
        ParseError: "empty"; "whole", with `what` is no whole number and `at`.
    """
    if not text.strip():
        raise ParseError("empty")
    inside, start = strip_brackets(text)
    lengths = []
    for piece, at in _pieces(inside, start, TIMES):
        if not re.fullmatch(r"[+-]?\d+", piece, re.ASCII) or len(piece) > LONGEST_PIECE:
            raise ParseError("whole", what=quote(piece or ","), at=at)
        lengths.append(Number(int(piece), piece, at))
    return tuple(lengths)


def strip_brackets(text: str) -> tuple[str, int]:
    """Return the text inside brackets or `tensor([…])`, and its position."""
    inside = normalize_signs(text)
    start = 1
    if prefix := PRINTED.match(inside):
        end = OPTIONS.search(inside, prefix.end())
        start += prefix.end()
        inside = inside[prefix.end() : end.start() if end else None]
    rest = inside.lstrip(" ([")
    start += len(inside) - len(rest)
    return rest.rstrip(" )]"), start


def _pieces(
    inside: str, start: int, separators: re.Pattern[str]
) -> Iterator[tuple[str, int]]:
    """Yield the pieces between separators with their positions."""
    at = 0
    for separator in separators.finditer(inside):
        yield inside[at : separator.start()], start + at
        at = separator.end()
    if at < len(inside):
        yield inside[at:], start + at


def _plain(inside: str, start: int) -> tuple[Number, ...] | None:
    """Parse numbers in which every comma is a separator; None if that fails."""
    numbers = []
    for piece, at in _pieces(inside, start, BETWEEN):
        if not POINT.fullmatch(piece):
            return None
        numbers.append(Number(_value(piece), piece, at))
    return tuple(numbers)


def _decimal(inside: str, start: int) -> tuple[Number, ...] | None:
    """Parse numbers in which commas between digits are decimal; None if that fails.

    It fails for commas of both kinds that cannot be told apart.
    """
    numbers, at, has_bare_comma, has_decimal_comma = [], 0, False, False
    while at < len(inside):
        number = COMMA.match(inside, at)
        if not number:
            return None
        numbers.append(Number(_value(number[0]), number[0], start + at))
        has_decimal_comma |= "," in number[0]
        at = number.end()
        if at == len(inside):
            break
        separator = BETWEEN.match(inside, at)
        if not separator:
            return None
        at = separator.end()
        has_bare_comma |= separator[0] == "," and inside[at : at + 1].isdigit()
    return None if has_decimal_comma and has_bare_comma else tuple(numbers)


def _value(text: str) -> float:
    return float(text.replace(",", ".")) + 0.0


def _not_a_number(inside: str, start: int) -> ParseError:
    """Return the error for the first piece that is not a number."""
    decimal = ";" in inside or " " in inside
    separators = re.compile(r"\s*;\s*|\s*,\s+|\s+") if decimal else BETWEEN
    for piece, at in _pieces(inside, start, separators):
        if not COMMA.fullmatch(piece):
            return ParseError("number", what=quote(piece or ","), at=at)
    return ParseError("number", what=quote(inside), at=start)


def check_range(
    numbers: tuple[Number, ...], low: float, high: float, decimals: int
) -> tuple[float, ...]:
    """Return the values, or raise if one is outside these limits.

    Raises:
        ParseError: "range" or "decimals", with the number and the limits.
    """
    for number in numbers:
        details: dict[str, Any] = {"what": quote(number.text), "at": number.at}
        if not low <= number.value <= high:
            raise ParseError("range", **details, least=low, most=high)
        if round(number.value, decimals) != number.value:
            raise ParseError("decimals", **details, most=decimals)
    return tuple(number.value for number in numbers)


def format_number(value: float) -> str:
    """Return a number as text with all its digits: 2, −0.125 as "-0.125"."""
    return f"{value:.12g}"
