"""Class mode in a server of its own: its start, and its end with open sockets."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.benchmarks.server import ROOT, serve
from tests.class_client import ClassClient
from tests.waiting import until


def state_of(pid: int) -> str:
    """The state of a process: "Z" once it has ended, "" once it is forgotten."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return ""
    return stat.rpartition(")")[2].split()[0]


def test_a_server_without_classes_does_not_load_the_database_s_library():
    code = "import sys, app.main; print('sqlalchemy' in sys.modules)"
    process = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True
    )
    assert process.stdout.split()[-1:] == ["False"], process.stderr[-2000:]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_a_server_with_open_sockets_ends_at_once(tmp_path):
    file = str(tmp_path / "classes.sqlite")

    async def listen(server) -> float:
        teacher = ClassClient(f"{server.url}/course")
        await teacher.open_class()
        teacher.listen()
        await teacher.wait_for(lambda message: message["phase"] == "free")
        start = time.monotonic()
        os.kill(server.pid, signal.SIGTERM)
        await asyncio.to_thread(until, lambda: state_of(server.pid) in {"Z", ""})
        seconds = time.monotonic() - start
        await teacher.close()
        return seconds

    env = {"CLASS_DATABASE": file, "STREAMLIT_SERVER_BASE_URL_PATH": "course"}
    with serve(ROOT / "app" / "main.py", warm=True, **env) as server:
        assert asyncio.run(listen(server)) < 2
        assert "classes: no DATABASE_URL" in server.read_output()
        assert "Traceback" not in server.read_output()
    assert Path(file).stat().st_mode & 0o777 == 0o600
