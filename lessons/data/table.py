"""A reader's own texts: a CSV file with the columns `text` and `label`.

The file is a stranger's: it is read within limits, and what cannot be read is refused
with a named reason. Nothing in it is computed, looked up or kept on disk.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator
from io import StringIO
from itertools import groupby

import numpy as np

from lessons.contract import Refused
from lessons.data.sets import Texts

MAX_BYTES = 4_000_000
MAX_ROWS = 5_000
MIN_ROWS = 6
ACCEPT = ".csv,.tsv,.tab,.txt,text/csv,text/plain"
MAX_COLUMNS = 20
MAX_TEXT = 20_000
MAX_LABEL = 60
MAX_CLASSES = 20
MAX_ACCENTS = 30
"""Accents over each other; no language has so many (Unicode, annex 15)."""
SEPARATORS = (",", ";", "\t")
TEXT = ("text", "texte")
LABEL = ("label", "étiquette", "etiquette")
"""The names of the two columns, in any case; other columns are left out."""

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

REASONS = (
    "empty",  # nothing in it
    "bytes",  # more than MAX_BYTES; tells `most`
    "workbook",  # a spreadsheet's own file (xlsx, ods, xls), no CSV
    "binary",  # no text at all
    "encoding",  # neither UTF-8 nor marked UTF-16; tells `line`
    "header",  # the first line does not name the columns text and label
    "twice",  # a column stands twice; tells `column`
    "columns",  # more than MAX_COLUMNS; tells `most`
    "quotes",  # a quotation mark that is not closed, or text after it; tells `line`
    "cells",  # other than as many cells as the header; tells `line`
    "rows",  # more than MAX_ROWS; tells `most`
    "few",  # fewer than MIN_ROWS; tells `least`
    "no_text",  # an empty text; tells `line`
    "long_text",  # longer than MAX_TEXT; tells `line`, `most`
    "no_label",  # an empty label; tells `line`
    "long_label",  # longer than MAX_LABEL, or of several lines; tells `line`, `most`
    "control",  # one that is none, as a NUL, or too many accents; tells `line`
    "one_class",  # all labels are the same
    "classes",  # more than MAX_CLASSES; tells `most`
    "single",  # a class of one text: none is left for testing; tells `label`
)
"""Why a file may be refused, and the numbers its sentence may tell."""

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", ""),  # UTF-32, before UTF-16 that begins the same
    (b"\x00\x00\xfe\xff", ""),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""What marks an encoding at the beginning of a file; "" is one that is not read."""


def read(content: bytes) -> Texts:
    """The texts and labels of a CSV file.

    The separator is a comma, a semicolon or a tabulator; cells may stand in quotation
    marks. The encoding is UTF-8, or UTF-16 with its mark.

    Raises:
        Refused: with one of REASONS.
    """
    rows = list(_rows(_decoded(content)))
    if len(rows) < MIN_ROWS:
        raise Refused("few", least=MIN_ROWS)
    labels = [label for _, label in rows]
    names = tuple(sorted(set(labels)))
    if len(names) == 1:
        raise Refused("one_class")
    if len(names) > MAX_CLASSES:
        raise Refused("classes", most=MAX_CLASSES)
    places = {name: i for i, name in enumerate(names)}
    numbers = np.array([places[label] for label in labels])
    counts = np.bincount(numbers)
    if counts.min() < 2:
        raise Refused("single", label=names[int(counts.argmin())])
    return Texts(tuple(text for text, _ in rows), numbers, names, "upload")


def checked(content: bytes) -> bytes:
    """The file as it is, if it can be read.

    Raises:
        Refused: as `read`.
    """
    read(content)
    return content


def _decoded(content: bytes) -> str:
    """The text of a file of the right size."""
    if not content.strip():
        raise Refused("empty")
    if len(content) > MAX_BYTES:
        raise Refused("bytes", most=MAX_BYTES)
    if content.startswith(WORKBOOKS):
        raise Refused("workbook")
    encoding = "utf-8"
    for mark, marked in MARKS:
        if content.startswith(mark):
            encoding, content = marked, content[len(mark) :]
            break
    if not encoding:
        raise Refused("encoding", line=1)
    if encoding == "utf-8" and b"\0" in content[:1000]:
        raise Refused("binary")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, "replace")
        raise Refused("encoding", line=before.count("\n") + 1) from None
    if not text.strip():
        raise Refused("empty")
    return text


def _rows(text: str) -> Iterator[tuple[str, str]]:
    """Text and label of each row, checked."""
    separator, header = _header(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    width = len(next(reader))
    text_at, label_at = _place(header, TEXT), _place(header, LABEL)
    count, line = 0, reader.line_num + 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "limit" in str(error):  # the one of the csv module, which is higher
                raise Refused("long_text", line=line, most=MAX_TEXT) from None
            raise Refused("quotes", line=line) from None
        if cells:  # an empty line is none
            count += 1
            if count > MAX_ROWS:
                raise Refused("rows", most=MAX_ROWS)
            if len(cells) != width:
                raise Refused("cells", line=line)
            yield _text(cells[text_at], line), _label(cells[label_at], line)
        line = reader.line_num + 1


def _header(text: str) -> tuple[str, list[str]]:
    """The separator that fits, and the header by it."""
    for separator in SEPARATORS:
        file = StringIO(text, newline="")
        reader = csv.reader(file, delimiter=separator, strict=True)
        try:
            cells = (cell.strip()[:MAX_LABEL] for cell in next(reader))
            header = [unicodedata.normalize("NFC", cell) for cell in cells]
        except csv.Error:
            continue
        header = [cell.casefold() for cell in header]
        if set(header) & set(TEXT) and set(header) & set(LABEL):
            if len(header) > MAX_COLUMNS:
                raise Refused("columns", most=MAX_COLUMNS)
            return separator, header
    raise Refused("header")


def _place(header: list[str], names: tuple[str, ...]) -> int:
    found = [i for i, cell in enumerate(header) if cell in names]
    if len(found) > 1:
        raise Refused("twice", column=header[found[1]])
    return found[0]


def _text(cell: str, line: int) -> str:
    text = cell.strip()
    if not text:
        raise Refused("no_text", line=line)
    if len(text) > MAX_TEXT:
        raise Refused("long_text", line=line, most=MAX_TEXT)
    if not text.isascii():  # putting accents in order takes the square of their number
        if any(sum(1 for _ in run) > MAX_ACCENTS for run in _accents(text)):
            raise Refused("control", line=line)
        text = unicodedata.normalize("NFC", text)
    if CONTROL.search(text):
        raise Refused("control", line=line)
    return text


def _accents(text: str) -> Iterator[Iterator[bool]]:
    """The runs of accents that are characters of their own."""
    for accents, run in groupby(bool(unicodedata.combining(sign)) for sign in text):
        if accents:
            yield run


def _label(cell: str, line: int) -> str:
    label = unicodedata.normalize("NFC", cell.strip()[: 4 * MAX_LABEL])
    if not label:
        raise Refused("no_label", line=line)
    if len(label) > MAX_LABEL or "\n" in label or "\r" in label:
        raise Refused("long_label", line=line, most=MAX_LABEL)
    if not label.isprintable():
        raise Refused("control", line=line)
    return label
