"""Turns: in order, never too many, given up while waiting, and never lost."""

from threading import Event, Lock, Thread
from time import monotonic, sleep

import pytest
from streamlit.runtime.scriptrunner import ScriptRunContext
from streamlit.testing.v1 import AppTest

from app.compute import result_cache
from app.compute.fair_semaphore import Turns
from app.compute.result_cache import Runs
from app.server import streamlit_patches
from tests.tiny_trainings import PRESSED
from tests.waiting import until


def started(run, *args):
    thread = Thread(target=run, args=args, daemon=True)
    thread.start()
    return thread


def test_who_has_waited_longest_is_next():
    turns, order = Turns(1), []

    def run(name):
        with turns.taken():
            order.append(name)

    with turns.taken():
        threads = []
        for i, name in enumerate("abc"):
            threads.append(started(run, name))
            until(lambda i=i: turns.waiting == i + 1)
        assert not order
    for thread in threads:
        thread.join(5)
    assert order == ["a", "b", "c"] and not turns.waiting


def test_no_more_run_at_once_than_there_are_places():
    turns, lock, counts, here = Turns(2), Lock(), [], []

    def run(i):
        for _ in range(50):
            with turns.taken():
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
    assert turns._free == 2 and not turns.waiting


def test_while_one_waits_for_something_else_another_has_its_turn():
    turns, came, answer = Turns(1), Event(), Event()

    def run():
        with turns.taken():
            with turns.lent():
                came.set()
                answer.wait(5)
            came.set()

    thread = started(run)
    assert came.wait(5)
    came.clear()
    with turns.taken():
        answer.set()
        until(lambda: turns.waiting)
        assert not came.is_set()
    thread.join(5)
    assert came.is_set()


def test_a_run_that_ends_while_it_waits_for_something_waits_for_no_turn():
    turns = Turns(1, patience=60)
    left = Event()

    def run():
        with pytest.raises(KeyError), turns.taken(), turns.lent():
            left.wait(5)
            raise KeyError

    thread = started(run)
    until(lambda: turns._free)
    with turns.taken():
        left.set()
        thread.join(5)
        assert not thread.is_alive()
    assert turns._free == 1


def test_a_run_without_end_holds_up_nobody_for_ever():
    turns, end = Turns(1, patience=0.05), Event()

    def run():
        with turns.taken():
            end.wait(5)

    thread = started(run)
    until(lambda: not turns._free)
    for _ in range(2):
        with turns.taken(), turns.lent():
            pass
    assert not turns._free and not turns.waiting
    end.set()
    thread.join(5)
    assert turns._free == 1


def test_who_waits_for_a_training_keeps_no_page_waiting(monkeypatch):
    turns = Turns(1, patience=60)
    monkeypatch.setattr(result_cache, "TURNS", turns)
    go, shared = Event(), Runs(1)

    class Result:
        nbytes = 1

    def train():
        while not go.is_set():
            yield 0.0
        return Result()

    def run():
        with turns.taken():
            shared.get("key", train)

    thread = started(run)
    until(lambda: shared.working)
    began = monotonic()
    with turns.taken():
        assert monotonic() - began < 5
        go.set()
    thread.join(5)
    assert shared.kept("key") and turns._free == 1


def page():
    """A script with a button; it runs in a module of its own."""
    import streamlit as st

    from tests.tiny_trainings import PRESSED

    st.button("press", on_click=PRESSED.append, args=("pressed",))
    st.text(f"drawn {len(PRESSED)}")


def test_a_press_is_taken_down_before_the_page_has_its_turn(monkeypatch):
    turns = Turns(1, patience=60)
    monkeypatch.setattr(streamlit_patches, "TURNS", turns)
    assert streamlit_patches.apply()
    PRESSED.clear()
    drawn = AppTest.from_function(page).run(timeout=30)
    with turns.taken():
        thread = started(lambda: drawn.button[0].click().run(timeout=30))
        until(lambda: turns.waiting)
        assert PRESSED == ["pressed"]
        assert drawn.text[0].value == "drawn 0"
    thread.join(20)
    assert drawn.text[0].value == "drawn 1" and turns._free == 1


def test_a_run_that_was_replaced_while_it_waited_draws_nothing(monkeypatch):
    class Replaced(Exception):
        pass

    class Run:
        def yield_check(self):
            raise Replaced

    turns = Turns(1)
    monkeypatch.setattr(streamlit_patches, "TURNS", turns)
    run = Run()
    with pytest.raises(Replaced):
        streamlit_patches._on_script_start(run)
    assert not vars(run)  # it has not started
    turns.end()
    assert turns._free == 1
    assert (
        streamlit_patches.apply()
        and ScriptRunContext.on_script_start is streamlit_patches._on_script_start
    )
