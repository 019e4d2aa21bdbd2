"""A class on an empty database, for the tests of its routes."""

import pytest

from app.activities.classroom import class_store
from app.activities.classroom.class_store import ClassStore
from app.activities.classroom.database import Database
from app.server import class_routes, class_socket
from app.server.class_limits import ClassLimits
from tests.app.server.class_app import PAGE, QUESTION, Classroom


@pytest.fixture
def store(tmp_path, monkeypatch):
    """An empty database, and limits that nobody has used."""
    database = Database(f"sqlite:///{tmp_path / 'classes.sqlite'}")
    store = ClassStore(database, max_classes=3, max_seats=2)
    monkeypatch.setattr(class_store, "class_store", lambda: store)
    limits = ClassLimits()
    monkeypatch.setattr(class_routes, "LIMITS", limits)
    monkeypatch.setattr(class_socket, "LIMITS", limits)
    yield store
    database.close()


@pytest.fixture
def classroom(store):
    return Classroom(lambda code, secret: store.seats.take(code, secret, PAGE))


@pytest.fixture
def asked(classroom):
    """A class that has a question."""
    assert classroom.command("ask", page=PAGE, question=QUESTION.name).status == 200
    return classroom
