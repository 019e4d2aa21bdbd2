"""The engine: the same numbers, shared, cancelled, resumed, and never lost.

All of it runs on workers from a fork server and on spawned ones, which are how macOS
and Windows start them.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import lessons
from app.compute import dask_worker
from app.compute.engine import Engine
from app.compute.engine_launcher import EngineProcess
from app.compute.training_handle import Priority, TrainingFailed
from app.compute.training_loop import TrainingLoop
from lessons import SLUGS, lesson
from tests import tiny_trainings
from tests.conftest import finish
from tests.waiting import until

METHODS = ["forkserver", "spawn"] if sys.platform != "win32" else ["spawn"]


def started(method):
    """Start an engine whose workers are started by that method."""
    made = Engine(1, 1, "", max_threads=2, start_method=method)
    made.start()
    assert made.wait_until_ready(120)
    return made


@pytest.fixture(scope="module", params=METHODS)
def engine(request):
    made = started(request.param)
    yield made
    made.close()


@pytest.fixture
def gate(tmp_path):
    """A file that trainings wait for; (path, open it)."""
    path = tmp_path / "gate"
    return str(path), path.touch


NUMBERS = iter(range(10**9))


def submit(engine, function, priority=Priority.SHORT, state=None, /, **settings):
    """Submit a training under a key of its own."""
    return engine.submit(next(NUMBERS), function, settings, priority, state)


def long(engine, function=tiny_trainings.counting, state=None, /, **settings):
    return submit(engine, function, Priority.LONG, state, **settings)


def result(handle):
    assert handle.wait(60)
    return handle.result()


def where(engine, priority=Priority.SHORT):
    """Return the process that a training runs in."""
    return result(submit(engine, tiny_trainings.whereabouts, priority)).value[0]


def runs(handle):
    """Wait until a long training shows something; return the process it runs in."""
    handle.wants_part = True
    until(lambda: handle.is_running and handle.report.part is not None)
    return int(handle.report.part[1])


def exists(process):
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def lines(log):
    return Path(log).read_text().split() if Path(log).exists() else []


def pick(slug, settings):
    return {c.name: settings[c.name] for c in lesson(slug).recording_controls}


def same(fact, other):
    """Return whether two facts are the same, numbers up to their last bits."""
    try:
        return other == pytest.approx(fact, rel=1e-12)
    except TypeError:  # pytest compares no nested ones
        return other == fact


def test_every_recording_is_the_same_in_a_worker(engine):
    """Bit for bit as it is drawn, in single precision; an exact solution's last bit
    in double precision hangs on its address in memory, even in one process."""
    recorded = [slug for slug in SLUGS if lesson(slug).record]
    handles = {
        slug: submit(
            engine, lessons.record, slug=slug, **pick(slug, lesson(slug).defaults)
        )
        for slug in recorded
    }
    for slug, handle in handles.items():
        ours = finish(lessons.record(slug, **pick(slug, lesson(slug).defaults)))
        theirs = result(handle)
        assert ours.axes == theirs.axes and ours.facts.keys() == theirs.facts.keys()
        for name, fact in ours.facts.items():
            assert same(fact, theirs.facts[name]), (slug, name)
        for name, table in ours.tables.items():
            np.testing.assert_array_equal(table.values, theirs.tables[name].values)


def test_trainings_run_in_workers_and_long_ones_in_another(engine):
    short, long_worker = where(engine), where(engine, Priority.PREFETCH)
    assert os.getpid() not in (short, long_worker)
    assert where(engine, Priority.MEASUREMENT) == long_worker


def test_torch_uses_one_thread_and_records_gradients(engine):
    assert result(submit(engine, tiny_trainings.torch_state)).value == (1, True)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has it by thread")
def test_workers_leave_the_processor_to_the_server_and_long_ones_to_all(engine):
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    nice = [
        result(submit(engine, tiny_trainings.thread_priority, priority)).value[0]
        for priority in (Priority.SHORT, Priority.PREFETCH, Priority.SHORT)
    ]
    assert nice[0] == nice[2] == max(ours, dask_worker.WORKER_NICENESS)
    assert nice[1] == dask_worker.LONG_NICENESS


def test_one_key_is_trained_once_and_goes_on_while_one_waits(engine, gate, tmp_path):
    log = str(tmp_path / "log")
    settings = {"gate": gate[0], "log": log}
    arguments = "same key", tiny_trainings.counting, settings, Priority.LONG
    first, second = engine.submit(*arguments), engine.submit(*arguments)
    runs(second)
    first.release()
    first.release()
    time.sleep(0.3)
    gate[1]()
    assert result(second).value == (3, None)
    assert lines(log) == ["begin", "end"]


def test_progress_and_parts_arrive_while_it_runs(engine):
    handle = submit(engine, tiny_trainings.by_parts)
    handle.wants_part = True
    until(lambda: handle.report.progress > 0 and handle.report.part == "begun")
    assert not handle.done.is_set()
    handle.release()


def test_a_released_training_stops_and_its_worker_goes_on(engine, gate, tmp_path):
    log = str(tmp_path / "log")
    handle = long(engine, gate=gate[0], log=log)
    process = runs(handle)
    began = time.monotonic()
    handle.release()
    until(lambda: lines(log) == ["begin", "end"], 5)
    assert time.monotonic() - began < 5
    assert where(engine, Priority.PREFETCH) == process


def test_one_that_is_asked_again_in_the_moment_it_stops_is_not_lost(engine, tmp_path):
    log = str(tmp_path / "log")
    settings = {"n": 4, "each": 20, "log": log}
    for _ in range(20):
        arguments = "again", tiny_trainings.counting, settings, Priority.LONG
        first = engine.submit(*arguments)
        until(lambda handle=first: handle.is_running or handle.done.is_set())
        first.release()
        assert result(engine.submit(*arguments)).value == (4, None)


def test_the_key_of_one_that_stops_is_not_used_for_the_next(engine, tmp_path):
    log = str(tmp_path / "log")
    settings = {"n": 10**6, "each": 20, "log": log}
    arguments = "stops", tiny_trainings.counting, settings, Priority.LONG
    names = engine._dask._names
    keys = set()
    for _ in range(3):
        handle = engine.submit(*arguments)
        keys.add(until(lambda handle=handle: names.get(handle)))
        handle.release()
    assert len(keys) == 3
    until(lambda: not names)


def test_paused_and_resumed_it_ends_as_if_never_paused_bit_for_bit(engine, gate):
    settings = {"n": 20, "seed": 1, "gate": gate[0]}
    handle = long(engine, tiny_trainings.learning, **settings)
    until(lambda: handle.report.progress == 0.5)
    snapshots = []
    handle.interrupt("pause", 10**6, snapshots.append)
    (snapshot,) = until(lambda: snapshots)
    handle.release()
    gate[1]()
    assert snapshot.progress == 0.5 and len(snapshot.result.value[0]) == 10
    resumed = result(
        long(engine, tiny_trainings.learning, snapshot.state, **settings)
    ).value
    assert resumed == result(long(engine, tiny_trainings.learning, **settings)).value
    assert resumed[0][:10] == snapshot.result.value[0]


def test_a_stop_has_the_result_and_no_state_and_the_training_goes_on(engine, gate):
    handle, snapshots = long(engine, gate=gate[0]), []
    runs(handle)
    handle.interrupt("stop", 0, snapshots.append)
    (snapshot,) = until(lambda: snapshots)
    assert snapshot.result.value == (0, "so far") and snapshot.state is None
    gate[1]()
    assert result(handle).value == (3, None)


def test_a_state_too_large_is_not_sent(engine, gate):
    handle, snapshots = long(engine, gate=gate[0], pad=1000), []
    runs(handle)
    handle.interrupt("pause", 1000, snapshots.append)
    (snapshot,) = until(lambda: snapshots)
    assert snapshot.state is None and snapshot.result is None
    handle.release()


def test_errors_arrive_as_they_were_raised(engine):
    with pytest.raises(ZeroDivisionError):
        result(submit(engine, tiny_trainings.divide))
    failed = long(engine, tiny_trainings.failing)
    with pytest.raises(tiny_trainings.Offline) as found:
        result(failed)
    assert found.value.reason == "offline" and "failing" in failed.outcome.traceback


def test_an_error_that_cannot_be_pickled_arrives_as_text(engine):
    with pytest.raises(RuntimeError, match="cannot be handed over"):
        result(submit(engine, tiny_trainings.unspeakable))


def test_a_result_without_size_is_an_error(engine):
    with pytest.raises(TypeError, match="nbytes"):
        result(long(engine, tiny_trainings.careless))


def test_short_trainings_are_first_come_first_served(engine):
    handles = [submit(engine, tiny_trainings.busy, seconds=0.02) for _ in range(12)]
    ends = [result(handle).value[0] for handle in handles]
    assert max(ends[:4]) < min(ends[8:])  # on two workers


def test_a_short_training_waits_for_no_long_one(engine, gate):
    handles = [long(engine, gate=gate[0]) for _ in range(3)]
    process = runs(handles[0])
    for _ in range(8):
        assert where(engine) != process
    for handle in handles:
        handle.release()


def test_the_place_of_a_long_training_is_known(engine, gate):
    handles = [long(engine, gate=gate[0]) for _ in range(3)]
    runs(handles[0])
    until(lambda: [each.n_before for each in handles[1:]] == [0, 1])
    handles[1].release()
    until(lambda: handles[2].n_before == 0)
    gate[1]()
    assert result(handles[2]).value == (3, None)


def test_a_reader_comes_before_what_is_trained_ahead(engine, gate):
    first = long(engine, gate=gate[0])
    runs(first)
    ahead = submit(engine, tiny_trainings.busy, Priority.PREFETCH, seconds=0.01)
    asked = long(engine)
    until(lambda: asked.n_before == 0)
    gate[1]()
    ahead_ends, asked_ends = [], []
    ahead.on_end(lambda: ahead_ends.append(time.monotonic()))
    asked.on_end(lambda: asked_ends.append(time.monotonic()))
    result(ahead)
    result(asked)
    assert asked_ends < ahead_ends


def test_a_killed_worker_costs_time_and_no_result(engine, gate):
    handle = long(engine, gate=gate[0])
    first = runs(handle)
    waiting = long(engine, name="waits")
    os.kill(first, signal.SIGKILL)
    gate[1]()
    assert result(handle).value == (3, None)
    assert result(waiting).value == (3, "waits")
    assert where(engine, Priority.PREFETCH) != first


def test_one_that_kills_its_workers_is_given_up_and_takes_nobody_along(engine):
    killer = long(engine, tiny_trainings.dying)
    behind = [long(engine, name=f"{i}") for i in range(3)]
    with pytest.raises(TrainingFailed):
        result(killer)
    assert [result(each).value[1] for each in behind] == ["0", "1", "2"]


def test_a_stuck_training_that_is_given_up_ends_with_its_worker(engine, tmp_path):
    log = str(tmp_path / "log")
    handle = long(engine, tiny_trainings.stuck, log=log)
    process = runs(handle)
    until(lambda: lines(log))
    handle.release()
    until(lambda: not exists(process), 30)
    assert result(long(engine)).value == (3, None)


@pytest.mark.parametrize(
    ("state", "seconds", "ends"),
    [
        ("executing", 0.9 * dask_worker.STEP_TIMEOUT, False),
        ("executing", 1.1 * dask_worker.STEP_TIMEOUT, True),
        ("cancelled", 0.9 * dask_worker.CANCEL_TIMEOUT, False),
        ("cancelled", 1.1 * dask_worker.CANCEL_TIMEOUT, True),
    ],
)
def test_a_training_that_does_not_come_to_its_next_step_ends_its_worker(
    monkeypatch, state, seconds, ends
):
    exits, loop = [], TrainingLoop()
    loop.last_step = time.monotonic() - seconds
    task = SimpleNamespace(state=state)
    worker = SimpleNamespace(state=SimpleNamespace(tasks={("long", "name"): task}))
    monkeypatch.setattr(dask_worker, "RUNNING", {"name": loop})
    monkeypatch.setattr(dask_worker.os, "_exit", exits.append)
    dask_worker.end_if_stuck(worker)
    assert exits == [1] * ends


def test_a_worker_with_other_lessons_is_not_used(engine, monkeypatch, caplog):
    monkeypatch.setattr("app.compute.dask_backend.code_version", lambda: "other")
    assert where(engine) == os.getpid()
    assert "other lessons" in caplog.text


def test_the_numbers_for_the_operator_are_those_of_the_scheduler(engine, gate):
    until(lambda: engine.counts()["workers"] == 2)
    handles = [long(engine, gate=gate[0]) for _ in range(2)]
    runs(handles[0])
    counts = engine.counts()
    assert (counts["running"], counts["waiting"]) == (1, 1)
    for handle in handles:
        handle.release()


def test_the_engine_process_is_replaced_and_what_it_had_begins_anew(engine, gate):
    handle = long(engine, gate=gate[0])
    first = runs(handle)
    os.kill(engine.process_id, signal.SIGKILL)
    until(lambda: not handle.is_running)
    assert runs(handle) != first
    gate[1]()
    assert result(handle).value == (3, None)
    until(lambda: engine.status == "ready")
    assert where(engine) != os.getpid()
    assert not exists(first)


def test_without_an_engine_threads_do_everything(gate):
    alone = Engine(0, 0, "", max_threads=1)
    alone.start()
    assert alone.status == "off" and where(alone) == os.getpid()
    handle, snapshots = long(alone, gate=gate[0]), []
    assert runs(handle) == os.getpid()
    handle.interrupt("pause", 100, snapshots.append)
    until(lambda: snapshots)
    handle.release()
    assert where(alone) == os.getpid()


def test_before_it_is_ready_short_trainings_run_here_and_long_ones_wait(gate):
    early = Engine(1, 1, "", max_threads=1)
    early.start()
    waiting = long(early)
    assert early.status == "starting" and where(early) == os.getpid()
    assert result(waiting).value == (3, None)
    assert early.status == "ready"
    early.close()
    assert not early._supervisor.is_alive()


def test_an_engine_that_does_not_start_leaves_everything_to_threads(
    monkeypatch, caplog
):
    def fail(*arguments):
        raise OSError("no process here")

    monkeypatch.setattr(EngineProcess, "__init__", fail)
    broken = Engine(1, 1, "", max_threads=1)
    broken.start()
    handle = long(broken)
    assert result(handle).value == (3, None)
    assert broken.status == "off" and "no process here" in caplog.text


SERVER = """
import sys, time
from app.compute.engine import Engine
from app.compute.training_handle import Priority
from tests.tiny_trainings import stuck
engine = Engine(1, 1, "", 1)
engine.start()
assert engine.wait_until_ready(120)
handle = engine.submit("key", stuck, {"log": sys.argv[1]}, Priority.LONG)
handle.wants_part = True
while handle.report.part is None:
    time.sleep(0.01)
print(int(handle.report.part[1]), flush=True)
time.sleep(60)
"""


def test_everything_ends_with_the_server_even_if_it_is_killed(tmp_path):
    log = str(tmp_path / "log")
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, log],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        process = int(server.stdout.readline())
        until(lambda: lines(log))  # in the middle of a step, which takes a minute
        assert exists(process)
        server.kill()
        server.communicate(timeout=30)  # ends with the last that holds its pipes
