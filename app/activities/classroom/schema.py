"""The tables of class mode; every row of a class goes when the class goes.

No row tells who somebody is: a seat is the hash of a random cookie, `seen` counts whole
minutes, and an answer has no time. The tables have a version in their names: another
version of the app makes its own. On SQLite the rows of a class lie side by side, in the
order of their keys.
"""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)

METADATA = MetaData()


def _code() -> Column[str]:
    """Return a column with the code of the class that a row belongs to."""
    target = ForeignKey("class_1.code", ondelete="CASCADE")
    return Column("code", String(8), target, primary_key=True)


CLASSES = Table(
    "class_1",
    METADATA,
    Column("code", String(8), primary_key=True),
    Column("ends", Integer, nullable=False, index=True),
    Column("rev", Integer, nullable=False),
    Column("phase", String(8), nullable=False),
    Column("round", Integer, nullable=False),
    Column("state", Text, nullable=False),
)
"""A class: `ends` in seconds since 1970, `rev` counts changes, `phase` is that of the
question asked last, `state` the JSON of a ClassState."""

KEYS = Table(
    "class_key_1",
    METADATA,
    _code(),
    Column("key_hash", String(64), primary_key=True),
    Column("once", Boolean, nullable=False),
    Column("ends", Integer, nullable=False),
)
"""The teacher's secrets; one for `once` lets another device in, until it `ends`."""

ROUNDS = Table(
    "round_1",
    METADATA,
    _code(),
    Column("n", Integer, primary_key=True),
    Column("page", String(60), nullable=False),
    Column("question", String(60), nullable=False),
    Column("seed", Integer, nullable=False),
    Column("shown", Boolean, nullable=False),
)
"""The questions asked; `shown` once the wall has shown the answers."""

SEATS = Table(
    "seat_1",
    METADATA,
    _code(),
    Column("seat_hash", String(64), primary_key=True),
    Column("name", String(24), nullable=False),
    Column("page", String(60), nullable=False),
    Column("done", Text, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("changes", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""The pupils: `page` they read, exercises `done` as JSON, minute they were `seen`."""

ANSWERS = Table(
    "answer_1",
    METADATA,
    Column("code", String(8), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("seat_hash", String(64), primary_key=True),
    Column("guess", Text, nullable=False),
    Column("changes", Integer, nullable=False),
    ForeignKeyConstraint(
        ["code", "round"], ["round_1.code", "round_1.n"], ondelete="CASCADE"
    ),
    ForeignKeyConstraint(
        ["code", "seat_hash"], ["seat_1.code", "seat_1.seat_hash"], ondelete="CASCADE"
    ),
    sqlite_with_rowid=False,
)
"""The answers, as JSON, one a round and seat; `changes`: how often it was given."""
