"""A reader's own texts: two columns of a table, one of texts and one of labels.

The columns are guessed by their names, else by their content; the reader may choose
others. Rows that fit are used, and counted: no text occurs twice, no label once.
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
from lessons.data.sets import Texts
from lessons.data.table import (
    CONTROL_CHARACTERS,
    NUMBER,
    WINDOWS,
    Table,
)
from lessons.data.table import REASONS as TABLE_REASONS
from lessons.data.table import read as read_table

MAX_BYTES = 8_000_000
"""Bytes read of a larger file: some 6,000 reviews of films."""
MAX_ROWS = 10_000
"""Texts that train in five seconds; of more, a random sample of this size is used."""
MIN_ROWS = 6
MAX_TEXT = 20_000
MAX_LABEL = 60
MAX_CLASSES = 20
MAX_ACCENTS = 30
"""Combining accents in a row; no language has so many (Unicode, annex 15)."""
MIN_UNSPACED = 6
"""Characters from which a text without a space counts as several words."""

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
"""Usual names of the two columns, the surest first."""

REASONS = (
    *TABLE_REASONS,
    "one_column",  # there is no second one
    "no_label",  # no column has a few values that each stand several times
    "one_class",  # all labels are the same
    "classes",  # more than MAX_CLASSES labels; details: `column`, `found`, `most`
    "long_label",  # longer than MAX_LABEL; details: `line`, `most`
    "few",  # fewer texts than MIN_ROWS; details: `found`, `least`
    "control",  # a sign that is none, as a NUL, or too many accents; details: `line`
)
"""Reasons for refusing a file; the comments name the details of the message."""


@dataclass(frozen=True, eq=False)
class Selection:
    """The texts in use, and counts of the rows that were left out.

    Args:
        own: the texts and labels, as `unpack` reads them: each character a byte.
        n_texts, n_labels: number of texts and labels in use.
        n_duplicates: texts that occur earlier in the table.
        n_incomplete: rows without a text or without a label.
        n_singletons: labels of only one text.
        n_shortened: texts that were longer than MAX_TEXT.
        unspaced: whether most texts have several words without a space.
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
    """Read the table of a reader's file.

    Args:
        size: bytes of the file, if `content` is only its beginning.
        header: whether the first line names the columns; None: it is guessed.

    Raises:
        ParseError: with one of REASONS.
    """
    table = read_table(
        content,
        size,
        column_names={*TEXT, *LABEL},
        most_rows=MAX_ROWS,
        most_bytes=MAX_BYTES,
        header=header,
    )
    if len(table.names) < 2:
        raise ParseError("one_column")
    return table


def check_file(content: bytes, size: int = 0) -> tuple[bytes, int]:
    """Check that texts and labels can be read from a file; return content and size.

    Raises:
        ParseError: with one of REASONS.
    """
    table = open_table(content, size)
    select_texts(table, *guess_columns(table))
    return content, size


@lru_cache(maxsize=4)
def label_columns(table: Table) -> tuple[int, ...]:
    """Return the columns that can be labels: a few values, most of them repeated."""
    return tuple(i for i in range(len(table.names)) if _is_label(table.column(i)))


def _is_label(cells: Sequence[str]) -> bool:
    """Return whether a column can be labels: a few short values, most repeated."""
    counts = Counter(filter(None, cells))
    repeats = {value: n for value, n in counts.items() if n > 1}
    return (
        2 <= len(repeats) <= MAX_CLASSES
        and 2 * sum(repeats.values()) >= counts.total()
        and all(len(value) <= MAX_LABEL and value.isprintable() for value in counts)
    )


@lru_cache(maxsize=4)
def guess_columns(table: Table) -> tuple[int, int]:
    """Guess the columns of labels and of texts, in this order.

    Raises:
        ParseError: "no_label", "one_class", "classes" or "long_label".
    """
    names = [name.casefold() for name in table.names]
    labels = label_columns(table)
    text_matches = [i for name in TEXT for i, own in enumerate(names) if own == name]
    if not labels:
        raise _no_label_error(table, names, text_matches)
    label_matches = [i for name in LABEL for i in labels if names[i] == name]
    candidates = [i for i in labels if i not in text_matches] or [*labels]
    label = (
        label_matches
        or sorted(candidates, key=lambda i: _label_distance(table.column(i)))
    )[0]
    texts = [i for i in text_matches if i != label and any(table.column(i))]
    rest = [i for i in range(len(names)) if i != label]
    longest = max(rest, key=lambda i: sum(map(len, table.column(i))))
    return label, (texts or [longest])[0]


def column_options(
    table: Table, label: int | None = None
) -> dict[str, tuple[tuple[int, ...], int]]:
    """Return the possible columns and the current one, for "label" and "text".

    Args:
        label: the current column of labels; None: the one that is guessed.

    Raises:
        ParseError: as `guess_columns`.
    """
    labels, (guess, text) = label_columns(table), guess_columns(table)
    label = label if label in labels else guess
    texts = tuple(i for i in range(len(table.names)) if i != label)
    return {"label": (labels, label), "text": (texts, text if text in texts else guess)}


def _label_distance(cells: Sequence[str]) -> tuple[bool, int, int]:
    """Return how unlike labels a column is: numbers, empty cells, distinct values."""
    numbers = all(NUMBER.fullmatch(cell) for cell in cells if cell)
    return numbers, sum(not cell for cell in cells), len(set(cells))


def _no_label_error(
    table: Table, names: Sequence[str], text_matches: Sequence[int]
) -> ParseError:
    """Return the error that explains why no column can be the labels."""
    if len(table.rows) < MIN_ROWS:
        return ParseError("few", found=len(table.rows), least=MIN_ROWS)
    matches = [i for name in LABEL for i, own in enumerate(names) if own == name]
    if not matches and len(names) == 2 and text_matches:
        matches = [1 - text_matches[0]]
    if not matches:
        return ParseError("no_label", most=MAX_CLASSES)
    cells = table.column(matches[0])
    for line, cell in zip(table.lines, cells, strict=True):
        if len(cell) > MAX_LABEL or not cell.isprintable():
            return ParseError("long_label", line=line, most=MAX_LABEL)
    values = set(filter(None, cells))
    if len(values) < 2:
        return ParseError("one_class")
    details = {"found": len(values), "most": MAX_CLASSES}
    return ParseError("classes", column=table.names[matches[0]], **details)


@lru_cache(maxsize=8)
def select_texts(table: Table, label: int, text: int) -> Selection:
    """Select the texts and labels of two columns.

    Raises:
        ParseError: "few", "one_class" or "control".
    """
    pairs, n_incomplete, n_shortened = dict[str, str](), 0, 0
    for line, row in zip(table.lines, table.rows, strict=True):
        if not row[text] or not row[label]:
            n_incomplete += 1
            continue
        n_shortened += len(row[text]) > MAX_TEXT
        normalized = _normalize_text(row[text][:MAX_TEXT], line)
        pairs.setdefault(normalized, normalize("NFC", row[label]))
    n_duplicates = len(table.rows) - n_incomplete - len(pairs)
    counts = Counter(pairs.values())
    singletons = {name for name, n in counts.items() if n < 2}
    pairs = {key: name for key, name in pairs.items() if name not in singletons}
    if len(counts) - len(singletons) < 2:
        raise ParseError("one_class")
    if len(pairs) < MIN_ROWS:
        raise ParseError("few", found=len(pairs), least=MIN_ROWS)
    content = json.dumps([*pairs.items()], ensure_ascii=False).encode()
    return Selection(
        own=zlib.compress(content, 1).decode("latin-1"),
        n_texts=len(pairs),
        n_labels=len(counts) - len(singletons),
        n_duplicates=n_duplicates,
        n_incomplete=n_incomplete,
        n_singletons=len(singletons),
        n_shortened=n_shortened,
        unspaced=2 * sum(map(_has_no_space, pairs)) > len(pairs),
    )


def counts(table: Table, selection: Selection) -> dict[str, int]:
    """Return the numbers in the sentences about the texts in use, by placeholder."""
    return {
        "texts": selection.n_texts,
        "labels": selection.n_labels,
        "rows": table.n_rows,
        "drawn": len(table.rows),
        "repeated": selection.n_duplicates,
        "incomplete": selection.n_incomplete,
        "alone": selection.n_singletons,
        "cut": selection.n_shortened,
        "longest": MAX_TEXT,
    }


def remarks(table: Table, selection: Selection, tokens: str) -> list[str]:
    """Return the keys of the sentences that apply to the texts in use.

    Args:
        tokens: how the texts are split into tokens; "characters" needs no spaces.
    """
    conditions = {
        "texts": True,
        "part": table.n_bytes < table.size,
        "drawn": len(table.rows) < table.n_rows,
        "repeated": selection.n_duplicates,
        "incomplete": selection.n_incomplete,
        "alone": selection.n_singletons,
        "cut": selection.n_shortened,
        "windows": table.encoding == WINDOWS,
        "unspaced": selection.unspaced and tokens != "characters",
    }
    return [name for name, applies in conditions.items() if applies]


def unpack(own: str) -> Texts:
    """Return the texts that are packed in `Selection.own`."""
    pairs = json.loads(zlib.decompress(own.encode("latin-1")))
    names = tuple(sorted({label for _, label in pairs}))
    indices = {name: i for i, name in enumerate(names)}
    labels = np.array([indices[label] for _, label in pairs])
    return Texts(tuple(text for text, _ in pairs), labels, names, "upload")


def _has_no_space(text: str) -> bool:
    """Return whether a text of MIN_UNSPACED characters or more has no space."""
    return len(text) >= MIN_UNSPACED and not any(map(str.isspace, text))


def _normalize_text(text: str, line: int) -> str:
    """Return a text in Unicode's normal form C.

    Raises:
        ParseError: "control", for control characters or too many accents.
    """
    if not text.isascii():  # putting accents in order takes the square of their number
        if any(sum(1 for _ in run) > MAX_ACCENTS for run in _accent_runs(text)):
            raise ParseError("control", line=line)
        text = normalize("NFC", text)
    if CONTROL_CHARACTERS.search(text):
        raise ParseError("control", line=line)
    return text


def _accent_runs(text: str) -> Iterator[Iterator[bool]]:
    """Yield each run of combining accents."""
    for accents, run in groupby(bool(combining(sign)) for sign in text):
        if accents:
            yield run
