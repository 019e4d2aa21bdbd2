"""An index as a reader types it: read piece by piece, never run as code.

A value is a tuple with an entry a piece: an int, "1::2" for a slice, a tuple of ints
for a list, "> 3" for the mask x > 3, ("> 3", ":", 0) for the mask x[:, 0] > 3, None for
a new axis, `...`.
"""

import re
from typing import Any

from lessons.contract import ParseError, Settings, TextControl, TextPart
from lessons.indexing.with_torch import COMPARE, SHAPES
from lessons.toolkit.number_parser import normalize_signs, quote

NUMBER = r"[+-]?(?:0|[1-9][0-9]{0,3})"
SLICE = re.compile(rf"({NUMBER})? ?: ?({NUMBER})?(?: ?: ?({NUMBER})?)?")
LIST = re.compile(rf"\[ ?(?:{NUMBER}(?: ?, ?{NUMBER})* ?,?)? ?\]")
MASK = re.compile(rf"x ?(?:\[([^\[\]]*)\])? ?(<=|>=|==|!=|<|>) ?({NUMBER})")
BETWEEN = re.compile(r",(?![^\[\]]*\])")
"""A comma that is in no list."""

REPLACEMENTS = {"…": "...", "≤": "<=", "≥": ">=", "≠": "!=", ";": ","}
"""What people write for what Python reads."""

Index = tuple[Any, ...]

KINDS = ("slice", "number", "list", "mask")
"""What an index may be on an axis."""

STEPS = (None, 2, 3, -1)


def read(text: str) -> Index:
    """Parse the index in a text, with or without `x[` and `]` around it.

    Raises:
        ParseError: "empty"; "decimal", "name", "piece", "open" or "close", with `what`
            cannot be read.
    """
    text = normalize_signs(text)
    for sign, replacement in REPLACEMENTS.items():
        text = text.replace(sign, replacement)
    return tuple(_piece(piece) for piece in _split(_unwrap(" ".join(text.split()))))


def _unwrap(text: str) -> str:
    """Return what stands between the brackets of x[…]; another text as it is.

    Raises:
        ParseError: "open", if the first bracket is not closed.
    """
    if not text.startswith("x["):
        return text
    depth = 0
    for i, character in enumerate(text):
        depth += (character == "[") - (character == "]")
        if character == "]" and not depth:
            return text[2:-1] if i == len(text) - 1 else text
    raise ParseError("open", what=quote(text))


def _split(text: str) -> list[str]:
    pieces = [piece.strip() for piece in BETWEEN.split(text)]
    if len(pieces) > 1 and not pieces[-1]:
        pieces.pop()  # as in (1, 2,)
    return pieces


def _piece(text: str) -> Any:
    if not text:
        raise ParseError("empty")
    if text == "None":
        return None
    if text == "...":
        return ...
    if re.fullmatch(NUMBER, text):
        return int(text)
    if match := SLICE.fullmatch(text):
        return _slice([int(n) if n else None for n in match.groups()])
    if LIST.fullmatch(text):
        return tuple(int(n) for n in re.findall(NUMBER, text))
    if match := MASK.fullmatch(text):
        mask = f"{match[2]} {int(match[3])}"
        if match[1] is None:
            return mask
        cells = [_piece(cell) for cell in _split(match[1].strip())]
        if any(cell is None or is_mask(cell) for cell in cells):
            raise ParseError("piece", what=quote(text))
        return (mask, *cells)
    if re.search(r"[&|~]", text):
        raise ParseError("joined", what=quote(text))
    if text.count("[") != text.count("]"):
        open_ = text.count("[") > text.count("]")
        raise ParseError("open" if open_ else "close", what=quote(text))
    if match := re.search(r"[0-9]*\.[0-9]+|[0-9]+\.", text):
        raise ParseError("decimal", what=match[0])
    if match := re.search(r"(?!x\b)[^\W\d]\w*", text):
        raise ParseError("name", what=quote(match[0]))
    raise ParseError("piece", what=quote(text))


def _slice(ends: list[int | None]) -> str:
    *_, step = ends
    first = ":".join("" if n is None else str(n) for n in ends[:2])
    return first if step is None else f"{first}:{step}"


def write(index: Index) -> str:
    """Return the text of an index, as it stands between the brackets."""
    return ", ".join(map(_piece_text, index))


def _piece_text(piece: Any) -> str:
    if piece is ...:
        return "..."
    if isinstance(piece, tuple) and is_mask(piece):
        return f"x[{write(piece[1:])}] {piece[0]}"
    if isinstance(piece, tuple):
        return f"[{', '.join(map(str, piece))}]"
    return f"x {piece}" if is_mask(piece) else str(piece)


def is_mask(piece: Any) -> bool:
    """Return whether a piece compares x, or some of its cells, with a number."""
    test = piece[0] if isinstance(piece, tuple) and piece else piece
    return isinstance(test, str) and test.split()[0] in COMPARE


def bounds(piece: str) -> list[int | None]:
    """Return start, stop and step of a slice, None for those left out."""
    ends = [int(n) if n else None for n in piece.split(":")]
    return [*ends, None][:3]


# ---- what of it can be set without typing ----


def parts(index: Index, settings: Settings) -> tuple[TextPart, ...]:
    """Return the controls of the index on `axis`: its kind and its numbers."""
    order = int(settings["order"])
    axis = min(int(settings["axis"]), order - 1)
    n = SHAPES[order][axis]
    masks = [piece for piece in index if is_mask(piece)]
    pieces = _expand(index, order)
    at = [i for i, piece in enumerate(pieces) if piece is not None][axis]

    def with_piece(piece: Any) -> Index:
        return _shorten([*pieces[:at], piece, *pieces[at + 1 :]])

    now = masks[0] if masks else pieces[at]
    kind = "mask" if masks else kind_of(now)
    first = {"slice": ":", "number": 0, "list": (0, n - 1)}

    def with_kind(other: str) -> Index:
        return ("> 11",) if other == "mask" else with_piece(first[other])

    kind_part = TextPart("kind", "choice", KINDS, kind, with_kind)
    if kind == "mask":
        test, *cells = now if isinstance(now, tuple) else (now,)
        sign, value = test.split()
        place = index.index(now)

        def with_value(value: Any) -> Index:
            test = f"{sign} {value}"
            mask = (test, *cells) if cells else test
            return (*index[:place], mask, *index[place + 1 :])

        values = _add_values(range(24), int(value))
        return kind_part, TextPart("value", "slider", values, int(value), with_value)
    if kind == "number":
        return kind_part, TextPart(
            "at", "slider", _add_values(range(-n - 1, n + 1), now), now, with_piece
        )
    if kind == "list":
        positions = tuple(dict.fromkeys(now))
        return kind_part, TextPart(
            "at_each", "picks", _add_values(range(n), *now), positions, with_piece
        )
    ends = bounds(now)

    def with_end(place: int) -> Any:
        return lambda value: with_piece(
            _slice([*ends[:place], value, *ends[place + 1 :]])
        )

    named_values = zip(
        ("start", "stop", "step"), (range(-n, n + 1),) * 2 + (STEPS,), strict=True
    )
    return kind_part, *(
        TextPart(
            name, "slider", _add_values(values, ends[i], None), ends[i], with_end(i)
        )
        for i, (name, values) in enumerate(named_values)
    )


def kind_of(piece: Any) -> str:
    """Return which of KINDS a piece on an axis is."""
    if isinstance(piece, int):
        return "number"
    return "list" if isinstance(piece, tuple) else "slice"


def _add_values(values: Any, *more: int | None) -> tuple[int | None, ...]:
    """Return the values with more added, None first, in order."""
    every = {*values, *more}
    numbers = sorted(value for value in every if value is not None)
    return (None, *numbers) if None in every else tuple(numbers)


def _expand(index: Index, order: int) -> list[Any]:
    """Return the index with a piece for each axis, `...` and the rest written out."""
    pieces = [":"] * order if any(map(is_mask, index)) else list(index)
    axes = sum(piece is not None and piece is not ... for piece in pieces)
    rest = [":"] * (order - axes)
    if ... in pieces:
        at = pieces.index(...)
        pieces[at : at + 1] = rest
        return [piece for piece in pieces if piece is not ...]
    return pieces + rest


def _shorten(pieces: list[Any]) -> Index:
    """Return the index without the ":" at its end, which say nothing."""
    while len(pieces) > 1 and pieces[-1] == ":":
        pieces.pop()
    return tuple(pieces)


INDEX = TextControl(
    "index",
    default=("1:", "::2"),
    read=read,
    write=write,
    samples=(
        *((-1,), (None, (0, 2)), (..., 0), ("> 11",), ("3:1",)),
        *((("> 6", ":", 0),), (":", ("<= 2", 0))),
    ),
    invalid_samples={
        "": "empty",
        "1,, 2": "empty",
        "1.5": "decimal",
        "i": "name",
        "[0, y]": "name",
        "__import__('os')": "name",
        "1 2": "piece",
        "x[x > 3] > 2": "piece",
        "0]": "close",
        "(x > 11) & (x < 20)": "joined",
        "[0, 2": "open",
    },
    parts=parts,
    max_length=320,
)
