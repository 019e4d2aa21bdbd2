"""Splits a typed formula into tokens, and writes these as Python."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from lessons.toolkit.number_parser import normalize_signs

SIGN_ALIASES = {"×": "*", "·": "*", "⋅": "*", "\u2219": "*", "÷": "/", "^": "**"}
"""Signs that people type, mapped to Python's."""
SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
LIBRARIES = ("np", "numpy", "torch")
"""Module names that may precede a function."""
UPDATES = ("+", "-", "*", "/")
"""Signs that make an update with `=`."""

NAME = rf"[^\W\d{SUPERSCRIPTS}][^\W{SUPERSCRIPTS}]*"
TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>{NAME})"
    rf"|(?P<attribute>\.\s*{NAME})"
    r"|(?P<sign>\*\*|//|[<>!=:]=|<<|>>|[-+*/@])"
    r"|(?P<other>.)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """A token in Python's spelling, and its span in the typed text.

    `kind` is "number", "name", "attribute", "sign", "comma" or the character itself.
    """

    kind: str
    text: str
    start: int
    end: int


def tokenize(text: str, functions: Mapping[str, int]) -> list[Token]:
    """Split a formula into tokens in Python's spelling, decimal commas as points."""
    tokens: list[Token] = []
    for piece in TOKEN.finditer(normalize_signs(text)):
        kind, piece_text, (start, end) = str(piece.lastgroup), piece[0], piece.span()
        if piece_text.isspace():
            continue
        if piece_text in SUPERSCRIPTS:
            piece_text, kind = str(SUPERSCRIPTS.index(piece_text)), "power"
            if tokens and tokens[-1].kind == kind and tokens[-1].end == start:
                previous = tokens.pop()
                piece_text, start = previous.text + piece_text, previous.start
        elif piece_text in SIGN_ALIASES:
            piece_text, kind = SIGN_ALIASES[piece_text], "sign"
        elif piece_text in ",;":
            piece_text, kind = ",", "comma"
        elif kind == "attribute":
            piece_text = "." + piece_text[1:].strip()
        elif kind == "other":
            kind = piece_text
        tokens.append(Token(kind, piece_text, start, end))
    return [
        part
        for token in _with_decimals(tokens, functions)
        for part in _expand_power(token)
    ]


def _expand_power(token: Token) -> Sequence[Token]:
    """Expand `²` into a sign and a number; return other tokens unchanged."""
    if token.kind != "power":
        return (token,)
    place = token.start, token.end
    return Token("sign", "**", *place), Token("number", token.text, *place)


def _with_decimals(
    tokens: Sequence[Token], functions: Mapping[str, int]
) -> list[Token]:
    """Replace decimal commas by points.

    A comma between two digits is decimal where the enclosing function has all the
    commas that it needs without it.
    """
    enclosing = _parentheses(tokens)
    is_decimal = [_between_digits(tokens, i) for i in range(len(tokens))]
    commas = Counter(
        enclosing[i]
        for i, token in enumerate(tokens)
        if token.kind == "comma" and not is_decimal[i]
    )
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        enough = commas[enclosing[i]] >= _commas_of(
            tokens[: enclosing[i] + 1], functions
        )
        if enough and is_decimal[i] and out[-1] is tokens[i - 1]:
            whole, part = out.pop(), tokens[i + 1]
            number = f"{whole.text}.{part.text}"
            out.append(Token("number", number, whole.start, part.end))
            i += 2
        else:
            out.append(tokens[i])
            i += 1
    return out


def _commas_of(before: Sequence[Token], functions: Mapping[str, int]) -> int:
    """Return how many commas the call needs whose parenthesis ends these tokens."""
    *_, library, name = [None, None, *before][:-1] if before else (None, None)
    if not name:
        return 0
    method = name.kind == "attribute" and not (library and library.text in LIBRARIES)
    return functions.get(name.text.lstrip("."), 1) - 1 - method


def _parentheses(tokens: Sequence[Token]) -> list[int]:
    """Return for each token the index of its enclosing parenthesis, −1 for none."""
    enclosing, open_positions = [], [-1]
    for i, token in enumerate(tokens):
        if token.kind == ")" and len(open_positions) > 1:
            open_positions.pop()
        enclosing.append(open_positions[-1])
        if token.kind == "(":
            open_positions.append(i)
    return enclosing


def _between_digits(tokens: Sequence[Token], i: int) -> bool:
    """Tell whether a comma touches integers on both sides."""
    if tokens[i].text != "," or not 0 < i < len(tokens) - 1:
        return False
    before, comma, after = tokens[i - 1 : i + 2]
    near = before.end == comma.start and comma.end == after.start
    whole = re.compile(r"[0-9]+")
    return (
        near
        and bool(whole.fullmatch(before.text))
        and bool(re.fullmatch(r"[0-9]+(?:[eE][+-]?[0-9]+)?", after.text))
    )


def is_update(tokens: Sequence[Token], names: Collection[str]) -> bool:
    """Tell whether these are `x -= e`, `x += e`, `x *= e` or `x /= e`, x a name."""
    if len(tokens) < 4 or tokens[0].text not in names:
        return False
    sign, equals = tokens[1:3]
    return sign.text in UPDATES and equals.kind == "=" and sign.end == equals.start


def expand_update(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens of `x - (e)` for those of `x -= e`."""
    name, sign, equals, *rest = tokens
    end = rest[-1].end
    opening, closing = (
        Token("(", "(", equals.start, equals.end),
        Token(")", ")", end, end),
    )
    return [name, sign, opening, *rest, closing]


def to_python(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """Return the Python text, and for each character its position in the typed text."""
    out, origin, end = "", [], tokens[0].start
    for token in tokens:
        token_text = token.text
        if token.kind == "number":
            token_text = re.sub(r"^0+(?=[0-9])", "", token_text)
        comma = out.endswith(",")
        token_text = " " * (token.start > end or comma) + token_text
        out += token_text
        origin += [token.start] * len(token_text)
        end = token.end
    return out, origin
