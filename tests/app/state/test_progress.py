"""Progress: what a session knows, what a browser gives it, the code between two."""

import base64
import json
import zlib

import pytest
import streamlit as st

from app.state import progress
from app.state.page_state import page_state
from lessons import SLUGS, lesson

SLUG = "linear_regression"
QUESTION = lesson(SLUG).questions[0].name
EXERCISE = lesson(SLUG).exercises[0].name


@pytest.fixture(autouse=True)
def session(monkeypatch):
    monkeypatch.setattr(st, "session_state", {})


def some_progress():
    state = page_state(SLUG)
    state.opened = True
    state.prediction.answers[QUESTION] = False
    state.exercise.solved_names.append(EXERCISE)
    return progress.current_progress()


def all_progress():
    for slug in SLUGS:
        state, course = page_state(slug), lesson(slug)
        state.opened = True
        state.prediction.answers = {q.name: True for q in course.questions}
        state.exercise.solved_names = [e.name for e in course.exercises]
    return progress.current_progress()


def test_a_new_session_has_none():
    assert progress.current_progress() == {}


def test_what_a_browser_has_stored_comes_back(monkeypatch):
    stored = json.loads(json.dumps(some_progress()))
    assert stored == {SLUG: {"answers": {QUESTION: False}, "solved": [EXERCISE]}}
    monkeypatch.setattr(st, "session_state", {})
    progress.add_progress(stored)
    assert progress.current_progress() == stored


def test_what_the_session_knows_stays():
    some_progress()
    progress.add_progress({SLUG: {"answers": {QUESTION: True}, "solved": [EXERCISE]}})
    state = page_state(SLUG)
    assert state.prediction.answers == {QUESTION: False}
    assert state.exercise.solved_names == [EXERCISE]


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        "x",
        {"no_page": {}},
        {SLUG: None},
        {SLUG: {"answers": [1], "solved": {}}},
        {SLUG: {"answers": {"no question": True, QUESTION: "yes"}, "solved": ["none"]}},
        {7: {"answers": {}}},
    ],
)
def test_what_is_not_of_the_course_is_dropped(stored):
    progress.add_progress(stored)
    state = page_state(SLUG)
    assert not state.prediction.answers and not state.exercise.solved_names


def test_a_code_carries_all_of_the_progress(monkeypatch):
    before = all_progress()
    code = progress.progress_code()
    assert code.replace("-", "").replace("_", "").isalnum() and len(code) < 2500
    monkeypatch.setattr(st, "session_state", {})
    progress.add_progress(progress.read_code(code))
    assert progress.current_progress() == before


def code_of(value, pad=b""):
    text = zlib.compress(json.dumps(value).encode() + pad)
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "hello",
        "é",
        "====",
        code_of([2, {}]),
        code_of({"a": 1}),
        code_of(5),
        code_of([1, {}])[:-4],
        code_of([1, {}], b" " * 10**7),  # small, until it is read
    ],
)
def test_a_code_that_is_none_is_refused(code):
    with pytest.raises(progress.BadCode):
        progress.read_code(code)


def test_a_session_forgets_what_another_tab_has_forgotten_and_tells_no_browser():
    all_progress()
    progress.forget_session()
    assert progress.current_progress() == {}
    assert progress.forgotten_pages() == {}


def test_all_is_forgotten_and_the_browser_told():
    all_progress()
    progress.forget_all()
    assert progress.current_progress() == {}
    assert {*progress.forgotten_pages()} == {*SLUGS, progress.PREFERENCES}
