"""Stores of classes on both databases."""

import pytest

from app.activities.classroom import class_store as class_store_module
from app.activities.classroom.class_state import ClassState
from app.activities.classroom.class_store import ClassStore
from app.activities.classroom.database import Database, database_url
from app.activities.classroom.schema import CLASSES
from tests.postgresql import run_postgresql

NOON = 1_800_000_000


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def postgresql():
    with run_postgresql() as url:
        yield url


@pytest.fixture
def sqlite_file(tmp_path):
    return tmp_path / "private" / "classes.sqlite"


@pytest.fixture
def sqlite(sqlite_file):
    database = Database(database_url("", str(sqlite_file)))
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request):
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    database = Database(database_url(request.getfixturevalue("postgresql"), ""))
    with database.writing() as connection:
        connection.execute(CLASSES.delete())
    yield database
    database.close()


@pytest.fixture
def store(database, clock):
    """A store with room for two classes of three pupils each, for an hour."""
    return ClassStore(database, clock, max_classes=2, max_seats=3, hours=1)


@pytest.fixture
def big_store(database, clock):
    return ClassStore(database, clock, max_classes=9, max_seats=60, hours=1)


@pytest.fixture
def shared_store(sqlite, clock, monkeypatch):
    """The store that commands and messages use."""
    store = ClassStore(sqlite, clock, max_classes=9, max_seats=60, hours=1)
    monkeypatch.setattr(class_store_module, "class_store", lambda: store)
    return store


@pytest.fixture
def code(shared_store):
    return shared_store.open_class(ClassState(page="home"))[0]
