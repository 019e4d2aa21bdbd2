"""A CSV file of a reader's own: read within limits, or refused with a reason."""

import gzip
import io
import time
import zipfile

import numpy as np
import pytest

from lessons.contract import Refused
from lessons.data import newsgroups, table

ROWS = [("A ball, and a bat", "sport"), ("Orbit", "space")] * 3


def written(rows=ROWS, separator=",", header=("text", "label"), end="\n"):
    lines = [separator.join(header)]
    lines += [separator.join(f'"{cell}"' for cell in row) for row in rows]
    return (end.join(lines) + end).encode("utf-8")


PLAIN = written()


def refusal(content):
    with pytest.raises(Refused) as caught:
        table.read(content)
    return str(caught.value), caught.value.tells


READ = {
    "comma": PLAIN,
    "semicolon": written(separator=";"),
    "tabulator": written(separator="\t"),
    "other columns": written(
        [("1", *row) for row in ROWS], header=["id", "text", "label"]
    ),
    "turned columns": written([row[::-1] for row in ROWS], header=("label", "text")),
    "French names": written(header=("Texte", "Étiquette")),
    "names apart": written(header=(" TEXT ", "Label")),
    "names in two parts": written(header=("texte", "E\u0301tiquette")),
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "UTF-16 little": b"\xff\xfe" + PLAIN.decode().encode("utf-16-le"),
    "UTF-16 big": b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"),
    "Windows": written(end="\r\n"),
    "old Macintosh": written(end="\r"),
    "empty lines": PLAIN.replace(b"\n", b"\n\n"),
    "no last end": PLAIN.rstrip(),
    "spaces": PLAIN.replace(b'sport"', b' sport "'),
}


@pytest.mark.parametrize("name", READ)
def test_a_file_as_programs_write_it_is_read(name):
    found = table.read(READ[name])
    assert found.texts == tuple(text for text, _ in ROWS)
    assert found.names == ("space", "sport")
    assert found.labels.tolist() == [1, 0] * 3
    assert found.source == "upload" and found.nbytes > 0


def test_quotes_lines_and_accents_inside_a_cell_are_kept():
    content = 'text,label\n"il dit ""oui""\nça, l’été",a\nx,b\n'
    content += "x,a\nx,b\n" * 3
    found = table.read(content.encode())
    assert found.texts[0] == 'il dit "oui"\nça, l’été'


def workbook():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
    return packed.getvalue()


def rows(*more):
    return PLAIN + "".join(f"{row}\n" for row in more).encode()


MALFORMED = {
    "nothing": (b"", "empty"),
    "blank": (b" \n\t\n", "empty"),
    "a mark alone": (b"\xef\xbb\xbf\n", "empty"),
    "too many bytes": (PLAIN + b"x" * table.MAX_BYTES, "bytes"),
    "xlsx": (workbook(), "workbook"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook"),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100), "binary"),
    "a pickle": (b"\x80\x04\x95\0\0\0\0\0\0\0\0]\x94.", "binary"),
    "UTF-16 without mark": (PLAIN.decode().encode("utf-16-le"), "binary"),
    "Windows-1252": (rows("été,sport").decode().encode("cp1252"), "encoding"),
    "half a character": (PLAIN + "é".encode()[:1], "encoding"),
    "half a UTF-16 character": (READ["UTF-16 little"][:-1], "encoding"),
    "a surrogate": (rows("x,sport") + b"\xed\xa0\x80,sport\n", "encoding"),
    "UTF-32": (PLAIN.decode().encode("utf-32"), "encoding"),
    "gzip": (gzip.compress(PLAIN, mtime=0), "binary"),
    "no header": (PLAIN.partition(b"\n")[2], "header"),
    "other names": (PLAIN.replace(b"label", b"class"), "header"),
    "another separator": (written(separator="|"), "header"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "header"),
    "JSON": (b'[{"text": "a", "label": "b"}]', "header"),
    "one line of quotes": (b'"' * 999, "header"),
    "text twice": (b"text,label,text\na,b,c\n", "twice"),
    "both languages": (b"text,label,texte\na,b,c\n", "twice"),
    "a thousand columns": (b"text,label" + b",x" * 1000 + b"\n", "columns"),
    "a quotation mark left open": (rows('"x,sport'), "quotes"),
    "text after a quotation": (rows('"x"y,sport'), "quotes"),
    "a cell too many": (rows("x,y,sport"), "cells"),
    "a cell too few": (rows("x"), "cells"),
    "a cell too many for csv": (rows("x" * 140_000 + ",sport"), "long_text"),
    "too many rows": (PLAIN + b"x,sport\n" * table.MAX_ROWS, "rows"),
    "a header alone": (b"text,label\n", "few"),
    "five rows": (written(ROWS[:5]), "few"),
    "a row without text": (rows(",sport"), "no_text"),
    "a row of spaces": (rows('"   ",sport'), "no_text"),
    "a long text": (rows("x" * (table.MAX_TEXT + 1) + ",sport"), "long_text"),
    "a row without label": (rows("x,"), "no_label"),
    "a long label": (rows("x," + "y" * 61), "long_label"),
    "a label of two lines": (rows('x,"a\nb"'), "long_label"),
    "a bell in a text": (rows("x\x07,sport"), "control"),
    "a NUL late in a text": (rows("x" * 2000 + "\0,sport"), "control"),
    "a turned label": (rows("x,\u202esport"), "control"),
    "one class": (written([("x", "sport")] * 6), "one_class"),
    "each its class": (written([("x", str(i)) for i in range(50)]), "classes"),
    "a class of one": (rows("x,chess"), "single"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_refused_with_its_reason(name):
    content, reason = MALFORMED[name]
    assert refusal(content)[0] == reason
    assert reason in table.REASONS


def test_every_reason_has_a_file():
    assert {reason for _, reason in MALFORMED.values()} == set(table.REASONS)


def test_a_refusal_tells_where():
    assert refusal(MALFORMED["a cell too many"][0])[1] == {"line": 8}
    assert refusal(MALFORMED["Windows-1252"][0])[1] == {"line": 8}
    assert refusal(MALFORMED["a class of one"][0])[1] == {"label": "chess"}
    many = written([("two\nlines", "a")] * 3) + b"x\n"
    assert refusal(many)[1] == {"line": 8}
    left_open = PLAIN + b'"x,sport\n' + b"y,space\n" * 3
    assert refusal(left_open) == ("quotes", {"line": 8})


def test_the_largest_file_is_read_quickly_and_the_worst_refused_so():
    length = table.MAX_BYTES // table.MAX_ROWS - 20
    large = written([("x " * (length // 2), f"c{i % 9}") for i in range(4990)])
    assert len(large) <= table.MAX_BYTES
    began = time.process_time()
    assert len(table.read(large).texts) == 4990
    assert refusal(b"text,label\n" + b'"' * (table.MAX_BYTES - 20))[0] == "long_text"
    refusal(b"text,label" + b"," * (table.MAX_BYTES - 20))
    assert time.process_time() - began < 4


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_messages_of_the_course_are_such_a_file(language):
    content = (newsgroups.MESSAGES / f"{language}.csv").read_bytes()
    found = table.read(content)
    parts = [newsgroups.offline(language, part) for part in ("train", "test")]
    assert len(found.texts) == sum(len(part.texts) for part in parts)
    assert np.bincount(found.labels).min() >= 45
