"""One server and one browser for all tests here; a fresh context for each reader."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import product
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from app.prose import LANGUAGES
from lessons import SLUGS

from .chromium import FLAGS, find_chromium
from .reader import Reader

ROOT = Path(__file__).parents[2]
DESKTOP = {"width": 1280, "height": 800}
VISITS = [*product(SLUGS, LANGUAGES)]
SCHEMES = {"fr": ("light", "dark"), "en": ("dark", "light")}
"""For each language the scheme a page is opened in, and the one it changes to."""

Visitor = Callable[..., AbstractContextManager[Reader]]

expect.set_options(timeout=20_000)  # two servers may be starting side by side


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="package")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server writes."""
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="package")
def server(server_log: Path) -> Iterator[str]:
    """The address of the app, served as a reader of the README would."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run"]
    options = {
        "server.port": str(port),
        "server.headless": "true",
        "server.fileWatcherType": "none",  # somebody may be editing meanwhile
    }
    for name, value in options.items():
        command += [f"--{name}", value]
    command.append("app/main.py")
    base = f"http://localhost:{port}"
    with (
        server_log.open("w") as log,
        subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log) as process,
    ):
        try:
            wait_until_up(base, process, server_log)
            yield base
        finally:
            process.terminate()


def wait_until_up(base: str, process: subprocess.Popen, log: Path) -> None:
    """Wait for the server, or fail with what it said."""
    for _ in range(600):
        try:
            with urlopen(f"{base}/_stcore/health", timeout=5):
                return
        except OSError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium, else Playwright's own; none is a failure, no skip."""
    with sync_playwright() as playwright:
        try:
            path = find_chromium(playwright)
        except FileNotFoundError as nothing:
            pytest.fail(str(nothing))
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def visitor(browser: Browser, server: str, server_log: Path) -> Visitor:
    """A reader in a fresh context with these options of Playwright's.

    When they leave, neither the browser nor the server may have complained.
    """

    @contextmanager
    def visitor(**options: Any) -> Iterator[Reader]:
        options = {"viewport": DESKTOP, "locale": "fr-FR"} | options
        said_before = len(server_log.read_text())
        page = browser.new_context(**options).new_page()
        page.set_default_timeout(40_000)  # a first page on a busy machine
        reader = Reader(page, server)
        yield reader
        page.context.close()
        assert reader.errors == []
        assert "Traceback" not in server_log.read_text()[said_before:]

    return visitor


@pytest.fixture(scope="package", params=VISITS, ids="-".join)
def visit(request: pytest.FixtureRequest, visitor: Visitor) -> Iterator[Reader]:
    """A page in a language, opened once for all that is asked of every page."""
    slug, lang = request.param
    with visitor(color_scheme=SCHEMES[lang][0]) as reader:
        yield reader.open(slug, lang)


@pytest.fixture
def reader(visitor: Visitor) -> Iterator[Reader]:
    """A French reader for one test."""
    with visitor() as reader:
        yield reader
