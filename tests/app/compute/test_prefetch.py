"""Trainings done before anybody asks: which, when, and never in anybody's way."""

import os
import time
from threading import Event, Thread

import pytest

from app.compute import prefetch
from app.compute.engine import Engine
from app.compute.prefetch import CLASS_SIZE
from app.compute.result_cache import ResultCache
from app.compute.session_counter import SESSIONS
from app.compute.training_tasks import TrainingTask
from lessons import SLUGS, lesson
from tests import tiny_trainings
from tests.waiting import until


@pytest.fixture
def runs(monkeypatch):
    """Results of nobody else."""
    engine = Engine(0, 0, "", 2)
    engine.status, engine._dispatch = "ready", engine._threads.submit
    made = ResultCache(engine)
    monkeypatch.setattr(prefetch, "RESULTS", made)
    monkeypatch.setattr(prefetch, "ENGINE", engine)
    return made


@pytest.fixture
def given(monkeypatch):
    """What there is to train, instead of the course's."""
    tasks = []
    monkeypatch.setattr(prefetch, "plan", lambda: (task for task in tasks))
    return tasks


def tiny(train, **settings):
    return TrainingTask("home", train, settings)


def follow(plan, seconds):
    """All that is planned, if each takes so many seconds."""
    found = [next(plan)]
    while True:
        try:
            found.append(plan.send(seconds))
        except StopIteration:
            return found


@pytest.mark.parametrize("slug", SLUGS)
def test_likely_are_the_scenarios_and_each_setting_moved_alone(slug):
    page = lesson(slug)
    likely = [*prefetch.likely_settings(slug)]
    for scenario in page.scenarios:
        assert page.scenario_settings(scenario.name) in likely
    for settings in likely[len(page.scenarios) :]:
        moved = [name for name in settings if settings[name] != page.defaults[name]]
        assert len(moved) <= 1
        for name in moved:
            assert len(page[name].values) <= prefetch.MAX_VALUES
    for settings in likely:
        assert {n: page[n].check(v) for n, v in settings.items()} == settings
        named = {*settings, "slug"}
        for task in prefetch.page_tasks(slug, settings):
            assert {*task.settings} <= named
            assert isinstance(hash(task.key), int)


def test_short_trainings_are_not_prefetched(runs):
    planned = follow(prefetch.plan(), 0.9 * prefetch.MIN_SECONDS)
    defaults = (prefetch.page_tasks(slug, lesson(slug).defaults) for slug in SLUGS)
    assert [t.key for t in planned] == [t.key for ts in defaults for t in ts]
    assert len(planned) > 5


def test_long_trainings_are_prefetched_within_the_budget(runs):
    pages = sum(len(prefetch.page_tasks(slug, lesson(slug).defaults)) for slug in SLUGS)
    longer = len(follow(prefetch.plan(), prefetch.MAX_TOTAL_SECONDS / 3)) - pages
    assert pages < longer <= 3 * pages


def test_nothing_is_planned_twice_or_that_is_there_already(runs):
    class Kept:
        nbytes = 1

    first = follow(prefetch.plan(), 1.0)
    told = [task.key for task in first]
    pages = sum(len(prefetch.page_tasks(slug, lesson(slug).defaults)) for slug in SLUGS)
    assert len({*told[pages:]}) == len(told[pages:])
    for task in first:
        runs.add(task.key, Kept())
    assert len(follow(prefetch.plan(), 1.0)) == pages


def test_a_prefetched_training_is_cached(runs, given):
    given += [tiny(tiny_trainings.whereabouts), tiny(tiny_trainings.priority)]
    prefetch.run(Event(), lambda: True)
    assert all(runs.peek(task.key) for task in given)


def test_a_failed_prefetch_does_not_stop_the_rest(runs, given):
    given += [tiny(tiny_trainings.divide), tiny(tiny_trainings.whereabouts)]
    prefetch.run(Event(), lambda: True)
    failed, done = (runs.peek(task.key) for task in given)
    assert failed is None and done.value[0] == os.getpid()


def test_prefetch_runs_with_a_class_or_when_the_server_is_idle(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(prefetch, "monotonic", lambda: now[0])
    monkeypatch.setattr(SESSIONS, "connected", 0)
    wanted = prefetch.PrefetchTrigger()
    for later, readers, due in (
        (0.9 * prefetch.IDLE_SECONDS, 0, False),
        (1.1 * prefetch.IDLE_SECONDS, 0, True),
        (1.2 * prefetch.IDLE_SECONDS, 1, False),
        (2.1 * prefetch.IDLE_SECONDS, 0, False),
        (2.3 * prefetch.IDLE_SECONDS, 0, True),
        (2.4 * prefetch.IDLE_SECONDS, CLASS_SIZE, True),
    ):
        now[0] = later
        monkeypatch.setattr(SESSIONS, "connected", readers)
        assert wanted() is due


def test_prefetch_waits_while_a_training_is_requested(runs, given):
    given.append(tiny(tiny_trainings.whereabouts))
    here, stopping, going = [], Event(), Event()

    def reader():
        while not going.is_set():
            yield 0.0
            time.sleep(0.01)
        return tiny_trainings.Result(())

    ask = Thread(target=runs.get, args=("reader's", reader))
    work = Thread(target=prefetch.run, args=(stopping, lambda: bool(here)))
    ask.start()
    work.start()
    time.sleep(3 * prefetch.POLL_INTERVAL)
    assert runs.peek(given[0].key) is None
    here.append("class")
    time.sleep(3 * prefetch.POLL_INTERVAL)
    assert runs.peek(given[0].key) is None
    going.set()
    until(lambda: runs.peek(given[0].key))
    work.join(10)
    ask.join(10)
    assert not work.is_alive()


def test_prefetch_ends_when_the_server_stops(runs, given):
    given.append(tiny(tiny_trainings.whereabouts))
    stopping = Event()
    work = Thread(target=prefetch.run, args=(stopping, lambda: False))
    work.start()
    stopping.set()
    work.join(5)
    assert not work.is_alive()


def test_the_time_that_counts_is_that_of_the_processor(runs):
    task = tiny(tiny_trainings.sleeping, seconds=0.2)
    assert prefetch.train(task, Event()) < 0.1
    assert runs.peek(task.key).value == (0.2,)
