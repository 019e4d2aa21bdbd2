"""Trainings beside the server: the same numbers, called off, and never lost."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import numpy as np
import pytest

import lessons
from app.compute import process
from app.compute.result_cache import ResultCache
from app.compute.worker_pool import MAX_TRAININGS_PER_WORKER, NICENESS, WorkerPool
from lessons import SLUGS, lesson
from lessons.contract import Progress
from tests import tiny_trainings
from tests.conftest import finish
from tests.waiting import until

HERE = []


@pytest.fixture(scope="module")
def one():
    """At most one process, wanted as long as HERE holds somebody."""
    made = WorkerPool(1, lambda: bool(HERE))
    yield made
    made.close()


@pytest.fixture
def beside(one):
    """A process that is ready, whatever the test before it did to its own."""
    HERE[:] = ["reader"]
    until(lambda: one.is_ready() and one.n_processes)
    return one


def where(beside):
    """The process that a training runs in."""
    return finish(beside.run(tiny_trainings.whereabouts)).value[0]


def test_a_training_without_a_class_runs_in_the_server():
    lonely = WorkerPool(1, lambda: False)
    assert where(lonely) == os.getpid()
    assert not lonely.n_processes and not lonely._n_starting


@pytest.mark.parametrize("slug", [s for s in SLUGS if lesson(s).record])
def test_a_recording_is_the_same_in_a_process_beside(beside, slug):
    """Bit for bit as it is drawn, in single precision; an exact solution's last bit
    in double precision hangs on its address in memory, even in one process."""
    settings = lesson(slug).defaults
    ours = finish(lessons.record(slug, **pick(slug, settings)))
    theirs = finish(beside.run(lessons.record, slug=slug, **pick(slug, settings)))
    assert ours.axes == theirs.axes and ours.facts.keys() == theirs.facts.keys()
    for name, fact in ours.facts.items():
        assert same(fact, theirs.facts[name]), name
    for name, table in ours.tables.items():
        np.testing.assert_array_equal(table.values, theirs.tables[name].values)


def same(fact, other):
    """Whether two facts are the same, numbers up to their last bits."""
    try:
        return other == pytest.approx(fact, rel=1e-12)
    except TypeError:  # pytest compares no nested ones
        return other == fact


def pick(slug, settings):
    return {c.name: settings[c.name] for c in lesson(slug).recording_controls}


def test_a_worker_process_is_reused(beside):
    first = where(beside)
    assert first != os.getpid()
    assert where(beside) == first


def test_workers_have_lower_priority_than_the_server(beside):
    ours, theirs = (os.getpriority(os.PRIO_PROCESS, p) for p in (0, where(beside)))
    assert (
        ours
        < theirs
        == min(19, ours + NICENESS)
        <= ours + NICENESS
        < ours + process.LONG_NICENESS
    )


def test_an_abandoned_training_is_cancelled_and_the_worker_continues(beside):
    first = where(beside)
    going = beside.run(tiny_trainings.endless)
    assert isinstance(next(going), float)
    going.close()
    assert where(beside) == first


def test_a_short_training_is_done_before_longer_ones_that_came_first(beside):
    there = where(beside)
    first, second = (beside.run(tiny_trainings.endless) for _ in range(2))
    for going in (first, second):
        next(going)
    assert where(beside) == there
    first.close()
    assert where(beside) == there
    second.close()


def ends(beside, n, seconds):
    """When each of some trainings that come together has ended."""
    going = [beside.run(tiny_trainings.busy, seconds=seconds) for _ in range(n)]
    for each in going:
        next(each)
    return [finish(each).value[0] for each in going]


def test_equal_priorities_are_first_come_first_served(beside):
    where(beside)
    ended = ends(beside, 4, 0.05)
    assert ended == sorted(ended)


def test_long_ones_go_on_in_turns(beside):
    where(beside)
    began = time.monotonic()
    first, second = ends(beside, 2, 0.4)
    assert first - began > 0.7 * (second - began)


def test_a_longer_one_ends_however_many_short_ones_there_are(beside):
    where(beside)
    long, over = beside.run(tiny_trainings.busy, seconds=0.4), Event()
    next(long)

    def feed():
        while not over.is_set():
            finish(beside.run(tiny_trainings.busy, seconds=0.02))

    with ThreadPoolExecutor(5) as pool:
        fed = [pool.submit(feed) for _ in range(5)]
        try:
            until(lambda: next(long, "done") == "done")
        finally:
            over.set()
    assert [each.result() for each in fed] == [None] * 5


def test_thread_state_of_torch_belongs_to_one_training(beside):
    """While one is where gradients are not taken down, another one's are."""
    without = beside.run(tiny_trainings.without_gradients)
    next(without)
    assert finish(beside.run(tiny_trainings.gradients)).value == (True,)
    assert finish(without).value == (False,)


def test_a_process_has_a_few_trainings_at_once_and_more_wait_here(beside):
    there = where(beside)
    going = [
        beside.run(tiny_trainings.endless) for _ in range(MAX_TRAININGS_PER_WORKER)
    ]
    last = beside.run(tiny_trainings.whereabouts)
    for each in (*going, last):
        next(each)
    (worker,) = beside._workers
    assert len(worker.waiting) == MAX_TRAININGS_PER_WORKER  # the last is not there
    going.pop().close()
    assert finish(last).value[0] == there
    for each in going:
        each.close()
    until(lambda: not worker.waiting)


def test_the_server_trains_on_all_cores():
    alone, waiting = WorkerPool(0, lambda: False, threads=1), Event()
    going = alone.run(tiny_trainings.endless)
    next(going)

    def another():
        waiting.set()
        return finish(alone.run(tiny_trainings.whereabouts)).value[0]

    with ThreadPoolExecutor(1) as pool:
        later = pool.submit(another)
        waiting.wait(5)
        time.sleep(0.1)
        assert not later.done()
        going.close()
        assert later.result(5) == os.getpid()


def test_one_that_dies_costs_no_training_that_waits_for_it(beside):
    first, second = (beside.run(tiny_trainings.slow) for _ in range(2))
    for going in (first, second):
        next(going)
    (worker,) = beside._workers
    worker.process.kill()
    ours = os.getpid()
    assert [finish(going).value[0] for going in (first, second)] == [ours, ours]


def test_one_whose_answer_cannot_be_read_costs_time_and_no_result(beside, caplog):
    def unreadable():
        raise ValueError

    going = beside.run(tiny_trainings.slow)
    next(going)
    (worker,) = beside._workers
    worker.process.receive = unreadable
    assert finish(going).value[0] == os.getpid()
    assert "ValueError" in caplog.text
    until(lambda: not worker.process.alive)


def test_partial_results_come_from_workers_too(beside):
    parts = list(beside.run(tiny_trainings.by_parts))
    assert any(isinstance(part, Progress) and part.preview == "begun" for part in parts)


def test_an_error_is_raised_as_it_was_there(beside):
    with pytest.raises(ZeroDivisionError):
        finish(beside.run(tiny_trainings.divide))
    with pytest.raises(RuntimeError, match="cannot be handed over"):
        finish(beside.run(tiny_trainings.unspeakable))
    assert where(beside) != os.getpid()


def test_readers_share_what_runs_beside_as_they_share_all_else(beside):
    runs = ResultCache(1)
    one = runs.get("key", lambda: beside.run(tiny_trainings.whereabouts))
    assert runs.get("key", lambda: beside.run(tiny_trainings.endless)) is one


def test_a_process_that_dies_costs_time_and_no_result(beside, caplog):
    assert where(beside) != os.getpid()
    (worker,) = beside._workers
    worker.process.kill()
    assert where(beside) == os.getpid()
    assert "died" in caplog.text


def test_the_worker_ends_when_the_class_has_left(beside):
    going = beside.run(tiny_trainings.by_parts)
    next(going)
    HERE.clear()
    going.close()
    until(lambda: not beside.n_processes)


def test_one_that_waited_for_the_class_ends_with_the_next_training_after_it():
    crowd = ["reader"]
    made = WorkerPool(1, lambda: bool(crowd))
    until(lambda: made.is_ready() and made.n_processes)
    (worker,) = made._workers
    crowd.clear()
    assert where(made) == os.getpid()
    assert not made.n_processes
    until(lambda: not worker.process.alive)
