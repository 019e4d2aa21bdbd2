"""A long lesson: whether the server's memory stays where it is once it is warm.

As in `classroom`, readers come in and wander, for minutes; one in twenty things they do
is to leave and come back as somebody new. The growth is that of the memory's median in
the last tenth of the time over that in the middle one: the second half.

Run `python -m tests.benchmarks.soak --sessions 60 --minutes 10 --json`.
"""

import asyncio
import time
from statistics import median
from typing import Any

from tests.benchmarks.classroom import PAUSES, Classroom
from tests.benchmarks.processes import usage
from tests.benchmarks.report import percentile, report
from tests.benchmarks.server import ROOT, Server, serve

SAMPLES = 200
LEAVES = 0.05


async def attend(server: Server, sessions: int, minutes: float) -> dict[str, Any]:
    """Run the lesson and sample the memory; return its figures."""
    group, warm = Classroom(server.url, sessions), usage(server.pid)
    await group.come()
    start_time, length = time.monotonic(), 60 * minutes
    memory: list[float] = []
    times: list[float] = []
    n_replaced = 0

    async def sample() -> None:
        while time.monotonic() < start_time + length:
            memory.append(usage(server.pid).rss_mb)
            await asyncio.sleep(length / SAMPLES)

    async def stroll(i: int) -> None:
        nonlocal n_replaced
        random = group.randoms[i]
        while True:
            await asyncio.sleep(random.uniform(*PAUSES))
            if time.monotonic() > start_time + length:
                return
            if random.random() < LEAVES:
                n_replaced += 1
                await group.replace(i)
            if (seconds := await group.step(i)) is not None:
                times.append(seconds)

    await asyncio.gather(sample(), *map(stroll, range(sessions)))
    end = usage(server.pid)
    await group.leave()
    tenth = max(1, len(memory) // 10)
    half = len(memory) // 2
    middle, last = median(memory[half : half + tenth]), median(memory[-tenth:])
    return {
        "sessions": sessions,
        "minutes": minutes,
        "rss_mb_warm": warm.rss_mb,
        "rss_mb_middle": middle,
        "rss_mb_end": last,
        "rss_mb_most": max(memory),
        "growth_percent": 100 * (last / middle - 1),
        "came_anew": n_replaced,
        "actions": len(times),
        "p50_s": percentile(times, 50),
        "p95_s": percentile(times, 95),
        "cpu_cores": (end.cpu_s - warm.cpu_s) / (time.monotonic() - start_time),
        "errors": len(group.errors),
        "first_errors": group.errors[:5],
        "tracebacks": server.read_output().count("Traceback"),
        "processes": end.processes,
    }


def measure(sessions: int, minutes: float) -> dict[str, Any]:
    """Run the lesson on a warm server of its own."""
    with serve(ROOT / "app" / "main.py", warm=True) as server:
        return asyncio.run(attend(server, sessions, minutes))


SMOKE = {"sessions": 2, "minutes": 0.12}

if __name__ == "__main__":
    report(measure, SMOKE, sessions=60, minutes=10.0)
