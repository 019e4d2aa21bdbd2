"""A class at work: N readers, Streamlit's own protocol, one server on this machine.

The server has been ready for a minute (`--before`), as one is that waits for a class.
They come one after another and open all pages between them. Then all stand on
`linear_regression` and, at the same moment, each moves the seed to another value: as
many new trainings (200 epochs of 20 learning rates, in torch). Then each wanders by
itself: every 2 to 5 seconds it moves a slider of its page (three times of four), or
goes to another page. A time is what passes from sending the change until the page has
ended its run, the load generator's own reading of the messages included. `rss_mb` is
what all processes hold together, shared pages counted once.

Before they come the server trains ahead what a page is likely to be asked; the burst's
trainings are not among it. `TRAIN_AHEAD=0` measures without.

Run `python -m tests.benchmarks.classroom --sessions 30 --json`.
"""

import asyncio
import os
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from lessons import SLUGS
from tests.benchmarks.processes import used
from tests.benchmarks.reader import Reader
from tests.benchmarks.report import percentile, report
from tests.benchmarks.server import ROOT, Server, serve

SEED = 2026
ARRIVAL = 0.2
"""Seconds between two readers who come in."""

TRAINED = "linear_regression"
SEED_SLIDER = f"{TRAINED}.seed"

PAUSES = 2.0, 5.0
"""Seconds between two things a reader does, least and most."""

MOVES = 0.75
"""The part of them that moves a slider; the rest goes to another page."""


@dataclass
class Class:
    """Readers of one server, and what they met with.

    Args:
        url: the server's address.
        n: how many they are.
        seed: of what they do.
    """

    url: str
    n: int
    seed: int = SEED
    errors: list[str] = field(default_factory=list)
    slowest: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.readers = [
            Reader(self.url, ("fr", "en")[i % 2], name=i) for i in range(self.n)
        ]
        self.chances = [Random(self.seed * 1000 + i) for i in range(self.n)]

    async def come(self) -> list[float]:
        """Everybody comes in, each on a page; seconds each page took."""
        places = [SLUGS[i % len(SLUGS)] for i in range(self.n)]

        async def enter(i: int) -> float | None:
            await asyncio.sleep(i * ARRIVAL)
            return await self._try(i, self._enter(i, places[i]), places[i])

        return await self._all(enter)

    async def gather(self) -> list[float]:
        """Everybody to the page with the training; seconds each took."""

        async def arrive(i: int) -> float | None:
            await asyncio.sleep(i * ARRIVAL / 2)
            return await self._try(i, self.readers[i].open(TRAINED), TRAINED)

        return await self._all(arrive)

    async def burst(self) -> list[float]:
        """All at once to as many new trainings; seconds until each has its own."""

        async def change(i: int) -> float | None:
            reader = self.readers[i]
            seeds = [s for s in reader.choices[SEED_SLIDER].values if s != "40"]
            seed = seeds[i % len(seeds)]
            return await self._try(i, reader.move(SEED_SLIDER, seed), f"{TRAINED} seed")

        return await self._all(change)

    async def wander(self, seconds: float) -> list[float]:
        """Each on its own for so long; seconds that each thing took."""
        end = time.monotonic() + seconds
        times: list[float] = []

        async def stroll(i: int) -> None:
            chance = self.chances[i]
            while True:
                await asyncio.sleep(chance.uniform(*PAUSES))
                if time.monotonic() > end:
                    return
                took = await self.step(i)
                if took is not None:
                    times.append(took)

        await asyncio.gather(*map(stroll, range(self.n)))
        return times

    async def step(self, i: int) -> float | None:
        """One thing that a reader does; seconds, None if it failed."""
        reader, chance = self.readers[i], self.chances[i]
        if reader.choices and chance.random() < MOVES:
            name = chance.choice(sorted(reader.choices))
            to = reader.choices[name].other(chance.randrange(1000))
            did = f"{reader.slug} {name}={to}"
            return await self._try(i, reader.move(name, to), did)
        slug = chance.choice([each for each in SLUGS if each != reader.slug])
        return await self._try(i, reader.open(slug), slug)

    async def replace(self, i: int) -> None:
        """A reader goes, and another one comes."""
        await self.readers[i].close()
        self.readers[i] = Reader(self.url, ("fr", "en")[i % 2], name=i)
        await self._try(i, self.readers[i].connect(), "connect")

    async def leave(self) -> None:
        """Everybody goes."""
        for reader in self.readers:
            await reader.close()

    async def _enter(self, i: int, slug: str) -> float:
        await self.readers[i].connect()
        return await self.readers[i].open(slug)

    async def _all(self, act: Any) -> list[float]:
        times = await asyncio.gather(*map(act, range(self.n)))
        return [taken for taken in times if taken is not None]

    async def _try(self, i: int, doing: Any, what: str) -> float | None:
        """What it gives, seconds; an error is written down, and the reader goes on."""
        try:
            taken = await doing
        except Exception as error:  # whatever it is, it is told in the end
            self.errors.append(f"{i}: {what}: {type(error).__name__}: {error}"[:200])
            return None
        if taken is not None:
            self.slowest[what] = max(taken, self.slowest.get(what, 0.0))
        return taken


async def attend(server: Server, sessions: int, seconds: float) -> dict[str, Any]:
    """One class from the first reader to the last."""
    found: dict[str, Any] = {"sessions": sessions}
    base = used(server.pid)
    group = Class(server.url, sessions)

    async def timed(name: str, part: Any) -> None:
        before, own, began = used(server.pid), os.times(), time.perf_counter()
        read = sum(reader.bytes_read for reader in group.readers)
        times = await part
        took, after, later = time.perf_counter() - began, used(server.pid), os.times()
        read = sum(reader.bytes_read for reader in group.readers) - read
        if len(times) < 2:
            raise RuntimeError(f"{name} failed: {group.errors[:5]}")
        found[f"{name}_p50_s"] = percentile(times, 50)
        found[f"{name}_p95_s"] = percentile(times, 95)
        found[f"{name}_last_s"] = max(times)
        found[f"{name}_n"] = len(times)
        found[f"{name}_cpu_ms_each"] = 1000 * (after.cpu_s - before.cpu_s) / len(times)
        found[f"{name}_cpu_cores"] = (after.cpu_s - before.cpu_s) / took
        own_s = later.user + later.system - own.user - own.system
        found[f"{name}_load_cores"] = own_s / took
        found[f"{name}_mb_each"] = read / len(times) / 1e6

    await timed("open", group.come())
    await timed("gather", group.gather())
    await asyncio.sleep(1.0)
    await timed("burst", group.burst())
    group.slowest.clear()
    await timed("wander", group.wander(seconds))
    end = used(server.pid)
    await group.leave()
    printed = server.printed()
    slowest = sorted(group.slowest.items(), key=lambda each: -each[1])[:5]
    return found | {
        "errors": len(group.errors),
        "first_errors": group.errors[:5],
        "tracebacks": printed.count("Traceback"),
        "first_traceback": printed.partition("Traceback")[2][:2000],
        "rss_mb": end.rss_mb,
        "rss_mb_summed": end.summed_mb,
        "rss_mb_warm": base.rss_mb,
        "processes": end.processes,
        "slowest_s": dict(slowest),
    }


def measure(sessions: int, seconds: float, before: float) -> dict[str, Any]:
    """A server of its own, warm, and a class in it."""
    with serve(ROOT / "app" / "main.py", warm=True) as server:
        time.sleep(before)
        return {"ready_s": server.ready_s} | asyncio.run(
            attend(server, sessions, seconds)
        )


SMOKE = {"sessions": 2, "seconds": 5.0, "before": 0.0}

if __name__ == "__main__":
    report(measure, SMOKE, sessions=30, seconds=60.0, before=60.0)
