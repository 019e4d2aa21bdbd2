"""The app behind its balancer: what a first visit weighs, and a replica that dies."""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, WebSocket

from app.server.security_headers import HEADERS
from lessons import lesson
from tests.benchmarks.server import ROOT, free_port, healthy
from tests.hosting.balancer import Balancer, run_balancer
from tests.waiting import until

from .conftest import DESKTOP
from .reader import Reader

MOST_BYTES = 1_500_000
"""Of a first visit, on the wire."""

SLUG = "linear_regression"
LRS = lesson(SLUG)["lr"].values
STREAM = "/_stcore/stream"
SOON = 20
"""Seconds; how long it takes is measured, and printed with `pytest -s`."""

Come = Callable[..., Reader]

pytestmark = pytest.mark.thorough


@pytest.fixture
def come(browser: Browser) -> Iterator[Come]:
    """come(balancer, locale): a new reader, whose browser knows nothing yet."""
    contexts = []

    def come(hosted: Balancer, locale: str = "fr-FR") -> Reader:
        context = browser.new_context(viewport=DESKTOP, locale=locale)
        context.set_default_timeout(40_000)
        contexts.append(context)
        # A name that Streamlit has not heard of, as a school's would be.
        return Reader(context.new_page(), f"http://course.localhost:{hosted.port}")

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[tuple[subprocess.Popen, str]]:
    """A replica to kill, warm, and its address."""
    port, log = free_port(), tmp_path / "mortal"
    command = [sys.executable, "-m", "streamlit", "run", "app/main.py"]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    command += ["--server.port", str(port)]
    with (
        log.open("w") as output,
        subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output) as process,
    ):
        try:
            until(lambda: healthy(f"http://127.0.0.1:{port}"))
            yield process, f"127.0.0.1:{port}"
        finally:
            process.kill()


def address(server: str) -> str:
    """Where the other tests' server is, for a balancer."""
    return f"127.0.0.1:{urlsplit(server).port}"


def warm(at: str) -> bool:
    """Whether a replica says that readers may come."""
    try:
        with urlopen(f"http://{at}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def test_a_first_visit_stays_within_its_weight_and_has_the_headers(
    server, tmp_path, come
):
    one = address(server)
    until(lambda: warm(one))
    with run_balancer(tmp_path / "log", APP_1=one, APP_2=one) as hosted:
        reader = come(hosted)
        answers = []
        reader.page.on("response", lambda answer: answers.append(answer))
        reader.open(SLUG)
        document = answers[0].all_headers()
        for name, value in HEADERS.items():
            assert document[name.lower()] == value
        assert document["content-encoding"] == "gzip"
        assert reader.errors == []
        reader.page.close()
        until(lambda: STREAM in [a["path"] for a in hosted.answers()], SOON)
        weights = {a["path"]: a["bytes"] for a in hosted.answers()}
        heaviest = sorted(weights, key=weights.get, reverse=True)[:5]
        print(sum(weights.values()), {path: weights[path] for path in heaviest})
        assert sum(weights.values()) <= MOST_BYTES


class Connections:
    """The websockets that a reader's page opened, and those that were closed."""

    def __init__(self, reader: Reader):
        self.opened = self.closed = 0
        reader.page.on("websocket", self._open)

    def _open(self, socket: WebSocket) -> None:
        self.opened += 1
        socket.on("close", self._close)

    def _close(self, _: WebSocket) -> None:
        self.closed += 1


def replicas(hosted: Balancer, since: int) -> set[str]:
    """Who gave the answers since that one, other than the balancer itself."""
    return {a["replica"] for a in hosted.answers()[since:]} - {"<NOSRV>"}


def test_a_reader_continues_at_another_replica_when_one_dies(
    server, mortal, tmp_path, come
):
    process, doomed = mortal
    until(lambda: warm(doomed) and warm(address(server)))
    with run_balancer(tmp_path / "log", APP_1=doomed, APP_2=address(server)) as hosted:
        readers, connections = {}, {}
        for lang in ("en-GB", "fr-FR"):
            since = len(hosted.answers())
            reader = come(hosted, lang)
            connection = Connections(reader)
            reader.open(SLUG, lang[:2], lr=0.2, noise=0.3)
            (at,) = replicas(hosted, since)  # every file, by the cookie
            readers[at], connections[at] = reader, connection
        mine, other = readers["replica-1"], readers["replica-2"]
        before = {at: reader.drawing() for at, reader in readers.items()}
        link, since = mine.page.url, len(hosted.answers())

        with mine.page.expect_websocket(timeout=SOON * 1000) as returned:
            process.kill()
            killed = time.monotonic()
        returned.value.wait_for_event("framereceived")  # it runs there by itself
        mine.rest()
        print(f"back after {time.monotonic() - killed:.1f} s")

        assert replicas(hosted, since) == {"replica-1", "replica-2"}
        assert mine.page.url == link
        assert mine.drawing() == before["replica-1"]
        mine.release("lr", 3)  # and the page answers
        mine.page.wait_for_url(re.compile(rf"{SLUG}\.lr={LRS[3]:g}(&|$)"))
        mine.settle()

        assert connections["replica-2"].opened == 1
        assert connections["replica-2"].closed == 0
        assert other.drawing() == before["replica-2"]
        assert other.errors == []
