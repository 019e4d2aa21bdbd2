"""A class in class mode: pupils who answer, a teacher who hears them, one server.

All hang on the websocket of their class, as visible tabs do; no pages run. Measured
are:

- `idle_cpu_percent`: processor time of the server while nothing happens, of one core;
  `base_cpu_percent` is the same before anybody is there;
- `ask_told_*`: from sending the question until a pupil's browser has heard it;
- `spread_*`: one answer after another, each until the teacher's browser has counted it;
- `burst_*`: all answer within one second; the n-th answer until the teacher's browser
  has heard of n, and the processor time of the burst;
- `classes_mb`: what the server holds after many classes more than before them.

Pupils take their seats in the database directly, as a page's first run does.

Run `python -m tests.benchmarks.class_mode --seats 60 --json`.
"""

import asyncio
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from app.activities.classroom.class_store import ClassStore
from app.activities.classroom.codes import seat_cookie
from app.activities.classroom.database import Database
from lessons import lesson
from tests.benchmarks.processes import usage
from tests.benchmarks.report import percentile, report
from tests.benchmarks.server import ROOT, Server, serve
from tests.class_client import ClassClient

PAGE = "linear_regression"
QUESTION = next(q for q in lesson(PAGE).questions if q.kind == "choice")
SEED = 2026


@dataclass
class CountingClient(ClassClient):
    """A teacher's browser.

    Attributes:
        heard: when it was first told of so many answers, by round and number.
    """

    heard: dict[tuple[int, int], float] = field(default_factory=dict)

    def _receive(self, text: str) -> None:
        super()._receive(text)
        if self.message and self.message["phase"] == "asked":
            key = self.message["round"], self.message["answered"]
            self.heard.setdefault(key, time.perf_counter())

    def time_of(self, n: int, answered: int) -> float:
        """Return when so many answers of a round were first heard of."""
        return min(t for (m, k), t in self.heard.items() if m == n and k >= answered)


async def attend(server: Server, file: Path, seats: int, seconds: float) -> dict:
    """Run a class of so many pupils; return its figures."""
    figures: dict[str, Any] = {"base_cpu_percent": await cpu_percent(server, seconds)}
    teacher = CountingClient(server.url)
    code = await teacher.open_class()
    store = ClassStore(Database(f"sqlite:///{file}"), max_seats=seats)
    pupils = [await seated(server, store, code) for _ in range(seats)]
    for client in (teacher, *pupils):
        client.listen()
    await teacher.wait_for(lambda message: message["here"] == seats)
    await asyncio.gather(*(pupil.wait_for(bool) for pupil in pupils))
    figures["idle_cpu_percent"] = await cpu_percent(server, seconds)
    figures |= await measure_answers(server, teacher, pupils)
    await teacher.command("end")
    for client in (teacher, *pupils):
        await client.close()
    store.database.close()
    return figures


async def seated(server: Server, store: ClassStore, code: str) -> ClassClient:
    """Return a pupil who has joined and has a seat."""
    pupil = ClassClient(server.url)
    await pupil.join(code)
    store.seats.take(code, pupil.cookies[seat_cookie(code)], PAGE)
    return pupil


async def cpu_percent(server: Server, seconds: float) -> float:
    """Return what the server takes of one core, in so many seconds."""
    before, start = usage(server.pid).cpu_s, time.perf_counter()
    await asyncio.sleep(seconds)
    return 100 * (usage(server.pid).cpu_s - before) / (time.perf_counter() - start)


async def measure_answers(
    server: Server, teacher: CountingClient, pupils: list[ClassClient]
) -> dict[str, Any]:
    """Ask twice: once all answer one after another, once within a second."""
    random, figures = Random(SEED), dict[str, Any]()

    async def answer(pupil: ClassClient, delay: float) -> float:
        await asyncio.sleep(delay)
        start = time.perf_counter()
        status = await pupil.answer(random.choice(QUESTION.options))
        assert status == 200, status
        return start

    for n, (name, span) in enumerate(
        (("spread", 0.15 * len(pupils)), ("burst", 1.0)), 1
    ):
        start = time.perf_counter()
        await teacher.command("ask", page=PAGE, question=QUESTION.name)
        waits = (
            pupil.wait_for(lambda message, n=n: message["round"] == n)
            for pupil in pupils
        )
        told = [at - start for at in await asyncio.gather(*map(clock, waits))]
        figures |= quantiles(f"ask_told_{name}", told)
        await asyncio.sleep(1.0)
        cpu = usage(server.pid).cpu_s
        delays = sorted(random.uniform(0, span) for _ in pupils)
        starts = sorted(await asyncio.gather(*map(answer, pupils, delays)))
        await teacher.wait_for(lambda message: message["answered"] == len(pupils))
        times = [teacher.time_of(n, i) - started for i, started in enumerate(starts, 1)]
        figures |= quantiles(name, times)
        figures[f"{name}_cpu_s"] = usage(server.pid).cpu_s - cpu
    return figures


async def clock(waiting: Any) -> float:
    """Return when this was done."""
    await waiting
    return time.perf_counter()


def quantiles(name: str, times: list[float]) -> dict[str, float]:
    """Return median and 95th percentile, in milliseconds."""
    return {f"{name}_p{p}_ms": 1000 * max(0.0, percentile(times, p)) for p in (50, 95)}


async def open_and_end(server: Server, n: int) -> dict[str, float]:
    """Open and end many classes, each with a question; return what they cost."""
    teacher = ClassClient(server.url)
    await teacher.open_class()  # the first one loads the database's library
    await teacher.command("end")
    before, cpu = usage(server.pid).rss_mb, usage(server.pid).cpu_s
    for _ in range(n):
        teacher = ClassClient(server.url)
        await teacher.open_class()
        teacher.listen()
        await teacher.command("ask", page=PAGE, question=QUESTION.name)
        await teacher.wait_for(lambda message: message["phase"] == "asked")
        await teacher.command("end")
        await teacher.close()
    after = usage(server.pid)
    return {
        "classes_mb": after.rss_mb - before,
        "classes_cpu_ms_each": 1000 * (after.cpu_s - cpu) / n,
    }


def measure(seats: int, seconds: float, classes: int) -> dict[str, Any]:
    """Run a class, then many, on a warm server of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "classes.sqlite"
        limits = {"CLASS_DATABASE": str(file), "CLASS_SEATS": str(seats)}
        limits["TRAIN_AHEAD"] = "0"  # it would be counted
        with serve(ROOT / "app" / "main.py", warm=True, **limits) as server:
            figures = asyncio.run(attend(server, file, seats, seconds))
            figures |= asyncio.run(open_and_end(server, classes))
            output = server.read_output()
    return (
        {"seats": seats, "load": os.getloadavg()[0]}
        | figures
        | {
            "tracebacks": output.count("Traceback"),
            "first_traceback": output.partition("Traceback")[2][:2000],
        }
    )


SMOKE = {"seats": 3, "seconds": 1.0, "classes": 2}

if __name__ == "__main__":
    report(measure, SMOKE, seats=30, seconds=20.0, classes=100)
