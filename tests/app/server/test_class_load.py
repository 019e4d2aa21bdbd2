"""Several readers at once, by Streamlit's own protocol; and a hostile one."""

import asyncio

import pytest
from websockets.exceptions import ConnectionClosed

from tests.benchmarks import classroom, hostile
from tests.benchmarks.processes import usage
from tests.benchmarks.reader import Reader
from tests.benchmarks.server import ROOT, serve


@pytest.fixture(scope="module")
def server():
    with serve(ROOT / "app" / "main.py", warm=True) as server:
        yield server


@pytest.mark.thorough
def test_a_small_class_works_without_an_error(server):
    result = asyncio.run(classroom.attend(server, sessions=4, seconds=6))
    assert result["errors"] == 0, result["first_errors"]
    assert result["tracebacks"] == 0
    assert result["burst_n"] == 4
    assert result["wander_n"] >= 4
    assert result["rss_mb"] < 900


@pytest.mark.thorough
def test_a_hostile_reader_ends_nothing_but_its_own_connection(server):
    result = asyncio.run(hostile.attend(server, sessions=2, seconds=1.5))
    assert result["errors"] == 0, result["first_errors"]
    assert result["tracebacks"] == 0
    assert all(result[f"{a}_sent"] for a in ("flood", "oversized", "malformed", "text"))
    log = server.read_output()
    for code in (1002, 1003, 1009):
        assert f"no message of a reader ({code})" in log
    assert usage(server.pid).processes >= 1

    async def close_code(data):
        stranger = Reader(server.url)
        await stranger.connect()
        await stranger.send(data)
        with pytest.raises(ConnectionClosed) as error:
            await stranger.drain()
            await stranger.send(data)
        return error.value.rcvd.code

    assert asyncio.run(close_code(b"\xff" * 100)) == 1002
    assert asyncio.run(close_code("hello")) == 1003
