"""Classes in the database: opened, changed, deleted; their seats, rounds and keys.

What a teacher changes is read, changed and written in one transaction.
"""

import time
from collections.abc import Callable, Iterable
from functools import cache
from threading import Lock

import sqlalchemy as sa
from sqlalchemy import Connection

from app import config
from app.activities.classroom import codes
from app.activities.classroom.class_rows import ClassRows
from app.activities.classroom.class_state import (
    ClassReading,
    ClassRecord,
    ClassState,
    Phase,
    count_votes,
)
from app.activities.classroom.database import Database, database_url
from app.activities.classroom.errors import ClassLimitError
from app.activities.classroom.key_store import KeyStore
from app.activities.classroom.round_store import (
    RoundStore,
    count_answers,
    read_answers,
    read_rounds,
)
from app.activities.classroom.schema import CLASSES, KEYS, SEATS
from app.activities.classroom.seat_store import SeatStore, read_seats

Marks = tuple[int, ...]
"""Numbers of a class that are others after every change."""

MARKS = sa.text(
    """
SELECT c.code, c.rev,
  (SELECT coalesce(sum(s.changes), 0) FROM seat_1 AS s WHERE s.code = c.code),
  (SELECT coalesce(sum(a.changes), 0) FROM answer_1 AS a
   WHERE a.code = c.code AND a.round = c.round)
FROM class_1 AS c WHERE c.code IN :codes AND c.ends > :now
"""
).bindparams(sa.bindparam("codes", type_=sa.String, expanding=True))
"""Only answers of the last round can change; whoever leaves changes `rev`."""

OPENING = Lock()


EMPTY_SECONDS = 900
"""A class that nobody has joined for so long is deleted where there are too many."""


class ClassStore:
    """The classes of a database.

    Args:
        database: where they are.
        clock: returns the seconds since 1970.
        max_classes: at once.
        max_seats: pupils of a class at once.
        hours: after which a class is deleted.

    Attributes:
        seats, rounds, keys: pupils, questions with answers, and teachers' devices.
        n_computed: counts what messages have waited for, in this process.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], float] = time.time,
        max_classes: int = config.CLASSES,
        max_seats: int = config.CLASS_SEATS,
        hours: int = config.CLASS_HOURS,
    ):
        self.database, self.max_classes = database, max_classes
        self.seconds = 3600 * hours
        self.n_computed, self._lock = 0, Lock()
        self._rows = ClassRows(database, clock)
        self.seats = SeatStore(self._rows, max_seats)
        self.rounds = RoundStore(self._rows)
        self.keys = KeyStore(self._rows)

    def open_class(self, state: ClassState) -> tuple[str, str]:
        """Open a class; return its code and the teacher's secret.

        Raises:
            ClassLimitError: if there is no room for another one.
        """
        secret = codes.create_secret()
        self.delete_ended()
        with self.database.writing() as connection:
            used = set(connection.scalars(sa.select(CLASSES.c.code)))
            if len(used) >= self.max_classes:
                self._delete_empty(connection)
                used = set(connection.scalars(sa.select(CLASSES.c.code)))
            if len(used) >= self.max_classes:
                raise ClassLimitError
            code = codes.create_code()
            while code in used:
                code = codes.create_code()
            ends = self._rows.now() + self.seconds
            row = {"code": code, "ends": ends, "rev": 1, "phase": "free", "round": 0}
            connection.execute(CLASSES.insert().values(**row, state=state.to_json()))
            self.keys.add(connection, code, secret, once=False, ends=ends)
        return code, secret

    def get(self, code: str) -> ClassRecord:
        """Return a class.

        Raises:
            NoSuchClassError: if there is none.
        """
        with self.database.reading() as connection:
            return self._rows.get(connection, code)

    def update(
        self,
        code: str,
        change: Callable[[ClassRecord], ClassState],
        phase: Phase | None = None,
    ) -> ClassRecord:
        """Change a class; nobody else changes it meanwhile.

        Args:
            change: returns the new state; what it raises leaves all as it was.
            phase: the new one; None for that before, or "free" without a question.

        Raises:
            NoSuchClassError: if there is none.
        """
        with self.database.writing() as connection:
            record = self._rows.get(connection, code, lock=True)
            state = change(record)
            phase = phase or (record.phase if state.question else "free")
            return self._rows.put(connection, record, state, phase=phase)

    def end_class(self, code: str) -> None:
        """Delete a class with all that belongs to it."""
        with self.database.writing() as connection:
            connection.execute(CLASSES.delete().where(CLASSES.c.code == code))
        self.database.truncate_log()

    def delete_ended(self) -> None:
        """Delete the classes whose time is over."""
        now = self._rows.now()
        with self.database.writing() as connection:
            ended = connection.execute(CLASSES.delete().where(CLASSES.c.ends <= now))
            connection.execute(KEYS.delete().where(KEYS.c.ends <= now))
        if ended.rowcount:
            self.database.truncate_log()

    def _delete_empty(self, connection: Connection) -> None:
        """Delete the classes that were opened some time ago, and that nobody is in."""
        latest = self._rows.now() + self.seconds - EMPTY_SECONDS
        seats = sa.exists().where(SEATS.c.code == CLASSES.c.code)
        is_empty = (CLASSES.c.ends <= latest) & ~seats
        connection.execute(CLASSES.delete().where(is_empty))

    def read_class(self, code: str) -> ClassReading:
        """Return all that the browsers of a class are told of, at one time.

        Raises:
            NoSuchClassError: if there is none.
        """
        with self.database.reading() as connection:
            record = self._rows.get(connection, code)
            rounds = read_rounds(connection, code)
            vote, n = count_votes(rounds), record.round
            return ClassReading(
                record,
                seats=read_seats(connection, code, n, self._rows.minute()),
                rounds=rounds,
                counts=count_answers(connection, code),
                vote=vote,
                answers=read_answers(connection, code, n),
                before=read_answers(connection, code, n - 1) if vote > 1 else None,
            )

    def marks(self, class_codes: Iterable[str]) -> dict[str, Marks]:
        """Return for each of these classes that exists what changes with it."""
        values = {"codes": list(class_codes), "now": self._rows.now()}
        with self.database.reading() as connection:
            rows = connection.execute(MARKS, values).all()
        computed = self.n_computed
        return {code: (computed, *map(int, numbers)) for code, *numbers in rows}

    def note_computed(self) -> None:
        """Have all marks differ: this process has computed what messages wait for."""
        with self._lock:
            self.n_computed += 1


def class_store() -> ClassStore:
    """Return the store of this process; the first call opens the database.

    Raises:
        DatabaseUnavailableError: if it does not answer; the next call tries again.
    """
    with OPENING:
        return _open_store()


@cache
def _open_store() -> ClassStore:
    url = database_url(config.DATABASE_URL, config.CLASS_DATABASE)
    return ClassStore(Database(url))
