"""What the browsers of a class are told, and what pupils are not told yet."""

import json
from dataclasses import replace
from threading import Event

import pytest
from sqlalchemy import event

from app.activities.classroom import snapshot, solutions
from app.activities.classroom.class_state import Moment, PlanStep
from app.activities.classroom.commands import apply_command
from app.activities.classroom.errors import NoSuchClassError
from app.activities.classroom.snapshot import class_messages
from app.activities.classroom.solutions import SOLUTIONS
from lessons import SLUGS, lesson
from tests.waiting import until

COMMON = {
    *("role", "code", "rev", "turn", "phase", "round", "vote", "page", "title"),
    *("question", "here", "answered", "follow", "moment", "paused", "lastPage"),
    *("nicknames", "ends", "results"),
}
TEACHER = {
    *("isOpen", "projecting", "showAnswers", "asked", "questions", "pages"),
    *("exercises", "seats", "rounds", "plan"),
}


@pytest.fixture(autouse=True)
def solved():
    """The solutions of the questions asked here are known."""
    for slug, name in (("home", "way"), ("home", "first")):
        SOLUTIONS.get(slug, name, 0)


@pytest.fixture
def tell(code):
    """tell(role, lang): the message."""
    return lambda role="seat", lang="en": json.loads(
        class_messages(code, [lang])[role, lang]
    )


@pytest.fixture
def act(code):
    """act(action, …): a command of the teacher."""
    return lambda action, **body: apply_command(code, {"action": action, **body})


@pytest.fixture
def vote(shared_store, code):
    """vote(pupil, guess): an answer in the running round."""

    def vote(pupil, guess):
        shared_store.seats.take(code, pupil, "home")
        n = shared_store.get(code).round
        assert shared_store.rounds.answer(code, pupil, n, guess) == "saved"

    return vote


def right_answer():
    return SOLUTIONS.get("home", "way", 0).right


def wrong_answer():
    options = lesson("home").questions[1].options
    return next(option for option in options if option != right_answer())


def tells_what_is_right(message):
    """Whether anything in a message depends on what is right."""
    results = message["results"]
    if results is None:
        return False
    judged = [option["right"] for option in results.get("options", ())]
    return results["right"] is not None or results["mistakes"] or set(judged) > {None}


def test_messages_have_the_fields_that_pages_read(tell, act, vote):
    assert set(tell()) == COMMON and set(tell("teacher")) == COMMON | TEACHER
    act("ask", page="home", question="way")
    vote("a", right_answer())
    seat, teacher = tell(), tell("teacher")
    assert set(seat) == COMMON and set(teacher) == COMMON | TEACHER
    assert {k: v for k, v in seat.items() if k not in ("role", "results")} == {
        k: teacher[k] for k in COMMON - {"role", "results"}
    }
    assert (seat["role"], teacher["role"]) == ("seat", "teacher")
    assert (seat["page"], seat["question"], seat["vote"]) == ("home", "way", 1)
    assert (seat["here"], seat["answered"]) == (1, 1)
    assert seat["title"] == "What is PyTorch?"


def test_pupils_hear_nothing_of_the_answers_before_they_are_revealed(tell, act, vote):
    act("ask", page="home", question="way")
    for i, guess in enumerate(lesson("home").questions[1].options):
        vote(f"s{i}", guess)
    for action in ("close", None, "vote_again"):
        assert tell()["results"] is None
        assert tells_what_is_right(tell("teacher"))
        if action:
            act(action)
    vote("s0", right_answer())
    act("close")
    assert tell()["results"] is None
    act("reveal")
    assert tell()["results"] == tell("teacher")["results"]
    assert tells_what_is_right(tell())
    act("vote_again")
    assert tell()["results"] is None


def test_answers_shown_while_they_come_do_not_say_which_are_right(tell, act, vote):
    act("ask", page="home", question="way")
    vote("a", right_answer())
    act("show_answers", on=True)
    results = tell()["results"]
    assert results["n"] == 1 and not tells_what_is_right(tell())
    assert [option["count"] for option in results["options"]].count(1) == 1
    assert tells_what_is_right(tell("teacher"))
    act("close")
    assert not tells_what_is_right(tell())
    act("vote_again")
    assert tell()["results"] is None and not tell("teacher")["showAnswers"]
    act("show_answers", on=True)
    act("free")
    assert tell()["results"] is None


def test_no_message_of_a_pupil_has_a_word_of_another_one(tell, act, code, shared_store):
    act("nicknames", on=True)
    shared_store.seats.take(code, "a", "home")
    shared_store.seats.set_name(code, "a", "Hypatia")
    (seat,) = tell("teacher")["seats"]
    assert seat == {"name": "Hypatia", "page": "home"} | {
        "id": seat["id"],
        "answered": False,
        "here": True,
    }
    for words in ("Hypatia", seat["id"]):
        assert words not in json.dumps(tell())
    shared_store.update(code, lambda record: replace(record.state, nicknames=False))
    assert tell("teacher")["seats"][0]["name"] == ""


def test_votes_are_compared(tell, act, vote):
    act("ask", page="home", question="way")
    vote("a", wrong_answer())
    assert tell("teacher")["results"]["firstN"] is None
    act("vote_again")
    vote("a", right_answer())
    teacher = tell("teacher")
    assert (teacher["vote"], teacher["round"]) == (2, 2)
    results = teacher["results"]
    assert (results["n"], results["firstN"], results["right"]) == (1, 1, 1)
    assert sum(option["first"] for option in results["options"]) == 1
    rounds = teacher["rounds"]
    assert [(each["n"], each["answers"], each["right"]) for each in rounds] == [
        (1, 1, 0),
        (2, 1, 1),
    ]
    act("ask", page="home", question="first")
    assert (tell()["vote"], tell("teacher")["results"]["firstN"]) == (1, None)
    act("free")
    teacher = tell("teacher")
    assert (teacher["phase"], teacher["question"], teacher["asked"]) == (
        "free",
        "",
        None,
    )
    assert [each["right"] for each in teacher["rounds"]] == [0, 1, 0]


def test_the_teacher_hears_where_everybody_is(tell, act, code, shared_store):
    first = lesson("home").exercises[0].name
    done = [
        ("a", "home", {"solved": {"home": [first]}, "tried": {"home": [first]}}),
        ("b", "tensors", {"tried": {"home": [first], "none": ["x"]}}),
        ("c", "tensors", {}),
    ]
    for pupil, page, exercises in done:
        shared_store.seats.take(code, pupil, "home")
        shared_store.seats.report(code, pupil, page, exercises)
    act("lock", page="tensors")
    teacher = tell("teacher")
    assert [each["slug"] for each in teacher["pages"]] == [*SLUGS]
    counts = {each["slug"]: each["count"] for each in teacher["pages"] if each["count"]}
    assert counts == {"home": 1, "tensors": 2}
    assert [each["slug"] for each in teacher["pages"] if not each["locked"]] == [
        "home",
        "tensors",
    ]
    (exercise,) = teacher["exercises"]
    assert (exercise["page"], exercise["name"]) == ("home", first)
    assert (exercise["solved"], exercise["tried"]) == (1, 1)
    assert exercise["text"] and exercise["title"] == "What is PyTorch?"


def test_who_was_not_seen_for_minutes_is_not_here(tell, code, shared_store, clock):
    shared_store.seats.take(code, "a", "home")
    assert tell()["here"] == 1
    clock.now += 600
    teacher = tell("teacher")
    assert (teacher["here"], teacher["seats"][0]["here"]) == (0, False)
    assert not any(page["count"] for page in teacher["pages"])


def test_questions_plan_and_moment_are_told_in_both_languages(tell, code, shared_store):
    scenario = lesson("home").scenarios[0].name
    plan = (
        PlanStep("home", "way", note="N", minutes=5),
        PlanStep("home", scenario=scenario),
        PlanStep("tensors"),
    )
    moment = Moment("home", "home.lr=0.1", {"lr": 2}, 7, "loss", 3)
    shared_store.update(
        code,
        lambda record: replace(record.state, title="T", plan=plan, moment=moment),
    )
    french, english = tell("teacher", "fr"), tell("teacher", "en")
    assert french["title"] != english["title"] == "What is PyTorch?"
    assert [each["name"] for each in english["questions"]] == ["first", "way"]
    assert french["questions"] != english["questions"]
    assert (english["plan"]["title"], english["plan"]["step"]) == ("T", -1)
    steps = english["plan"]["steps"]
    assert [step["kind"] for step in steps] == ["question", "scenario", "page"]
    assert (steps[0]["note"], steps[0]["minutes"]) == ("N", 5)
    assert all(step["text"] and step["title"] for step in steps)
    assert tell()["moment"] == {
        "page": "home",
        "link": "home.lr=0.1",
        "positions": {"lr": 2},
        "step": 7,
        "act": "loss",
        "drag": 3,
    }
    asked = apply_command(
        code, {"action": "ask", "page": "home", "question": "way", "seed": 4}
    )
    assert asked == {"status": "done"}
    assert tell("teacher")["asked"] == {
        "text": snapshot.plain_question("home", "way", 4, "en"),
        "title": "What is PyTorch?",
        "number": 2,
        "n": 2,
    }


def test_a_class_on_no_page_and_a_class_that_is_over(tell, code, shared_store):
    shared_store.update(code, lambda record: replace(record.state, page=""))
    teacher = tell("teacher")
    assert (teacher["title"], teacher["questions"]) == ("", [])
    shared_store.end_class(code)
    with pytest.raises(NoSuchClassError):
        class_messages(code, ["fr"])


def test_no_message_waits_for_a_training(
    tell, act, code, vote, shared_store, monkeypatch
):
    trained, train = Event(), solutions.recording

    def slow(*arguments):
        assert trained.wait(60)
        return train(*arguments)

    SOLUTIONS.clear()
    monkeypatch.setattr(solutions, "recording", slow)
    monkeypatch.setattr(solutions.RESULTS, "peek", lambda key: None)
    act("ask", page="home", question="way")
    vote("a", "swings")
    teacher = tell("teacher")
    assert teacher["results"]["n"] == 1 and not tells_what_is_right(teacher)
    assert teacher["rounds"][0]["right"] is None
    act("reveal")
    assert tell()["results"]["n"] == 1
    before = shared_store.marks([code])
    trained.set()
    until(lambda: shared_store.marks([code]) != before)  # so the message is sent again
    assert tells_what_is_right(tell())


def test_a_message_takes_one_transaction_however_many_pupils(code, act, shared_store):
    for i in range(60):
        shared_store.seats.take(code, f"s{i}", "home")
    for _ in range(4):
        act("ask", page="home", question="way")
        for i in range(60):
            shared_store.rounds.answer(
                code, f"s{i}", shared_store.get(code).round, right_answer()
            )
        class_messages(code, ["fr", "en"])
    statements = []
    engine = shared_store.database.engine
    event.listen(
        engine, "before_cursor_execute", lambda *each: statements.append(each[2])
    )
    class_messages(code, ["fr", "en"])
    assert statements.count("BEGIN") == 1 and len(statements) <= 9
