"""The CSV of a class: what was answered, by nobody and in no order."""

import csv
import io
import random

import pytest

from app.activities.classroom import class_store as class_store_module
from app.activities.classroom.class_results import MIN_ANSWERS, class_results
from app.activities.classroom.class_state import ClassState
from app.activities.classroom.class_store import ClassStore
from app.activities.classroom.commands import apply_command
from app.activities.classroom.database import Database, database_url
from app.activities.classroom.solutions import SOLUTIONS
from app.export.class_csv import COLUMNS, class_csv
from lessons.contract import CURVE_AT, GRID
from tests.course import question

ASKED = (
    ("home", "way"),
    ("linear_regression", "loss"),
    ("linear_regression", "end"),
    ("linear_regression", "draw"),
    ("losses", "order"),
)


@pytest.fixture
def store(tmp_path, monkeypatch):
    database = Database(database_url("", str(tmp_path / "classes.sqlite")))
    store = ClassStore(database, max_seats=60)
    monkeypatch.setattr(class_store_module, "class_store", lambda: store)
    yield store
    database.close()


@pytest.fixture
def code(store):
    return store.open_class(ClassState(page="home"))[0]


def guess(slug, name, drawn):
    item = question(slug, name)
    if item.kind in ("choice", "number"):
        return drawn.choice((*item.options, *item.values))
    if item.kind == "order":
        return drawn.sample(item.values, len(item.values))
    return [
        drawn.randint(0, GRID) for _ in CURVE_AT[: 2 if item.kind == "point" else 6]
    ]


def fill(store, code, n_pupils, order):
    """Ask all questions; the pupils answer each in this order of theirs."""
    for slug, name in ASKED:
        apply_command(code, {"action": "ask", "page": slug, "question": name})
        n, drawn = store.get(code).round, random.Random(n_pupils)
        guesses = [guess(slug, name, drawn) for _ in range(n_pupils)]
        for i in order:
            store.seats.take(code, f"pupil {i}", slug)
            store.rounds.answer(code, f"pupil {i}", n, guesses[i])


def rows(code, lang="en"):
    return [*csv.DictReader(io.StringIO(class_csv(class_results(code, lang), lang)))]


def test_all_answers_are_there_with_their_shares(store, code):
    fill(store, code, 12, range(12))
    table = rows(code)
    assert set(table[0]) == {*COLUMNS}
    for n, (slug, name) in enumerate(ASKED, 1):
        own = [row for row in table if row["round"] == str(n)]
        assert sum(int(row["count"]) for row in own) == 12
        assert sum(float(row["share"]) for row in own) == pytest.approx(1, abs=0.02)
        assert {row["kind"] for row in own} == {question(slug, name).kind}
        right = sum(int(row["count"]) for row in own if row["right"] == "yes")
        solution = SOLUTIONS.get(slug, name, 0)
        answers = store.rounds.answers(code, n)
        assert right == sum(map(solution.is_right, answers))
        assert all(row["answer"] and row["question"] for row in own)


def test_both_languages_have_the_same_numbers(store, code):
    fill(store, code, 5, range(5))
    english, french = rows(code), rows(code, "fr")
    assert {*french[0]} != {*english[0]} and len(french) == len(english)
    assert [row["count"] for row in english] == [row["nombre"] for row in french]


def test_neither_pupils_nor_their_order_can_be_read_off(store, code):
    fill(store, code, 12, range(12))
    other = store.open_class(ClassState(page="home"))[0]
    fill(store, other, 12, [*range(12)][::-1])
    text = class_csv(class_results(code, "en"), "en")
    assert text == class_csv(class_results(other, "en"), "en")
    for seat in store.seats.read(code):
        assert seat.id not in text
    assert "pupil" not in text


def test_few_answers_are_left_out_unless_the_wall_has_shown_them(store, code):
    fill(store, code, MIN_ANSWERS - 1, range(MIN_ANSWERS - 1))
    table = rows(code)
    assert [row["round"] for row in table] == [*map(str, range(1, len(ASKED) + 1))]
    assert {row["answer"] for row in table} == {"fewer than three answers"}
    assert {row["count"] + row["share"] + row["right"] for row in table} == {""}
    apply_command(code, {"action": "reveal"})
    last = [row for row in rows(code) if row["round"] == str(len(ASKED))]
    assert sum(int(row["count"]) for row in last) == MIN_ANSWERS - 1


def test_a_class_without_questions_has_a_header_alone(code):
    text = class_csv(class_results(code, "en"), "en")
    assert text == ",".join(COLUMNS) + "\n"
