"""Turns: in order, never too many, given up while waiting, and never lost."""

from threading import Event, Lock, Thread
from time import monotonic, sleep

import pytest
from streamlit.runtime.scriptrunner import ScriptRunContext
from streamlit.testing.v1 import AppTest

from app.compute import result_cache
from app.compute.engine import Engine
from app.compute.fair_semaphore import FairSemaphore
from app.compute.result_cache import ResultCache
from app.server import streamlit_patches
from tests.tiny_trainings import PRESSED
from tests.waiting import until


def started(run, *args):
    thread = Thread(target=run, args=args, daemon=True)
    thread.start()
    return thread


def test_the_longest_waiter_is_next():
    semaphore, order = FairSemaphore(1), []

    def run(name):
        with semaphore.hold():
            order.append(name)

    with semaphore.hold():
        threads = []
        for i, name in enumerate("abc"):
            threads.append(started(run, name))
            until(lambda i=i: semaphore.n_waiting == i + 1)
        assert not order
    for thread in threads:
        thread.join(5)
    assert order == ["a", "b", "c"] and not semaphore.n_waiting


def test_the_semaphore_limits_concurrent_runs():
    semaphore, lock, counts, here = FairSemaphore(2), Lock(), [], []

    def run(i):
        for _ in range(50):
            with semaphore.hold():
                with lock:
                    here.append(i)
                    counts.append(len(here))
                sleep(0.0002)
                with lock:
                    here.remove(i)

    threads = [started(run, i) for i in range(8)]
    for thread in threads:
        thread.join(20)
    assert len(counts) == 400 and max(counts) == 2
    assert semaphore._free == 2 and not semaphore.n_waiting


def test_a_waiting_run_releases_its_slot():
    semaphore, came, answer = FairSemaphore(1), Event(), Event()

    def run():
        with semaphore.hold():
            with semaphore.released():
                came.set()
                answer.wait(5)
            came.set()

    thread = started(run)
    assert came.wait(5)
    came.clear()
    with semaphore.hold():
        answer.set()
        until(lambda: semaphore.n_waiting)
        assert not came.is_set()
    thread.join(5)
    assert came.is_set()


def test_a_run_that_ends_while_it_waits_for_something_waits_for_no_turn():
    semaphore = FairSemaphore(1, timeout=60)
    left = Event()

    def run():
        with pytest.raises(KeyError), semaphore.hold(), semaphore.released():
            left.wait(5)
            raise KeyError

    thread = started(run)
    until(lambda: semaphore._free)
    with semaphore.hold():
        left.set()
        thread.join(5)
        assert not thread.is_alive()
    assert semaphore._free == 1


def test_an_endless_run_does_not_block_others_forever():
    semaphore, end = FairSemaphore(1, timeout=0.05), Event()

    def run():
        with semaphore.hold():
            end.wait(5)

    thread = started(run)
    until(lambda: not semaphore._free)
    for _ in range(2):
        with semaphore.hold(), semaphore.released():
            pass
    assert not semaphore._free and not semaphore.n_waiting
    end.set()
    thread.join(5)
    assert semaphore._free == 1


def test_waiting_for_a_training_blocks_no_page(monkeypatch):
    semaphore = FairSemaphore(1, timeout=60)
    monkeypatch.setattr(result_cache, "PAGE_RUNS", semaphore)
    go, shared = Event(), ResultCache(Engine(0, 0, "", 1))

    class Result:
        nbytes = 1

    def train():
        while not go.is_set():
            yield 0.0
        return Result()

    def run():
        with semaphore.hold():
            shared.get("key", train)

    thread = started(run)
    until(lambda: shared.n_running)
    began = monotonic()
    with semaphore.hold():
        assert monotonic() - began < 5
        go.set()
    thread.join(5)
    assert shared.peek("key") and semaphore._free == 1


def page():
    """A script with a button; it runs in a module of its own."""
    import streamlit as st

    from tests.tiny_trainings import PRESSED

    st.button("press", on_click=PRESSED.append, args=("pressed",))
    st.text(f"drawn {len(PRESSED)}")


def test_a_press_is_taken_down_before_the_page_has_its_turn(monkeypatch):
    semaphore = FairSemaphore(1, timeout=60)
    monkeypatch.setattr(streamlit_patches, "PAGE_RUNS", semaphore)
    assert streamlit_patches.apply()
    PRESSED.clear()
    drawn = AppTest.from_function(page).run(timeout=30)
    with semaphore.hold():
        thread = started(lambda: drawn.button[0].click().run(timeout=30))
        until(lambda: semaphore.n_waiting)
        assert PRESSED == ["pressed"]
        assert drawn.text[0].value == "drawn 0"
    thread.join(20)
    assert drawn.text[0].value == "drawn 1" and semaphore._free == 1


def test_a_run_that_was_replaced_while_it_waited_draws_nothing(monkeypatch):
    class Replaced(Exception):
        pass

    class Run:
        def yield_check(self):
            raise Replaced

    semaphore = FairSemaphore(1)
    monkeypatch.setattr(streamlit_patches, "PAGE_RUNS", semaphore)
    run = Run()
    with pytest.raises(Replaced):
        streamlit_patches._on_script_start(run)
    assert not vars(run)  # it has not started
    semaphore.release()
    assert semaphore._free == 1
    assert (
        streamlit_patches.apply()
        and ScriptRunContext.on_script_start is streamlit_patches._on_script_start
    )
