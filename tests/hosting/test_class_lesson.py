"""A lesson in class mode, played by a room behind the balancer; a replica dies in it.

Two replicas on one PostgreSQL. Thirty pupils are clients without a browser; three have
a real one. The teacher goes through the steps of a lesson as fast as all have followed.
"""

import asyncio
import csv
import io
import os
import random
import re
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect

from app.content.catalogue import load_messages
from lessons import lesson
from tests.benchmarks.server import ROOT, Server, answers, serve
from tests.browser.chromium import CLASS, FLAGS, find_chromium
from tests.class_client import ClassClient
from tests.postgresql import run_postgresql
from tests.waiting import until

from .balancer import Balancer, run_balancer

pytestmark = pytest.mark.thorough

CLIENTS, BROWSERS = 30, 3
PUPILS = CLIENTS + BROWSERS
BACK = 3.0
"""Seconds within which everybody is back when a replica has died."""

STEPS = [
    {"page": "home", "question": "first", "note": "a number", "minutes": 5},
    {"page": "gradient_descent", "scenario": "bounces", "minutes": 2},
    {"page": "linear_regression", "question": "rate", "minutes": 5},
    {"page": "linear_regression", "scenario": "zigzag", "minutes": 2},
    {"page": "gradient_descent", "question": "order", "minutes": 5},
    {"page": "memory"},
]
KILLED_AT = 2
"""The step whose question is running when a replica dies."""

WORDS = load_messages("en")["classroom"]


@dataclass
class Room:
    """Where the lesson is held.

    Args:
        balancer: in front of the replicas.
        replicas: the servers, the one that dies first.
    """

    balancer: Balancer
    replicas: list[Server]

    def kill_first(self) -> None:
        """End a replica at once, as a machine that loses its power does."""
        os.kill(self.replicas[0].pid, signal.SIGKILL)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """Two warm replicas on one database, behind the balancer."""
    with ExitStack() as stack:
        url = stack.enter_context(run_postgresql())
        options = {"DATABASE_URL": url, "WORKERS": "1", "LONG_WORKERS": "1"}
        script = ROOT / "app" / "main.py"
        servers = [
            stack.enter_context(serve(script, log=tmp_path / name, **options))
            for name in ("first", "second")
        ]
        for each in servers:
            until(lambda each=each: answers(f"{each.url}/readyz"), 180)
        addresses = [
            each.url.replace("http://localhost", "127.0.0.1") for each in servers
        ]
        variables = dict(zip(("APP_1", "APP_2"), addresses, strict=True))
        balancer = stack.enter_context(run_balancer(tmp_path / "log", **variables))
        yield Room(balancer, servers)


# ---- pupils with a browser ----

LISTEN = """() => {
    window.cuts = { class: [], page: [] };
    const note = (name, isOpen) => {
        const all = window.cuts[name], last = all.at(-1);
        if (!isOpen && (!last || last.to)) all.push({ from: performance.now() });
        if (isOpen && last && !last.to) last.to = performance.now();
    };
    const connection = globalThis.__components.get("class connection");
    const heard = () => note("class", connection.status === "open");
    connection.addEventListener("status", heard);
    const app = document.querySelector("[data-testid=stApp]");
    new MutationObserver(() => note(
        "page", app.getAttribute("data-test-connection-state") === "CONNECTED"
    )).observe(app, { attributes: true });
}"""
"""Note when the connections of a tab are cut, and when they are back."""


@dataclass
class Tab:
    """A pupil with a real browser."""

    page: Page

    async def answer(self, kind: str, pupil: int) -> None:
        """Answer the question on the page, by touching its ballot."""
        ballot = self.page.locator(".ballot")
        inputs = ballot.locator("input[type=radio], input[type=range], .order button")
        await inputs.first.wait_for(timeout=60_000)
        if kind == "order":
            for button in await ballot.locator(".order button").all():
                await button.click()
        elif await ballot.locator("input[type=range]").count():
            await ballot.locator("input[type=range]").press("ArrowRight")
        else:
            options = ballot.locator(".answers label")
            await options.nth(pupil % await options.count()).click()
        received = ballot.get_by_text(WORDS["ballot_received"])
        await received.wait_for(timeout=20_000)

    async def see_results(self, n: int) -> None:
        """Wait until the page shows how many answers were given."""
        text = WORDS["results_answers"].format(n=n)
        await expect(self.page.locator(".results")).to_contain_text(
            text, timeout=30_000
        )

    async def see_scenario(self, slug: str, name: str) -> None:
        """Wait until the page is there, at the rate of a scenario, and drawn."""
        rate = lesson(slug).scenario_settings(name)["lr"]
        link = re.compile(rf"/{slug}\?.*\b{slug}\.lr={rate:g}(&|$)")
        await expect(self.page).to_have_url(link, timeout=30_000)
        await self.page.locator(".player .figures svg").first.wait_for()

    async def longest_cut(self) -> dict[str, float]:
        """Return the seconds that each connection was away; inf if it still is."""
        cuts = await self.page.evaluate("() => window.cuts")
        infinity = float("inf")
        return {
            name: max(
                ((c.get("to", infinity) - c["from"]) / 1000 for c in all), default=0
            )
            for name, all in cuts.items()
        }


# ---- the lesson ----


@dataclass
class Lesson:
    """A class that is held.

    Args:
        teacher: who goes on.
        clients: pupils without a browser.
        tabs: pupils with one.
        sent: by round, what the clients have answered, by the client's number.
    """

    teacher: ClassClient
    clients: list[ClassClient]
    tabs: list[Tab]
    sent: dict[int, dict[int, Any]]

    async def command(self, action: str, **body: Any) -> None:
        status, reply = await self.teacher.command(action, **body)
        assert status == 200, (action, reply)

    async def told(self, condition: Callable[[dict[str, Any]], Any]) -> None:
        """Wait until everybody without a browser, the teacher too, has heard it."""
        everybody = (self.teacher, *self.clients)
        await asyncio.gather(*(each.wait_for(condition) for each in everybody))

    async def collect(self, kind: str, guesses: list[Any], pupils: range) -> None:
        """Let these pupils answer, all at once; the first of them have a browser."""
        round = self.teacher.message["round"]

        async def answer(i: int) -> None:
            if i < BROWSERS:
                await self.tabs[i].answer(kind, i)
                return
            client, guess = self.clients[i - BROWSERS], random.choice(guesses)
            await asyncio.sleep(random.uniform(0, 1))
            assert await client.answer(guess, round) == 200
            self.sent.setdefault(round, {})[i] = guess

        await asyncio.gather(*map(answer, pupils))

    async def reveal(self) -> dict[str, Any]:
        """Close, reveal, and wait until all have seen it; return the results."""
        await self.teacher.wait_for(lambda m: m["answered"] == PUPILS)
        await self.command("close")
        await self.told(lambda m: m["phase"] == "closed")
        assert await self.clients[0].answer(self.sent_by_first()) == 409
        await self.command("reveal")
        await self.told(
            lambda m: m["phase"] == "revealed" and m["results"]["right"] is not None
        )
        for client in self.clients:
            assert counts_of(client) == counts_of(self.teacher)
            assert client.message["results"]["n"] == PUPILS
        await asyncio.gather(*(tab.see_results(PUPILS) for tab in self.tabs))
        return self.teacher.message["results"]

    def sent_by_first(self) -> Any:
        """Return what the first client has answered in this round."""
        return self.sent[self.teacher.message["round"]][BROWSERS]


def counts_of(client: ClassClient) -> list[Any]:
    """Return how many gave which answer, and which is right, as a client has heard."""
    options = client.message["results"]["options"]
    return [[each[name] for name in ("id", "count", "right")] for each in options]


def guesses_of(slug: str, name: str) -> tuple[str, list[Any]]:
    """Return the kind of a question, and some of its possible answers."""
    (question,) = (q for q in lesson(slug).questions if q.name == name)
    if question.kind == "order":
        orders = [
            random.sample(question.values, len(question.values)) for _ in range(9)
        ]
        return question.kind, orders
    return question.kind, [*(question.options or question.values)]


async def enter(client: ClassClient, code: str, at: int) -> None:
    """Let a pupil come in: the join page, the class's page, the socket."""
    await asyncio.sleep(at * 0.3)
    await client.open_page(await client.join(code))
    client.listen()


async def open_tab(browser: Any, base: str, code: str) -> Tab:
    context = await browser.new_context(locale="en-GB")
    page = await context.new_page()
    page.set_default_timeout(60_000)
    await page.goto(f"{base}/join/{code}?lang=en")
    await expect(page.get_by_text(WORDS["bar_with"])).to_be_visible(timeout=60_000)
    await page.evaluate(LISTEN)
    return Tab(page)


async def play(held: Lesson, kill: Callable[[], Awaitable[None]]) -> None:
    """Go through all steps of the lesson, from the teacher's page."""
    for n, step in enumerate(STEPS):
        await held.command("step", to=n)
        slug, name = step["page"], step.get("question")
        await held.teacher.wait_for(lambda m, n=n: m["plan"]["step"] == n)
        turn = held.teacher.message["turn"]
        await held.told(lambda m, turn=turn: m["turn"] == turn)
        assert {each.message["page"] for each in held.clients} == {slug}
        if scenario := step.get("scenario"):
            await asyncio.gather(*(t.see_scenario(slug, scenario) for t in held.tabs))
        if name is None:
            continue
        await held.told(lambda m: m["phase"] == "asked")
        assert held.teacher.message["question"] == name
        kind, guesses = guesses_of(slug, name)
        if n == KILLED_AT:
            await held.collect(kind, guesses, range(0, PUPILS, 2))
            others = held.collect(kind, guesses, range(1, PUPILS, 2))
            await asyncio.gather(kill(), others)
            first = await held.reveal()
            await held.command("vote_again")
            await held.told(lambda m: m["phase"] == "asked" and m["vote"] == 2)
            await held.collect(kind, guesses, range(PUPILS))
            second = await held.reveal()
            firsts = [option["first"] for option in second["options"]]
            assert firsts == [option["count"] for option in first["options"]]
        else:
            await held.collect(kind, guesses, range(PUPILS))
            await held.reveal()


async def hold_lesson(room: Room) -> None:
    """Open a class with the lesson, play it, and read what is left of it."""
    base = f"http://127.0.0.1:{room.balancer.port}"
    teacher = ClassClient(base)
    code = await teacher.open_class(plan={"version": 1, "title": "", "steps": STEPS})
    teacher.listen()
    clients = [ClassClient(base, ("en", "fr")[i % 2]) for i in range(CLIENTS)]
    async with AsyncExitStack() as stack:
        for each in (teacher, *clients):
            stack.push_async_callback(each.close)
        playwright = await stack.enter_async_context(async_playwright())
        path = find_chromium(playwright)
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        named = f"http://{CLASS}:{room.balancer.port}"
        tabs = [await open_tab(browser, named, code) for _ in range(BROWSERS)]
        await asyncio.gather(*(enter(c, code, i) for i, c in enumerate(clients)))
        held = Lesson(teacher, clients, tabs, {})
        await held.told(lambda m: m["here"] == PUPILS)

        async def kill() -> None:
            before = {id(each): len(each.absences) for each in (teacher, *clients)}
            room.kill_first()
            await asyncio.sleep(BACK + 1)
            away = [
                a
                for each in (teacher, *clients)
                for a in each.absences[before[id(each)] :]
            ]
            cuts = [await tab.longest_cut() for tab in tabs]
            print(
                f"{len(away)} sockets were cut, at most {max(away):.2f} s; tabs: {cuts}"
            )
            assert 0 < len(away) < PUPILS
            assert max(away) <= BACK
            assert not any(each.trouble for each in (teacher, *clients))
            assert max(seconds for cut in cuts for seconds in cut.values()) <= BACK

        await play(held, kill)
        await check_table(held)
        await held.command("end")
        await asyncio.gather(*(ended(each) for each in (teacher, *clients)))
        over = WORDS["bar_over"]
        for tab in tabs:
            await expect(tab.page.get_by_text(over)).to_be_visible(timeout=20_000)
        await browser.close()


async def check_table(held: Lesson) -> None:
    """Compare the table of answers with what was sent: none is lost, none is twice."""
    rows = list(csv.DictReader(io.StringIO(await held.teacher.answers_csv())))
    counts = dict[str, int]()
    for row in rows:
        counts[row["round"]] = counts.get(row["round"], 0) + int(row["count"])
    assert counts == {str(n): PUPILS for n in held.sent}
    assert len(held.sent) == 4


async def ended(client: ClassClient) -> None:
    async with asyncio.timeout(20):
        while not client.is_over:
            await asyncio.sleep(0.05)


def test_a_lesson_goes_on_when_a_replica_dies(room):
    random.seed(1)
    asyncio.run(hold_lesson(room))
    for each in room.replicas:
        assert "Traceback" not in each.read_output()
