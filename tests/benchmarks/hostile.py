"""What one hostile reader costs the others: times of their runs, calm and attacked.

The others move a slider to and fro between two known settings, each by itself, half a
second apart. Meanwhile a stranger sends, one after the other: changes, 500 a second;
messages larger than any that are read; bytes that are no message; text.

Run `python -m tests.benchmarks.hostile --sessions 5 --json`.
"""

import asyncio
import time
from contextlib import suppress
from random import Random
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed

from tests.benchmarks.processes import usage
from tests.benchmarks.reader import Reader
from tests.benchmarks.report import percentile, report
from tests.benchmarks.server import ROOT, Server, serve

SEED = 2026
PAGE, SLIDER = "linear_regression", "linear_regression.seed"
RATE = 500
OVERSIZED = 18_000_000
PAUSE = 0.5


def rerun(i: int) -> bytes:
    """Return a change to a page, another one for each i."""
    message = BackMsg()
    message.rerun_script.page_name = PAGE
    message.rerun_script.query_string = f"{SLIDER}={i % 100}"
    return message.SerializeToString()


async def flood(url: str, end: float) -> int:
    """Send changes, RATE a second; return how many could be sent."""
    stranger, n_messages = Reader(url), 0
    await stranger.connect()
    reading = asyncio.create_task(stranger.drain())
    start_time = time.monotonic()
    with suppress(ConnectionClosed, TimeoutError):
        while time.monotonic() < end:
            due = int((time.monotonic() - start_time) * RATE)
            for i in range(n_messages, due):
                await asyncio.wait_for(stranger.send(rerun(i)), end - time.monotonic())
                n_messages += 1
            await asyncio.sleep(0.01)
    reading.cancel()
    await stranger.drop()
    return n_messages


async def throw(url: str, end: float, data: bytes | str) -> int:
    """Send one bad message on connection after connection; return how many."""
    n_messages = 0
    while time.monotonic() < end:
        stranger = Reader(url)
        await stranger.connect()
        with suppress(ConnectionClosed, TimeoutError):
            await stranger.send(data)
            n_messages += 1
            await asyncio.wait_for(stranger.drain(), 2)
        await stranger.drop()
        await asyncio.sleep(0.05)
    return n_messages


async def attend(server: Server, sessions: int, seconds: float) -> dict[str, Any]:
    """Measure the others without an attack, then during each attack."""
    readers = [Reader(server.url, "en") for _ in range(sessions)]
    errors: list[str] = []
    for reader in readers:
        await reader.connect()
        await reader.open(PAGE)
    for value in ("1", "2"):
        await readers[0].move(SLIDER, value)

    async def others(end: float) -> list[float]:
        async def one(reader: Reader, i: int) -> list[float]:
            times = []
            await asyncio.sleep(i * PAUSE / sessions)
            while time.monotonic() < end:
                try:
                    times.append(await reader.move(SLIDER, "12"[len(times) % 2]))
                except Exception as error:  # told in the end
                    errors.append(f"{type(error).__name__}: {error}"[:200])
                    return times
                await asyncio.sleep(PAUSE)
            return times

        each = await asyncio.gather(*(one(r, i) for i, r in enumerate(readers)))
        return [one for times in each for one in times]

    noise = Random(SEED).randbytes(2000)
    attacks = {
        "calm": None,
        "flood": lambda end: flood(server.url, end),
        "oversized": lambda end: throw(server.url, end, bytes(OVERSIZED)),
        "malformed": lambda end: throw(server.url, end, noise),
        "text": lambda end: throw(server.url, end, "hello"),
    }
    figures: dict[str, Any] = {"sessions": sessions}
    for name, attack in attacks.items():
        end, before = time.monotonic() + seconds, usage(server.pid)
        attacking = asyncio.create_task(attack(end)) if attack else None
        times = await others(end)
        if attacking:
            figures[f"{name}_sent"] = await attacking
        figures[f"{name}_p50_s"] = percentile(times, 50)
        figures[f"{name}_p95_s"] = percentile(times, 95)
        figures[f"{name}_last_s"] = max(times)
        figures[f"{name}_cpu_cores"] = (
            usage(server.pid).cpu_s - before.cpu_s
        ) / seconds
    for reader in readers:
        await reader.close()
    figures |= {"errors": len(errors), "first_errors": errors[:3]}
    figures["tracebacks"] = server.read_output().count("Traceback")
    figures["rss_mb"] = usage(server.pid).rss_mb
    return figures


def measure(sessions: int, seconds: float) -> dict[str, Any]:
    """Run each attack for so many seconds on a warm server of its own."""
    with serve(ROOT / "app" / "main.py", warm=True) as server:
        return asyncio.run(attend(server, sessions, seconds))


SMOKE = {"sessions": 2, "seconds": 1.2}

if __name__ == "__main__":
    report(measure, SMOKE, sessions=5, seconds=6.0)
