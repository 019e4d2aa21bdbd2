"""The pupils of classes: a seat each, by the hash of a random cookie."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from app.activities.classroom import codes
from app.activities.classroom.class_rows import ClassRows
from app.activities.classroom.class_state import ClassRecord, Seat
from app.activities.classroom.errors import NoSuchClassError
from app.activities.classroom.schema import ANSWERS, CLASSES, SEATS
from app.content.markdown import to_one_line

AWAY_MINUTES = 10
"""A seat that was not seen for so long, and has no answer, is given away."""

HERE_MINUTES = 2
"""A pupil who was seen so many minutes ago is still here."""

MAX_NAME = 24
"""Characters of a nickname."""

Admission = Literal["seated", "full", "shut", "over"]
"""Whether there is a seat: all may be taken, the door shut, or the class over."""


class SeatStore:
    """The seats of all classes.

    Args:
        rows: the classes.
        max_seats: pupils of a class at once.
    """

    def __init__(self, rows: ClassRows, max_seats: int):
        self._rows, self.max_seats = rows, max_seats

    def take(self, code: str, secret: str, page: str) -> Admission:
        """Seat a pupil, who may have been there before.

        Args:
            secret: of the pupil's cookie.
            page: that is read.
        """
        seat_hash, minute = codes.hash_secret(secret), self._rows.minute()
        row: dict[str, Any] = {
            "code": code,
            "seat_hash": seat_hash,
            "name": "",
            "page": page,
        }
        row |= {"done": "{}", "seen": minute, "changes": 1}
        if self.has(code, secret):
            return "seated"
        with self._rows.database.writing() as connection:
            try:
                record = self._rows.get(connection, code, lock=True)
            except NoSuchClassError:
                return "over"
            if not record.state.is_open:
                return "shut"
            if self._count(connection, code) >= self.max_seats:
                self._give_away(connection, record)
            if self._count(connection, code) >= self.max_seats:
                return "full"
            exists = connection.execute(seat_query(code, seat_hash)).first()
            if exists is None:
                connection.execute(SEATS.insert().values(**row))
        return "seated"

    def has(self, code: str, secret: str) -> bool:
        """Return whether a pupil with this secret has a seat in the class."""
        query = seat_query(code, codes.hash_secret(secret))
        query = query.join(CLASSES, CLASSES.c.code == SEATS.c.code)
        query = query.where(CLASSES.c.ends > self._rows.now())
        with self._rows.database.reading() as connection:
            return connection.execute(query).first() is not None

    def can_join(self, code: str) -> Admission:
        """Return what `take` would, without taking one."""
        with self._rows.database.reading() as connection:
            try:
                record = self._rows.get(connection, code)
            except NoSuchClassError:
                return "over"
            if not record.state.is_open:
                return "shut"
            count = self._count(connection, code, free=self._free(record))
            return "full" if count >= self.max_seats else "seated"

    def leave(self, code: str, secret: str) -> None:
        """Delete a pupil's seat and answers."""
        if self.has(code, secret):
            self._delete(code, SEATS.c.seat_hash == codes.hash_secret(secret))

    def remove(self, code: str, seat_id: str) -> None:
        """Delete the seat with this `Seat.id`; its pupil may come back."""
        self._delete(code, SEATS.c.seat_hash.startswith(seat_id, autoescape=True))

    def report(
        self,
        code: str,
        secret: str,
        page: str,
        done: Mapping[str, Any],
        name: str | None = None,
    ) -> None:
        """Note where a pupil is; what is known already writes nothing.

        Args:
            done: `solved` and `tried`, as in Seat.
            name: a nickname; None for that before.
        """
        values = {"page": page, "done": json.dumps(done), "seen": self._rows.minute()}
        if name is not None:
            values["name"] = to_one_line(name)[:MAX_NAME]
        self._update(code, [codes.hash_secret(secret)], values)

    def set_name(self, code: str, secret: str, name: str) -> None:
        """Note the nickname that a pupil has said, if the class has nicknames.

        Raises:
            NoSuchClassError: if there is no such class.
        """
        with self._rows.database.reading() as connection:
            record = self._rows.get(connection, code)
        if record.state.nicknames:
            values = {"name": to_one_line(name)[:MAX_NAME]}
            self._update(code, [codes.hash_secret(secret)], values)

    def delete_names(self, code: str) -> None:
        """Delete all nicknames of a class."""
        with self._rows.database.writing() as connection:
            connection.execute(
                SEATS.update()
                .where(SEATS.c.code == code, SEATS.c.name != "")
                .values(name="", changes=SEATS.c.changes + 1)
            )

    def touch(self, code: str, seat_hashes: Iterable[str]) -> None:
        """Note that these pupils are here."""
        self._update(code, list(seat_hashes), {"seen": self._rows.minute()})

    def read(self, code: str) -> list[Seat]:
        """Return the pupils of a class, sorted by name, then in no order of theirs.

        Raises:
            NoSuchClassError: if there is no such class.
        """
        with self._rows.database.reading() as connection:
            n = self._rows.get(connection, code).round
            return read_seats(connection, code, n, self._rows.minute())

    def _count(
        self,
        connection: Connection,
        code: str,
        free: sa.ColumnElement[bool] | None = None,
    ) -> int:
        query = (
            sa.select(sa.func.count()).select_from(SEATS).where(SEATS.c.code == code)
        )
        if free is not None:
            query = query.where(~free)
        return connection.scalar(query) or 0

    def _free(self, record: ClassRecord) -> sa.ColumnElement[bool]:
        """Return what is true of the seats that are given away where one is needed."""
        answered = sa.exists().where(
            ANSWERS.c.code == SEATS.c.code,
            ANSWERS.c.seat_hash == SEATS.c.seat_hash,
            ANSWERS.c.round == record.round,
        )
        return (SEATS.c.seen <= self._rows.minute() - AWAY_MINUTES) & ~answered

    def _give_away(self, connection: Connection, record: ClassRecord) -> None:
        free = self._free(record)
        connection.execute(SEATS.delete().where(SEATS.c.code == record.code, free))

    def _delete(self, code: str, which: sa.ColumnElement[bool]) -> None:
        """Delete a seat; the class's `rev` says so, since its sum of changes may not.

        The class comes first, as wherever both are written.
        """
        changed = CLASSES.update().where(CLASSES.c.code == code)
        with self._rows.database.writing() as connection:
            connection.execute(changed.values(rev=CLASSES.c.rev + 1))
            connection.execute(SEATS.delete().where(SEATS.c.code == code, which))

    def _update(
        self, code: str, seat_hashes: list[str], values: dict[str, Any]
    ) -> None:
        """Write what differs from what is there."""
        differs = [SEATS.c[name] != value for name, value in values.items()]
        which = SEATS.c.code == code, SEATS.c.seat_hash.in_(seat_hashes)
        query = SEATS.update().where(*which, sa.or_(*differs))
        with self._rows.database.writing() as connection:
            connection.execute(query.values(**values, changes=SEATS.c.changes + 1))


def read_seats(connection: Connection, code: str, n: int, minute: int) -> list[Seat]:
    """Return the pupils of a class, sorted by name, then in no order of theirs.

    Args:
        n: the round that some have answered.
        minute: the present one.
    """
    answers = ANSWERS.c.code == code, ANSWERS.c.round == n
    answered = set(connection.scalars(sa.select(ANSWERS.c.seat_hash).where(*answers)))
    query = sa.select(SEATS).where(SEATS.c.code == code)
    rows = connection.execute(query.order_by(SEATS.c.name, SEATS.c.seat_hash))
    return [_read_seat(row, minute, row.seat_hash in answered) for row in rows]


def seat_query(code: str, seat_hash: str) -> sa.Select[Any]:
    """Return the query for one seat; no row if there is none."""
    found = SEATS.c.code == code, SEATS.c.seat_hash == seat_hash
    return sa.select(SEATS.c.code).where(*found)


def _read_seat(row: Any, minute: int, answered: bool) -> Seat:
    done = json.loads(row.done)
    return Seat(
        id=row.seat_hash[:8],
        name=row.name,
        page=row.page,
        solved=done.get("solved", {}),
        tried=done.get("tried", {}),
        seen=row.seen,
        here=row.seen >= minute - HERE_MINUTES,
        answered=answered,
    )
