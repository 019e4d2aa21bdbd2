"""What the routes of class mode ask the database; called in threads of its own.

The store is imported by the first call: a server without classes does not load the
database's library.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from anyio import CapacityLimiter
from anyio.to_thread import run_sync

from app import config
from app.activities.classroom import codes
from app.activities.classroom.class_file import default_file
from app.activities.classroom.class_state import ClassRecord, ClassState, PlanStep
from app.activities.classroom.errors import (
    ClassLimitError,
    CommandError,
    NoSuchClassError,
)
from lessons import SLUGS

if TYPE_CHECKING:
    from app.activities.classroom.class_store import ClassStore

P = ParamSpec("P")
T = TypeVar("T")

THREADS = CapacityLimiter(12)
"""Calls at once: fewer than the database has connections."""

STORE_MODULE = "app.activities.classroom.class_store"


async def in_thread(call: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
    """Return what a function of the store returns, without blocking the server."""
    return await run_sync(partial(call, *args, **options), limiter=THREADS)


def store() -> "ClassStore":
    """Return the store of this process.

    Raises:
        DatabaseUnavailableError: if the database does not answer.
    """
    from app.activities.classroom.class_store import class_store

    return class_store()


@dataclass(frozen=True)
class Visitor:
    """A browser that asks for something of a class.

    Args:
        code: the class.
        record: the class; None if there is none of that code.
        is_teacher: whether its cookie is the teacher's.
        has_seat: whether its cookie is that of a pupil who has a seat.
        secret: the pupil's cookie, "" without one.
    """

    code: str
    record: ClassRecord | None
    is_teacher: bool = False
    has_seat: bool = False
    secret: str = ""


def find_visitor(code: str, cookies: dict[str, str]) -> Visitor:
    """Return who asks.

    Raises:
        DatabaseUnavailableError: if the database does not answer.
    """
    secret = cookies.get(codes.seat_cookie(code), "")
    key = cookies.get(codes.teacher_cookie(code), "")
    try:
        record = store().get(code)
    except NoSuchClassError:
        return Visitor(code, None)
    is_teacher = bool(key) and store().keys.is_teacher(code, key)
    has_seat = bool(secret) and store().seats.has(code, secret)
    return Visitor(code, record, is_teacher, has_seat, secret)


@dataclass(frozen=True)
class Key:
    """What makes a browser the teacher's.

    Args:
        code: the class.
        secret: for its cookie.
        ends: when the class is deleted, in seconds since 1970.
    """

    code: str
    secret: str
    ends: int


def open_class(lang: str, nicknames: bool, plan: Any) -> Key | dict[str, Any]:
    """Open a class; return its key, or the reply that says why there is none.

    Args:
        lang: of its links.
        nicknames: whether pupils may say a name.
        plan: a lesson as JSON, or None.
    """
    from app.activities.classroom.lesson_plan import read_plan, refusal_text
    from lessons.contract import ParseError

    title, steps = "", tuple[PlanStep, ...]()
    if plan is not None:
        try:
            title, steps = read_plan(plan)
        except ParseError as error:
            return {"status": "invalid", "reason": refusal_text(error, lang)}
    first = steps[0].page if steps else SLUGS[0]
    state = ClassState(
        lang=lang, page=first, nicknames=nicknames, title=title, plan=steps
    )
    try:
        code, secret = store().open_class(state)
    except ClassLimitError:
        return {"status": "limit"}
    return Key(code, secret, store().get(code).ends)


def can_join(code: str) -> str:
    """Return "seated" if there is a seat, else "full", "shut" or "over"."""
    return store().seats.can_join(code)


def redeem_pairing_secret(code: str, secret: str) -> Key | None:
    """Return a key in exchange for the secret of a link; None if it is no more."""
    try:
        key = store().keys.redeem_pairing_secret(code, secret)
        return Key(code, key, store().get(code).ends) if key else None
    except NoSuchClassError:
        return None


def apply_command(code: str, body: dict[str, Any]) -> dict[str, Any]:
    """Do what a teacher says; return the reply."""
    from app.activities.classroom.commands import apply_command as carry_out

    try:
        return carry_out(code, body)
    except CommandError as error:
        return {"status": error.status}
    except NoSuchClassError:
        return {"status": "over"}


def write_csv(code: str, lang: str) -> str:
    """Return the answers of a class as a table; may wait for a training.

    Raises:
        NoSuchClassError: if it is over.
    """
    from app.activities.classroom.class_results import class_results
    from app.export.class_csv import class_csv

    return class_csv(class_results(code, lang), lang)


def is_teacher(code: str, key: str) -> bool:
    """Return whether a cookie is that of the class's teacher."""
    return bool(key) and store().keys.is_teacher(code, key)


def read_marks(class_codes: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return for each of these classes that exists what changes with it."""
    return store().marks(class_codes)


def make_messages(
    code: str, langs: Sequence[str]
) -> tuple[dict[tuple[str, str], str], set[str]]:
    """Return the newest state of a class, as JSON, and who has a seat in it.

    Returns:
        The messages by role and language, and the `Seat.id` of all pupils.

    Raises:
        NoSuchClassError: if it is over.
    """
    from app.activities.classroom.snapshot import class_messages

    messages = class_messages(code, langs)
    seats = json.loads(messages["teacher", langs[0]])["seats"]
    return messages, {seat["id"] for seat in seats}


def save_answer(code: str, secret: str, n: int, guess: Any) -> str:
    """Save a pupil's answer; return the status of the reply.

    Raises:
        DatabaseUnavailableError: if the database does not answer.
    """
    from app.activities.classroom.answers import check_guess
    from lessons import lesson

    asked = next((each for each in store().rounds.read(code) if each.n == n), None)
    if asked is None:
        found = find_visitor(code, {codes.seat_cookie(code): secret})
        return "late" if found.has_seat else "seat" if found.record else "over"
    question = next(q for q in lesson(asked.page).questions if q.name == asked.question)
    try:
        checked = check_guess(question, guess)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return "invalid"
    return store().rounds.answer(code, secret, n, checked)


def leave(code: str, secret: str) -> str:
    """Delete a pupil's seat and answers; return the status of the reply."""
    store().seats.leave(code, secret)
    return "done"


def set_name(code: str, secret: str, name: str) -> str:
    """Note a pupil's nickname; return the status of the reply."""
    visitor = find_visitor(code, {codes.seat_cookie(code): secret})
    if visitor.record is None:
        return "over"
    if not visitor.has_seat:
        return "seat"
    if not visitor.record.state.nicknames:
        return "refused"
    store().seats.set_name(code, secret, name)
    return "saved"


def may_exist() -> bool:
    """Return whether there can be classes, without loading the database's library."""
    if STORE_MODULE in sys.modules or config.DATABASE_URL:
        return True
    return Path(config.CLASS_DATABASE or default_file()).is_file()
