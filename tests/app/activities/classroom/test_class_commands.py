"""What a teacher can do with a class: each command, and nonsense."""

import json
import math
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.activities.classroom.class_state import Moment
from app.activities.classroom.commands import COMMANDS, apply_command
from app.activities.classroom.errors import CommandError, NoSuchClassError
from app.state.link import read_link
from lessons import SLUGS, lesson

SCENARIO = lesson("linear_regression").scenarios[0].name
PLAN = {
    "title": "A lesson",
    "steps": [
        {"page": "home", "question": "way", "minutes": 5},
        {"page": "linear_regression", "scenario": SCENARIO},
        {"page": "tensors"},
    ],
}
PAGE = "linear_regression"


@pytest.fixture
def act(code):
    """act(action, …): a command; the reply."""
    return lambda action, **body: apply_command(code, {"action": action, **body})


@pytest.fixture
def state(code, shared_store):
    """state(): the class's."""
    return lambda: shared_store.get(code).state


@pytest.fixture
def phase(code, shared_store):
    """phase(): that of the question asked last, and its round."""
    return lambda: (shared_store.get(code).phase, shared_store.get(code).round)


def status(act, action, **body):
    """The status of a command, whether it is carried out or not."""
    try:
        return act(action, **body)["status"]
    except CommandError as error:
        return error.status


# ---- questions ----


def test_a_question_goes_through_its_phases(act, state, phase):
    for action in ("close", "reveal", "vote_again"):
        assert status(act, action) == "refused"
    assert status(act, "show_answers", on=True) == "refused"
    assert act("ask", page=PAGE, question="rate", seed=3) == {"status": "done"}
    assert phase() == ("asked", 1)
    assert (state().page, state().question, state().seed) == (PAGE, "rate", 3)
    act("show_answers", on=True)
    act("close")
    assert (phase(), state().show_answers) == (("closed", 1), True)
    assert status(act, "close") == "refused"
    act("vote_again")
    assert (phase(), state().show_answers) == (("asked", 2), False)
    act("reveal")
    assert phase() == ("revealed", 2)
    assert status(act, "reveal") == status(act, "close") == "refused"
    act("free")
    assert (phase(), state().question) == (("free", 2), "")
    assert status(act, "reveal") == "refused"
    act("ask", page="home", question="way")
    assert (phase(), state().seed) == (("asked", 3), 0)


def test_the_turn_counts_what_pages_run_again_for(act, state):
    turns = {
        "ask": {"page": PAGE, "question": "rate"},
        "vote_again": {},
        "reveal": {},
        "free": {},
        "go": {"page": "tensors"},
        "follow": {"on": True, "page": PAGE},
        "lock": {"page": PAGE},
    }
    for action, body in turns.items():
        before = state().turn
        act(action, **body)
        assert state().turn == before + 1, action
    act("ask", page=PAGE, question="rate")
    before = state().turn
    for action, body in {
        "show_answers": {"on": True},
        "close": {},
        "pause": {"on": True},
        "door": {"open": False},
        "nicknames": {"on": True},
        "project": {"on": True},
        "plan": PLAN,
        "move": {"page": PAGE, "step": 3},
    }.items():
        act(action, **body)
        assert state().turn == before, action


def test_what_the_wall_has_shown_is_noted(act, code, shared_store):
    for action in ("close", "reveal", "show_answers"):
        act("ask", page="home", question="way")
        act(action, **({"on": True} if action == "show_answers" else {}))
    shown = [each.shown for each in shared_store.rounds.read(code)]
    assert shown == [False, True, True]


# ---- where the class is ----


def test_following_brings_everybody_along(act, state):
    link = f"?lang=fr&class=AAAAA&{PAGE}.lr=0.1&{PAGE}.noise=0.3&projector=1"
    act("follow", on=True, page=PAGE, link=link, positions={"lr": 4}, step=7)
    moment = state().moment
    assert (state().follow, state().page) == (True, PAGE)
    assert moment == Moment(PAGE, moment.link, {"lr": 4}, 7, "", 0)
    known, ignored = read_link(PAGE, lesson(PAGE), parse_qs(moment.link))
    assert (known, ignored) == ({"lr": 0.1, "noise": 0.3}, [])
    turn = state().turn
    act("move", page=PAGE, positions={"lr": 5}, step=8)
    act("move", page="home", step=9)  # left behind by a page that has changed
    assert state().moment == Moment(PAGE, moment.link, {"lr": 5}, 8, "", 1)
    act("follow", on=True, page=PAGE, link=link, positions={"lr": 6}, step=9)
    assert state().moment == Moment(PAGE, moment.link, {"lr": 6}, 9, "", 2)
    assert state().turn == turn
    act("follow", on=True, page=PAGE, link=f"{PAGE}.lr=0.2")
    assert (state().turn, state().moment.drag) == (turn + 1, 0)
    act("follow", on=False)
    act("move", page=PAGE, step=10)
    assert (state().follow, state().moment.step) == (False, None)
    assert state().turn == turn + 1


def test_a_question_ends_where_the_class_leaves_its_page(act, state, phase):
    for action, body in {
        "go": {"page": "tensors"},
        "follow": {"on": True, "page": "tensors"},
    }.items():
        act("ask", page="home", question="way")
        act(action, **body | {"page": "home"})
        assert phase()[0] == "asked"
        act(action, **body)
        assert (phase()[0], state().question, state().page) == ("free", "", "tensors")


def test_no_page_is_locked_that_the_class_is_brought_to(act, state):
    act("lock", page="tensors")
    act("go", page="home")
    assert state().last_page == "tensors"
    act("ask", page=PAGE, question="rate")
    assert state().last_page == PAGE
    act("lock", page="")
    act("go", page=SLUGS[-1])
    assert state().last_page == ""


# ---- pupils, plan, devices ----


def test_flags_are_set(act, state):
    for action, field in {
        "pause": "paused",
        "nicknames": "nicknames",
        "project": "projecting",
    }.items():
        for on in (True, False):
            act(action, on=on)
            assert getattr(state(), field) is on
    act("door", open=False)
    assert state().is_open is False


def test_without_nicknames_there_are_no_names(act, code, shared_store):
    shared_store.seats.take(code, "a", "home")
    act("nicknames", on=True)
    shared_store.seats.set_name(code, "a", "Ada")
    act("nicknames", on=False)
    act("nicknames", on=True)
    assert [seat.name for seat in shared_store.seats.read(code)] == [""]


def test_a_seat_is_removed(act, code, shared_store):
    for pupil in "ab":
        shared_store.seats.take(code, pupil, "home")
    seat, other = shared_store.seats.read(code)
    act("remove_seat", id=seat.id)
    assert shared_store.seats.read(code) == [other]
    for wrong in ("", "%", other.id[:7], other.id[:7] + "_", 7, None):
        assert status(act, "remove_seat", id=wrong) == "invalid"
    assert shared_store.seats.read(code) == [other]


def test_the_steps_of_a_plan_ask_and_show(act, state, phase):
    act("plan", **PLAN)
    assert (state().title, state().step, len(state().plan)) == ("A lesson", -1, 3)
    act("step", to=0)
    assert (phase(), state().question, state().step) == (("asked", 1), "way", 0)
    act("step", to=1)
    assert (phase()[0], state().page, state().step) == ("free", PAGE, 1)
    known, ignored = read_link(PAGE, lesson(PAGE), parse_qs(state().moment.link))
    assert (known, ignored) == (lesson(PAGE).scenario_settings(SCENARIO), [])
    act("step", to=2)
    assert state().moment == Moment("tensors")
    for wrong in (3, -1, True, None, "0", 0.0):
        assert status(act, "step", to=wrong) == "invalid"
    assert status(act, "plan", title="x", steps=[{"page": "none"}]) == "invalid"
    assert state().step == 2


@pytest.mark.parametrize("action", ["pair", "recovery"])
def test_a_link_for_another_device_is_not_made_on_the_wall(
    action, act, code, shared_store, clock
):
    link = act(action)["link"]
    head, secret = link.rsplit("/", 1)
    assert head == f"/class/{code}/pair"
    clock.now += 600
    assert bool(shared_store.keys.redeem_pairing_secret(code, secret)) == (
        action == "recovery"
    )
    act("project", on=True)
    assert status(act, action) == "refused"


def test_a_class_that_was_ended_is_gone(act, code, shared_store):
    act("end")
    with pytest.raises(NoSuchClassError):
        shared_store.get(code)
    for action in ("pause", "close", "ask", "pair", "step", "move"):
        body = {"on": True, "page": "home", "question": "way", "to": 0}
        with pytest.raises(NoSuchClassError):
            act(action, **body)


# ---- nonsense ----


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "pause",
        {},
        {"action": "none"},
        {"action": ["pause"]},
        {"action": "pause"},
        {"action": "pause", "on": 1},
        {"action": "pause", "on": "true"},
        {"action": "ask", "page": "home"},
        {"action": "ask", "page": "none", "question": "way"},
        {"action": "ask", "page": "teach", "question": "way"},
        {"action": "ask", "page": "home", "question": "none"},
        {"action": "ask", "page": "home", "question": ["way"]},
        *(
            {"action": "ask", "page": "home", "question": "way", "seed": seed}
            for seed in (-1, 10**400, 1.0, math.inf, math.nan, True, "0", None)
        ),
        {"action": "lock", "page": "none"},
        {"action": "lock", "page": None},
        {"action": "go", "page": ""},
        *(
            {"action": "follow", "on": True, "page": PAGE, **wrong}
            for wrong in (
                {"link": f"{PAGE}.lr=77"},
                {"link": f"{PAGE}.none=1"},
                {"link": f"{PAGE}.lr=0.1&{PAGE}.lr=0.2"},
                {"link": "&".join([f"{PAGE}.none=1"] * 200)},
                {"link": "x" * 9999},
                {"link": 7},
                {"link": [f"{PAGE}.lr=0.1"]},
                {"positions": {"lr": 10**6}},
                {"positions": {"lr": True}},
                {"positions": {"noise": 0}},  # a training, not a drag
                {"positions": [1]},
                {"step": -1},
                {"step": 10**9},
                {"step": math.inf},
                {"act": "none"},
                {"act": {}},
            )
        ),
    ],
    ids=str,
)
def test_nonsense_is_refused_and_changes_nothing(body, code, shared_store):
    before = shared_store.marks([code])
    with pytest.raises(CommandError) as error:
        apply_command(code, body)
    assert error.value.status == "invalid"
    assert shared_store.marks([code]) == before


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["home", PAGE, "way", f"{PAGE}.lr=0.1", "loss"]),
    lambda each: st.lists(each, max_size=4) | st.dictionaries(st.text(), each),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        *("page", "question", "seed", "on", "open", "link", "positions", "step"),
        *("act", "to", "id", "title", "steps"),
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    action=st.sampled_from(sorted({*COMMANDS} - {"end"})),
    body=st.dictionaries(FIELDS, VALUES),
)
def test_any_command_is_done_or_not(action, body, code, shared_store):
    try:
        reply = apply_command(code, body | {"action": action})
    except CommandError as error:
        assert error.status in ("invalid", "refused")
    else:
        assert reply["status"] == "done" and json.dumps(reply)
    shared_store.get(code)
