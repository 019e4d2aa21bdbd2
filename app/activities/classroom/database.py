"""The database of class mode: SQLite in a file, or PostgreSQL by DATABASE_URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.activities.classroom.class_file import default_file
from app.activities.classroom.errors import DatabaseUnavailableError
from app.activities.classroom.schema import METADATA

POOL_SIZE = 5
"""Connections that stay open."""

MAX_OVERFLOW = 10
"""Further connections for a moment."""

TIMEOUT = 5
"""Seconds that a statement waits for another one, or for a connection."""


def database_url(url: str, file: str) -> str:
    """Return SQLAlchemy's address of the database.

    Args:
        url: `postgresql://…`, or "" for a file.
        file: path of the file, "" for the default one.

    Raises:
        ValueError: if the address is of another kind of database.
    """
    if not url:
        return f"sqlite:///{Path(file) if file else default_file()}"
    scheme, separator, rest = url.partition("://")
    if scheme in ("postgres", "postgresql", "postgresql+psycopg") and separator:
        return f"postgresql+psycopg://{rest}"
    raise ValueError(f"DATABASE_URL={scheme!r}…: postgresql://… is needed")


class Database:
    """Transactions of class mode.

    Args:
        url: as `database_url` returns it.
    """

    def __init__(self, url: str):
        self.is_sqlite = url.startswith("sqlite")
        options: dict[str, Any] = {"pool_size": POOL_SIZE, "max_overflow": MAX_OVERFLOW}
        if self.is_sqlite:
            create_private_file(Path(url.removeprefix("sqlite:///")))
            options["connect_args"] = {"timeout": TIMEOUT, "check_same_thread": False}
        else:
            options["pool_pre_ping"] = True
            options["connect_args"] = {"connect_timeout": TIMEOUT}
        self.engine = create_engine(url, pool_timeout=TIMEOUT, **options)
        if self.is_sqlite:
            listen_to_sqlite(self.engine)
        self._writer = self.engine.execution_options(writes=True)
        with self._translated_errors():
            METADATA.create_all(self._writer)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads.

        Raises:
            DatabaseUnavailableError: if the database does not answer.
        """
        with self._translated_errors(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes; on SQLite it is the only one.

        Raises:
            DatabaseUnavailableError: if the database does not answer.
        """
        with self._translated_errors(), self._writer.begin() as connection:
            yield connection

    def truncate_log(self) -> None:
        """Empty SQLite's log of the last writes, which still has what was deleted.

        Raises:
            DatabaseUnavailableError: if the database does not answer.
        """
        if self.is_sqlite:
            with (
                self._translated_errors(),
                closing(self.engine.raw_connection()) as raw,
            ):
                raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError, PoolTimeoutError) as error:
            raise DatabaseUnavailableError from error
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            raise DatabaseUnavailableError from error


def create_private_file(file: Path) -> None:
    """Create the file, if there is none, and let nobody else read it.

    SQLite gives its other files, the log of the last writes, the same rights.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.chmod(0o600)


def listen_to_sqlite(engine: Engine) -> None:
    """Set up each connection, and begin transactions ourselves.

    Python's sqlite3 begins one only before the first change, so two that have read
    would wait for each other: whoever writes says so at the beginning.
    """

    @event.listens_for(engine, "connect")
    def set_up(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "secure_delete = ON",  # what is deleted is overwritten
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
