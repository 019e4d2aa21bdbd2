"""The process that is copied, itself a copy of the server: shared, and apart."""

import json
import subprocess
import sys

import pytest

from app.compute.fork_server import CAN_FORK
from app.content.catalogue import ROOT

pytestmark = pytest.mark.skipif(
    not CAN_FORK, reason="this system knows no handles of processes: none is copied"
)

SERVER = """
import json, os, signal, socket, sys, threading, time
from pathlib import Path
import json.tool
from app.compute import fork_server, worker_process
from app.compute.fork_server import ForkServer
from app.compute.worker_process import WorkerProcess
from tests import tiny_trainings
from tests.waiting import until

def computed(process, function, **settings):
    place = function.__module__, function.__qualname__
    process.send("compute", 1, place, settings)
    while (answer := process.receive())[0] == "part":
        pass
    return answer[2].value

def memory(pid, name):
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    (line,) = [line for line in told.splitlines() if line.startswith(f"{name}:")]
    return int(line.split()[1])

def signalled(pid, field):
    told = Path(f"/proc/{pid}/status").read_text()
    (line,) = [line for line in told.splitlines() if line.startswith(f"{field}:")]
    return int(line.split()[1], 16)

signal.signal(signal.SIGTERM, lambda *_: None)
listening = socket.create_server(("127.0.0.1", 0))
large = bytearray(b"x") * 50_000_000
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
template = worker_process.FORK_SERVER = ForkServer(("json",), idle=0.1)
template.start_by_fork()
"""

SHARED = """
first, second = both = WorkerProcess(), WorkerProcess(7)
has = tiny_trainings.loaded
found = {
    "same": [computed(process, has, module="json.tool") for process in both],
    "own": memory(first.pid, "Private_Dirty"),
    "all": memory(first.pid, "Rss"),
    "files": sorted(
        os.readlink(path).partition(":")[0]
        for path in Path(f"/proc/{template._python.pid}/fd").iterdir()
        if int(path.name) > 2
    ),
    "caught": signalled(first.pid, "SigCgt") & 1 << signal.SIGTERM - 1,
    "ignored": signalled(first.pid, "SigIgn") & 1 << signal.SIGINT - 1,
}
first.close(); second.close()
time.sleep(0.5)
found["stays"] = template.alive
template.close()
found["alive"] = template.alive
try:
    os.waitpid(-1, os.WNOHANG)
    found["children"] = True
except ChildProcessError:
    found["children"] = False
print(json.dumps(found))
"""

REPLACED = """
first = WorkerProcess()
forked = template._python.pid
template._python.kill()
until(lambda: not template.alive)
second = WorkerProcess()
whereabouts = tiny_trainings.whereabouts
found = {
    "work": [computed(p, whereabouts) == (p.pid,) for p in (first, second)],
    "another": template._python.pid != forked,
    "loaded": computed(second, tiny_trainings.loaded, module="json.tool"),
}
first.close(); second.close(); template.close()
print(json.dumps(found))
"""

KILLED = """
process = WorkerProcess()
process.send("ready")
process.receive()
print(json.dumps([template._python.pid, process.pid]), flush=True)
time.sleep(60)
"""

NO_ROOM = """
template.close()
def full():
    raise BlockingIOError
os.fork, fork = full, os.fork
template = worker_process.FORK_SERVER = ForkServer(("json",), idle=0.1)
template.start_by_fork()
found = [template.alive]
os.fork = fork
process = WorkerProcess()
found.append(computed(process, tiny_trainings.whereabouts) == (process.pid,))
process.close(); template.close()
print(json.dumps(found))
"""


def server(rest):
    return subprocess.Popen(
        [sys.executable, "-W", "error::DeprecationWarning", "-c", SERVER + rest],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def told(rest):
    """What such a server prints; it says nothing else."""
    with server(rest) as process:
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    return json.loads(out)


def test_the_forked_process_shares_memory_and_holds_no_files():
    found = told(SHARED)
    assert found["same"] == [[True], [True]]
    assert found["all"] > 50_000 > 5 * found["own"]
    assert found["files"] == ["socket"]  # where it is asked; not where readers knock
    assert not found["caught"]
    assert found["ignored"]
    assert found["stays"]  # no other one could be like it
    assert not found["alive"]
    assert not found["children"]


def test_one_that_has_died_is_replaced_by_one_started_by_itself():
    found = told(REPLACED)
    assert found == {"work": [True, True], "another": True, "loaded": [False]}


def test_forked_processes_end_with_a_killed_server():
    with server(KILLED) as process:
        pids = json.loads(process.stdout.readline())
        assert len({*pids, process.pid}) == 3
        process.kill()
        process.communicate(timeout=30)  # ends with the last that holds its pipes


def test_a_process_is_spawned_when_forking_fails():
    assert told(NO_ROOM) == [False, True]
