"""Classes in the database: opened, changed, deleted; their seats, rounds and keys.

What a teacher changes is read, changed and written in one transaction.
"""

import time
from collections.abc import Callable, Iterable
from functools import cache

import sqlalchemy as sa
from sqlalchemy import Connection

from app import config
from app.activities.classroom import codes
from app.activities.classroom.errors import ClassLimitError
from app.activities.classroom.class_rows import ClassRows
from app.activities.classroom.class_state import ClassRecord, ClassState, Phase
from app.activities.classroom.database import Database, database_url
from app.activities.classroom.key_store import KeyStore
from app.activities.classroom.round_store import RoundStore
from app.activities.classroom.schema import ANSWERS, CLASSES, KEYS, SEATS
from app.activities.classroom.seat_store import SeatStore

Marks = tuple[int, ...]
"""Numbers of a class that are others after every change."""


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
        with self.database.writing() as connection:
            self._delete_ended(connection)
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
            phase: the new one; None for that before.

        Raises:
            NoSuchClassError: if there is none.
        """
        with self.database.writing() as connection:
            record = self._rows.get(connection, code, lock=True)
            return self._rows.put(connection, record, change(record), phase=phase)

    def end_class(self, code: str) -> None:
        """Delete a class with all that belongs to it."""
        with self.database.writing() as connection:
            connection.execute(CLASSES.delete().where(CLASSES.c.code == code))

    def delete_ended(self) -> None:
        """Delete the classes whose time is over."""
        with self.database.writing() as connection:
            self._delete_ended(connection)

    def marks(self, class_codes: Iterable[str]) -> dict[str, Marks]:
        """Return for each of these classes that exists what changes with it."""
        seats = (
            sa.select(
                SEATS.c.code,
                sa.func.count().label("n"),
                sa.func.sum(SEATS.c.changes).label("changes"),
            )
            .group_by(SEATS.c.code)
            .subquery()
        )
        answers = (
            sa.select(
                ANSWERS.c.code,
                sa.func.count().label("n"),
                sa.func.sum(ANSWERS.c.changes).label("changes"),
            )
            .group_by(ANSWERS.c.code)
            .subquery()
        )
        counts = (seats.c.n, seats.c.changes, answers.c.n, answers.c.changes)
        query = (
            sa.select(CLASSES.c.code, CLASSES.c.rev, *counts)
            .join(seats, seats.c.code == CLASSES.c.code, isouter=True)
            .join(answers, answers.c.code == CLASSES.c.code, isouter=True)
            .where(CLASSES.c.code.in_(list(class_codes)))
            .where(CLASSES.c.ends > self._rows.now())
        )
        with self.database.reading() as connection:
            rows = connection.execute(query).all()
        return {code: tuple(int(n or 0) for n in numbers) for code, *numbers in rows}

    def _delete_ended(self, connection: Connection) -> None:
        ended = CLASSES.c.ends <= self._rows.now()
        connection.execute(CLASSES.delete().where(ended))
        connection.execute(KEYS.delete().where(KEYS.c.ends <= self._rows.now()))


@cache
def class_store() -> ClassStore:
    """Return the store of this process; the first call opens the database.

    Raises:
        DatabaseUnavailableError: if it does not answer; the next call tries again.
    """
    url = database_url(config.DATABASE_URL, config.CLASS_DATABASE)
    return ClassStore(Database(url))
