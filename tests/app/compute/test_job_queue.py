"""The queue of long trainings: in order, shared, cancelled, paused and resumed.

It runs on threads here; tests/app/compute/test_engine.py has the same on workers.
"""

from pathlib import Path

import pytest

from app.activities.training_block import MAX_LOOKS, MIN_INTERVAL, look_interval
from app.compute import job_queue
from app.compute.engine import Engine
from app.compute.job_queue import JobQueue, QueueFull
from tests import tiny_trainings
from tests.tiny_trainings import counting
from tests.waiting import until

GONE = set()


class OneThread(Engine):
    """An engine that has a place for one long training, in a thread."""

    def __init__(self):
        super().__init__(0, 1, "", max_threads=1)


def emptied(queue):
    """Nobody waits for anything any more, and nothing is kept."""
    for reader in [*queue._subscriptions]:
        queue.unsubscribe(reader)
    until(lambda: not queue.n_running)
    queue._results.clear()
    GONE.clear()


@pytest.fixture(scope="module")
def shared():
    """One place for most of the tests."""
    here = lambda reader: reader not in GONE  # noqa: E731
    limits = {"max_waiting": 3, "max_state": 50_000}
    queue = JobQueue(
        OneThread(), here, **limits, disconnect_timeout=0.1, presence_interval=0.02
    )
    yield queue
    queue.close()


@pytest.fixture
def one(shared):
    yield shared
    emptied(shared)


@pytest.fixture
def gate(tmp_path):
    """A file that trainings wait for; (path, open it)."""
    path = tmp_path / "gate"
    return str(path), path.touch


def ask(queue, reader, name=None, start=counting, paused=None, **settings):
    key = (name or reader, *sorted(settings.items()))
    queue.submit(reader, key, start, {"name": name or reader, **settings}, paused)
    return key


def result(queue, key):
    return until(lambda: queue.result(key))


def runs(queue, reader):
    """Wait until a training runs and has shown something."""
    seen = until(lambda: (s := queue.status(reader)) and s.preview is not None and s)
    assert seen.state == "running"


def said(log):
    return Path(log).read_text().split() if Path(log).exists() else []


def test_a_result_is_cached(one, gate):
    key = ask(one, "a", gate=gate[0])
    runs(one, "a")
    assert not one.is_done(key)
    gate[1]()
    assert result(one, key).value == (3, "a")
    assert until(lambda: one.status("a") is None)
    assert one.is_done(key)


def test_the_queue_is_in_order_and_everybody_sees_their_place(one, gate, tmp_path):
    log = str(tmp_path / "log")
    keys = [ask(one, "a", gate=gate[0])]
    runs(one, "a")
    keys += [ask(one, reader, log=log) for reader in "bcd"]
    seen = {reader: one.status(reader) for reader in "abcd"}
    assert [seen[r].state for r in "abcd"] == ["running"] + 3 * ["waiting"]
    assert [seen[r].position for r in "abcd"] == [0, 1, 2, 3]
    one.unsubscribe("b")
    assert [one.status(r).position for r in "cd"] == [1, 2]
    gate[1]()
    result(one, keys[3])
    assert list(one._results) == [keys[0], keys[2], keys[3]]
    assert said(log) == ["begin", "end"] * 2


def test_the_queue_is_bounded_and_who_finds_it_full_keeps_what_they_had(one, gate):
    ask(one, "a", gate=gate[0])
    runs(one, "a")
    for reader in "bcx":
        ask(one, reader, gate=gate[0])
    with pytest.raises(QueueFull):
        ask(one, "d")
    with pytest.raises(QueueFull):
        ask(one, "a", "other")
    assert one.status("d") is None
    assert one.status("a").key[0] == "a"
    ask(one, "d", "a", gate=gate[0])  # that one is there already
    ask(one, "c", "other")  # in the place of one's own
    assert one.status("c").position == 3


def test_thirty_readers_at_the_same_settings_share_one_training(one, gate, tmp_path):
    log = str(tmp_path / "log")
    keys = {ask(one, i, "same", gate=gate[0], log=log) for i in range(30)}
    (key,) = keys
    runs(one, 29)
    one.unsubscribe(0)
    gate[1]()
    assert result(one, key).value == (3, "same")
    assert said(log) == ["begin", "end"]
    assert until(lambda: not any(one.status(i) for i in range(30)))


@pytest.mark.parametrize("followers", [0, 1, 6, 7, 12, 30, 60, 120])
def test_a_following_class_polls_within_the_servers_limit(followers):
    interval = look_interval(followers)
    assert followers / interval <= MAX_LOOKS
    assert interval == MIN_INTERVAL or followers / (interval / 2) > MAX_LOOKS


def test_a_reader_has_one_training_at_a_time(one, gate, tmp_path):
    log = str(tmp_path / "log")
    ask(one, "a", "first", gate=gate[0], log=log)
    runs(one, "a")
    key = ask(one, "a", "second")
    until(lambda: said(log) == ["begin", "end"])
    assert result(one, key).value == (3, "second")
    assert list(one._results) == [key]


def test_an_abandoned_training_is_cancelled_within_a_second(one, gate, tmp_path):
    log = str(tmp_path / "log")
    ask(one, "a", gate=gate[0], log=log)
    ask(one, "b", log=log)
    runs(one, "a")
    one.unsubscribe("b")
    one.unsubscribe("a")
    until(lambda: said(log) == ["begin", "end"], 1)
    assert one.status("a") is None


def test_one_called_off_before_it_has_begun_to_run_does_not_run_on(one, gate):
    ask(one, "a", gate=gate[0])
    until(lambda: one.status("a").state == "running")
    one.unsubscribe("a")
    assert result(one, ask(one, "b")).value == (3, "b")


def test_a_disconnected_reader_leaves_the_queue(one, gate, tmp_path):
    log = str(tmp_path / "log")
    ask(one, "a", gate=gate[0], log=log)
    key = ask(one, "b", gate=gate[0])
    runs(one, "a")
    GONE.add("a")
    until(lambda: said(log) == ["begin", "end"], 2)
    assert one.status("a") is None
    gate[1]()
    result(one, key)


@pytest.mark.parametrize(
    ("start", "settings", "reason"),
    [
        (tiny_trainings.failing, {}, "offline"),
        (tiny_trainings.careless, {}, ""),
        (counting, {"nbytes": 10**9}, job_queue.TOO_LARGE),
    ],
    ids=["raises", "no size", "too large"],
)
def test_a_training_that_fails_says_why(one, caplog, start, settings, reason):
    key = ask(one, "a", start=start, **settings)
    seen = until(lambda: (s := one.status("a")) and not s.is_active and s)
    assert (seen.state, seen.reason) == ("failed", reason)
    assert one.result(key) is None


def test_paused_and_resumed_it_ends_as_if_never_paused_bit_for_bit(one, gate):
    learn = tiny_trainings.learning
    key = ask(one, "a", start=learn, n=20, seed=1, gate=gate[0])
    until(lambda: one.status("a").progress == 0.5)
    one.interrupt("a", "pause")
    paused = until(lambda: (s := one.status("a")) and s.saved and s)
    assert (paused.state, paused.progress) == ("paused", 0.5)
    so_far = one.result(key, "a")
    assert len(so_far.value[0]) == 10
    until(lambda: not one.n_running)  # its place is free
    gate[1]()
    settings = {"start": learn, "n": 20, "seed": 1, "gate": gate[0]}
    resumed = result(one, ask(one, "a", "resumed", paused=paused, **settings))
    straight = result(one, ask(one, "a", "straight", **settings))
    assert resumed.value == straight.value
    assert resumed.value[0][:10] == so_far.value[0]


def test_stopping_keeps_the_partial_result_and_others_continue(one, gate):
    key = ask(one, "a", "same", gate=gate[0])
    ask(one, "b", "same", gate=gate[0])
    runs(one, "a")
    one.interrupt("a", "stop")
    until(lambda: one.status("a").state == "stopped")
    assert one.result(key, "a").value == (0, "so far")
    assert one.result(key, "b") is None
    assert one.status("b").state == "running"
    gate[1]()
    assert result(one, key).value == (3, "same")
    assert one.result(key, "a").value == (3, "same")


def test_a_state_too_large_to_keep_is_not_paused(one, gate):
    key = ask(one, "a", gate=gate[0], pad=50_001)
    runs(one, "a")
    one.interrupt("a", "pause")
    assert until(lambda: one.status("a").pause_refused)
    assert one.status("a").state == "running"
    gate[1]()
    result(one, key)


def test_a_server_that_stops_cancels_everything_and_reports_no_error(gate, caplog):
    queue = JobQueue(OneThread())
    ask(queue, "a", gate=gate[0])
    ask(queue, "b", gate=gate[0])
    runs(queue, "a")
    assert (queue.n_running, queue.n_waiting) == (1, 1)
    queue.close()
    assert (queue.n_running, queue.n_waiting) == (0, 0)
    assert queue.status("a") is queue.status("b") is None
    with pytest.raises(QueueFull):
        ask(queue, "c")
    assert caplog.text == ""
