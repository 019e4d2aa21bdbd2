"""Computations: once for everybody, bounded, one a core, stopped when unwanted."""

import threading
import time
from dataclasses import dataclass

import pytest

from app.compute.code_version import source_digest
from app.compute.engine import Engine
from app.compute.result_cache import ResultCache
from lessons.contract import Progress


@dataclass(frozen=True)
class Result:
    value: int
    nbytes: int = 10


def cache(threads, max_bytes=1_000_000):
    """A cache of its own, in front of so many threads."""
    return ResultCache(Engine(0, 0, "", threads), max_bytes)


def steps(count, value=0, pause=0.0, log=None):
    for i in range(count):
        time.sleep(pause)
        if log is not None:
            log.append(i)
        yield i / count
    return Result(value)


def together(count, act):
    threads = [threading.Thread(target=act, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)


def test_a_result_is_computed_once_and_cached():
    runs, log = cache(1), []
    first = runs.get("key", lambda: steps(3, 1, log=log))
    assert runs.get("key", lambda: steps(3, 2, log=log)) is first
    assert log == [0, 1, 2]


def test_a_new_measurement_replaces_the_cached_one():
    runs = cache(1)
    assert runs.peek("key") is None
    first = runs.get("key", lambda: steps(1, 1))
    assert runs.get("key", lambda: steps(1, 2), refresh=True).value == 2
    assert runs.peek("key").value == 2
    assert first.value == 1


def test_readers_who_ask_anew_together_share_one_measurement():
    runs, log, results = cache(1), [], []
    runs.get("key", lambda: steps(1))

    def ask(i):
        new = lambda: steps(10, i, 0.02, log)  # noqa: E731
        results.append(runs.get("key", new, refresh=True))

    together(5, ask)
    assert len(log) == 10
    assert len({id(result) for result in results}) == 1


def test_readers_who_ask_together_share_one_computation():
    runs, log, results = cache(2), [], []
    together(
        5,
        lambda i: results.append(runs.get("key", lambda: steps(10, i, 0.02, log))),
    )
    assert len(log) == 10
    assert len({id(result) for result in results}) == 1


def test_different_settings_do_not_share():
    runs = cache(1)
    assert runs.get("a", lambda: steps(1, 1)).value == 1
    assert runs.get("b", lambda: steps(1, 2)).value == 2


def test_trainings_do_not_exceed_the_workers():
    runs, running, most = cache(2), [], []

    def busy(i):
        running.append(i)
        most.append(len(running))
        for _ in range(5):
            time.sleep(0.01)
            yield 0.0
        running.remove(i)
        return Result(i)

    together(6, lambda i: runs.get(i, lambda: busy(i)))
    assert max(most) == 2


def test_a_run_whose_reader_has_moved_on_stops_within_half_a_second():
    runs, log = cache(1), []

    def gone(progress):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        runs.get("key", lambda: steps(1000, 0, 0.02, log), watch=gone)
    time.sleep(0.5)
    stopped = len(log)
    time.sleep(0.3)
    assert len(log) == stopped < 40


def test_a_training_continues_while_another_reader_waits():
    runs, log, results = cache(1), [], []

    def gone(progress):
        raise InterruptedError

    def patient(_):
        results.append(runs.get("key", lambda: steps(30, 7, 0.02, log)))

    thread = threading.Thread(target=patient, args=(0,))
    thread.start()
    time.sleep(0.05)
    with pytest.raises(InterruptedError):
        runs.get("key", lambda: steps(30, 7, 0.02, log), watch=gone)
    thread.join(10)
    assert results[0].value == 7
    assert len(log) == 30


def test_an_abandoned_run_is_done_anew_by_the_next_reader():
    runs = cache(1)

    def gone(progress):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        runs.get("key", lambda: steps(100, 1, 0.02), watch=gone)
    assert runs.get("key", lambda: steps(2, 2)).value == 2


def test_progress_is_reported_while_waiting():
    told = []
    cache(1).get("key", lambda: steps(20, 0, 0.02), watch=told.append)
    assert told == sorted(told)
    assert len(told) >= 2


def long(count, pause, log):
    for i in range(count):
        time.sleep(pause)
        log.append(i)
        yield Progress(i / count, Result(i))
    return Result(count)


def test_a_partial_result_is_returned_after_the_patience():
    runs, log = cache(1), []

    def ask():
        new = lambda: long(20, 0.02, log)  # noqa: E731
        return runs.get("key", new, partial_after=0.1, reader=1)

    first = ask()
    assert 0 <= first.value < 19
    time.sleep(0.5)  # nobody waits, and it goes on
    assert ask().value == 20
    assert len(log) == 20


def test_a_new_request_drops_the_partial_one():
    runs, log = cache(2), {1: [], 2: []}
    for reader in (1, 2):
        part = runs.get(
            reader,
            lambda n=reader: long(200, 0.02, log[n]),
            partial_after=0.1,
            reader=reader,
        )
        assert part.value < 199
    runs.get("other", lambda: steps(1), reader=1)
    time.sleep(0.1)
    stopped, going = (len(log[reader]) for reader in (1, 2))
    time.sleep(0.3)
    assert len(log[1]) == stopped
    assert len(log[2]) > going
    runs.get("other", lambda: steps(1), reader=2)


def test_an_error_reaches_every_reader_and_is_not_cached():
    def broken():
        yield 0.0
        raise ArithmeticError("no")

    runs = cache(1)
    with pytest.raises(ArithmeticError):
        runs.get("key", broken)
    assert runs.get("key", lambda: steps(1, 5)).value == 5


def test_the_cache_is_bounded():
    runs, log = cache(1, 35), []
    for i in range(5):
        runs.get(i, lambda i=i: steps(1, i, log=log))
    runs.get(4, lambda: steps(1, 4, log=log))
    runs.get(0, lambda: steps(1, 0, log=log))
    assert len(log) == 6


def test_a_result_too_large_to_cache_is_still_returned():
    def large():
        yield 0.0
        return Result(1, nbytes=1000)

    runs = cache(1, 100)
    assert runs.get("key", large).value == 1


def test_an_edited_lesson_has_another_key():
    assert source_digest("batches") == source_digest("batches") != source_digest("home")


def test_a_result_that_does_not_know_its_size_is_an_error_not_an_endless_wait():
    def careless():
        yield 0.5
        return {"no": "size"}

    runs, told = cache(1), []

    def ask(_):
        try:
            runs.get("key", careless)
        except TypeError as error:
            told.append(error)

    together(1, ask)
    assert len(told) == 1
    assert runs.get("other", lambda: steps(1, 3)).value == 3
