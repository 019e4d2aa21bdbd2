"""A reader in front of a page: what they see, and what they do."""

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Request,
    WebSocket,
    expect,
)

from app.content.catalogue import PageText, load_messages
from tests.waiting import until

PROBE = re.compile(r"/[^/]+/_stcore/(health|host-config)")
"""Requests of Streamlit itself below a page's address, which get a 404."""

DRAWER = "[data-testid=stSidebar]"
"""Streamlit's drawer with the pages on a phone: its markup is not ours."""

CONTRAST = ("color-contrast", "link-in-text-block")
"""The rules of axe that depend on the scheme."""

REDS = """all => all.map(e => {
    const style = getComputedStyle(e);
    const paper = style.getPropertyValue("--paper").trim();
    const [digits, base] = paper ? [paper.slice(1, 3), 16]
        : [style.backgroundColor.replace(/^rgba?\\(/, ""), 10];
    return parseInt(digits, base);
})"""
"""How much red, of 255, there is in the paper of each figure, or in the ground."""

TOO_WIDE = """() => {
    const whole = document.documentElement;
    const main = document.querySelector("[data-testid=stMain]");
    if (whole.scrollWidth <= innerWidth && main.scrollWidth <= main.clientWidth)
        return [];
    const beyond = e => e.getBoundingClientRect().right > main.clientWidth + 1;
    const name = e => `${e.localName} ${e.dataset.testid ?? ""} ${e.textContent}`;
    const found = [...main.querySelectorAll("*")].filter(beyond).map(name);
    return [`${whole.scrollWidth}, ${main.scrollWidth} px`, ...found];
}"""

LAYOUT_SHIFT = """() => new Promise(found => {
    const sum = list => list.filter(e => !e.hadRecentInput)
        .reduce((all, e) => all + e.value, 0);
    const watch = new PerformanceObserver(list => found(sum(list.getEntries())));
    watch.observe({ type: "layout-shift", buffered: true });
    setTimeout(() => found(sum(watch.takeRecords())), 200);
})"""


class Reader:
    """One tab of the browser, at one page of the course at a time.

    Args:
        page: a fresh tab.
        base: where the app is served.
    """

    def __init__(self, page: Page, base: str):
        self.page = page
        self.base = base
        self.slug = ""
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        self.n_frames = 0
        self.ears = {
            "console": self._console,
            "pageerror": self._pageerror,
            "request": self._request,
            "websocket": self._websocket,
        }
        for event, ear in self.ears.items():
            page.on(event, ear)

    # ---- listening ----

    def leave(self) -> None:
        """Remove the listeners, so that another reader can use the tab."""
        for event, ear in self.ears.items():
            self.page.remove_listener(event, ear)
        self.page.unroute_all()

    def _pageerror(self, error: Error) -> None:
        self.errors.append(str(error))

    def _console(self, message: ConsoleMessage) -> None:
        of_chart = message.text.startswith("WARN ")  # as Vega writes it
        if message.type != "error" and not of_chart:
            return
        address = urlsplit(message.location.get("url", ""))
        if not (PROBE.fullmatch(address.path) and "404" in message.text):
            self.errors.append(f"{message.text} {address.geturl()}")

    def _request(self, request: Request) -> None:
        if host := urlsplit(request.url).netloc:
            self.hosts.add(host)

    def _websocket(self, socket: WebSocket) -> None:
        self.hosts.add(urlsplit(socket.url).netloc)
        socket.on("framesent", self._frame)

    def _frame(self, _: Any) -> None:
        self.n_frames += 1

    # ---- going to pages ----

    def open(self, slug: str, lang: str | None = "fr", **settings: Any) -> "Reader":
        """Go to a page by a link with these settings of its own."""
        link = {f"{slug}.{name}": value for name, value in settings.items()}
        if lang:
            link["lang"] = lang
        return self.follow(slug, link)

    def follow(self, slug: str, link: dict[str, Any]) -> "Reader":
        """Go to a page by any link."""
        self.page.goto(f"{self.base}/{slug}?{urlencode(link, doseq=True)}")
        return self.arrive(slug)

    def arrive(self, slug: str) -> "Reader":
        """Wait until the page is there, whole, and says its language."""
        self.page.wait_for_url(re.compile(rf"/{slug}\?(.*&)?lang="))
        self.settle()
        (self.lang,) = parse_qs(urlsplit(self.page.url).query)["lang"]
        document = self.page.locator(f"html[lang={self.lang}]")
        document.wait_for(state="attached")
        self.slug = slug
        self.words = PageText(slug, self.lang)
        self.messages = load_messages(self.lang)
        self.page.get_by_role("heading", level=1, name=self.question).wait_for()
        return self

    def settle(self) -> None:
        """Wait until the figure is drawn and the server has nothing to add."""
        content = self.figures.locator("text").or_(self.stepped).or_(self.pictures)
        content.or_(self.charts).first.wait_for()
        self.rest()

    def rest(self) -> None:
        """Wait until the server has nothing to add.

        The first reader of the texts waits until a process has read the messages.
        """
        idle = "[data-testid=stApp][data-test-script-state=notRunning]"
        self.page.locator(idle).wait_for(timeout=90_000)

    def prefer(self, scheme: str) -> None:
        """Ask for light or dark, and wait until all of the page is."""
        self.page.emulate_media(color_scheme=scheme)
        self.wait_for_scheme(scheme)

    def wait_for_scheme(self, scheme: str) -> None:
        """Wait until the page, its ground and its figures have this scheme."""
        app = self.page.get_by_test_id("stApp")
        expect(app).to_have_css("color-scheme", scheme)
        self.rest()
        grounds = self.page.locator("[data-testid=stApp], .player")
        is_light = scheme == "light"
        until(lambda: all((r > 127) == is_light for r in grounds.evaluate_all(REDS)))

    def speak(self, lang: str) -> "Reader":
        """Press FR or EN."""
        name = lang.upper()
        self.page.get_by_role("radio", name=name, exact=True).click()
        self.page.wait_for_url(re.compile(f"[?&]lang={lang}(&|$)"))
        return self.arrive(self.slug)

    def navigate(self, slug: str) -> "Reader":
        """Go to a page by the navigation at the top."""
        words = PageText(slug, self.lang)
        for section in self.page.get_by_test_id("stTopNavSection").all():
            section.click()
            entry = self.page.get_by_test_id("stTopNavDropdownLink").filter(
                has_text=words.title
            )
            if entry.count():
                entry.click()
                return self.arrive(slug)
        raise LookupError(slug)

    # ---- the page ----

    @property
    def question(self) -> str:
        """The page's heading."""
        return self.words.text("question")

    @property
    def complaint(self) -> Locator:
        """The sentence about what the link says in vain."""
        sentence = self.messages["app"]["ignored"].split("{")[0].strip()
        return self.page.get_by_text(sentence)

    @property
    def stepped(self) -> Locator:
        """Code that is stepped line by line."""
        return self.page.locator(".steps .whole")

    @property
    def pictures(self) -> Locator:
        """Small pictures, drawn as pixels."""
        return self.page.locator(".pictures canvas")

    @property
    def charts(self) -> Locator:
        """What Streamlit draws of tables of numbers."""
        return self.page.get_by_test_id("stVegaLiteChart")

    @property
    def figures(self) -> Locator:
        """The figures, drawn by the player, as cells or, a graph, by Streamlit."""
        return self.page.locator(
            ".player .figures svg, .cells svg, .flow .graph svg,"
            " [data-testid=stGraphVizChart] svg"
        )

    def setting(self, name: str) -> Locator:
        """A slider that trains anew."""
        label = self.words.labels("labels")[name]
        sliders = self.page.get_by_test_id("stSlider")
        return sliders.filter(has_text=label).get_by_role("slider")

    def reset(self) -> None:
        """Press "reset this page"."""
        self.page.get_by_role("button", name=self.messages["app"]["reset"]).click()

    def layout_shift(self) -> float:
        """Return how much has moved by itself since the page was opened, as CLS does.

        1 is the whole window, moved by its height.
        """
        shift = self.page.evaluate(LAYOUT_SHIFT)
        return float(shift)

    def too_wide(self) -> list[str]:
        """Return the elements that make the page scroll sideways, once it has settled.

        A chart takes its new width a moment after the window has.
        """
        for _ in range(25):
            if not (elements := self.page.evaluate(TOO_WIDE)):
                break
            self.page.wait_for_timeout(200)
        return elements

    def cut_code(self) -> list[str]:
        """The code of which a part is beyond its edge."""
        return self.page.locator(".code pre").evaluate_all(
            "all => all.filter(e => e.scrollWidth > e.clientWidth + 1)"
            ".map(e => e.textContent)"
        )

    def violations(
        self, exclude: str | None = None, contrast: bool | None = None
    ) -> list[str]:
        """Return the violations that axe finds, a line each.

        Args:
            exclude: a part of the page that is not looked at.
            contrast: whether it looks at what depends on the scheme, half of its work,
                alone, or at all but that; None for both.
        """
        where = {"include": [["html"]], "exclude": [[exclude]] if exclude else []}
        # No list of passes; no style sheet is fetched again, for rules that are off.
        how: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
        if contrast is not None:
            how |= {"rules": {rule: {"enabled": contrast} for rule in CONTRAST}}
        if contrast:
            how |= {"runOnly": [*CONTRAST]}
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        look = "([where, how]) => axe.run(where, how).then(told => told.violations)"
        rules = self.page.evaluate(look, [where, how])
        return [
            f"{rule['id']} {node['target']}: {node['failureSummary']}"
            for rule in rules
            for node in rule["nodes"]
        ]

    # ---- the player ----

    @property
    def figure(self) -> Locator:
        """The part of the player with controls, views and acts."""
        return self.page.locator(".player:has(.bar)")

    @property
    def acts(self) -> Locator:
        """The buttons of the acts."""
        return self.figure.locator(".acts button")

    @property
    def call(self) -> Locator:
        """The call with the reader's settings."""
        return self.page.locator(".player .call code")

    def button(self, name: str) -> Locator:
        """A button of the player by its name in the catalogue."""
        label = self.messages["player"][name]
        return self.figure.get_by_role("button", name=label, exact=True)

    def range(self, name: str) -> Locator:
        """The range of the steps, "time", or of a played control."""
        label = self.words.labels("labels")[name]
        return self.figure.get_by_role("slider", name=label, exact=True)

    def drag(self, name: str, place: int) -> None:
        """Move a played control to the value at this place, without letting go."""
        move = "(e, at) => { e.value = at; e.dispatchEvent(new Event('input')); }"
        self.range(name).evaluate(move, place)

    def release(self, name: str, place: int) -> None:
        """Move a played control to the value at this place and let go."""
        self.range(name).fill(str(place))

    def scrub(self, t: int) -> None:
        """Put the range of the steps on `t`, and see it drawn."""
        self.range("time").fill(str(t))
        self.painted()

    def speed(self, name: str) -> None:
        """Choose "slow", "normal" or "fast"."""
        label = self.messages["player"]["speed"]
        self.figure.get_by_role("combobox", name=label).select_option(name)

    def painted(self) -> None:
        """Wait until the browser has painted what was done last."""
        self.page.evaluate(
            "new Promise(done => requestAnimationFrame(() => "
            "requestAnimationFrame(() => done())))"
        )

    def in_reach(self, target: Locator) -> bool:
        """Whether a finger would hit it without scrolling."""
        self.painted()
        return target.evaluate(
            """e => { const { x, y, width, height } = e.getBoundingClientRect();
            return e.isConnected && e.contains(e.getRootNode().elementFromPoint(
                x + width / 2, y + height / 2)); }"""
        )

    def step(self) -> int:
        """The step the player is at."""
        self.painted()
        return int(self.range("time").input_value())

    def lit(self) -> list[str]:
        """The titles of the acts that are lit."""
        self.painted()
        return self.figure.locator(".act[aria-pressed=true] .title").all_inner_texts()

    def drawing(self) -> str:
        """Everything the figure shows, as markup."""
        self.painted()
        content = self.figure.locator(".figures, .acts, .says, .aside")
        markup = content.evaluate_all("all => all.map(e => e.innerHTML).join('\\n')")
        return re.sub(r"(?<=clip)\d+", "", markup.replace(' class=""', ""))
