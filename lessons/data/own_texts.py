"""A reader's own texts: two columns of a table, one of texts and one of labels.

The columns are guessed by their names, else by what is in them; the reader may choose
others. What fits is taken, and counted: no text stands twice, no label has one alone.
"""

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from unicodedata import combining, normalize

import numpy as np

from lessons.contract import ParseError
from lessons.data import table
from lessons.data.sets import Texts
from lessons.data.table import Table

MAX_BYTES = 8_000_000
"""Of a larger file so many are read: some 6,000 reviews of films."""
MAX_ROWS = 10_000
"""Texts that train in five seconds; of more, so many are drawn."""
MIN_ROWS = 6
MAX_TEXT = 20_000
MAX_LABEL = 60
MAX_CLASSES = 20
MAX_ACCENTS = 30
"""Accents over each other; no language has so many (Unicode, annex 15)."""
UNSPACED = 6
"""Characters from which a text without a space is more than a word."""

TEXT = (
    *("text", "texte", "message", "review", "avis", "comment", "commentaire", "sms"),
    *("tweet", "content", "contenu", "sentence", "phrase", "body", "document"),
    *("description", "title", "titre"),
)
LABEL = (
    *("label", "étiquette", "etiquette", "class", "classe", "sentiment", "category"),
    *("catégorie", "categorie", "target", "cible", "topic", "sujet", "type", "genre"),
    *("spam", "polarity", "rating", "note", "stars", "y"),
)
"""What the two columns are often called, the surest first."""

REASONS = (
    *table.REASONS,
    "one_column",  # there is no second one
    "no_label",  # no column has a few values that each stand several times
    "one_class",  # all labels are the same
    "classes",  # more than MAX_CLASSES labels; tells `column`, `found`, `most`
    "long_label",  # longer than MAX_LABEL; tells `line`, `most`
    "few",  # fewer texts than MIN_ROWS; tells `found`, `least`
    "control",  # a sign that is none, as a NUL, or too many accents; tells `line`
)
"""Why a file may be refused, and what its sentence may tell."""


@dataclass(frozen=True, eq=False)
class Selection:
    """The texts that are used, and what was left out.

    Args:
        own: the texts and labels, as `unpack` reads them: each character a byte.
        n_texts, n_labels: those that are used.
        n_duplicates: texts that stood there before.
        n_incomplete: rows without a text or without a label.
        n_singletons: labels with one text alone.
        n_shortened: texts that were longer than MAX_TEXT.
        unspaced: whether most texts are several words without a space.
    """

    own: str
    n_texts: int
    n_labels: int
    n_duplicates: int
    n_incomplete: int
    n_singletons: int
    n_shortened: int
    unspaced: bool


@lru_cache(maxsize=4)
def open_table(content: bytes, size: int = 0, header: bool | None = None) -> Table:
    """The table in a reader's file.

    Args:
        size: the file's, if its beginning alone is here.
        header: whether the first line names the columns; None: it is guessed.

    Raises:
        ParseError: with one of REASONS.
    """
    found = table.read(
        content,
        size,
        known={*TEXT, *LABEL},
        most_rows=MAX_ROWS,
        most_bytes=MAX_BYTES,
        header=header,
    )
    if len(found.names) < 2:
        raise ParseError("one_column")
    return found


def check_file(content: bytes, size: int = 0) -> tuple[bytes, int]:
    """A file and its size, if its texts and labels can be guessed and read.

    Raises:
        ParseError: with one of REASONS.
    """
    found = open_table(content, size)
    select_texts(found, *guess_columns(found))
    return content, size


@lru_cache(maxsize=4)
def label_columns(found: Table) -> tuple[int, ...]:
    """The columns that can be labels: a few values, most of which come again."""
    return tuple(i for i in range(len(found.names)) if _is_label(found.column(i)))


def _is_label(cells: Sequence[str]) -> bool:
    counts = Counter(filter(None, cells))
    again = {value: n for value, n in counts.items() if n > 1}
    return (
        2 <= len(again) <= MAX_CLASSES
        and 2 * sum(again.values()) >= counts.total()
        and all(len(value) <= MAX_LABEL and value.isprintable() for value in counts)
    )


@lru_cache(maxsize=4)
def guess_columns(found: Table) -> tuple[int, int]:
    """The columns of labels and of texts.

    Raises:
        ParseError: "no_label", "one_class", "classes" or "long_label".
    """
    names = [name.casefold() for name in found.names]
    labels = label_columns(found)
    by_name = [i for name in TEXT for i, own in enumerate(names) if own == name]
    if not labels:
        raise _no_label(found, names, by_name)
    named = [i for name in LABEL for i in labels if names[i] == name]
    others = [i for i in labels if i not in by_name] or [*labels]
    label = (named or sorted(others, key=lambda i: _unlike_label(found.column(i))))[0]
    texts = [i for i in by_name if i != label and any(found.column(i))]
    rest = [i for i in range(len(names)) if i != label]
    long = max(rest, key=lambda i: sum(map(len, found.column(i))))
    return label, (texts or [long])[0]


def column_options(
    found: Table, label: int | None = None
) -> dict[str, tuple[tuple[int, ...], int]]:
    """For labels and texts the columns they may be, and the one they are.

    Args:
        label: the column of labels, if it is not the one guessed.

    Raises:
        ParseError: as `guess_columns`.
    """
    labels, (guess, text) = label_columns(found), guess_columns(found)
    label = label if label in labels else guess
    texts = tuple(i for i in range(len(found.names)) if i != label)
    return {"label": (labels, label), "text": (texts, text if text in texts else guess)}


def _unlike_label(cells: Sequence[str]) -> tuple[bool, int, int]:
    """How little a column looks like labels: numbers, empty cells, many values."""
    numbers = all(table.NUMBER.fullmatch(cell) for cell in cells if cell)
    return numbers, sum(not cell for cell in cells), len(set(cells))


def _no_label(found: Table, names: Sequence[str], by_name: Sequence[int]) -> ParseError:
    """Why no column can be the labels."""
    if len(found.rows) < MIN_ROWS:
        return ParseError("few", found=len(found.rows), least=MIN_ROWS)
    named = [i for name in LABEL for i, own in enumerate(names) if own == name]
    if not named and len(names) == 2 and by_name:
        named = [1 - by_name[0]]
    if not named:
        return ParseError("no_label", most=MAX_CLASSES)
    cells = found.column(named[0])
    for line, cell in zip(found.lines, cells, strict=True):
        if len(cell) > MAX_LABEL or not cell.isprintable():
            return ParseError("long_label", line=line, most=MAX_LABEL)
    values = set(filter(None, cells))
    if len(values) < 2:
        return ParseError("one_class")
    details = {"found": len(values), "most": MAX_CLASSES}
    return ParseError("classes", column=found.names[named[0]], **details)


@lru_cache(maxsize=8)
def select_texts(found: Table, label: int, text: int) -> Selection:
    """The texts and labels of two columns.

    Raises:
        ParseError: "few", "one_class" or "control".
    """
    pairs, n_incomplete, n_shortened = dict[str, str](), 0, 0
    for line, row in zip(found.lines, found.rows, strict=True):
        if not row[text] or not row[label]:
            n_incomplete += 1
            continue
        n_shortened += len(row[text]) > MAX_TEXT
        own = _text(row[text][:MAX_TEXT], line)
        pairs.setdefault(own, normalize("NFC", row[label]))
    n_duplicates = len(found.rows) - n_incomplete - len(pairs)
    counts = Counter(pairs.values())
    alone = {name for name, n in counts.items() if n < 2}
    pairs = {key: name for key, name in pairs.items() if name not in alone}
    if len(counts) - len(alone) < 2:
        raise ParseError("one_class")
    if len(pairs) < MIN_ROWS:
        raise ParseError("few", found=len(pairs), least=MIN_ROWS)
    written = json.dumps([*pairs.items()], ensure_ascii=False).encode()
    return Selection(
        own=zlib.compress(written, 1).decode("latin-1"),
        n_texts=len(pairs),
        n_labels=len(counts) - len(alone),
        n_duplicates=n_duplicates,
        n_incomplete=n_incomplete,
        n_singletons=len(alone),
        n_shortened=n_shortened,
        unspaced=2 * sum(map(_unspaced, pairs)) > len(pairs),
    )


def counts(found: Table, taken: Selection) -> dict[str, int]:
    """What the sentences about the texts in use tell."""
    return {
        "texts": taken.n_texts,
        "labels": taken.n_labels,
        "rows": found.n_rows,
        "drawn": len(found.rows),
        "repeated": taken.n_duplicates,
        "incomplete": taken.n_incomplete,
        "alone": taken.n_singletons,
        "cut": taken.n_shortened,
        "longest": MAX_TEXT,
    }


def remarks(found: Table, taken: Selection, tokens: str) -> list[str]:
    """Which sentences there are to say about the texts in use.

    Args:
        tokens: how the texts are cut into words.
    """
    said = {
        "texts": True,
        "part": found.n_bytes < found.size,
        "drawn": len(found.rows) < found.n_rows,
        "repeated": taken.n_duplicates,
        "incomplete": taken.n_incomplete,
        "alone": taken.n_singletons,
        "cut": taken.n_shortened,
        "windows": found.encoding == table.WINDOWS,
        "unspaced": taken.unspaced and tokens != "characters",
    }
    return [name for name, true in said.items() if true]


def unpack(own: str) -> Texts:
    """The texts that `Selection.own` holds."""
    pairs = json.loads(zlib.decompress(own.encode("latin-1")))
    names = tuple(sorted({label for _, label in pairs}))
    places = {name: i for i, name in enumerate(names)}
    labels = np.array([places[label] for _, label in pairs])
    return Texts(tuple(text for text, _ in pairs), labels, names, "upload")


def _unspaced(text: str) -> bool:
    return len(text) >= UNSPACED and not any(map(str.isspace, text))


def _text(text: str, line: int) -> str:
    """A text of signs that can be shown, with as few signs as it takes."""
    if not text.isascii():  # putting accents in order takes the square of their number
        if any(sum(1 for _ in run) > MAX_ACCENTS for run in _accents(text)):
            raise ParseError("control", line=line)
        text = normalize("NFC", text)
    if table.UNSEEN.search(text):
        raise ParseError("control", line=line)
    return text


def _accents(text: str) -> Iterator[Iterator[bool]]:
    """The runs of accents that are characters of their own."""
    for accents, run in groupby(bool(combining(sign)) for sign in text):
        if accents:
            yield run
