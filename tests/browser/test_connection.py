"""The road of a class: plain http, a name, gzip; and where websockets are closed."""

import gzip
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Response, WebSocketRoute, expect

from app.content.catalogue import LANGUAGES, load_messages
from app.server import html_document, static_files
from tests.benchmarks.server import ROOT, healthy, serve

from .chromium import CLASS
from .conftest import DESKTOP
from .reader import Reader

SLUG = "losses"
STREAM = re.compile("_stcore/stream")
PATIENCE = 8000
CONNECTIONS = 12
CODED = "content-encoding"
COOP = "Cross-Origin-Opener-Policy"
"""Over plain http Chromium says in the console that it does without."""


# ---- by a name, over http ----


def test_a_class_opens_a_cold_server_by_its_name_in_gzip(
    browser: Browser, tmp_path: Path
):
    """Browsers read brotli over https and from localhost alone."""
    log = tmp_path / "log"
    with serve(ROOT / "app" / "main.py", log=log) as cold:
        port = urlsplit(cold.url).port
        assert port
        with ThreadPoolExecutor(CONNECTIONS) as readers:
            shares = [(port, n) for n in range(CONNECTIONS)]
            assert {*readers.map(wrong, shares)} == {()}

        page = browser.new_context(viewport=DESKTOP, locale="fr-FR").new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))
        reader = Reader(page, f"http://{CLASS}:{port}").open("linear_regression")
        sentence = reader.figure.locator(".says").inner_text()
        reader.scrub(5)
        assert reader.figure.locator(".says").inner_text() != sentence
        assert reader.hosts == {f"{CLASS}:{port}"}  # its websocket too
        assert [each for each in reader.errors if COOP not in each] == []
        static = [
            answer for answer in answers if static_files.static_prefix("") in answer.url
        ]
        codings = {
            urlsplit(answer.url).path: answer.header_value(CODED)
            for answer in static
            if answer.url.endswith((".js", ".css"))
            and html_document.SCRIPT_NAME not in answer.url
        }
        assert len(codings) > 50
        assert {*codings.values()} == {"gzip"}
        page.context.close()

        assert healthy(cold.url)
        assert "Traceback" not in log.read_text()
        assert " 500 " not in log.read_text()


def wrong(share: tuple[int, int]) -> tuple[str, ...]:
    """The static files of one share that one connection is not sent whole, in gzip."""
    port, n = share
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Host": f"{CLASS}:{port}", "Accept-Encoding": "gzip, deflate"}
    errors = []
    media = [file for file in static_files.STATIC.rglob("*") if file.is_file()]
    for file in sorted(media)[n % 6 :: 6]:  # each of them by two at once
        name = file.relative_to(static_files.STATIC).as_posix()
        connection.request("GET", f"/static/{name}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if name in static_files.FILES:
            right = answer.headers[CODED] == "gzip"
            right = right and gzip.decompress(body) == file.read_bytes()
        else:
            ours = [font.read_bytes() for font in static_files.FONTS.values()]
            right = body in (file.read_bytes(), *ours)
        if answer.status != 200 or not right:
            errors.append(f"{answer.status} {name}")
    connection.close()
    return tuple(errors)


# ---- where websockets are closed ----


class Road:
    """The route of a page's websockets: closed, silent, or connected."""

    def __init__(self, reader: Reader, kind: str):
        self.reader, self.kind = reader, kind
        self.sockets: list[WebSocketRoute] = []
        reader.page.route_web_socket(STREAM, self._route)
        reader.page.clock.install()

    def _route(self, socket: WebSocketRoute) -> None:
        if self.kind == "closed":
            socket.close()
        elif self.kind == "open":
            socket.connect_to_server()
            self.sockets.append(socket)

    def go(self, lang: str) -> None:
        """Open a page, and wait until Streamlit has begun to connect."""
        self.reader.page.goto(f"{self.reader.base}/{SLUG}?lang={lang}")
        expect(self.reader.page.get_by_test_id("stApp")).to_be_attached()

    def pass_time(self, milliseconds: int) -> None:
        """Let the browser's clock run on."""
        self.reader.page.clock.run_for(milliseconds)


@pytest.fixture
def road(visitor, request) -> Iterator[Road]:
    """A reader whose websockets go the way that the test names."""
    with visitor(reuse=False) as reader:
        yield Road(reader, request.param)


@pytest.mark.parametrize(
    ("road", "lang"),
    [*zip(("closed", "silent"), LANGUAGES, strict=True), ("silent", "fr")],
    indirect=["road"],
)
def test_a_blocked_websocket_shows_what_to_ask_for(road, lang):
    road.go(lang)
    notice = road.reader.page.locator("#connection")
    expect(notice).to_have_attribute("role", "status")
    expect(notice).to_have_text("")
    road.pass_time(PATIENCE)
    for words in load_messages(lang)["connection"].values():
        expect(notice).to_contain_text(words)
    host = urlsplit(road.reader.base).netloc
    expect(notice.locator("code")).to_have_text(f"ws://{host}/_stcore/stream")
    expect(notice).to_have_attribute("lang", lang)
    expect(notice).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("road", ["closed"], indirect=True)
def test_the_connection_notice_disappears_once_connected(road):
    road.go("fr")
    notice = road.reader.page.locator("#connection")
    road.pass_time(PATIENCE)
    expect(notice).not_to_have_text("")
    road.kind = "open"
    road.pass_time(PATIENCE)  # Streamlit tries again
    road.reader.arrive(SLUG)
    expect(notice).to_have_count(0)
    road.kind = "closed"  # what is lost later goes on playing
    road.sockets[-1].close()
    road.pass_time(3 * PATIENCE)
    expect(notice).to_have_count(0)


@pytest.mark.parametrize("road", ["open"], indirect=True)
def test_a_connected_reader_sees_no_connection_notice(road):
    road.go("en")
    road.reader.arrive(SLUG)
    road.pass_time(3 * PATIENCE)
    expect(road.reader.page.locator("#connection")).to_have_count(0)
