"""Uploads by strangers: an error in words, no code run, no data lost, little memory.

Each of the four uploads is given the malformed files that the tests of all four know,
and those here, which were made to cost time or memory, or to be taken for another kind.
"""

import io
import pickle
import re
import struct
import time
import zipfile
import zlib
from base64 import b64encode
from functools import partial
from pathlib import Path

import pytest
import streamlit as st
from PIL import Image
from streamlit.testing.v1 import AppTest

from app.components import mount
from app.content.catalogue import LANGUAGES, PageText, load_messages
from app.content.markdown import escape_markdown
from lessons import lesson
from lessons.data import own_texts, picture
from lessons.playground import points
from lessons.saving import threats, upload
from lessons.saving.checkpoint import write_checkpoint
from tests.data.test_table import MALFORMED as TABLES
from tests.data.test_table import PLAIN
from tests.data.test_uploaded_picture import MALFORMED as PICTURES
from tests.data.test_uploaded_picture import READ, chunk, png
from tests.lessons.test_saving import Canary, archive, as_zip
from tests.pages.app_page import texts

SAVED = write_checkpoint(lesson("saving").defaults | {"kept": "model_optimizer_rng"})
SECONDS = 4
MEGABYTES = 300
PNG, JPEG = READ["RGB"], READ["JPEG"]
LIST = SAVED.index(b"PK\x01\x02")
LOCKED = SAVED[: LIST + 8] + b"\x01" + SAVED[LIST + 9 :]
POINTS = b"x1,x2,class\n0,0,a\n1,1,b\n2,1,a\n1,2,b\n"
ZEROS = zlib.compress(bytes(10**8))
CODE = re.compile("(`+).*?\\1")
MARKUP = "[x](//evil.example) <img src=x onerror=alert(1)> :red[x] $x$ `"
UPLOADS = {
    ("saving", "upload"): (
        upload.MAX_BYTES,
        partial(upload.continue_training, settings=lesson("saving").defaults),
        SAVED,
    ),
    ("playground", "csv"): (points.MOST_BYTES, points.check_table, POINTS),
    ("text_classification", "csv"): (own_texts.MAX_BYTES, own_texts.check_file, PLAIN),
    ("image_classification", "picture"): (picture.MAX_BYTES, picture.read, PNG),
}
"""Each upload's limit, what reads it, and a file that is good."""


def many_scans():
    """A JPEG whose last scan, of some thirty bytes, goes over all pixels many times."""
    file = io.BytesIO()
    Image.new("L", (4000, 4000), 255).save(file, "JPEG", progressive=True)
    content = file.getvalue()[:-2]
    last = content[content.rindex(b"\xff\xda") :]
    return content + last * 50_000 + b"\xff\xd9"


def zip_with_false_size():
    """A zip whose first entry is larger than its list says."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zip_file:
        zip_file.writestr("a/data.pkl", bytes(40_000))
    content = file.getvalue()
    at = content.rindex(b"PK\x01\x02") + 20
    return content[:at] + struct.pack("<II", 4, 4) + content[at + 8 :]


def overlapping():
    """A zip that lists one entry a thousand times."""
    one = as_zip({"a/data/0": bytes(20)})
    at, end = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    entries = one[at:end] * 1000
    numbers = struct.pack("<HHHHIIH", 0, 0, 1000, 1000, len(entries), at, 0)
    return one[:at] + entries + b"PK\x05\x06" + numbers


def laughs():
    """A pickle of lists of lists: a thousand million things in little room."""
    text = b"\x80\x02]q\x00"
    for n in range(30):
        text += b"]q" + bytes([n + 1]) + b"(h" + bytes([n]) + b"h" + bytes([n]) + b"e"
    return text + b"."


def hostile(canary):
    """Hostile files, by what they are."""
    png_parts = chunk(b"teSt", b"") * 500_000
    parts = b"\xff\xe5\x00\x02" * 1_000_000
    content = pickle.dumps(canary)
    script = b"<script>alert(1)</script>"
    deep = b"\x80\x02" + b"(" * 20_000 + b"t" * 20_000 + b"."
    return {
        "zip that lies about a size": zip_with_false_size(),
        "zip with one entry a thousand times": overlapping(),
        "zip within zips": as_zip({"a/b.zip": as_zip({"c.zip": bytes(9000)})}),
        "packed bomb": as_zip({"a/data.pkl": bytes(10**7)}, zipfile.ZIP_LZMA),
        "locked zip": LOCKED,
        "nested pickle": threats.archive(deep),
        "pickle of laughs": threats.archive(laughs()),
        "pickle of a long text": threats.archive(
            b"\x80\x04\x8d" + b"\xff" * 7 + b"\x7f."
        ),
        "pickle of a long number": threats.archive(b"\x80\x02\x8b\xff\xff\xff\x7f."),
        "pickle of a huge memo": threats.archive(b"\x80\x02]r\xff\xff\xff\x7f."),
        "pickle with a name of markup": threats.archive(
            b"\x80\x02c" + script + b"\n" + MARKUP.encode() + b"\n."
        ),
        "pickle behind a picture": PNG[:8] + content,
        "pickle behind a header": b"text,label\n" + content,
        "pickle behind points": b"x1,x2,class\n" + content,
        "pickle named as a zip": b"PK\x03\x04" + content,
        "many parts": PNG[:33] + png_parts + PNG[33:],
        "many texts": PNG[:33] + chunk(b"tEXt", b"k\0v") * 400_000 + PNG[33:],
        "many scans": many_scans(),
        "many segments": JPEG[:2] + parts + JPEG[2:],
        "many fill bytes": JPEG[:2] + b"\xff" * 8_000_000 + JPEG[2:],
        "junk before a segment": JPEG[:2] + b"x" * 8_000_000 + JPEG[2:],
        "endless JPEG": JPEG[:2] + b"\xff\xe5\xff\xff" * 180,
        "chunk of 2 GB": PNG[:33] + b"\x7f\xff\xff\xffIDAT",
        "profile that unpacks to much": png(
            20, 20, bytes(420), more=chunk(b"iCCP", b"x\0\0" + ZEROS)
        ),
        "no lines": b"\0" * 100_000,
        "separators alone": b",,,\n,,\n",
        "quotes alone": b'""\n""',
        "odd spaces alone": "\u2028\x0b,\x1c".encode(),
        "separators without end": b"," * 3_000_000,
        "endings of three kinds": b"text\r,label\n\r\n\x0b" * 1000,
        "one long line": b"text,label\n" + b"a" * 3_900_000,
        "one long label": b"text,label\na," + "e\u0301\u0316".encode() * 25_000,
        "accents over accents": b"text,label\n"
        + (("a" + "\u0301\u0316" * 9000 + ",b\n").encode() * 50),
        "accents in the header": ("te" + "\u0301\u0316" * 30_000 + ",label\n").encode(),
        "half a sign": b"text,label\n\xed\xa0\x80,a\n",
        "long sign": b"text,label\n\xc0\xaf,a\n",
        "half a pair": b"\xff\xfet\0e\0x\0t\0,\0l\0a\0b\0e\0l\0\n\0\0\xd8",
        "odd UTF-16": b"\xfe\xff" + "text,label".encode("utf-16-be") + b"\0",
        "marks alone": b"\xef\xbb\xbf\xef\xbb\xbf",
        "a label of markup": PLAIN + f'x,"{MARKUP}"\n'.encode(),
        "a column of markup": f"text,label,{MARKUP},text\n".encode(),
        "a million columns": b"text,label" + b",x" * 1_000_000,
        "number beyond all": b"x1,x2,class\n1e999,0,a\n0,0,b\n",
        "number of digits": b"x1,x2,class\n" + b"9" * 5000 + b",0,a\n1,1,b\n",
        "number by another name": b"x1,x2,class\n0x10,1_0,a\n1,1,b\n",
        "far apart": b"x1,x2,class\n1e308,1e308,a\n-1e308,-1e308,b\n",
        "page": b"<!doctype html>" + script,
        "drawing of markup": b"<svg xmlns='http://www.w3.org/2000/svg'>" + script,
        "program": b"\x7fELF" + bytes(2000),
        "command": b"#!/bin/sh\nrm -rf ~\n",
        "formulas": b"=cmd|' /C calc'!A0,@SUM(1)\n",
    }


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """All malformed and hostile files that the tests know, by what they are."""
    folder = tmp_path_factory.mktemp("canary")
    malformed = {f"saving: {name}": data for name, data, _ in archive(folder)}
    malformed |= {f"picture: {name}": data for name, (data, _) in PICTURES.items()}
    malformed |= {f"texts: {name}": data for name, (data, _) in TABLES.items()}
    malformed |= {f"points: {name}": data for name, data in points.REFUSALS.items()}
    hostile_files = hostile(Canary(folder / "canary"))
    assert len(hostile_files) >= 50
    assert len(malformed) >= 140
    return folder, hostile_files | malformed


def peak():
    """The peak memory of this process since the last call, in MB."""
    if not Path("/proc/self/clear_refs").exists():
        return 0  # only Linux tells
    Path("/proc/self/clear_refs").write_text("5")
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def place(slug, name):
    """A page with one upload and nothing else, for AppTest."""
    from app.page.lesson_page import LessonPage
    from tests.pages.test_uploads import UPLOADS

    limit, read, _ = UPLOADS[slug, name]
    part = slug == "text_classification"
    LessonPage(slug).uploads.file(name, limit, read, accept="", part=part)


@pytest.mark.parametrize(("slug", "name"), UPLOADS)
def test_hostile_files_are_refused_in_words(slug, name, files, monkeypatch):
    """The file before stays, no file costs much, and no pickle is run."""
    folder, kinds = files
    good, refusals, took = UPLOADS[slug, name][-1], {}, {}

    def give_all(*, key, label, limit, accept, partial, on_file):
        def give(data, file_name="good"):
            file = {"name": file_name, "size": len(data)}
            if len(data) <= limit:
                file["bytes"] = b64encode(data).decode()
            st.session_state[key] = {"file": file}
            on_file()
            return st.session_state["page_states"][slug].inputs.files[name]

        assert give(good).refusal is None
        for kind, data in kinds.items():
            start = time.process_time()
            state = give(data, MARKUP[:60])
            took[kind] = time.process_time() - start
            assert state.data == good, kind
            refusals[kind] = state.refusal

    monkeypatch.setattr(mount, "file_upload", give_all)
    app = AppTest.from_function(place, args=(slug, name), default_timeout=90)
    before = peak()
    app.run()
    assert not app.exception
    assert set(refusals) == set(kinds)
    for lang in reversed(LANGUAGES):  # the page itself speaks French
        words = PageText(slug, lang)
        for kind, why in refusals.items():
            assert why, kind
            reasons = words.labels(f"{name}.refused") | load_messages(lang)["table"]
            assert why[0] in reasons, (kind, why)
            assert why[2] == MARKUP[:60], kind
            reason = words.refusal_message(name, *why[:2])
            outside = CODE.sub("", reason)
            assert not set("{<[$") & set(outside), (kind, reason)
    says = load_messages(lang)["upload"]
    refusal = says["refused"].format(file=escape_markdown(MARKUP[:60]), reason=reason)
    message = f"{refusal} {says['stays'].format(file='good')}"
    assert message in texts(app)
    assert max(took.values()) < SECONDS, max(took, key=took.get)
    assert peak() - before < MEGABYTES
    assert not (folder / "canary").exists()
