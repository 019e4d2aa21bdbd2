"""A reader's table: a CSV file as programs write it, read within limits.

The file is untrusted: an unreadable one is refused with a named reason, and the line
of the file where there is one. Nothing in it is computed, looked up or stored on disk.
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
"""Extensions and media types of such files, as HTML's `accept`."""
MAX_COLUMNS = 100
MAX_NAME = 60
"""Characters of a column's name."""
SAMPLE = 200_000
"""Characters from which separator and header are detected."""
SAMPLE_ROWS = 200
"""Rows from which they are detected."""

REASONS = (
    "empty",  # nothing in it
    "workbook",  # an office program's own file (xlsx, ods, xls), no CSV
    "zip",  # a zip that does not hold one table alone
    "zip_locked",  # a zip with a password
    "zip_large",  # a zip of which only a part came
    "zip_broken",  # a zip that is damaged
    "binary",  # no text at all
    "encoding",  # UTF-8 with other signs in it, or UTF-32; details: `line`
    "columns",  # more than MAX_COLUMNS; details: `most`
    "quotes",  # a quotation mark that is not closed, or text after it; details: `line`
    "cells",  # more cells than the first line; details: `line`, `found`, `wanted`
)
"""Reasons for refusing a file; the comments name the details of the message."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
TABLES = (".csv", ".tsv", ".tab")
OFFICE = ("[Content_Types].xml", "xl/", "mimetype", "Index/Document.iwa")
"""Beginnings of the file names in the zips of office programs."""
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", ""),  # UTF-32, before UTF-16 that begins the same
    (b"\x00\x00\xfe\xff", ""),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""Marks of an encoding at the start of a file; "" is one that is not supported."""
WINDOWS = "cp1252"
SEPARATOR = re.compile(r'\s*"?sep=([^"\'\r\n])"?[ ;,\t]*(\r\n|\r|\n)', re.IGNORECASE)
"""The first line that tells Excel the separator."""
NUMBER = re.compile(r"[-+−]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+−]?\d+)?", re.ASCII)
THOUSANDS = re.compile(r"[-+−]?[1-9]\d{0,2}(,\d{3})+")
END_OF_LINE = re.compile(r"\r\n|\r|\n")
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0e-\x19\x1b]")
"""Control characters that no text contains."""
BLANKS = dict.fromkeys(map(ord, "\x0b\x0c\x1a\x1c\x1d\x1e\x1f\u2028\u2029"), " ")
BLANKS |= dict.fromkeys(range(0x7F, 0xA0), " ")
"""Soft returns and other invisible characters of texts, replaced by white space."""


class Dialect(NamedTuple):
    """The format of a file: the separator of cells, and whether cells can be quoted."""

    separator: str
    quoted: bool


DIALECTS = (
    Dialect("\t", False),
    Dialect("\t", True),
    Dialect(";", True),
    Dialect(",", True),
    Dialect("|", True),
)
"""The supported dialects; of two that fit equally well, the first is used."""


@dataclass(frozen=True, eq=False)
class Table:
    """A table of texts.

    Args:
        names: of the columns, as in the file; "" for a column without a name.
        rows: the cells of each row, as many as there are columns.
        lines: the line of the file at which each row begins, from 1.
        header: whether the first line names the columns.
        n_rows: rows of the file; more than `rows` has if these are a random sample.
        n_bytes, size: bytes that were read, and that the file has.
        encoding: of the file, by its name in Python.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    header: bool
    n_rows: int
    n_bytes: int
    size: int
    encoding: str

    def column(self, index: int) -> list[str]:
        """Return the cells of a column, from top to bottom."""
        return [row[index] for row in self.rows]


def read(
    content: bytes,
    size: int = 0,
    *,
    column_names: Collection[str],
    most_rows: int,
    most_bytes: int,
    header: bool | None = None,
) -> Table:
    """Read the table of a CSV file, or of the only one in a zip.

    The separator is a comma, a semicolon, a tabulator or a vertical bar; cells may be
    in quotation marks. The encoding is UTF-8, UTF-16 with its mark, or Windows-1252.
    Rows without any text are skipped.

    Args:
        size: bytes of the file, if `content` is only its beginning.
        column_names: names that columns may have, in lower case.
        most_rows: of more rows, a random sample of this size, always the same.
        most_bytes: the number of bytes that are read of a file in a zip.
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
        content, size = _unzip(content, size, most_bytes)
    text, encoding = _decode(content, cut=len(content) < size)
    if not text.strip():
        raise ParseError("empty")
    dialect, start = _detect_dialect(text, column_names)
    rows = _Rows(text, dialect, start, cut=len(content) < size)
    names, header = _read_header(rows, column_names, header)
    sample = list[tuple[int, list[str]]]()
    n_rows, width, random = 0, len(names), Random(0)
    for line, cells in rows.body(header):
        if len(cells) > width and any(map(str.strip, cells[width:])):
            raise ParseError("cells", line=line, found=len(cells), wanted=width)
        n_rows += 1
        if len(sample) < most_rows:
            sample.append((line, cells))
        elif (index := random.randrange(n_rows)) < most_rows:  # each row as likely
            sample[index] = line, cells
    sample.sort()
    lines = tuple(line for line, _ in sample)
    table_rows = tuple(_pad_row(row, width) for _, row in sample)
    counts = n_rows, len(content), size
    return Table(names, table_rows, lines, header, *counts, encoding)


def number(cell: str, *, commas: bool) -> float | None:
    """Return the number in a cell; None if it is not a number.

    Args:
        commas: whether the decimal separator is a comma.
    """
    text = normalize_signs(cell).replace(" ", "")
    text = text.replace(",", "." if commas else "")
    return float(text) if NUMBER.fullmatch(text) else None


def decimal_commas(cells: Sequence[str]) -> bool:
    """Return whether the commas of a column separate decimals, not thousands."""
    if any("." in cell for cell in cells):
        return False
    return any("," in cell and not THOUSANDS.fullmatch(cell) for cell in cells)


# ---- from bytes to text ----


def _unzip(content: bytes, size: int, most: int) -> tuple[bytes, int]:
    """Return the first `most` bytes of the only table in a zip, and its full size."""
    if len(content) < size:
        raise ParseError("zip_large")
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            info = _find_table(archive.infolist())
            with archive.open(info) as file:
                data = file.read(most + 1)[:most]
    except ParseError:
        raise
    except Exception as error:  # zipfile raises what it meets
        raise ParseError("zip_broken") from error
    if not data.strip():
        raise ParseError("empty")
    if data.startswith((ZIP, OLE)):
        raise ParseError("zip")
    return data, max(info.file_size, len(data))


def _find_table(infos: Sequence[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    """Return the only table among the files of a zip.

    Raises:
        ParseError: "workbook", "zip" or "zip_locked".
    """
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


def _decode(content: bytes, *, cut: bool) -> tuple[str, str]:
    """Decode a file; return its text and its encoding.

    Args:
        cut: whether it may end in the middle of a character.
    """
    encoding = ""
    for mark, mark_encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            encoding, content = mark_encoding, content[len(mark) :]
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
        end = error.start
    valid = content[:end].decode(encoding)
    if cut and len(content) - end < 4:
        return valid, encoding
    if encoding != "utf-8" or _mostly_utf8(content):
        line = len(END_OF_LINE.findall(valid)) + 1
        raise ParseError("encoding", line=line)
    text = content.decode(WINDOWS, "replace")
    if (
        CONTROL_CHARACTERS.search(text[:1000])
        or text.count("\ufffd") > len(text) // 100
    ):
        raise ParseError("binary")
    return text, WINDOWS


def _mostly_utf8(content: bytes) -> bool:
    """Return whether more non-ASCII characters are valid UTF-8 than are not."""
    text = content.decode("utf-8", "replace")
    n_non_ascii = sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", text))
    return n_non_ascii > text.count("\ufffd")


# ---- from text to rows ----


class _Rows:
    """The rows of a text, parsed anew at each iteration.

    Args:
        start: index in the text at which they begin.
        cut: whether the last one may be incomplete.
    """

    def __init__(self, text: str, dialect: Dialect, start: int, *, cut: bool):
        self.text, self.dialect, self.start, self.cut = text, dialect, start, cut

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the line and the cells of each row that has some text.

        Raises:
            ParseError: "quotes".
        """
        file = StringIO(self.text[self.start :], newline="")
        csv.field_size_limit(2**31 - 1)  # the size of the file is the limit
        options: dict[str, Any] = {"delimiter": self.dialect.separator, "strict": True}
        if not self.dialect.quoted:
            options["quoting"] = csv.QUOTE_NONE
        reader = csv.reader(file, **options)
        n_lines_before = len(END_OF_LINE.findall(self.text, 0, self.start))
        pending: tuple[int, list[str]] | None = (
            None  # of a cut text, the last is not yielded
        )
        while True:
            line = n_lines_before + reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error:
                if pending:
                    yield pending
                if self.cut and not file.read(1):  # the last one, which is incomplete
                    return
                raise ParseError("quotes", line=line) from None
            if not self.dialect.quoted:
                cells = [_unquote(cell) for cell in cells]
            if any(cells) and any(map(str.strip, cells)):
                if pending:
                    yield pending
                pending = line, cells
        if pending and not self.cut:
            yield pending

    def body(self, header: bool) -> Iterator[tuple[int, list[str]]]:
        """Return the rows without the header, if there is one."""
        rows = iter(self)
        if header:
            next(rows, None)
        return rows


def _unquote(cell: str) -> str:
    """Return a cell without the quotes around it, if there are some."""
    inner = cell[1:-1]
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"'
    if is_quoted and '"' not in inner.replace('""', ""):
        return inner.replace('""', '"')
    return cell


def _detect_dialect(text: str, column_names: Collection[str]) -> tuple[Dialect, int]:
    """Return the dialect of a text, and the index at which its rows begin."""
    if match := SEPARATOR.match(text):
        return Dialect(match[1], True), match.end()
    return max(
        DIALECTS, key=lambda dialect: _dialect_score(text, dialect, column_names)
    ), 0


def _dialect_score(
    text: str, dialect: Dialect, column_names: Collection[str]
) -> tuple[float, ...]:
    """Return how well a dialect fits a text; a larger score is better."""
    sample, rows, has_errors = text[:SAMPLE], list[list[str]](), False
    reader = _Rows(sample, dialect, 0, cut=len(text) > SAMPLE)
    try:
        for _, cells in reader:
            rows.append(cells)
            if len(rows) == SAMPLE_ROWS:
                break
    except ParseError:
        has_errors = True
    if not rows:
        return (-1,)
    (width, count), *_ = Counter(map(len, rows)).most_common(1)
    n_matches = sum(name_key(cell) in column_names for cell in rows[0][:MAX_COLUMNS])
    return width > 1, not has_errors, min(n_matches, 2), count / len(rows)


def _read_header(
    rows: _Rows, column_names: Collection[str], header: bool | None
) -> tuple[tuple[str, ...], bool]:
    """Return the names of the columns, and whether the first line has them."""
    first: list[str] = []
    others: list[list[str]] = []
    for _, cells in rows:
        if not first:
            first = cells
            if len(first) > MAX_COLUMNS:
                raise ParseError("columns", most=MAX_COLUMNS)
        elif len(others) < SAMPLE_ROWS:
            others.append(cells)
        else:
            break
    if header is None:
        header = _is_header(first, others, column_names)
    width = len(first)
    # R's write.table names all columns but that of the rows' own names.
    if header and others and all(len(cells) == width + 1 for cells in others):
        first = ["", *first]
    if not header:
        width = max(map(len, [first, *others]), default=0)
        return ("",) * min(width, MAX_COLUMNS), False
    return tuple(display_name(cell) for cell in first), True


def _is_header(
    first: Sequence[str], others: Sequence[Sequence[str]], column_names: Collection[str]
) -> bool:
    """Return whether a first line looks like names, compared with the lines below."""
    if any(name_key(cell) in column_names for cell in first):
        return True
    if any(NUMBER.fullmatch(cell.strip()) for cell in first):
        return False
    for column, cell in enumerate(first):
        below = [cells[column] for cells in others if len(cells) > column]
        if cell.strip() and cell in below:
            return False  # a label that occurs again
    return all(len(cell) <= MAX_NAME for cell in first)


def _pad_row(row: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a row with as many cells as there are columns, without soft returns."""
    cells = [cell.translate(BLANKS).strip() for cell in row[:width]]
    return (*cells, *[""] * (width - len(cells)))


def display_name(cell: str) -> str:
    """Return a column's name for display."""
    name = " ".join(cell.strip()[:MAX_NAME].split())
    return unicodedata.normalize("NFC", name)


def name_key(cell: str) -> str:
    """Return a column's name for comparison, in lower case."""
    return display_name(cell).casefold()
