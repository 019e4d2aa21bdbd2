"""What a class's teacher can do: commands from the routes, checked and carried out."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.activities.classroom.class_state import ClassRecord, ClassState, Moment, Phase
from app.activities.classroom.errors import CommandError
from app.activities.classroom.lesson_plan import read_plan
from app.activities.classroom.moments import (
    Body,
    read_flag,
    read_moment,
    read_page,
    state_on_page,
)
from app.activities.classroom.solutions import find_question
from lessons import SLUGS, lesson

if TYPE_CHECKING:  # imports SQLAlchemy
    from app.activities.classroom.class_store import ClassStore

MAX_SEED = 9999

PAIRING_SECONDS = 120
"""How long a link lets a second device of the teacher in."""

SEAT_ID = re.compile(r"[0-9a-f]{8}")

Reply = dict[str, str]


def apply_command(code: str, body: Any) -> Reply:
    """Carry out a command of a class's teacher.

    Args:
        code: the class.
        body: the command from JSON, its name as `action`.

    Returns:
        What is answered: the status, and for `pair` and `recovery` a link.

    Raises:
        CommandError: if it makes no sense, or does not at the moment.
        NoSuchClassError: if the class is over.
    """
    from app.activities.classroom.class_store import class_store  # imports SQLAlchemy

    action = body.get("action") if isinstance(body, dict) else None
    command = COMMANDS.get(action) if isinstance(action, str) else None
    if command is None:
        raise CommandError("invalid")
    try:
        reply = command(class_store(), code, body)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise CommandError("invalid") from error
    return {"status": "done"} | (reply or {})


# ---- questions ----


def _ask(store: "ClassStore", code: str, body: Body) -> None:
    page, name, seed = read_page(body), body["question"], body.get("seed", 0)
    if type(seed) is not int or not 0 <= seed <= MAX_SEED:
        raise CommandError("invalid")
    question = find_question(page, name)
    lesson(page).question_settings(question, seed)
    store.rounds.ask(
        code, lambda record: state_with_question(record.state, page, name, seed)
    )


def state_with_question(
    state: ClassState, page: str, question: str, seed: int = 0
) -> ClassState:
    """Return the state in which a class is asked a question."""
    state = state_on_page(state, page)
    return state.with_turn(question=question, seed=seed, show_answers=False)


def _close(store: "ClassStore", code: str, body: Body) -> None:
    def change(record: ClassRecord) -> ClassState:
        _require(record, "asked")
        return record.state

    store.update(code, change, phase="closed")


def _reveal(store: "ClassStore", code: str, body: Body) -> None:
    def change(record: ClassRecord) -> ClassState:
        _require(record, "asked", "closed")
        return record.state.with_turn()

    record = store.update(code, change, phase="revealed")
    store.rounds.mark_shown(code, record.round)


def _vote_again(store: "ClassStore", code: str, body: Body) -> None:
    def change(record: ClassRecord) -> ClassState:
        _require(record, "asked", "closed", "revealed")
        return record.state.with_turn(show_answers=False)

    store.rounds.ask(code, change)


def _free(store: "ClassStore", code: str, body: Body) -> None:
    def change(record: ClassRecord) -> ClassState:
        if record.phase == "free":
            return record.state
        return record.state.with_turn(question="", show_answers=False)

    store.update(code, change)


def _show_answers(store: "ClassStore", code: str, body: Body) -> None:
    def change(record: ClassRecord) -> ClassState:
        if is_on:
            _require(record, "asked", "closed", "revealed")
        return replace(record.state, show_answers=is_on)

    is_on = read_flag(body, "on")
    record = store.update(code, change)
    if is_on:
        store.rounds.mark_shown(code, record.round)


def _require(record: ClassRecord, *phases: Phase) -> None:
    """Refuse a command in other phases than these."""
    if record.phase not in phases:
        raise CommandError("refused")


# ---- where the class is ----


def _follow(store: "ClassStore", code: str, body: Body) -> None:
    if not read_flag(body, "on"):
        store.update(code, lambda record: replace(record.state, follow=False))
        return
    if "page" not in body:  # from the teacher's page: the projected one brings the rest
        store.update(code, lambda record: replace(record.state, follow=True))
        return
    moment = read_moment(body)

    def change(record: ClassRecord) -> ClassState:
        state, before = record.state, record.state.moment
        place = moment.page, moment.link
        if before and state.follow and place == (before.page, before.link):
            return replace(state, moment=replace(moment, drag=before.drag + 1))
        return state_on_page(state, moment.page).with_turn(moment=moment, follow=True)

    store.update(code, change)


def _move(store: "ClassStore", code: str, body: Body) -> None:
    moment = read_moment(body)

    def change(record: ClassRecord) -> ClassState:
        before = record.state.moment
        if not before or not record.state.follow or before.page != moment.page:
            return record.state
        after = replace(moment, link=before.link, drag=before.drag + 1)
        return replace(record.state, moment=after)

    if store.get(code).state.follow:
        store.update(code, change)


def _go(store: "ClassStore", code: str, body: Body) -> None:
    page = read_page(body)

    def change(record: ClassRecord) -> ClassState:
        return state_on_page(record.state, page).with_turn(moment=Moment(page))

    store.update(code, change)


def _lock(store: "ClassStore", code: str, body: Body) -> None:
    page = body["page"]
    if page != "" and page not in SLUGS:
        raise CommandError("invalid")
    store.update(code, lambda record: record.state.with_turn(last_page=page))


# ---- pupils and rules ----


def _flag(command: str, field: str) -> Callable[["ClassStore", str, Body], None]:
    """Return a command that sets a field of the class's state.

    Args:
        command: the name of the flag in the command.
        field: that of the state.
    """

    def set_flag(store: "ClassStore", code: str, body: Body) -> None:
        values: dict[str, Any] = {field: read_flag(body, command)}
        store.update(code, lambda record: replace(record.state, **values))

    return set_flag


def _nicknames(store: "ClassStore", code: str, body: Body) -> None:
    is_on = read_flag(body, "on")
    store.update(code, lambda record: replace(record.state, nicknames=is_on))
    if not is_on:
        store.seats.delete_names(code)


def _remove_seat(store: "ClassStore", code: str, body: Body) -> None:
    if not SEAT_ID.fullmatch(body["id"]):
        raise CommandError("invalid")
    store.seats.remove(code, body["id"])


# ---- the plan ----


def _plan(store: "ClassStore", code: str, body: Body) -> None:
    title, plan = read_plan(body)
    store.update(
        code, lambda record: replace(record.state, title=title, plan=plan, step=-1)
    )


def _step(store: "ClassStore", code: str, body: Body) -> None:
    to = body["to"]

    def change(record: ClassRecord) -> ClassState:
        state = replace(record.state, step=to)
        step = state.plan[to]
        if step.question:
            return state_with_question(state, step.page, step.question)
        link = f"{step.page}.scenario={step.scenario}" if step.scenario else ""
        moment = Moment(step.page, link)
        return state_on_page(state, step.page).with_turn(moment=moment, question="")

    plan = store.get(code).state.plan
    if type(to) is not int or not 0 <= to < len(plan):
        raise CommandError("invalid")
    if plan[to].question:
        store.rounds.ask(code, change)
    else:
        store.update(code, change)


# ---- the teacher's devices, the end ----


def _pair(store: "ClassStore", code: str, body: Body) -> Reply:
    return _pairing_link(store, code, PAIRING_SECONDS)


def _recovery(store: "ClassStore", code: str, body: Body) -> Reply:
    return _pairing_link(store, code, None)


def _pairing_link(store: "ClassStore", code: str, seconds: int | None) -> Reply:
    """Return a link that lets one more device in, unless pupils could read it."""
    if store.get(code).state.projecting:
        raise CommandError("refused")
    secret = store.keys.create_pairing_secret(code, seconds)
    return {"link": f"/class/{code}/pair/{secret}"}


def _end(store: "ClassStore", code: str, body: Body) -> None:
    store.end_class(code)


COMMANDS: dict[str, Callable[["ClassStore", str, Body], Reply | None]] = {
    "ask": _ask,
    "close": _close,
    "reveal": _reveal,
    "vote_again": _vote_again,
    "free": _free,
    "show_answers": _show_answers,
    "follow": _follow,
    "move": _move,
    "go": _go,
    "pause": _flag("on", "paused"),
    "lock": _lock,
    "door": _flag("open", "is_open"),
    "nicknames": _nicknames,
    "project": _flag("on", "projecting"),
    "remove_seat": _remove_seat,
    "plan": _plan,
    "step": _step,
    "pair": _pair,
    "recovery": _recovery,
    "end": _end,
}
"""The commands by their names."""
