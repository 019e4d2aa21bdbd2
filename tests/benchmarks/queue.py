"""How quick the pages of others stay while somebody trains for minutes.

A reader moves a slider of another page: with nobody training, with a training in a
worker of the engine that one reader or a whole class follows, and, to compare with,
with the same training in a thread of the server (`WORKERS=0`).

Run `python -m tests.benchmarks.queue --json`.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from statistics import median
from typing import Any

from tests.benchmarks.reader import Reader
from tests.benchmarks.report import percentile, report
from tests.benchmarks.server import ROOT, serve

PAGE = "linear_regression"
SLIDER = f"{PAGE}.seed"
CLASS = 30
SCENES = {"alone": 0, "worker": 1, "worker_class": CLASS, "thread": 1}
"""Readers who train, all at the same settings."""

ENVIRONMENTS = {"thread": {"WORKERS": "0"}}
"""What the server of a scene has in its environment; nothing is trained ahead there."""

WARM_UPS, SAMPLES = 8, 40
SMOKE = {"samples": 2, "followers": 2, "start_delay": 1.0, "scenes": 2}
PAUSE = 0.1
"""Seconds between two moves."""

START_DELAY = 8.0
"""Seconds until a training is surely under way."""


async def scene(
    name: str, base: str, samples: int, max_followers: int, start_delay: float
) -> dict[str, float]:
    """Milliseconds from a move to the page's answer; how long followers wait.

    Args:
        samples: moves that are timed.
        max_followers: readers who train, at most.
        start_delay: seconds until they surely do.
    """
    followers = [Reader(base) for _ in range(min(max_followers, SCENES[name]))]
    polls: list[float] = []
    for each in followers:
        await each.connect()
        await each.open("", busy="1")
    following = [asyncio.create_task(each.follow(polls)) for each in followers]
    other = Reader(base)
    await other.connect()
    await other.open(PAGE)
    if followers:
        await asyncio.sleep(start_delay)
    values = other.choices[SLIDER].values[:WARM_UPS]
    times_ms = []
    for at in range(WARM_UPS + samples):  # those after the first ones are kept
        start = time.perf_counter()
        await other.move(SLIDER, values[at % len(values)])
        times_ms.append(1000 * (time.perf_counter() - start))
        await asyncio.sleep(PAUSE)
    for task in following:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    for each in [*followers, other]:
        await each.close()
    figures = quantiles_ms("rerun", times_ms[WARM_UPS:])
    return figures | (quantiles_ms("poll", [1000 * t for t in polls]) if polls else {})


def quantiles_ms(name: str, times_ms: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile of milliseconds."""
    return {
        f"{name}_p50_ms": median(times_ms),
        f"{name}_p95_ms": percentile(times_ms, 95),
    }


def measure(
    samples: int, followers: int, start_delay: float, scenes: int
) -> dict[str, Any]:
    """Run the first scenes on a server each, and compare them with `alone`."""
    figures: dict[str, Any] = {}
    script, page = ROOT / "tests" / "engine_app.py", "tests/benchmarks/busy_app.py"
    for name in [*SCENES][:scenes]:
        environment = {"PAGE": page, "TRAIN_AHEAD": "0"} | ENVIRONMENTS.get(name, {})
        with serve(script, warm=True, **environment) as server:
            figures[name] = asyncio.run(
                scene(name, server.url, samples, followers, start_delay)
            )
        for p in ("p50", "p95"):
            times = figures[name][f"rerun_{p}_ms"] / figures["alone"][f"rerun_{p}_ms"]
            figures[name][f"times_{p}"] = times
    return figures


if __name__ == "__main__":
    report(
        measure,
        SMOKE,
        samples=SAMPLES,
        followers=CLASS,
        start_delay=START_DELAY,
        scenes=len(SCENES),
    )
