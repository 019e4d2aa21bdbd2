"""A server from its start to its end: readiness, metrics, log, a quick stop."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from urllib.request import Request, urlopen

from app.content.catalogue import ROOT
from tests.benchmarks.reader import Reader
from tests.benchmarks.server import free_port, healthy
from tests.waiting import until


def test_a_server_warms_up_shows_metrics_to_its_operator_alone_and_stops_at_once():
    port = free_port()
    url = f"http://localhost:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app/main.py"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    env = os.environ | {"OPERATOR_TOKEN": "known to the operator"}
    with subprocess.Popen(command, cwd=ROOT, env=env, stderr=subprocess.PIPE) as server:
        try:
            until(lambda: healthy(url))
            until(lambda: status(f"{url}/readyz") == 200)
            assert status(f"{url}/metrics") == 404
            assert status(f"{url}/metrics", Authorization="Bearer guess") == 404
            operator = {"Authorization": "Bearer known to the operator"}
            assert status(f"{url}/metrics", **operator) == 200

            async def visit():
                reader = Reader(url)
                await reader.connect()
                await reader.open("linear_regression")
                assert b"app_readers 1.0\n" in body(f"{url}/metrics", **operator)
                start = time.monotonic()
                server.send_signal(signal.SIGTERM)
                await asyncio.to_thread(server.wait, 20)
                assert time.monotonic() - start < 8  # a reader is still connected

            asyncio.run(visit())
        finally:
            server.kill()
        lines = [json.loads(line) for line in server.stderr if line.startswith(b"{")]
    events = [line["event"] for line in lines]
    assert "ready" in events
    assert events[-1].startswith("stop") or "stop: 1 readers" in events
    assert not [line for line in lines if line["level"] == "error"]


def body(url, **headers):
    with urlopen(Request(url, headers=headers), timeout=10) as answer:
        return answer.read()


def status(url, **headers):
    try:
        with urlopen(Request(url, headers=headers), timeout=10) as answer:
            return answer.status
    except OSError as error:
        return getattr(error, "code", None)
