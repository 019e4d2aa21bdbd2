"""One server and one browser for all tests here; a wiped tab for each reader."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.content.catalogue import LANGUAGES
from lessons import SLUGS
from tests.benchmarks.server import ROOT, serve

from .chromium import FLAGS, find_chromium
from .firefox import Firefox, firefox
from .other_site import OtherSite, serve_other_site
from .reader import Reader

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SCHEMES = ("light", "dark")
VISITS = {
    (slug, lang): SCHEMES[(at // 2 + turn) % 2]
    for at, slug in enumerate(SLUGS)
    for turn, lang in enumerate(LANGUAGES[:: (1, -1)[at % 2]])
}
"""The scheme in which a page is seen in a language; which are first goes by turns."""


def first(value: Any, *others: Any) -> list[Any]:
    """Parameters: one that shows it all; the others are for `-m thorough`."""
    return [value, *thorough(*others)]


def thorough(*values: Any) -> list[Any]:
    """Parameters for `-m thorough`."""
    return [pytest.param(value, marks=pytest.mark.thorough) for value in values]


Visitor = Callable[..., AbstractContextManager[Reader]]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `by_turns` see each page in one language; the other is thorough.

    `by_turns(1)` takes the other one: so two tests of one kind see both.
    """
    for item in items:
        if mark := item.get_closest_marker("by_turns"):
            parameters = item.callspec.params  # type: ignore[attr-defined]
            slug, lang = parameters.get("visit", (SLUGS[0], LANGUAGES[0]))
            turn = SLUGS.index(slug) + sum(mark.args)
            if lang != LANGUAGES[turn % 2]:
                item.add_marker(pytest.mark.thorough)


expect.set_options(timeout=20_000)  # two servers may be starting side by side


@pytest.fixture(scope="package")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the server's output."""
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="package")
def other_site() -> Iterator[OtherSite]:
    """A site that the app's server lets show its figures."""
    with serve_other_site() as site:
        yield site


@pytest.fixture(scope="package")
def server(server_log: Path, other_site: OtherSite) -> Iterator[str]:
    """The address of the app, served as a reader of the README would."""
    environment = {
        "CLASS_DATABASE": str(server_log.with_name("classes.sqlite")),
        "FRAME_ANCESTORS": other_site.origin,
    }
    with serve(ROOT / "app" / "main.py", log=server_log, **environment) as app:
        yield app.url


class Foxes:
    """A Firefox to lend: the same one as long as it answers."""

    def __init__(self) -> None:
        self.processes = ExitStack()
        self.browser: Firefox | None = None

    def take(self) -> Firefox:
        """A Firefox that answers."""
        if self.browser is None or not self.browser.is_connected:
            self.processes.close()
            self.browser = self.processes.enter_context(firefox())
            self.browser.resize(1280, 720)
        return self.browser


@pytest.fixture(scope="package")
def foxes() -> Iterator[Foxes]:
    """Where the tests' Firefox comes from."""
    foxes = Foxes()
    with foxes.processes:
        yield foxes


@pytest.fixture
def fox(foxes: Foxes) -> Firefox:
    """A Firefox; none is a failure that says what to do."""
    try:
        return foxes.take()
    except FileNotFoundError as nothing:
        pytest.fail(str(nothing))


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


class Tabs:
    """Tabs to lend: one that was used loads the app in half the processor's time.

    What a reader could leave behind is wiped between two of them: cookies, storage,
    listeners, size and media. What a tab cannot change later (language, touch,
    permissions) tells the tabs apart.
    """

    def __init__(self, browser: Browser):
        self.browser = browser
        self.free: dict[str, list[Page]] = {}

    def take(self, viewport: dict, media: dict, rest: dict) -> Page:
        """A tab as good as new."""
        free = self.free.setdefault(repr(sorted(rest.items())), [])
        page = free.pop() if free else self.browser.new_context(**rest).new_page()
        page.set_viewport_size(viewport)
        page.emulate_media(**media)
        page.set_default_timeout(40_000)  # a first page on a busy machine
        return page

    def give(self, page: Page, base: str, rest: dict) -> None:
        """Wipe a tab for the next reader."""
        page.goto("about:blank")
        session = page.context.new_cdp_session(page)
        wiped = {"origin": base, "storageTypes": "all"}
        session.send("Storage.clearDataForOrigin", wiped)
        session.detach()
        page.context.clear_cookies()
        self.free[repr(sorted(rest.items()))].append(page)


@pytest.fixture(scope="package")
def tabs(browser: Browser) -> Tabs:
    """All tabs of the tests here."""
    return Tabs(browser)


@pytest.fixture(scope="package")
def visitor(tabs: Tabs, server: str, server_log: Path) -> Visitor:
    """A reader of the app."""
    return visiting(tabs, server, server_log)


def visiting(tabs: Tabs, server: str, server_log: Path) -> Visitor:
    """A reader with these options of Playwright's contexts.

    A tab that a test changed for good (a script of its own) is not `kept`.
    When they leave, neither the browser nor the server may have complained.
    """

    @contextmanager
    def visitor(
        viewport: dict = DESKTOP,
        color_scheme: str = "light",
        reduced_motion: str = "no-preference",
        locale: str = "fr-FR",
        reuse: bool = True,
        **rest: Any,
    ) -> Iterator[Reader]:
        log_size = len(server_log.read_text())
        media = {"color_scheme": color_scheme, "reduced_motion": reduced_motion}
        rest |= {"locale": locale}
        page = tabs.take(viewport, media, rest)
        reader = Reader(page, server)
        try:
            yield reader
        except BaseException:
            page.context.close()  # nobody knows what state it is in
            raise
        if reuse:
            reader.leave()
            tabs.give(page, server, rest)
        else:
            page.context.close()
        assert reader.errors == []
        assert "Traceback" not in server_log.read_text()[log_size:]

    return visitor


class Tour:
    """Every page, opened by link in one language, then turned to the other.

    Every second one is opened on a phone, where what moves while it opens is counted;
    a desk follows.
    """

    def __init__(self, visitor: Visitor):
        self.visitor = visitor
        self.layout_shift = 0.0
        self.stay = ExitStack()
        self.reader: Reader | None = None

    def go(self, slug: str, lang: str) -> Reader:
        """The page in this language and its scheme, on a screen of a desk."""
        scheme = VISITS[slug, lang]
        if self.reader and self.reader.slug == slug:
            self.reader.page.set_viewport_size(DESKTOP)
            self.reader.page.emulate_media(color_scheme=scheme)
            return self.reader.speak(lang)
        self.leave()
        size = (DESKTOP, PHONE)[SLUGS.index(slug) % 2]
        self.reader = self.stay.enter_context(
            self.visitor(color_scheme=scheme, viewport=size)
        )
        self.reader.open(slug, lang)
        self.layout_shift = self.reader.layout_shift()
        self.reader.page.set_viewport_size(DESKTOP)
        self.reader.settle()
        return self.reader

    def leave(self) -> None:
        """Close the page, if one is open."""
        self.reader = None
        self.stay.close()


@pytest.fixture(scope="package")
def tour(visitor: Visitor) -> Iterator[Tour]:
    """One way through all pages."""
    tour = Tour(visitor)
    yield tour
    tour.leave()


@pytest.fixture(scope="package", params=VISITS, ids="-".join)
def visit(request: pytest.FixtureRequest, tour: Tour) -> Reader:
    """A page in a language, there once for all that is asked of every page."""
    return tour.go(*request.param)


@pytest.fixture
def reader(visitor: Visitor) -> Iterator[Reader]:
    """A French reader for one test."""
    with visitor() as reader:
        yield reader
