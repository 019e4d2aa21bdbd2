"""A reader's own table: read as programs write it, or refused with a true reason."""

import gzip
import io
import time
import zipfile
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.contract import ParseError
from lessons.data import newsgroups, own_texts, table
from lessons.data.own_texts import MAX_BYTES, MAX_ROWS, MAX_TEXT

ROWS = [
    *(("A ball, and a bat", "sport"), ("Orbit", "space"), ("The pitch", "sport")),
    *(("A probe", "space"), ("Two runs", "sport"), ("Mars", "space")),
]


def make_csv(rows=ROWS, separator=",", header=("text", "label"), end="\n"):
    lines = [separator.join(header)] if header else []
    lines += [separator.join(f'"{cell}"' for cell in row) for row in rows]
    return (end.join(lines) + end).encode("utf-8")


PLAIN = make_csv()


def select_from(content, size=0):
    """What is read of a file by the columns that are guessed, and from which table."""
    file_table = own_texts.open_table(content, size)
    return own_texts.select_texts(
        file_table, *own_texts.guess_columns(file_table)
    ), file_table


def texts_of(content):
    return own_texts.unpack(select_from(content)[0].own)


def refusal(content, size=0):
    with pytest.raises(ParseError) as error:
        own_texts.check_file(content, size)
    return str(error.value), error.value.details


def make_zip(files, compression=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return packed.getvalue()


READ = {
    "comma": PLAIN,
    "semicolon": make_csv(separator=";"),
    "tabulator": make_csv(separator="\t"),
    "upright": make_csv(separator="|"),
    "other columns": make_csv(
        [("1", *row) for row in ROWS], header=["id", "text", "label"]
    ),
    "pandas' index": make_csv(
        [(str(i), *row) for i, row in enumerate(ROWS)], header=["", "text", "label"]
    ),
    "R's row names": make_csv(
        [(str(i + 1), *row) for i, row in enumerate(ROWS)], header=["text", "label"]
    ),
    "turned columns": make_csv([row[::-1] for row in ROWS], header=("label", "text")),
    "French names": make_csv(header=("Texte", "Étiquette")),
    "names apart": make_csv(header=(" TEXT ", "Label")),
    "names in two parts": make_csv(header=("texte", "E\u0301tiquette")),
    "other names": make_csv(header=("avis", "classe")),
    "unknown names": make_csv(header=("what is written", "of what")),
    "no names": make_csv(header=()),
    "empty columns": PLAIN.replace(b"\n", b",,,\n"),
    "Excel's separator": b"sep=;\r\n" + make_csv(separator=";", end="\r\n"),
    "Excel's rows below": make_csv(separator=";") + b";\n;\n",
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "UTF-16 little": b"\xff\xfe" + PLAIN.decode().encode("utf-16-le"),
    "UTF-16 big": b"\xfe\xff" + PLAIN.decode().encode("utf-16-be"),
    "Windows": make_csv(end="\r\n"),
    "old Macintosh": make_csv(end="\r"),
    "empty lines": b"\n\n" + PLAIN.replace(b"\n", b"\n\n"),
    "no last end": PLAIN.rstrip(),
    "spaces": PLAIN.replace(b'sport"', b' sport "'),
    "soft return": PLAIN.replace(b'Orbit"', b'Orbit\x0b"'),
    "zip": make_zip({"a/words.csv": PLAIN, "__MACOSX/a": b"x", "readme.txt": b"y"}),
    "zip of a name without an ending": make_zip({"words": PLAIN, "readme": b"y"}),
}


@pytest.mark.parametrize("name", READ)
def test_a_file_as_programs_write_it_is_read(name):
    texts = texts_of(READ[name])
    assert texts.texts == tuple(text for text, _ in ROWS)
    assert texts.names == ("space", "sport")
    assert texts.labels.tolist() == [1, 0] * 3
    assert texts.source == "upload" and texts.nbytes > 0


def test_quotes_newlines_and_accents_inside_a_cell_survive():
    content = 'text,label\n"il dit ""oui""\nça, l’été",a\nx,b\n'
    content += "".join(f"x{i},a\ny{i},b\n" for i in range(3))
    assert texts_of(content.encode()).texts[0] == 'il dit "oui"\nça, l’été'


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_windows_encoded_file_is_read_and_reported(encoding):
    rows = [
        (f"Été n° {i} à l’œuvre"[: 10 if encoding == "latin-1" else 99], "ab"[i % 2])
        for i in range(8)
    ]
    content = make_csv(rows, ";", ("avis", "classe"), "\r\n").decode().encode(encoding)
    selection, file_table = select_from(content)
    assert own_texts.unpack(selection.own).texts == tuple(text for text, _ in rows)
    assert file_table.encoding == table.WINDOWS
    assert "windows" in own_texts.remarks(file_table, selection, "words")


def words(random, n):
    vocabulary = ("the", "tram", "soup", "rain", "cat", "door", "beans")
    return " ".join(random.choices(vocabulary, k=n))


def spam_csv(n=5572):
    """The form of Kaggle's spam.csv: Latin-1, v1 and v2, three empty columns."""
    random, lines = Random(0), ["v1,v2,,,"]
    for i in range(n):
        label = "spam" if random.random() < 0.13 else "ham"
        quoted = ' ""so""' if i % 5 == 0 else ""
        odd = " \x89Û\x9d" if i % 30 == 0 else ""
        text = words(random, 6) + str(i) if i % 20 else "Call me later"
        text = f"{text} £5{quoted}{odd}"
        lines.append(f'{label},"{text}",,,')
    return "\r\n".join(lines).encode("latin-1")


def spam_collection(n=5574):
    """The form of SMSSpamCollection: tabs, no header, quotes as they come."""
    random, lines = Random(0), []
    for i in range(n):
        label = "spam" if random.random() < 0.13 else "ham"
        open_quote = '"' if i % 50 == 7 else ""
        middle = ' "so" he said' if i % 9 == 0 else ""
        lines.append(f"{label}\t{open_quote}{words(random, 6)} {i}{middle}")
    return ("\n".join(lines) + "\n").encode()


def film_reviews(n=50_000):
    """The form of the IMDB reviews: quoted, in HTML, some of several lines."""
    random, lines = Random(0), ["review,sentiment"]
    for i in range(n):
        text = f'A film{i}.<br /><br />{"x" * 200} ""well"", said one,'
        text += "\nand left." if i % 7 == 0 else " and left."
        lines.append(f'"{text}",{random.choice(("positive", "negative"))}')
    return ("\n".join(lines) + "\n").encode()


def test_the_spam_of_kaggle_opens_without_an_editor():
    selection, file_table = select_from(spam_csv())
    assert (file_table.names, file_table.header) == (("v1", "v2", "", "", ""), True)
    assert own_texts.guess_columns(file_table) == (0, 1)
    assert (file_table.n_rows, len(file_table.rows)) == (5572, 5572)
    assert (
        selection.n_texts + selection.n_duplicates == 5572
        and selection.n_duplicates > 0
    )
    texts = own_texts.unpack(selection.own)
    assert texts.names == ("ham", "spam")
    assert "£5" in texts.texts[1] and ' "so"' in texts.texts[0]


def test_the_spam_collection_opens_without_an_editor():
    content = spam_collection()
    for file in (content, make_zip({"SMSSpamCollection": content, "readme": b"x"})):
        selection, file_table = select_from(file)
        assert (file_table.names, file_table.header) == (("", ""), False)
        assert own_texts.guess_columns(file_table) == (0, 1)
        assert selection.n_texts == file_table.n_rows == 5574
        texts = own_texts.unpack(selection.own)
        assert texts.names == ("ham", "spam")
        assert texts.texts[7].startswith('"')
        assert texts.texts[9].endswith('"so" he said')


def test_film_reviews_open_without_an_editor_and_in_part():
    content = film_reviews()
    assert len(content) > MAX_BYTES
    selection, file_table = select_from(content[:MAX_BYTES], len(content))
    assert own_texts.guess_columns(file_table) == (1, 0)
    assert (file_table.n_bytes, file_table.size) == (MAX_BYTES, len(content))
    whole = content[:MAX_BYTES].count(b"A film")
    assert file_table.n_rows == whole - 1  # the last one is cut off
    assert len(file_table.rows) == MAX_ROWS == selection.n_texts
    remarks = own_texts.remarks(file_table, selection, "words")
    assert remarks == ["texts", "part", "drawn"]
    assert select_from(content[:MAX_BYTES], len(content))[0].own == selection.own
    packed = make_zip({"IMDB Dataset.csv": content})
    assert len(packed) < MAX_BYTES
    assert own_texts.open_table(packed).rows == file_table.rows


def test_rows_that_are_drawn_come_from_the_whole_file_in_its_order():
    rows = [(f"text {i}", "first" if i < 20_000 else "then") for i in range(40_000)]
    file_table = own_texts.open_table(make_csv(rows))
    assert len(file_table.rows) == MAX_ROWS
    assert list(file_table.lines) == sorted(file_table.lines)
    counts = np.unique(file_table.column(1), return_counts=True)[1]
    assert abs(counts - MAX_ROWS / 2).max() < 300


def test_duplicate_texts_count_once():
    rows = [row for row in ROWS for _ in range(3)]
    selection, file_table = select_from(make_csv(rows))
    assert own_texts.unpack(selection.own).texts == tuple(text for text, _ in ROWS)
    assert selection.n_duplicates == 12
    assert "repeated" in own_texts.remarks(file_table, selection, "words")


def test_unusable_rows_are_left_out_and_counted():
    rows = [
        *ROWS,
        ("", "sport"),
        ("a text", ""),
        ("alone", "chess"),
        ("x" * 20_001, "space"),
    ]
    selection, file_table = select_from(make_csv(rows))
    assert (selection.n_texts, selection.n_labels) == (7, 2)
    assert (selection.n_incomplete, selection.n_singletons, selection.n_shortened) == (
        2,
        1,
        1,
    )
    remarks = own_texts.remarks(file_table, selection, "words")
    assert remarks == ["texts", "incomplete", "alone", "cut"]
    assert own_texts.counts(file_table, selection)["alone"] == 1
    assert max(map(len, own_texts.unpack(selection.own).texts)) == MAX_TEXT


def test_texts_without_spaces_are_pointed_at_characters():
    rows = [(f"今天晚上的电车停在老磨坊{i}", "家广"[i % 2]) for i in range(8)]
    selection, file_table = select_from(make_csv(rows))
    assert "unspaced" in own_texts.remarks(file_table, selection, "words")
    assert "unspaced" not in own_texts.remarks(file_table, selection, "characters")
    assert not select_from(PLAIN)[0].unspaced


def test_the_reader_may_choose_other_columns_and_that_the_first_line_is_a_text():
    rows = [
        (text, label, "en" if i % 3 else "fr") for i, (text, label) in enumerate(ROWS)
    ]
    content = make_csv(rows, header=("text", "label", "language"))
    file_table = own_texts.open_table(content)
    assert own_texts.label_columns(file_table) == (1, 2)
    assert own_texts.column_options(file_table) == {
        "label": ((1, 2), 1),
        "text": ((0, 2), 0),
    }
    assert own_texts.column_options(file_table, 2) == {
        "label": ((1, 2), 2),
        "text": ((0, 1), 0),
    }
    other = own_texts.select_texts(file_table, 2, 0)
    assert own_texts.unpack(other.own).names == ("en", "fr")
    bare = own_texts.open_table(content, 0, False)
    assert (bare.names, bare.n_rows) == (("", "", ""), 7)


@given(
    st.lists(
        st.tuples(st.text('ab \n",;\té’', min_size=1), st.sampled_from(["x", "y"])),
        min_size=6,
        max_size=20,
    ),
    st.sampled_from(",;|"),
)
def test_written_csv_is_read_back(rows, separator):
    lines = ["text" + separator + "label"]
    lines += [
        separator.join('"' + cell.replace('"', '""') + '"' for cell in row)
        for row in rows
    ]
    file_table = own_texts.open_table("\r\n".join(lines).encode())
    expected = [(text.strip(), label) for text, label in rows]
    assert list(file_table.rows) == list(expected)


def rows(*more):
    return PLAIN + "".join(f"{row}\n" for row in more).encode()


def locked():
    content = bytearray(make_zip({"a.csv": PLAIN}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


MALFORMED = {
    "nothing": (b"", "empty"),
    "blank": (b" \n\t\n", "empty"),
    "a mark alone": (b"\xef\xbb\xbf\n", "empty"),
    "an empty file in a zip": (make_zip({"a.csv": b"\n"}), "empty"),
    "xlsx": (make_zip({"xl/workbook.xml": "<workbook/>"}), "workbook"),
    "docx": (make_zip({"[Content_Types].xml": "", "word/a.xml": ""}), "workbook"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook"),
    "a zip of two tables": (make_zip({"a.csv": PLAIN, "b.csv": PLAIN}), "zip"),
    "a zip of nothing": (make_zip({"readme": b""}) + b"", "zip"),
    "a zip in a zip": (make_zip({"a.zip": make_zip({"a.csv": PLAIN})}), "zip"),
    "a zip packed otherwise": (make_zip({"a.csv": PLAIN}, zipfile.ZIP_LZMA), "zip"),
    "a locked zip": (locked(), "zip_locked"),
    "half a zip": (make_zip({"a.csv": PLAIN})[:60], "zip_broken"),
    "an image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(100), "binary"),
    "a pickle": (b"\x80\x04\x95\0\0\0\0\0\0\0\0]\x94.", "binary"),
    "UTF-16 without mark": (PLAIN.decode().encode("utf-16-le"), "binary"),
    "junk": (bytes(range(1, 256)) * 3, "binary"),
    "UTF-8 with other signs in it": (
        rows("été,sport", "à,space") + b"\xe9,sport\n",
        "encoding",
    ),
    "half a UTF-16 character": (READ["UTF-16 little"][:-1], "encoding"),
    "UTF-32": (PLAIN.decode().encode("utf-32"), "encoding"),
    "gzip": (gzip.compress(PLAIN, mtime=0), "binary"),
    "one column": (make_csv([row[:1] for row in ROWS], header=["text"]), "one_column"),
    "a web page": (b"<!DOCTYPE html>\n<html><body>Log in</body></html>", "one_column"),
    "JSON": (b'[{"text": "a", "label": "b"}]', "few"),
    "a thousand columns": (b"text,label" + b",x" * 1000 + b"\n", "columns"),
    "a quotation mark left open": (rows('"x,sport'), "quotes"),
    "text after a quotation": (rows('"x"y,sport'), "quotes"),
    "a cell too many": (rows("x,y,sport"), "cells"),
    "a header alone": (b"text,label\n", "few"),
    "five rows": (make_csv(ROWS[:5]), "few"),
    "a long label": (make_csv([(str(i), "y" * 61) for i in range(8)]), "long_label"),
    "a label of two lines": (rows('x,"a\nb"'), "long_label"),
    "a turned label": (rows("x,\u202esport"), "long_label"),
    "a bell in a text": (rows("x\x07,sport"), "control"),
    "a NUL late in a text": (rows("x" * 2000 + "\0,sport"), "control"),
    "one class": (make_csv([(str(i), "sport") for i in range(6)]), "one_class"),
    "each its class": (make_csv([("x", str(i)) for i in range(50)]), "classes"),
    "no column of labels": (
        make_csv([(f"a{i}", f"b{i}", f"c{i}") for i in range(9)], header="uvw"),
        "no_label",
    ),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_file_is_refused_with_its_reason(name):
    content, reason = MALFORMED[name]
    assert refusal(content)[0] == reason
    assert reason in own_texts.REASONS


def test_every_reason_has_a_file():
    size_reason = refusal(make_zip({"a.csv": PLAIN}), 10**8)[0]
    assert {reason for _, reason in MALFORMED.values()} | {size_reason} == {
        *own_texts.REASONS
    }


def test_a_refusal_tells_where():
    details = {name: refusal(content)[1] for name, (content, _) in MALFORMED.items()}
    assert details["a cell too many"] == {"line": 8, "found": 3, "wanted": 2}
    assert details["UTF-8 with other signs in it"] == {"line": 10}
    assert details["a label of two lines"] == {"line": 8, "most": 60}
    assert details["each its class"] == {"column": "label", "found": 50, "most": 20}
    assert details["five rows"] == {"found": 5, "least": 6}
    many = b"\n\n" + make_csv([(f"two\nlines{i}", "ab"[i % 2]) for i in range(6)])
    assert refusal(many + b"x,y,z\n")[1]["line"] == 16
    assert refusal(b"sep=,\n" + PLAIN + b"x,y,z\n")[1]["line"] == 9
    open_quotes = PLAIN + b'"x,sport\n' + b"y,space\n" * 3
    assert refusal(open_quotes) == ("quotes", {"line": 8})


def test_a_bomb_in_a_zip_is_read_no_further_than_a_file():
    bomb = make_zip({"a.csv": b"text,label\n" + b"a,b\n" * 10_000_000})
    assert len(bomb) < 100_000
    file_table = own_texts.open_table(bomb)
    assert file_table.n_bytes == MAX_BYTES < file_table.size == 40_000_011


def test_the_largest_file_is_read_quickly_and_the_worst_refused_so():
    length = MAX_BYTES // MAX_ROWS - 30
    large = make_csv(
        [(f"{i} " + "x " * (length // 2), f"c{i % 9}") for i in range(9990)]
    )
    assert len(large) <= MAX_BYTES
    start = time.process_time()
    assert select_from(large)[0].n_texts == 9990
    refusal(b"text,label\n" + b'"' * (MAX_BYTES - 20))
    refusal(b"text,label" + b"," * (MAX_BYTES - 20))
    assert time.process_time() - start < 4


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_messages_of_the_course_are_such_a_file(language):
    content = (newsgroups.MESSAGES / f"{language}.csv").read_bytes()
    texts = texts_of(content)
    parts = [newsgroups.course_messages(language, part) for part in ("train", "test")]
    assert len(texts.texts) == sum(len(part.texts) for part in parts)
    assert np.bincount(texts.labels).min() >= 45
