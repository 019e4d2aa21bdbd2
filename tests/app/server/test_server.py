"""What surrounds the pages: headers, room, compressed files, readiness, figures."""

import asyncio
import gzip
import json
import logging
import os
import re
import runpy
import signal
import subprocess
import sys
import time
import warnings
from concurrent.futures import ThreadPoolExecutor
from urllib.request import Request, urlopen

import brotli
import pytest
import torch
from fontTools.ttLib import TTFont
from starlette.responses import Response

from app import config
from app.content.catalogue import LANGUAGES, ROOT, load_messages
from app.server import (
    html_document,
    logging_setup,
    metrics,
    security_headers,
    session_limit,
    static_files,
)
from app.server.security_headers import SecurityHeadersMiddleware
from app.server.session_limit import SessionLimitMiddleware
from tests.benchmarks.reader import Reader
from tests.benchmarks.server import free_port, healthy
from tests.waiting import until


async def inner(scope, receive, send):
    """An app that lets everybody in."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return await scope["stay"]()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"inner"})


def asked(app, path="/", method="GET", kind="http", query="", stay=None, **headers):
    """What an app sends: status, headers, body; of a websocket the first message."""
    sent = []
    scope = {"type": kind, "method": method, "path": path, "stay": stay}
    scope |= {"query_string": query.encode(), "root_path": ""}
    scope["headers"] = [
        (name.replace("_", "-").encode(), value.encode())
        for name, value in headers.items()
    ]

    async def send(message):
        sent.append(message)

    async def run():
        await app(scope, None, send)

    asyncio.run(run())
    if kind == "websocket":
        return sent[0]
    told = {n.decode().lower(): v.decode() for n, v in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(m.get("body", b"") for m in sent[1:])


def test_every_answer_carries_the_policy_and_nothing_from_elsewhere_is_allowed():
    status, headers, body = asked(SecurityHeadersMiddleware(inner))
    assert (status, body) == (200, b"inner")
    for name, value in security_headers.HEADERS.items():
        assert headers[name.lower()] == value
    rules = dict(
        rule.split(" ", 1)
        for rule in security_headers.content_security_policy().split("; ")
    )
    assert rules["default-src"] == rules["base-uri"] == "'self'"
    assert rules["object-src"] == "'none'"
    assert not any("http" in rule or "*" in rule for rule in rules.values())
    assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in rules["script-src"]
    assert rules["script-src"].count("sha256-") == 1  # Streamlit's one inline script


def test_streamlits_metrics_are_not_public():
    for path in ("/_stcore/metrics", "/_stcore/metrics/"):
        status, headers, body = asked(SecurityHeadersMiddleware(inner), path)
        assert (status, body) == (404, b"")
        assert "content-security-policy" in headers


@pytest.mark.parametrize("lang", LANGUAGES)
def test_when_the_room_is_full_the_next_reader_is_told_in_their_language(lang):
    told = {}

    def ask(**more):
        room = SessionLimitMiddleware(inner, max_sessions=1)
        path = "/linear_regression"
        return asked(room, path, accept="text/html,*/*", accept_language=lang, **more)

    async def inside():
        """While one reader is there."""
        app, page = SessionLimitMiddleware(inner, max_sessions=1), {}
        scope = {"type": "http", "method": "GET", "path": "/tensors", "root_path": ""}
        scope["headers"] = [(b"accept", b"text/html"), (b"accept-language", b"de")]
        scope["query_string"] = f"lang={lang}".encode()

        async def send(message):
            page.update(message)

        await app(scope, None, send)
        told.update(page)
        for path, kind in (("/static/js/a.js", "part"), ("/_stcore/health", "part")):
            got = {}

            async def keep(message, got=got):
                got.update(message)

            await app({**scope, "path": path}, None, keep)
            assert got["status"] == 200, kind  # those inside go on
        socket = {"type": "websocket", "path": session_limit.STREAM}
        offers = {"streamlit, token": False, "streamlit, token, session": True}
        for offer, let_in in offers.items():
            got = {}

            async def hear(message, got=got):
                got.update(message)

            async def leave():
                pass

            headers = [(b"sec-websocket-protocol", offer.encode())]
            scene = {**socket, "headers": headers, "stay": leave}
            await app(scene, None, hear)
            assert got["type"] == f"websocket.{'accept' if let_in else 'close'}"

    assert ask()[0] == 200
    asked(
        SessionLimitMiddleware(inner, 1),
        session_limit.STREAM,
        kind="websocket",
        stay=inside,
    )
    said = load_messages(lang)["server_busy"]
    assert told["status"] == 503
    assert (b"retry-after", b"30") in told["headers"]
    page = told["body"].decode()
    assert f'<html lang="{lang}">' in page
    assert said["title"] in page
    assert said["text"] in page
    assert ask()[0] == 200  # there is room again


DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("coding", DECODERS)
def test_static_files_are_whole_when_many_threads_compress_at_once(coding):
    static_files.compress_file.cache.clear()
    files = [*static_files.FILES.values()][:120] * 3  # three readers, cold

    def whole(file):
        body = static_files.compress_file(file, coding)
        return DECODERS[coding](body) == file.read_bytes()

    with ThreadPoolExecutor(12) as threads:
        assert all(threads.map(whole, files))


def test_static_files_are_compressed_once_for_readers_who_come_together(monkeypatch):
    static_files.compress_file.cache.clear()
    begun = []

    def slow(data):
        begun.append(data)
        time.sleep(0.05)
        return b"small"

    monkeypatch.setitem(static_files.ENCODERS, "gzip", slow)
    file = next(iter(static_files.FILES.values()))
    with ThreadPoolExecutor(12) as threads:
        answers = [*threads.map(static_files.compress_file, [file] * 12, ["gzip"] * 12)]
    static_files.compress_file.cache.clear()
    assert answers == [b"small"] * 12
    assert len(begun) == 1


def test_static_files_are_compressed_below_a_base_path():
    app, name = (
        static_files.StaticFilesMiddleware(inner, "/school/torch/"),
        next(iter(static_files.FILES)),
    )
    path = f"/school/torch/static/{name}"
    status, headers, _ = asked(app, path, accept_encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert asked(app, f"/static/{name}", accept_encoding="gzip")[2] == b"inner"


def test_static_files_are_sent_in_gzip_once_compressed():
    script = max(
        (static_files.STATIC / "js").glob("*.js"), key=lambda f: f.stat().st_size
    )
    app, path = static_files.StaticFilesMiddleware(inner), f"/static/js/{script.name}"
    whole = script.read_bytes()
    for read, coding in (("gzip", "gzip"), ("gzip, deflate, br, zstd", "br")):
        status, headers, body = asked(app, path, accept_encoding=read)
        assert (status, headers["content-encoding"]) == (200, coding)
        assert DECODERS[coding](body) == whole
        assert len(body) < len(whole) / 2
        assert headers["content-type"].startswith("text/javascript")
        assert "immutable" in headers["cache-control"]
    others = [
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
    for other in others:
        assert asked(app, **other)[2] == b"inner", other


def shell(html):
    """An app that answers with a document, as Streamlit's, and the headers it got."""
    heard = []

    async def app(scope, receive, send):
        heard.append({name.decode() for name, _ in scope["headers"]})
        await Response(html, media_type="text/html", headers={"ETag": "1"})(
            scope, receive, send
        )

    return app, heard


@pytest.mark.parametrize("coding", ["", *DECODERS])
def test_each_page_begins_with_the_script_that_watches_the_connection(coding):
    inner_app, heard = shell(html_document.STREAMLIT_DOCUMENT)
    app = html_document.HtmlDocumentMiddleware(inner_app, "school")
    asks = {"accept": "text/html", "if_none_match": "1"} | (
        {"accept_encoding": coding} if coding else {}
    )
    status, headers, body = asked(app, "/school/losses", **asks)
    assert status == 200
    assert heard == [{"accept"}]  # a document that was kept may name another script
    assert headers.get("content-encoding", "") == coding
    assert headers["content-length"] == str(len(body))
    assert "etag" not in headers
    html = DECODERS.get(coding, bytes)(body).decode()
    (source,) = re.findall(r'<script defer src="\./([^"]+)"></script>', html)
    added = html.replace(f'<script defer src="./{source}"></script>\n  ', "")
    assert added == html_document.STREAMLIT_DOCUMENT.decode()

    status, headers, body = asked(app, f"/school/{source}")
    assert (status, headers["content-type"]) == (200, static_files.CONTENT_TYPES[".js"])
    assert "immutable" in headers["cache-control"]
    for lang in LANGUAGES:
        for words in load_messages(lang)["connection"].values():
            assert json.dumps(words)[1:-1] in body.decode()


def test_documents_of_others_stay_as_they_are():
    other = html_document.STREAMLIT_DOCUMENT.replace(b"Streamlit", b"Stream1it")
    for html, path in (
        (other, "/losses"),
        (html_document.STREAMLIT_DOCUMENT, "/media/own.html"),
    ):
        inner_app, _ = shell(html)
        app = html_document.HtmlDocumentMiddleware(inner_app, "")
        _, headers, body = asked(app, path, accept="text/html", accept_encoding="gzip")
        assert body == html
        assert headers["etag"] == "1"


def test_fonts_are_sent_with_the_letters_of_the_course_and_others_as_they_are():
    app, media = (
        static_files.StaticFilesMiddleware(inner),
        static_files.STATIC / "media",
    )
    for stem in static_files.FONTS:
        (theirs,) = media.glob(f"{stem}.*")
        status, headers, body = asked(app, f"/static/media/{theirs.name}")
        assert (status, headers["content-type"]) == (200, "font/woff2")
        assert "immutable" in headers["cache-control"]
        assert len(body) < theirs.stat().st_size / 2
    other = next(media.glob("KaTeX_Main-Bold.*"))
    assert asked(app, f"/static/media/{other.name}")[2] == b"inner"


def test_no_letter_and_no_sign_that_the_course_may_show_is_missing_in_its_fonts():
    make = runpy.run_path(str(ROOT / ".ci" / "fonts.py"))
    for stem in make["AXES"]:
        (theirs,) = (static_files.STATIC / "media").glob(f"{stem}.*")
        there = TTFont(theirs).getBestCmap().keys()
        ours = TTFont(static_files.FONTS[stem]).getBestCmap().keys()
        assert there & set(make["letters"]()) <= ours, stem
    (theirs,) = (static_files.STATIC / "media").glob(f"{make['SIGNS']}.*")
    assert ":material/{" not in make["ours"](), "fonts.py reads names as they stand"
    there = make["glyphs"](TTFont(theirs), make["signs"]())
    ours = make["glyphs"](TTFont(static_files.FONTS[make["SIGNS"]]), make["signs"]())
    assert {"download", "arrow_back", "chevron_right"} <= there.keys() <= ours.keys()


def test_a_limit_that_is_no_number_names_its_variable(monkeypatch):
    monkeypatch.setenv("MAX_SESSIONS", "7")
    assert config._number("MAX_SESSIONS", 120) == 7
    for wrong in ("0", "-3", "many", "1.5", "²"):
        monkeypatch.setenv("MAX_SESSIONS", wrong)
        with pytest.raises(ValueError, match=f"MAX_SESSIONS='{wrong}'"):
            config._number("MAX_SESSIONS", 120)
    monkeypatch.setenv("MAX_SESSIONS", "")
    assert config._number("MAX_SESSIONS", 120) == 120


@pytest.mark.parametrize(
    ("told", "cores"),
    [("max 100000", None), ("100000 100000", 1), ("50000 100000", 1), ("", None)],
)
def test_a_container_is_not_taken_for_the_machine_it_runs_on(told, cores, tmp_path):
    ours = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()
    file = tmp_path / "cpu.max"
    file.write_text(told)
    assert config._cores(file) == (cores or ours)
    assert config._cores(tmp_path / "none") == ours
    file.write_text("10000000 100000")
    assert config._cores(file) == min(ours, 100)


def test_an_error_while_another_reader_s_graph_is_noted_is_not_in_the_log():
    """The mode in which a graph is noted is one for the whole process."""

    def fail():
        a = torch.tensor(3.0, requires_grad=True)
        square = a**2
        a.detach().zero_()
        square.backward()

    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        with torch.autograd.set_detect_anomaly(True, check_nan=False):
            with pytest.raises(RuntimeError, match="inplace"):
                fail()
            assert len(told) == 1
            logging_setup.silence_anomaly_warnings()
            with pytest.raises(RuntimeError, match="inplace"):
                fail()
    assert len(told) == 1


def test_the_log_holds_no_text_of_a_reader():
    try:
        raise ValueError("a reader's secret")
    except ValueError:
        record = logging.LogRecord(
            "app", logging.ERROR, "", 0, "page %s failed", ("x",), sys.exc_info()
        )
    line = json.loads(logging_setup.JsonLineFormatter().format(record))
    assert line["event"] == "page x failed"
    assert line["error"] == "ValueError"
    assert line["frames"][-1].endswith("test_the_log_holds_no_text_of_a_reader")
    assert "secret" not in json.dumps(line)


def test_figures_are_numbers_with_names_of_their_own():
    figures = metrics.values()
    assert all(float(value) >= 0 for value in figures.values())
    assert figures["process_resident_memory_bytes"] > 1e7 or sys.platform != "linux"
    assert figures["app_results_bytes"] <= figures["app_results_bytes_max"]


def test_a_server_warms_itself_tells_its_operator_alone_and_stops_at_once():
    port = free_port()
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app/main.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    env = os.environ | {"OPERATOR_TOKEN": "known to the operator"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE) as server:
        try:
            until(lambda: healthy(url))
            until(lambda: status(f"{url}/readyz") == 200)
            assert status(f"{url}/metrics") == 404
            assert status(f"{url}/metrics", Authorization="Bearer guess") == 404
            known = {"Authorization": "Bearer known to the operator"}
            assert status(f"{url}/metrics", **known) == 200

            async def visit():
                reader = Reader(url)
                await reader.connect()
                await reader.open("linear_regression")
                assert b"app_readers 1\n" in body(f"{url}/metrics", **known)
                began = time.monotonic()
                server.send_signal(signal.SIGTERM)
                await asyncio.to_thread(server.wait, 20)
                assert time.monotonic() - began < 8  # a reader is still connected

            asyncio.run(visit())
        finally:
            server.kill()
        lines = [json.loads(line) for line in server.stderr if line.startswith(b"{")]
    events = [line["event"] for line in lines]
    assert "ready" in events
    assert events[-1].startswith("stop") or "stop: 1 readers" in events
    assert not any(line["level"] == "error" for line in lines)


def body(url, **headers):
    with urlopen(Request(url, headers=headers), timeout=10) as answer:
        return answer.read()


def status(url, **headers):
    try:
        with urlopen(Request(url, headers=headers), timeout=10) as answer:
            return answer.status
    except OSError as refused:
        return getattr(refused, "code", None)
