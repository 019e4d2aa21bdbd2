"""Several readers at once, by Streamlit's own protocol; and a hostile one."""

import asyncio
import time

import pytest
from streamlit.runtime.scriptrunner import ScriptRunner
from websockets.exceptions import ConnectionClosed

from app import config
from app.server import streamlit_patches
from app.server.websocket_throttle import ThrottledWebSocket
from tests.benchmarks import classroom, hostile
from tests.benchmarks.processes import used
from tests.benchmarks.reader import Reader
from tests.benchmarks.server import ROOT, serve


@pytest.fixture(scope="module")
def server():
    with serve(ROOT / "app" / "main.py", warm=True) as server:
        yield server


@pytest.mark.thorough
def test_a_small_class_works_without_an_error(server):
    found = asyncio.run(classroom.attend(server, sessions=4, seconds=6))
    assert found["errors"] == 0, found["first_errors"]
    assert found["tracebacks"] == 0
    assert found["burst_n"] == 4
    assert found["wander_n"] >= 4
    assert found["rss_mb"] < 900


@pytest.mark.thorough
def test_a_hostile_reader_ends_nothing_but_its_own_connection(server):
    found = asyncio.run(hostile.attend(server, sessions=2, seconds=1.5))
    assert found["errors"] == 0, found["first_errors"]
    assert found["tracebacks"] == 0
    assert all(found[f"{a}_sent"] for a in ("flood", "oversized", "malformed", "text"))
    said = server.printed()
    for code in (1002, 1003, 1009):
        assert f"no message of a reader ({code})" in said
    assert used(server.pid).processes >= 1

    async def closed_with(data):
        stranger = Reader(server.url)
        await stranger.connect()
        await stranger.send(data)
        with pytest.raises(ConnectionClosed) as told:
            await stranger.drain()
            await stranger.send(data)
        return told.value.rcvd.code

    assert asyncio.run(closed_with(b"\xff" * 100)) == 1002
    assert asyncio.run(closed_with("hello")) == 1003


def test_what_comes_faster_than_a_hand_waits(monkeypatch):
    monkeypatch.setattr(config, "MESSAGE_BURST", 5)
    monkeypatch.setattr(config, "MESSAGES_PER_SECOND", 50)

    async def receive():
        return {"type": "websocket.receive", "bytes": hostile.rerun(1)}

    async def read(n):
        line = ThrottledWebSocket(receive, None)
        began = time.monotonic()
        for _ in range(n):
            await line.receive()
        return time.monotonic() - began

    assert asyncio.run(read(5)) < 0.1
    assert asyncio.run(read(15)) >= 0.19


def test_what_is_sent_to_who_is_gone_is_dropped():
    async def receive():
        return {"type": "websocket.receive", "bytes": hostile.rerun(1)}

    async def send(message):
        raise OSError

    async def run():
        line = ThrottledWebSocket(receive, send)
        await line.send({"type": "websocket.send", "bytes": b""})
        return (await line.receive())["type"]

    assert asyncio.run(run()) == "websocket.disconnect"


def test_calls_of_many_are_made_in_order_at_one_waking():
    wakings, made = [], []
    waiting = streamlit_patches.CallBatcher(wakings.append)
    for i in range(5):
        waiting.add(lambda i=i: made.append(i))
    assert len(wakings) == 1
    wakings.pop()()
    assert made == [0, 1, 2, 3, 4]
    waiting.add(lambda: made.append(5))
    wakings.pop()()
    assert made[-1] == 5


def test_a_call_that_fails_leaves_those_after_it():
    wakings, made = [], []
    waiting = streamlit_patches.CallBatcher(wakings.append)
    waiting.add(lambda: 1 / 0)
    waiting.add(lambda: made.append("after"))
    with pytest.raises(ZeroDivisionError):
        wakings.pop()()
    wakings.pop()()
    assert made == ["after"]


def test_streamlit_is_the_version_whose_sessions_are_lightened():
    pinned = (ROOT / "requirements.txt").read_text()
    assert f"streamlit=={streamlit_patches.VERSION}\n" in pinned
    assert streamlit_patches.apply()
    assert streamlit_patches.apply()  # once is enough, twice does no harm
    assert (
        ScriptRunner._run_script
        is streamlit_patches._run_script
        is not streamlit_patches._original_run_script
    )


def test_the_theme_read_once_is_the_theme():
    for section in ("theme", "theme.light", "theme.dark", "theme.sidebar"):
        plain, kept = (
            streamlit_patches.CustomThemeConfig(),
            streamlit_patches.CustomThemeConfig(),
        )
        streamlit_patches._read_theme(plain, section)
        for _ in range(2):
            kept.Clear()
            streamlit_patches._populate_theme_msg(kept, section)
            assert kept == plain
