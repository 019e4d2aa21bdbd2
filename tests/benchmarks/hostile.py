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

from tests.benchmarks.processes import used
from tests.benchmarks.reader import Reader
from tests.benchmarks.report import percentile, report
from tests.benchmarks.server import ROOT, Server, serve

SEED = 2026
PAGE, SLIDER = "linear_regression", "linear_regression.seed"
RATE = 500
OVERSIZED = 18_000_000
PAUSE = 0.5


def rerun(i: int) -> bytes:
    """A change to a page, another one for each i."""
    message = BackMsg()
    message.rerun_script.page_name = PAGE
    message.rerun_script.query_string = f"{SLIDER}={i % 100}"
    return message.SerializeToString()


async def flood(url: str, end: float) -> int:
    """Changes, RATE a second; how many could be sent."""
    stranger, sent = Reader(url), 0
    await stranger.connect()
    reading = asyncio.create_task(stranger.drain())
    began = time.monotonic()
    with suppress(ConnectionClosed, TimeoutError):
        while time.monotonic() < end:
            due = int((time.monotonic() - began) * RATE)
            for i in range(sent, due):
                await asyncio.wait_for(stranger.send(rerun(i)), end - time.monotonic())
                sent += 1
            await asyncio.sleep(0.01)
    reading.cancel()
    await stranger.drop()
    return sent


async def throw(url: str, end: float, data: bytes | str) -> int:
    """The same bad message again and again, a connection each; how many."""
    sent = 0
    while time.monotonic() < end:
        stranger = Reader(url)
        await stranger.connect()
        with suppress(ConnectionClosed, TimeoutError):
            await stranger.send(data)
            sent += 1
            await asyncio.wait_for(stranger.drain(), 2)
        await stranger.drop()
        await asyncio.sleep(0.05)
    return sent


async def attend(server: Server, sessions: int, seconds: float) -> dict[str, Any]:
    """Others calm, then each attack while they go on."""
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
        return [taken for times in each for taken in times]

    noise = Random(SEED).randbytes(2000)
    attacks = {
        "calm": None,
        "flood": lambda end: flood(server.url, end),
        "oversized": lambda end: throw(server.url, end, bytes(OVERSIZED)),
        "malformed": lambda end: throw(server.url, end, noise),
        "text": lambda end: throw(server.url, end, "hello"),
    }
    found: dict[str, Any] = {"sessions": sessions}
    for name, attack in attacks.items():
        end, before = time.monotonic() + seconds, used(server.pid)
        attacking = asyncio.create_task(attack(end)) if attack else None
        times = await others(end)
        if attacking:
            found[f"{name}_sent"] = await attacking
        found[f"{name}_p50_s"] = percentile(times, 50)
        found[f"{name}_p95_s"] = percentile(times, 95)
        found[f"{name}_last_s"] = max(times)
        found[f"{name}_cpu_cores"] = (used(server.pid).cpu_s - before.cpu_s) / seconds
    for reader in readers:
        await reader.close()
    found |= {"errors": len(errors), "first_errors": errors[:3]}
    found["tracebacks"] = server.printed().count("Traceback")
    found["rss_mb"] = used(server.pid).rss_mb
    return found


def measure(sessions: int, seconds: float) -> dict[str, Any]:
    """A server of its own, warm, and each attack for so many seconds."""
    with serve(ROOT / "app" / "main.py", warm=True) as server:
        return asyncio.run(attend(server, sessions, seconds))


SMOKE = {"sessions": 2, "seconds": 1.2}

if __name__ == "__main__":
    report(measure, SMOKE, sessions=5, seconds=6.0)
