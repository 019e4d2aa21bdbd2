"""Rows of classes, read and written inside a transaction."""

import time
from collections.abc import Callable
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import Connection

from app.activities.classroom.class_state import ClassRecord, ClassState, Phase
from app.activities.classroom.database import Database
from app.activities.classroom.errors import NoSuchClassError
from app.activities.classroom.schema import CLASSES


class ClassRows:
    """The classes of a database, by their codes.

    Args:
        database: where they are.
        clock: returns the seconds since 1970.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time):
        self.database, self._clock = database, clock

    def now(self) -> int:
        """Return the seconds since 1970."""
        return int(self._clock())

    def minute(self) -> int:
        """Return the minutes since 1970."""
        return self.now() // 60

    def get(
        self, connection: Connection, code: str, *, lock: bool = False
    ) -> ClassRecord:
        """Return a class.

        Args:
            lock: whether nobody else may change it before this transaction ends.

        Raises:
            NoSuchClassError: if there is none.
        """
        query = sa.select(CLASSES).where(CLASSES.c.code == code)
        query = query.where(CLASSES.c.ends > self.now())
        if lock:  # SQLite has one writer anyway, and no such words
            query = query.with_for_update()
        row = connection.execute(query).mappings().first()
        if row is None:
            raise NoSuchClassError(code)
        return ClassRecord(**{**row, "state": ClassState.from_json(row["state"])})

    def put(
        self,
        connection: Connection,
        record: ClassRecord,
        state: ClassState,
        phase: Phase | None = None,
        n: int | None = None,
    ) -> ClassRecord:
        """Write a class that was read in this transaction; return it.

        Args:
            state: the new one.
            phase, n: the new ones; None for those before.
        """
        after = replace(
            record,
            state=state,
            rev=record.rev + 1,
            phase=phase or record.phase,
            round=record.round if n is None else n,
        )
        values = {"rev": after.rev, "phase": after.phase, "round": after.round}
        connection.execute(
            CLASSES.update()
            .where(CLASSES.c.code == record.code)
            .values(**values, state=state.to_json())
        )
        return after
