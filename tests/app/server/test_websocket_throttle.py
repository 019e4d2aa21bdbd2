"""The rate at which the messages of one websocket are read."""

import asyncio
import time

from app import config
from app.server.websocket_throttle import ThrottledWebSocket
from tests.benchmarks import hostile


def test_messages_that_come_faster_than_the_limit_wait(monkeypatch):
    monkeypatch.setattr(config, "MESSAGE_BURST", 5)
    monkeypatch.setattr(config, "MESSAGES_PER_SECOND", 50)

    async def receive():
        return {"type": "websocket.receive", "bytes": hostile.rerun(1)}

    async def read(n):
        websocket = ThrottledWebSocket(receive, None)
        start = time.monotonic()
        for _ in range(n):
            await websocket.receive()
        return time.monotonic() - start

    assert asyncio.run(read(5)) < 0.1
    assert asyncio.run(read(15)) >= 0.19


def test_messages_to_a_reader_who_has_left_are_dropped():
    async def receive():
        return {"type": "websocket.receive", "bytes": hostile.rerun(1)}

    async def send(message):
        raise OSError

    async def run():
        websocket = ThrottledWebSocket(receive, send)
        await websocket.send({"type": "websocket.send", "bytes": b""})
        return (await websocket.receive())["type"]

    assert asyncio.run(run()) == "websocket.disconnect"
