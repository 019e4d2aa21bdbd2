"""The secrets of a class's teacher: one for each device, and links for a new one."""

import sqlalchemy as sa
from sqlalchemy import Connection

from app.activities.classroom import codes
from app.activities.classroom.class_rows import ClassRows
from app.activities.classroom.schema import KEYS


class KeyStore:
    """The teachers' secrets of all classes.

    Args:
        rows: the classes.
    """

    def __init__(self, rows: ClassRows):
        self._rows = rows

    def is_teacher(self, code: str, secret: str) -> bool:
        """Return whether a secret is one of the class's teacher."""
        query = sa.select(KEYS.c.code).where(
            KEYS.c.code == code,
            KEYS.c.key_hash == codes.hash_secret(secret),
            KEYS.c.ends > self._rows.now(),
            ~KEYS.c.once,
        )
        with self._rows.database.reading() as connection:
            return connection.execute(query).first() is not None

    def create_pairing_secret(self, code: str, seconds: int | None) -> str:
        """Return a secret that lets one more device in, once.

        Args:
            seconds: for how long; None until the class ends.

        Raises:
            NoSuchClassError: if there is no such class.
        """
        secret = codes.create_secret()
        with self._rows.database.writing() as connection:
            ends = self._rows.get(connection, code).ends
            if seconds is not None:
                ends = min(ends, self._rows.now() + seconds)
            self.add(connection, code, secret, once=True, ends=ends)
        return secret

    def redeem_pairing_secret(self, code: str, secret: str) -> str:
        """Return a teacher's secret in exchange for one that works once; "" if none."""
        fresh = codes.create_secret()
        with self._rows.database.writing() as connection:
            found = KEYS.c.key_hash == codes.hash_secret(secret)
            gone = connection.execute(
                KEYS.delete()
                .where(KEYS.c.code == code, found, KEYS.c.once)
                .where(KEYS.c.ends > self._rows.now())
            )
            if not gone.rowcount:
                return ""
            ends = self._rows.get(connection, code).ends
            self.add(connection, code, fresh, once=False, ends=ends)
        return fresh

    def add(
        self, connection: Connection, code: str, secret: str, *, once: bool, ends: int
    ) -> None:
        """Write a secret.

        Args:
            once: whether it only lets another device in, and then is gone.
            ends: until when, in seconds since 1970.
        """
        row = {"code": code, "key_hash": codes.hash_secret(secret)}
        connection.execute(KEYS.insert().values(**row, once=once, ends=ends))
