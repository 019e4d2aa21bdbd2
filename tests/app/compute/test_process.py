"""Processes that train: copies of one that has loaded everything, or each by itself."""

import gc
import os
import platform
import signal
import sys
from pathlib import Path

import pytest

from app.compute import os_calls, worker_process
from app.compute import process as processes
from app.compute.fork_server import CAN_FORK, ForkServer
from app.compute.worker_process import WorkerProcess
from tests import tiny_trainings
from tests.waiting import until

needs_copies = pytest.mark.skipif(
    not CAN_FORK, reason="this system knows no handles of processes: none is copied"
)
BOTH = [pytest.param(True, marks=needs_copies, id="copied"), False]


@pytest.fixture
def template(monkeypatch):
    """One that has loaded next to nothing."""
    made = ForkServer(("json",), idle=0.2)
    monkeypatch.setattr(worker_process, "FORK_SERVER", made)
    yield made
    made.close()


@pytest.fixture(params=BOTH)
def process(request, template, monkeypatch):
    """A process, made in each of the two ways."""
    monkeypatch.setattr(worker_process, "CAN_FORK", request.param)
    made = WorkerProcess(7)
    yield made
    made.close()


def whereabouts(process):
    """What the process says of itself."""
    return computed(process, tiny_trainings.whereabouts)


def computed(process, function, **settings):
    """What comes of a training in the process."""
    process.send("compute", 1, (function.__module__, function.__qualname__), settings)
    while (answer := process.receive())[0] == "part":
        pass
    return answer


def test_on_linux_processes_are_copies():
    assert sys.platform != "linux" or CAN_FORK


def test_a_worker_carries_out_orders_at_low_priority(process):
    what, number, told = whereabouts(process)
    assert (what, number, told.value) == ("done", 1, (process.pid,))
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert os.getpriority(os.PRIO_PROCESS, process.pid) == min(19, ours + 7)
    assert process.alive


def test_one_that_is_killed_is_heard_of_and_what_is_sent_then_is_lost(process):
    process.kill()
    with pytest.raises(EOFError):
        process.receive()
    until(lambda: not process.alive)
    process.send("ready")
    process.close()
    process.close()
    process.kill()
    assert not process.alive


def test_a_worker_ends_with_its_parent(process):
    """As when the server is killed: its ends of pipes and sockets are closed then."""
    process.send("ready")
    assert process.receive() == ("ready",)
    python = process._handle
    if isinstance(python, processes.SpawnedProcess):
        python._python.stdin.close()
    else:
        python._files.close()
    until(lambda: not process.alive)


def test_an_interrupt_at_the_terminal_is_the_server_s(process):
    process.send("ready")
    process.receive()
    os.kill(process.pid, signal.SIGINT)
    assert whereabouts(process)[0] == "done"


@needs_copies
def test_copies_have_loaded_what_the_template_has(template):
    def has_tool():
        process = WorkerProcess()
        found = computed(process, tiny_trainings.loaded, module="json.tool")[2].value
        process.close()
        return found

    assert has_tool() == (False,)
    template._modules = ("json.tool",)
    until(lambda: not template.alive)
    assert has_tool() == (True,)


@needs_copies
def test_forked_workers_share_loaded_modules(template):
    template._modules = processes.PRELOAD_MODULES
    process = WorkerProcess()
    process.send("ready")
    process.receive()
    own, all_of_it = (memory(process.pid, name) for name in ("Private_Dirty", "Rss"))
    assert 10 * own < all_of_it
    process.close()


def memory(pid, name):
    """What /proc tells of the memory of a process, in kB."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    (line,) = [line for line in told.splitlines() if line.startswith(f"{name}:")]
    return int(line.split()[1])


@needs_copies
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="it has its own ways")
def test_idle_workers_return_memory(
    template,
):
    process = WorkerProcess()
    assert computed(process, tiny_trainings.leaving, megabytes=60)[0] == "done"
    assert memory(process.pid, "Rss") > 60_000
    until(lambda: memory(process.pid, "Rss") < 50_000)
    assert whereabouts(process)[0] == "done"
    process.close()


@pytest.mark.parametrize("error", [AttributeError, TypeError])
def test_another_c_library_is_asked_for_nothing(monkeypatch, error):
    def other(name):
        raise error

    monkeypatch.setattr(os_calls.ctypes, "CDLL", other)
    os_calls.trim_memory()


@needs_copies
def test_the_template_stays_while_there_are_copies_and_ends_after_the_last(template):
    first, second = WorkerProcess(), WorkerProcess()
    python = template._python
    first.close()
    with pytest.raises(TimeoutError):
        until(lambda: not template.alive, 0.5)
    third = WorkerProcess()
    assert template._python is python
    for process in (second, third):
        process.close()
    until(lambda: not template.alive)
    fourth = WorkerProcess()
    assert whereabouts(fourth)[0] == "done"
    fourth.close()


@needs_copies
def test_a_template_that_has_died_is_replaced_and_its_copies_go_on(template):
    first = WorkerProcess()
    template._python.kill()
    until(lambda: not template.alive)
    second = WorkerProcess()
    assert whereabouts(first)[0] == whereabouts(second)[0] == "done"
    for process in (first, second):
        process.close()


@needs_copies
def test_a_template_that_cannot_load_is_an_error_here(template, capfd):
    template._modules = ("there.is.none",)
    with pytest.raises(OSError, match="copy"):
        WorkerProcess()


@needs_copies
def test_the_template_ends_when_the_server_stops(template):
    process = WorkerProcess()
    template.close()
    until(lambda: not template.alive)
    with pytest.raises(OSError, match="stops"):
        WorkerProcess()
    process.close()


@needs_copies
def test_files_are_not_left_open(template):
    gc.collect()
    before = len([*Path("/proc/self/fd").iterdir()])
    for _ in range(3):
        process = WorkerProcess()
        whereabouts(process)
        process.close()
    template._end_if_unused()
    assert len([*Path("/proc/self/fd").iterdir()]) <= before
