"""The questions that classes were asked, and the answers.

A vote is one statement, which takes no lock that another vote waits for.
"""

import json
from collections.abc import Callable
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from app.activities.classroom import codes
from app.activities.classroom.class_rows import ClassRows
from app.activities.classroom.class_state import ClassRecord, ClassState, Round
from app.activities.classroom.schema import ANSWERS, ROUNDS
from app.activities.classroom.seat_store import seat_query

ANSWER = """
INSERT INTO answer_1 (code, round, seat_hash, guess, changes)
SELECT c.code, c.round, s.seat_hash, :guess, 1
FROM class_1 AS c JOIN seat_1 AS s ON s.code = c.code
WHERE c.code = :code AND c.phase = 'asked' AND c.round = :round AND c.ends > :now
  AND s.seat_hash = :seat {lock}
ON CONFLICT (code, round, seat_hash)
DO UPDATE SET guess = excluded.guess, changes = answer_1.changes + 1
"""


class RoundStore:
    """The rounds of all classes.

    Args:
        rows: the classes.
    """

    def __init__(self, rows: ClassRows):
        self._rows = rows
        lock = "" if rows.database.is_sqlite else "FOR SHARE OF c"
        self._answer = sa.text(ANSWER.format(lock=lock))

    def ask(
        self, code: str, change: Callable[[ClassRecord], ClassState]
    ) -> ClassRecord:
        """Open a round with the question that the new state names, on its page.

        Args:
            change: as in `ClassStore.update`.

        Raises:
            NoSuchClassError: if there is no such class.
        """
        with self._rows.database.writing() as connection:
            record = self._rows.get(connection, code, lock=True)
            state = change(record)
            n = record.round + 1
            row = {"code": code, "n": n, "page": state.page, "shown": False}
            row |= {"question": state.question, "seed": state.seed}
            connection.execute(ROUNDS.insert().values(**row))
            return self._rows.put(connection, record, state, phase="asked", n=n)

    def answer(
        self, code: str, secret: str, n: int, guess: Any
    ) -> Literal["saved", "late", "seat"]:
        """Save a pupil's answer, instead of the one before.

        Args:
            n: the round that it answers.
            guess: JSON-able.

        Returns:
            "late" if that round takes no answers, "seat" if the pupil has none.
        """
        seat_hash = codes.hash_secret(secret)
        values = {"code": code, "seat": seat_hash, "round": n}
        values |= {"guess": json.dumps(guess), "now": self._rows.now()}
        with self._rows.database.writing() as connection:
            if connection.execute(self._answer, values).rowcount:
                return "saved"
            found = connection.execute(seat_query(code, seat_hash)).first()
        return "late" if found else "seat"

    def answers(self, code: str, n: int) -> list[Any]:
        """Return the answers of a round, in the order of their texts."""
        with self._rows.database.reading() as connection:
            return read_answers(connection, code, n)

    def own_answer(self, code: str, secret: str, n: int) -> Any:
        """Return a pupil's answer in a round, None without one."""
        query = sa.select(ANSWERS.c.guess).where(
            ANSWERS.c.code == code,
            ANSWERS.c.round == n,
            ANSWERS.c.seat_hash == codes.hash_secret(secret),
        )
        with self._rows.database.reading() as connection:
            text = connection.scalar(query)
        return None if text is None else json.loads(text)

    def read(self, code: str) -> list[Round]:
        """Return the questions that were asked, in order."""
        with self._rows.database.reading() as connection:
            return read_rounds(connection, code)

    def mark_shown(self, code: str, n: int) -> None:
        """Note that the wall has shown the answers of a round."""
        with self._rows.database.writing() as connection:
            connection.execute(
                ROUNDS.update()
                .where(ROUNDS.c.code == code, ROUNDS.c.n == n)
                .values(shown=True)
            )


def read_rounds(connection: Connection, code: str) -> list[Round]:
    """Return the questions that a class was asked, in order."""
    columns = [column for column in ROUNDS.c if column.name != "code"]
    query = sa.select(*columns).where(ROUNDS.c.code == code).order_by(ROUNDS.c.n)
    return [Round(**row) for row in connection.execute(query).mappings()]


def read_answers(connection: Connection, code: str, n: int) -> list[Any]:
    """Return the answers of a round, in the order of their texts."""
    query = sa.select(ANSWERS.c.guess)
    query = query.where(ANSWERS.c.code == code, ANSWERS.c.round == n)
    return [json.loads(text) for text in sorted(connection.scalars(query))]


def count_answers(connection: Connection, code: str) -> dict[int, int]:
    """Return how many answers each round of a class has; none of one without any."""
    query = sa.select(ANSWERS.c.round, sa.func.count().label("n"))
    query = query.where(ANSWERS.c.code == code).group_by(ANSWERS.c.round)
    return {row.round: row.n for row in connection.execute(query)}
