"""Lesson plans: read from files, written to files, ready ones; why one is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.activities.classroom.class_state import PlanStep
from app.activities.classroom.lesson_plan import (
    MAX_NOTE,
    MAX_STEPS,
    MAX_TITLE,
    READY_PLANS,
    read_plan,
    ready_chapters,
    ready_plan,
    refusal_text,
    write_plan,
)
from app.content.catalogue import LANGUAGES, load_messages
from lessons import COURSE, SLUGS, lesson
from lessons.contract import ParseError

WRONG = {
    "no_plan": [None, [], "plan", {}, {"steps": {}}, {"title": "x"}],
    "version": [{"version": 2, "steps": []}, {"version": "1", "steps": []}],
    "too_many": [{"steps": [{"page": "home"}] * (MAX_STEPS + 1)}],
    "title": [{"title": "x" * (MAX_TITLE + 1), "steps": []}, {"title": 7, "steps": []}],
}
WRONG_STEPS = {
    "no_step": [None, "home", ["home"]],
    "page": [{}, {"page": "none"}, {"page": "teach"}],
    "question": [{"page": "home", "question": "rate"}],
    "scenario": [{"page": "home", "scenario": "none"}],
    "both": [{"page": "home", "question": "way", "scenario": "diverges"}],
    "minutes": [
        {"page": "home", "minutes": minutes}
        for minutes in (-1, 181, 1.5, True, "5", None, 10**400)
    ],
    "text": [
        {"page": "home", "note": "x" * (MAX_NOTE + 1)},
        {"page": "home", "note": ["x"]},
        {"page": ["home"]},
        {"page": "home", "question": {"way": 1}},
    ],
}
CASES = [(reason, data) for reason, each in WRONG.items() for data in each]
CASES += [
    (reason, {"steps": [{"page": "home"}, step]})
    for reason, steps in WRONG_STEPS.items()
    for step in steps
]


@st.composite
def plan_steps(draw):
    page = draw(st.sampled_from(SLUGS))
    question = draw(st.sampled_from(["", *(q.name for q in lesson(page).questions)]))
    scenarios = (
        ["", *(s.name for s in lesson(page).scenarios)] if not question else [""]
    )
    return PlanStep(
        page,
        question,
        draw(st.sampled_from(scenarios)),
        draw(st.text("aé “<{\\", max_size=MAX_NOTE)).strip(),
        draw(st.integers(0, 180)),
    )


@given(
    st.text("aé “<{\\", max_size=MAX_TITLE), st.lists(plan_steps(), max_size=MAX_STEPS)
)
def test_a_plan_is_read_back_as_it_was_written(title, steps):
    text = json.dumps(write_plan(title, steps))
    read_title, read_steps = read_plan(json.loads(text))
    assert read_title == " ".join(title.split())
    assert [step.note for step in read_steps] == [
        " ".join(step.note.split()) for step in steps
    ]
    assert read_plan(write_plan(read_title, read_steps)) == (read_title, read_steps)
    for step, read in zip(steps, read_steps, strict=True):
        assert (step.page, step.question, step.scenario, step.minutes) == (
            *(read.page, read.question, read.scenario, read.minutes),
        )


@pytest.mark.parametrize(("reason", "data"), CASES)
def test_what_is_no_plan_is_refused_with_a_reason(reason, data):
    with pytest.raises(ParseError) as error:
        read_plan(data)
    assert str(error.value) == reason
    for lang in LANGUAGES:
        text = refusal_text(error.value, lang)
        assert "{" not in text
        for detail in error.value.details.values():
            assert str(detail) in text


def test_every_reason_occurs():
    assert set(load_messages("fr")["lesson_plan"]) == {*WRONG, *WRONG_STEPS}


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda each: (
            st.lists(each)
            | st.dictionaries(st.sampled_from(["page", "steps", "title"]), each)
        ),
    )
)
def test_any_file_is_a_plan_or_refused(data):
    try:
        title, steps = read_plan(data)
    except ParseError as error:
        assert refusal_text(error, "en")
    else:
        assert isinstance(title, str) and all(step.page in SLUGS for step in steps)


def test_each_chapter_has_a_ready_plan():
    assert ready_chapters() == tuple(chapter.name for chapter in COURSE)
    for chapter in ready_chapters():
        steps = ready_plan(chapter)
        assert read_plan(write_plan(chapter, steps)) == (chapter, steps)
        assert sum(step.minutes for step in steps) == 40
        for ask, show in zip(steps[::2], steps[1::2], strict=True):
            assert ask.page == show.page and ask.question and show.scenario
    with pytest.raises(KeyError):
        ready_plan("none")
    assert READY_PLANS.is_file()
