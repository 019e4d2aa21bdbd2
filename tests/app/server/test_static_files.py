"""Streamlit's static files: compressed once, whole, with fonts of the course."""

import gzip
import runpy
import time
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from fontTools.ttLib import TTFont

from app.content.catalogue import ROOT
from app.server import static_files
from app.server.static_files import StaticFilesMiddleware
from tests.app.server.asgi import inner_app, request

DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("encoding", DECODERS)
def test_files_are_whole_when_many_threads_compress_at_once(encoding):
    static_files.compress_file.cache.clear()
    files = [*static_files.FILES.values()][:120] * 3  # three readers, cold

    def whole(file):
        body = static_files.compress_file(file, encoding)
        return DECODERS[encoding](body) == file.read_bytes()

    with ThreadPoolExecutor(12) as threads:
        assert all(threads.map(whole, files))


def test_a_file_is_compressed_once_for_readers_who_come_together(monkeypatch):
    static_files.compress_file.cache.clear()
    calls = []

    def compress_slowly(data):
        calls.append(data)
        time.sleep(0.05)
        return b"small"

    monkeypatch.setitem(static_files.ENCODERS, "gzip", compress_slowly)
    file = next(iter(static_files.FILES.values()))
    with ThreadPoolExecutor(12) as threads:
        answers = [*threads.map(static_files.compress_file, [file] * 12, ["gzip"] * 12)]
    static_files.compress_file.cache.clear()
    assert answers == [b"small"] * 12
    assert len(calls) == 1


def test_files_are_compressed_below_a_base_path():
    app = StaticFilesMiddleware(inner_app, "/school/torch/")
    name = next(iter(static_files.FILES))
    path = f"/school/torch/static/{name}"
    status, headers, _ = request(app, path, accept_encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert request(app, f"/static/{name}", accept_encoding="gzip")[2] == b"inner"


def test_files_are_sent_in_an_encoding_that_the_browser_accepts():
    script = max(
        (static_files.STATIC / "js").glob("*.js"), key=lambda f: f.stat().st_size
    )
    app, path = StaticFilesMiddleware(inner_app), f"/static/js/{script.name}"
    whole = script.read_bytes()
    for read, encoding in (("gzip", "gzip"), ("gzip, deflate, br, zstd", "br")):
        status, headers, body = request(app, path, accept_encoding=read)
        assert (status, headers["content-encoding"]) == (200, encoding)
        assert DECODERS[encoding](body) == whole
        assert len(body) < len(whole) / 2
        assert headers["content-type"].startswith("text/javascript")
        assert "immutable" in headers["cache-control"]
    requests_of_the_app = [
        {"path": path},  # no gzip
        {"path": path, "accept_encoding": "zstd, gzip;q=0, br; q=0.0"},
        {"path": f"/elsewhere{path}", "accept_encoding": "gzip"},
        {"path": path, "accept_encoding": "gzip", "range": "bytes=0-9"},
        {"path": path, "accept_encoding": "gzip", "method": "HEAD"},
        {"path": "/static/js/none.js", "accept_encoding": "gzip"},
        {"path": "/static/../index.html", "accept_encoding": "gzip"},
        {"path": "/static/js/\0.js", "accept_encoding": "gzip"},
        {"path": "/static//etc/passwd", "accept_encoding": "gzip"},
        {"path": "/", "accept_encoding": "gzip"},
    ]
    for options in requests_of_the_app:
        assert request(app, **options)[2] == b"inner", options


def test_fonts_are_subset_where_there_is_a_subset():
    app, media = StaticFilesMiddleware(inner_app), static_files.STATIC / "media"
    for stem in static_files.FONTS:
        (original,) = media.glob(f"{stem}.*")
        status, headers, body = request(app, f"/static/media/{original.name}")
        assert (status, headers["content-type"]) == (200, "font/woff2")
        assert "immutable" in headers["cache-control"]
        assert len(body) < original.stat().st_size / 2
    other = next(media.glob("KaTeX_Main-Bold.*"))
    assert request(app, f"/static/media/{other.name}")[2] == b"inner"


def test_the_subset_fonts_have_every_letter_and_icon_of_the_course():
    script = runpy.run_path(str(ROOT / ".ci" / "fonts.py"))
    media, icon_font = static_files.STATIC / "media", script["ICON_FONT"]
    for stem in script["AXES"]:
        (original,) = media.glob(f"{stem}.*")
        available = TTFont(original).getBestCmap().keys()
        subset = TTFont(static_files.FONTS[stem]).getBestCmap().keys()
        assert available & set(script["code_points"]()) <= subset, stem
    (original,) = media.glob(f"{icon_font}.*")
    text, names = script["course_text"](), script["icon_names"]()
    assert ":material/{" not in text, "fonts.py reads names as they stand"
    available = script["icon_glyphs"](TTFont(original), names).keys()
    subset = script["icon_glyphs"](TTFont(static_files.FONTS[icon_font]), names).keys()
    assert {"download", "arrow_back", "chevron_right"} <= available <= subset
