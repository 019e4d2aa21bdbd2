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
trainings are not among it. `TRAIN_AHEAD=0` measures without. The server has as many
workers for short trainings as `--workers` says.

Run `python -m tests.benchmarks.classroom --sessions 30 --json`.
"""

import asyncio
import os
import time
from dataclasses import dataclass, field
from random import Random
from typing import Any

from app import config
from lessons import SLUGS
from tests.benchmarks.processes import usage
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
class Classroom:
    """Readers of one server, and the errors that they met.

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
        self.randoms = [Random(self.seed * 1000 + i) for i in range(self.n)]

    async def come(self) -> list[float]:
        """Let all come in, each on a page; return the seconds of each page."""
        places = [SLUGS[i % len(SLUGS)] for i in range(self.n)]

        async def enter(i: int) -> float | None:
            await asyncio.sleep(i * ARRIVAL)
            return await self._try(i, self._enter(i, places[i]), places[i])

        return await self._all(enter)

    async def gather(self) -> list[float]:
        """Let all open the page with the training; return the seconds of each."""

        async def arrive(i: int) -> float | None:
            await asyncio.sleep(i * ARRIVAL / 2)
            return await self._try(i, self.readers[i].open(TRAINED), TRAINED)

        return await self._all(arrive)

    async def burst(self) -> list[float]:
        """Let all ask for a new training at once; return the seconds of each."""

        async def change(i: int) -> float | None:
            reader = self.readers[i]
            seeds = [s for s in reader.choices[SEED_SLIDER].values if s != "40"]
            seed = seeds[i % len(seeds)]
            return await self._try(i, reader.move(SEED_SLIDER, seed), f"{TRAINED} seed")

        return await self._all(change)

    async def wander(self, seconds: float) -> list[float]:
        """Let each act by itself for so long; return the seconds of each action."""
        end = time.monotonic() + seconds
        times: list[float] = []

        async def stroll(i: int) -> None:
            random = self.randoms[i]
            while True:
                await asyncio.sleep(random.uniform(*PAUSES))
                if time.monotonic() > end:
                    return
                duration = await self.step(i)
                if duration is not None:
                    times.append(duration)

        await asyncio.gather(*map(stroll, range(self.n)))
        return times

    async def step(self, i: int) -> float | None:
        """Let a reader do one thing; return its seconds, None if it failed."""
        reader, random = self.readers[i], self.randoms[i]
        if reader.choices and random.random() < MOVES:
            name = random.choice(sorted(reader.choices))
            to = reader.choices[name].other(random.randrange(1000))
            action = f"{reader.slug} {name}={to}"
            return await self._try(i, reader.move(name, to), action)
        slug = random.choice([each for each in SLUGS if each != reader.slug])
        return await self._try(i, reader.open(slug), slug)

    async def replace(self, i: int) -> None:
        """Let a reader leave, and another one come."""
        await self.readers[i].close()
        self.readers[i] = Reader(self.url, ("fr", "en")[i % 2], name=i)
        await self._try(i, self.readers[i].connect(), "connect")

    async def leave(self) -> None:
        """Close all connections."""
        for reader in self.readers:
            await reader.close()

    async def _enter(self, i: int, slug: str) -> float:
        await self.readers[i].connect()
        return await self.readers[i].open(slug)

    async def _all(self, act: Any) -> list[float]:
        times = await asyncio.gather(*map(act, range(self.n)))
        return [seconds for seconds in times if seconds is not None]

    async def _try(self, i: int, doing: Any, what: str) -> float | None:
        """Await an action; an error is noted, and the reader goes on."""
        try:
            seconds = await doing
        except Exception as error:  # whatever it is, it is told in the end
            self.errors.append(f"{i}: {what}: {type(error).__name__}: {error}"[:200])
            return None
        if seconds is not None:
            self.slowest[what] = max(seconds, self.slowest.get(what, 0.0))
        return seconds


async def attend(server: Server, sessions: int, seconds: float) -> dict[str, Any]:
    """Run one class, from the first reader to the last; return its figures."""
    figures: dict[str, Any] = {"sessions": sessions}
    base = usage(server.pid)
    group = Classroom(server.url, sessions)

    async def measure_part(name: str, part: Any) -> None:
        before, load_start, start_time = (
            usage(server.pid),
            os.times(),
            time.perf_counter(),
        )
        read = sum(reader.bytes_read for reader in group.readers)
        times = await part
        duration, after, load_end = (
            time.perf_counter() - start_time,
            usage(server.pid),
            os.times(),
        )
        read = sum(reader.bytes_read for reader in group.readers) - read
        if len(times) < 2:
            raise RuntimeError(f"{name} failed: {group.errors[:5]}")
        figures[f"{name}_p50_s"] = percentile(times, 50)
        figures[f"{name}_p95_s"] = percentile(times, 95)
        figures[f"{name}_last_s"] = max(times)
        figures[f"{name}_n"] = len(times)
        figures[f"{name}_cpu_ms_each"] = (
            1000 * (after.cpu_s - before.cpu_s) / len(times)
        )
        figures[f"{name}_cpu_cores"] = (after.cpu_s - before.cpu_s) / duration
        own_s = load_end.user + load_end.system - load_start.user - load_start.system
        figures[f"{name}_load_cores"] = own_s / duration
        figures[f"{name}_mb_each"] = read / len(times) / 1e6

    await measure_part("open", group.come())
    await measure_part("gather", group.gather())
    await asyncio.sleep(1.0)
    await measure_part("burst", group.burst())
    group.slowest.clear()
    await measure_part("wander", group.wander(seconds))
    end = usage(server.pid)
    await group.leave()
    output = server.read_output()
    slowest = sorted(group.slowest.items(), key=lambda each: -each[1])[:5]
    return figures | {
        "errors": len(group.errors),
        "first_errors": group.errors[:5],
        "tracebacks": output.count("Traceback"),
        "first_traceback": output.partition("Traceback")[2][:2000],
        "rss_mb": end.rss_mb,
        "rss_mb_summed": end.summed_mb,
        "rss_mb_warm": base.rss_mb,
        "processes": end.processes,
        "slowest_s": dict(slowest),
    }


def measure(
    sessions: int, seconds: float, before: float, workers: int
) -> dict[str, Any]:
    """Run a class on a warm server of its own."""
    script = ROOT / "app" / "main.py"
    with serve(script, warm=True, WORKERS=str(workers)) as server:
        time.sleep(before)
        figures = {"workers": workers, "ready_s": server.ready_s}
        return figures | asyncio.run(attend(server, sessions, seconds))


SMOKE = {"sessions": 2, "seconds": 5.0, "before": 0.0}

if __name__ == "__main__":
    report(
        measure, SMOKE, sessions=30, seconds=60.0, before=60.0, workers=config.WORKERS
    )
