"""A reader's table: a CSV file as programs write it, read within limits.

The file is a stranger's: what cannot be read is refused with a named reason, and a line
of the file where there is one. Nothing in it is computed, looked up or kept on disk.
"""

import csv
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from random import Random
from typing import Any, NamedTuple

from lessons.contract import ParseError
from lessons.toolkit.number_parser import normalize_signs

ACCEPT = (
    ".csv,.tsv,.tab,.txt,.zip,text/csv,text/comma-separated-values,text/plain,"
    "text/tab-separated-values,application/vnd.ms-excel,application/zip"
)
"""What such files are called and taken for, as HTML's `accept`."""
MAX_COLUMNS = 100
MAX_NAME = 60
"""Characters of a column's name."""
SAMPLE = 200_000
"""Characters from which separator and header are told."""
LOOKED_AT = 200
"""Rows from which they are told."""

REASONS = (
    "empty",  # nothing in it
    "workbook",  # an office program's own file (xlsx, ods, xls), no CSV
    "zip",  # a zip that does not hold one table alone
    "zip_locked",  # a zip with a password
    "zip_large",  # a zip of which only a part came
    "zip_broken",  # a zip that is damaged
    "binary",  # no text at all
    "encoding",  # UTF-8 with other signs in it, or UTF-32; tells `line`
    "columns",  # more than MAX_COLUMNS; tells `most`
    "quotes",  # a quotation mark that is not closed, or text after it; tells `line`
    "cells",  # more cells than the first line; tells `line`, `found`, `wanted`
)
"""Why a file may be refused, and what its sentence may tell."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TABLES = (".csv", ".tsv", ".tab")
OFFICE = ("[Content_Types].xml", "xl/", "mimetype", "Index/Document.iwa")
"""What the zips of office programs have in them."""
MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", ""),  # UTF-32, before UTF-16 that begins the same
    (b"\x00\x00\xfe\xff", ""),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""What marks an encoding at the beginning of a file; "" is one that is not read."""
WINDOWS = "cp1252"
SEPARATOR = re.compile(r'\s*"?sep=([^"\'\r\n])"?[ ;,\t]*(\r\n|\r|\n)', re.IGNORECASE)
"""The line by which Excel is told the separator."""
NUMBER = re.compile(r"[-+−]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+−]?\d+)?", re.ASCII)
THOUSANDS = re.compile(r"[-+−]?[1-9]\d{0,2}(,\d{3})+")
END_OF_LINE = re.compile(r"\r\n|\r|\n")
UNSEEN = re.compile(r"[\x00-\x08\x0e-\x19\x1b]")
"""Signs that no text has."""
BLANKS = dict.fromkeys(map(ord, "\x0b\x0c\x1a\x1c\x1d\x1e\x1f\u2028\u2029"), " ")
BLANKS |= dict.fromkeys(range(0x7F, 0xA0), " ")
"""Soft returns and what else stands in texts and is not seen: white space."""


class Dialect(NamedTuple):
    """How a file is written: what parts the cells, whether quotes hold one together."""

    separator: str
    quoted: bool


DIALECTS = (
    Dialect("\t", False),
    Dialect("\t", True),
    Dialect(";", True),
    Dialect(",", True),
    Dialect("|", True),
)
"""The ones that are known; of two that fit alike the first."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table of texts.

    Args:
        names: of the columns, as the file writes them; "" where there is none.
        rows: the cells of each row, as many as there are columns.
        lines: the line of the file at which each row begins, from 1.
        header: whether the first line names the columns.
        n_rows: rows of the file; more than `rows` has if these were drawn from them.
        n_bytes, size: bytes that were read, and that the file has.
        encoding: what it was read as, for Python.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    header: bool
    n_rows: int
    n_bytes: int
    size: int
    encoding: str

    def column(self, place: int) -> list[str]:
        """The cells of a column, from above."""
        return [row[place] for row in self.rows]


def read(
    content: bytes,
    size: int = 0,
    *,
    known: Collection[str],
    most_rows: int,
    most_bytes: int,
    header: bool | None = None,
) -> Table:
    """The table in a CSV file, or in the only one in a zip.

    The separator is a comma, a semicolon, a tabulator or an upright; cells may stand in
    quotation marks. The encoding is UTF-8, UTF-16 with its mark, or Windows-1252. Rows
    without any text are none.

    Args:
        size: the file's, if its beginning alone is here.
        known: names that columns may have, in small letters.
        most_rows: of more rows so many are drawn, always the same ones.
        most_bytes: of a file in a zip so many are read.
        header: whether the first line names the columns; None: it is guessed.

    Raises:
        ParseError: with one of REASONS.
    """
    size = max(size, len(content))
    if not content.strip():
        raise ParseError("empty")
    if content.startswith(OLE):
        raise ParseError("workbook")
    if content.startswith(ZIP):
        content, size = _unzipped(content, size, most_bytes)
    text, encoding = _decoded(content, cut=len(content) < size)
    if not text.strip():
        raise ParseError("empty")
    dialect, start = _dialect(text, known)
    rows = _Rows(text, dialect, start, cut=len(content) < size)
    names, header = _header(rows, known, header)
    kept = list[tuple[int, list[str]]]()
    n_rows, width, draw = 0, len(names), Random(0)
    for line, cells in rows.body(header):
        if len(cells) > width and any(map(str.strip, cells[width:])):
            raise ParseError("cells", line=line, found=len(cells), wanted=width)
        n_rows += 1
        if len(kept) < most_rows:
            kept.append((line, cells))
        elif (place := draw.randrange(n_rows)) < most_rows:  # each row as likely
            kept[place] = line, cells
    kept.sort()
    lines = tuple(line for line, _ in kept)
    whole = tuple(_whole(row, width) for _, row in kept)
    told = n_rows, len(content), size, encoding
    return Table(names, whole, lines, header, *told)


def number(cell: str, *, commas: bool) -> float | None:
    """The number that a cell writes; None for none.

    Args:
        commas: whether the decimals stand behind a comma.
    """
    text = normalize_signs(cell).replace(" ", "")
    text = text.replace(",", "." if commas else "")
    return float(text) if NUMBER.fullmatch(text) else None


def decimal_commas(cells: Sequence[str]) -> bool:
    """Whether a column has its decimals behind a comma, not every third digit."""
    if any("." in cell for cell in cells):
        return False
    return any("," in cell and not THOUSANDS.fullmatch(cell) for cell in cells)


# ---- from bytes to text ----


def _unzipped(content: bytes, size: int, most: int) -> tuple[bytes, int]:
    """The beginning of the only table in a zip, and the whole table's size."""
    if len(content) < size:
        raise ParseError("zip_large")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            info = _entry(archive.infolist())
            with archive.open(info) as file:
                found = file.read(most + 1)[:most]
    except ParseError:
        raise
    except Exception as error:  # zipfile raises what it meets
        raise ParseError("zip_broken") from error
    if not found.strip():
        raise ParseError("empty")
    if found.startswith((ZIP, OLE)):
        raise ParseError("zip")
    return found, max(info.file_size, len(found))


def _entry(infos: Sequence[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """The only table among the files of a zip."""
    if any(info.filename.startswith(OFFICE) for info in infos):
        raise ParseError("workbook")
    files = [
        info
        for info in infos
        if not info.is_dir()
        and not info.filename.startswith("__MACOSX/")
        and not info.filename.rpartition("/")[2].lower().startswith((".", "readme"))
    ]
    tables = [info for info in files if info.filename.lower().endswith(TABLES)]
    if len(tables or files) != 1:
        raise ParseError("zip")
    (info,) = tables or files
    if info.flag_bits & 1:
        raise ParseError("zip_locked")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ParseError("zip")
    return info


def _decoded(content: bytes, *, cut: bool) -> tuple[str, str]:
    """The text of a file, and its encoding.

    Args:
        cut: whether it may end in the middle of a sign.
    """
    encoding = ""
    for mark, marked in MARKS:
        if content.startswith(mark):
            encoding, content = marked, content[len(mark) :]
            break
    else:
        if b"\0" in content[:1000]:
            raise ParseError("binary")
        encoding = "utf-8"
    if not encoding:
        raise ParseError("encoding", line=1)
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as error:
        at = error.start
    whole = content[:at].decode(encoding)
    if cut and len(content) - at < 4:
        return whole, encoding
    if encoding != "utf-8" or _mostly_utf8(content):
        line = len(END_OF_LINE.findall(whole)) + 1
        raise ParseError("encoding", line=line)
    text = content.decode(WINDOWS, "replace")
    if UNSEEN.search(text[:1000]) or text.count("\ufffd") > len(text) // 100:
        raise ParseError("binary")
    return text, WINDOWS


def _mostly_utf8(content: bytes) -> bool:
    """Whether more signs are UTF-8 than are not."""
    text = content.decode("utf-8", "replace")
    beyond = sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", text))
    return beyond > text.count("\ufffd")


# ---- from text to rows ----


class _Rows:
    """The rows of a text, read as often as they are asked for.

    Args:
        start: where they begin in the text.
        cut: whether the last one may not be whole.
    """

    def __init__(self, text: str, dialect: Dialect, start: int, *, cut: bool):
        self.text, self.dialect, self.start, self.cut = text, dialect, start, cut

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each row that has some text.

        Raises:
            ParseError: "quotes".
        """
        file = StringIO(self.text[self.start :], newline="")
        csv.field_size_limit(2**31 - 1)  # the size of the file is the limit
        how: dict[str, Any] = {"delimiter": self.dialect.separator, "strict": True}
        if not self.dialect.quoted:
            how["quoting"] = csv.QUOTE_NONE
        reader = csv.reader(file, **how)
        before = len(END_OF_LINE.findall(self.text, 0, self.start))
        held: tuple[int, list[str]] | None = None  # of a part, the last is not given
        while True:
            line = before + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error:
                if held:
                    yield held
                if self.cut and not file.read(1):  # the last one, which is not whole
                    return
                raise ParseError("quotes", line=line) from None
            if not self.dialect.quoted:
                cells = [_unquoted(cell) for cell in cells]
            if any(cells) and any(map(str.strip, cells)):
                if held:
                    yield held
                held = line, cells
        if held and not self.cut:
            yield held

    def body(self, header: bool) -> Iterator[tuple[int, list[str]]]:
        """The rows without the header, if there is one."""
        rows = iter(self)
        if header:
            next(rows, None)
        return rows


def _unquoted(cell: str) -> str:
    """A cell without the quotes around it, if there are some."""
    inner = cell[1:-1]
    whole = len(cell) > 1 and cell[0] == cell[-1] == '"'
    if whole and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return cell


def _dialect(text: str, known: Collection[str]) -> tuple[Dialect, int]:
    """How a text is written, and where its rows begin."""
    if said := SEPARATOR.match(text):
        return Dialect(said[1], True), said.end()
    return max(DIALECTS, key=lambda one: _fit(text, one, known)), 0


def _fit(text: str, dialect: Dialect, known: Collection[str]) -> tuple[float, ...]:
    """How well a dialect fits a text: the larger, the better."""
    sample, rows, broken = text[:SAMPLE], list[list[str]](), False
    rows_of = _Rows(sample, dialect, 0, cut=len(text) > SAMPLE)
    try:
        for _, cells in rows_of:
            rows.append(cells)
            if len(rows) == LOOKED_AT:
                break
    except ParseError:
        broken = True
    if not rows:
        return (-1,)
    (width, count), *_ = Counter(map(len, rows)).most_common(1)
    named = sum(plain_name(cell) in known for cell in rows[0][:MAX_COLUMNS])
    return width > 1, not broken, min(named, 2), count / len(rows)


def _header(
    rows: _Rows, known: Collection[str], header: bool | None
) -> tuple[tuple[str, ...], bool]:
    """The names of the columns, and whether the first line gives them."""
    first: list[str] = []
    others: list[list[str]] = []
    for _, cells in rows:
        if not first:
            first = cells
            if len(first) > MAX_COLUMNS:
                raise ParseError("columns", most=MAX_COLUMNS)
        elif len(others) < LOOKED_AT:
            others.append(cells)
        else:
            break
    if header is None:
        header = _names_columns(first, others, known)
    width = len(first)
    # R's write.table names all columns but that of the rows' own names.
    if header and others and all(len(cells) == width + 1 for cells in others):
        first = ["", *first]
    if not header:
        width = max(map(len, [first, *others]), default=0)
        return ("",) * min(width, MAX_COLUMNS), False
    return tuple(shown_name(cell) for cell in first), True


def _names_columns(
    first: Sequence[str], others: Sequence[Sequence[str]], known: Collection[str]
) -> bool:
    """Whether a first line looks like names, beside the lines below."""
    if any(plain_name(cell) in known for cell in first):
        return True
    if any(NUMBER.fullmatch(cell.strip()) for cell in first):
        return False
    for place, cell in enumerate(first):
        below = [cells[place] for cells in others if len(cells) > place]
        if cell.strip() and cell in below:
            return False  # a label that comes again
    return all(len(cell) <= MAX_NAME for cell in first)


def _whole(row: Sequence[str], width: int) -> tuple[str, ...]:
    """A row with as many cells as there are columns, without soft returns."""
    cells = [cell.translate(BLANKS).strip() for cell in row[:width]]
    return (*cells, *[""] * (width - len(cells)))


def shown_name(cell: str) -> str:
    """A column's name as it is shown."""
    name = " ".join(cell.strip()[:MAX_NAME].split())
    return unicodedata.normalize("NFC", name)


def plain_name(cell: str) -> str:
    """A column's name to be compared: in small letters."""
    return shown_name(cell).casefold()
