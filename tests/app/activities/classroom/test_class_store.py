"""Classes in SQLite and in PostgreSQL: seats, votes, keys, and that all of it goes."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest

from app.activities.classroom import codes
from app.activities.classroom.class_state import ClassState, PlanStep
from app.activities.classroom.class_store import EMPTY_SECONDS, ClassStore
from app.activities.classroom.database import Database, database_url
from app.activities.classroom.errors import (
    ClassLimitError,
    DatabaseUnavailableError,
    NoSuchClassError,
)
from app.activities.classroom.seat_store import AWAY_MINUTES, HERE_MINUTES, MAX_NAME
from app.content.catalogue import ROOT

HOUR = 3600


def ask(store, code, question="way"):
    """Ask a class a question on its page; the number of the round."""
    record = store.rounds.ask(
        code, lambda record: record.state.with_turn(question=question)
    )
    return record.round


def open_class(store, **state):
    return store.open_class(ClassState(page="home", **state))[0]


def close(store, code):
    store.update(code, lambda record: record.state, phase="closed")


# ---- classes ----


def test_a_class_is_what_was_written(store, clock):
    plan = (PlanStep("home", "way", note="é “x”", minutes=5),)
    code, secret = store.open_class(ClassState(page="home", title="T", plan=plan))
    record = store.get(code)
    assert (record.code, record.phase, record.round, record.rev) == (code, "free", 0, 1)
    assert record.ends == clock.now + HOUR
    assert record.state.plan == plan
    after = store.update(code, lambda record: replace(record.state, paused=True))
    assert after == store.get(code)
    assert (after.rev, after.state.paused, after.state.plan) == (2, True, plan)
    assert store.keys.is_teacher(code, secret)


def test_a_change_that_fails_changes_nothing(store):
    code = open_class(store)
    before = store.get(code)
    with pytest.raises(ZeroDivisionError):
        store.update(code, lambda record: 1 / 0)
    assert store.get(code) == before


def test_a_class_without_a_question_is_free(store):
    code = open_class(store)
    ask(store, code)
    assert store.get(code).phase == "asked"
    after = store.update(code, lambda record: record.state.with_turn(question=""))
    assert after.phase == store.get(code).phase == "free"


def test_changes_at_the_same_time_are_all_made(big_store):
    code = open_class(big_store)

    def change(_):
        return big_store.update(code, lambda record: record.state.with_turn())

    with ThreadPoolExecutor(20) as pool:
        [*pool.map(change, range(60))]
    record = big_store.get(code)
    assert (record.state.turn, record.rev) == (60, 61)


def test_codes_are_not_used_twice_and_classes_are_limited(store, clock, monkeypatch):
    drawn = iter(["AAAAA", "AAAAA", "CCCCC", "AAAAA"])
    monkeypatch.setattr(codes, "create_code", lambda: next(drawn))
    assert [open_class(store), open_class(store)] == ["AAAAA", "CCCCC"]
    with pytest.raises(ClassLimitError):
        open_class(store)
    clock.now += HOUR
    assert open_class(store) == "AAAAA"


def test_empty_classes_give_way_where_there_are_too_many(store, clock):
    joined, empty = open_class(store), open_class(store)
    store.seats.take(joined, "one", "home")
    clock.now += EMPTY_SECONDS - 1
    with pytest.raises(ClassLimitError):
        open_class(store)
    clock.now += 1
    latest = open_class(store)
    assert set(store.marks([joined, empty, latest])) == {joined, latest}


def test_a_class_that_is_over_is_gone_with_all_that_belongs_to_it(store, clock):
    code, secret = store.open_class(ClassState(page="home"))
    store.seats.take(code, "one", "home")
    n = ask(store, code)
    store.rounds.answer(code, "one", n, "comes")
    clock.now += HOUR - 1
    assert store.get(code).round == n
    clock.now += 1
    with pytest.raises(NoSuchClassError):
        store.get(code)
    with pytest.raises(NoSuchClassError):
        store.update(code, lambda record: record.state)
    assert store.marks([code]) == {}
    assert store.rounds.answer(code, "one", n, "comes") != "saved"
    assert store.seats.take(code, "two", "home") == "over"
    assert store.seats.can_join(code) == "over"
    assert not store.seats.has(code, "one")
    assert not store.keys.is_teacher(code, secret)
    store.delete_ended()
    clock.now -= HOUR
    with pytest.raises(NoSuchClassError):
        store.get(code)
    assert not store.keys.is_teacher(code, secret)
    assert not store.rounds.answers(code, n) and not store.rounds.read(code)


@pytest.mark.parametrize("how", ["ended", "late"])
def test_what_was_deleted_is_in_no_file_any_more(how, sqlite, sqlite_file, clock):
    store = ClassStore(sqlite, clock, hours=1)
    code = open_class(store, nicknames=True, title="Hypatias class")
    for i in range(30):
        store.seats.take(code, f"s{i}", "home")
        store.seats.set_name(code, f"s{i}", f"Hypatia{i}")
    n = ask(store, code)
    for i in range(30):
        store.rounds.answer(code, f"s{i}", n, "unmistakable")
    words = b"Hypatia", b"unmistakable", codes.hash_secret("s7").encode(), b"Hypatias"
    assert all(word in written(sqlite_file) for word in words)
    if how == "ended":
        store.end_class(code)
    else:
        clock.now += HOUR
        store.delete_ended()
    assert not any(word in written(sqlite_file) for word in words)


def written(file):
    """All bytes of a database, its log included."""
    return b"".join(each.read_bytes() for each in file.parent.iterdir())


def test_only_its_owner_reads_the_file(sqlite, sqlite_file, clock):
    open_class(ClassStore(sqlite, clock))
    rights = {f.name: f.stat().st_mode & 0o777 for f in sqlite_file.parent.iterdir()}
    assert set(rights) >= {"classes.sqlite", "classes.sqlite-wal"}
    assert set(rights.values()) == {0o600}
    assert sqlite_file.parent.stat().st_mode & 0o777 == 0o700


def test_two_processes_share_a_file(sqlite_file, sqlite, clock):
    other = Database(database_url("", str(sqlite_file)))
    code = open_class(ClassStore(sqlite, clock))
    assert ClassStore(other, clock).get(code).code == code
    other.close()


def test_an_address_of_another_kind_of_database_is_refused():
    assert database_url("postgres://u@h/d", "") == "postgresql+psycopg://u@h/d"
    assert database_url("", "/x/y.sqlite") == "sqlite:////x/y.sqlite"
    for wrong in ("mysql://h/d", "h/d", "sqlite:///x"):
        with pytest.raises(ValueError, match="postgresql"):
            database_url(wrong, "")


def test_a_server_without_classes_imports_no_database():
    names = [
        "answers",
        "class_results",
        "commands",
        "errors",
        "lesson_plan",
        "snapshot",
    ]
    modules = ", ".join(f"app.activities.classroom.{name}" for name in names)
    code = f"import sys, {modules}; sys.exit('sqlalchemy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_a_database_that_does_not_answer_says_so(sqlite, clock, monkeypatch):
    with pytest.raises(DatabaseUnavailableError):
        Database("postgresql+psycopg://postgres@127.0.0.1:9/none")
    store = ClassStore(sqlite, clock)

    def fail(*arguments):
        raise sqlite3.OperationalError("database is locked")

    code = open_class(store)
    monkeypatch.setattr(sqlite.engine.dialect, "do_execute", fail)
    with pytest.raises(DatabaseUnavailableError):
        store.get(code)


# ---- seats ----


def test_asking_whether_one_can_join_takes_no_seat(store):
    code = open_class(store)
    assert {store.seats.can_join(code) for _ in range(100)} == {"seated"}
    assert store.seats.read(code) == []


def test_a_class_that_is_full_or_shut_lets_nobody_else_in(store):
    code = open_class(store)
    for name in "abc":
        assert store.seats.take(code, name, "home") == "seated"
    assert store.seats.take(code, "d", "home") == store.seats.can_join(code) == "full"
    assert store.seats.take(code, "a", "home") == "seated"
    assert len(store.seats.read(code)) == 3
    store.seats.leave(code, "a")
    store.update(code, lambda record: replace(record.state, is_open=False))
    assert store.seats.take(code, "d", "home") == store.seats.can_join(code) == "shut"
    assert store.seats.take(code, "b", "home") == "seated"


def test_seats_are_limited_however_many_come_at_once(store):
    code, barrier = open_class(store), Barrier(12)

    def join(i):
        barrier.wait()
        return store.seats.take(code, f"s{i}", "home")

    with ThreadPoolExecutor(12) as pool:
        admissions = [*pool.map(join, range(12))]
    assert (admissions.count("seated"), admissions.count("full")) == (3, 9)


def test_who_was_removed_may_come_back_without_answers(store):
    code = open_class(store)
    store.seats.take(code, "a", "home")
    n = ask(store, code)
    store.rounds.answer(code, "a", n, "comes")
    (seat,) = store.seats.read(code)
    assert seat.answered and seat.here
    store.seats.remove(code, seat.id)
    assert store.rounds.answers(code, n) == []
    assert store.rounds.answer(code, "a", n, "comes") == "seat"
    assert store.seats.take(code, "a", "home") == "seated"
    assert store.rounds.own_answer(code, "a", n) is None


def test_who_is_away_without_an_answer_gives_the_seat_away(store, clock):
    code = open_class(store)
    n = ask(store, code)
    for name in "abc":
        store.seats.take(code, name, "home")
    store.rounds.answer(code, "a", n, "comes")
    clock.now += 60 * (HERE_MINUTES + 1)
    assert not any(seat.here for seat in store.seats.read(code))
    clock.now += 60 * AWAY_MINUTES
    store.seats.touch(code, [codes.hash_secret("b")])
    assert store.seats.take(code, "d", "home") == "seated"
    kept = [store.seats.has(code, name) for name in "abcd"]
    assert kept == [True, True, False, True]


def test_a_seat_says_where_its_pupil_is(store):
    code = open_class(store, nicknames=True)
    store.seats.take(code, "a", "home")
    done = {"solved": {"home": ["one"]}, "tried": {"tensors": ["two"]}}
    store.seats.report(code, "a", "tensors", done)
    store.seats.set_name(code, "a", " Émilie\ndu\u202eChâtelet " + "x" * 99)
    (seat,) = store.seats.read(code)
    assert (seat.page, seat.solved, seat.tried) == ("tensors", *done.values())
    assert (
        seat.name.startswith("Émilie du\ufffdChâtelet") and len(seat.name) == MAX_NAME
    )
    before = store.marks([code])
    store.seats.report(code, "a", "tensors", done)  # nothing new
    assert store.marks([code]) == before
    store.seats.delete_names(code)
    assert store.seats.read(code)[0].name == ""


def test_no_name_is_taken_in_a_class_without_nicknames(store):
    code = open_class(store)
    store.seats.take(code, "a", "home")
    store.seats.set_name(code, "a", "Ada")
    assert store.seats.read(code)[0].name == ""


# ---- votes ----


def test_sixty_pupils_vote_at_once_and_each_has_one_answer(big_store):
    code = open_class(big_store)
    for i in range(60):
        assert big_store.seats.take(code, f"s{i}", "home") == "seated"
    n = ask(big_store, code)

    def vote(i):
        return big_store.rounds.answer(code, f"s{i % 60}", n, i % 7)

    with ThreadPoolExecutor(60) as pool:
        assert {*pool.map(vote, range(180))} == {"saved"}
    assert len(big_store.rounds.answers(code, n)) == 60


def test_a_pupil_in_sixty_tabs_has_one_answer(big_store):
    code = open_class(big_store)
    big_store.seats.take(code, "one", "home")
    n = ask(big_store, code)

    def vote(i):
        return big_store.rounds.answer(code, "one", n, i)

    with ThreadPoolExecutor(60) as pool:
        assert {*pool.map(vote, range(60))} == {"saved"}
    (answer,) = big_store.rounds.answers(code, n)
    assert answer == big_store.rounds.own_answer(code, "one", n)


def test_an_answer_can_be_changed_until_the_question_is_closed(store):
    code = open_class(store)
    for name in "ab":
        store.seats.take(code, name, "home")
    answer = store.rounds.answer
    assert answer(code, "a", 0, "comes") == answer(code, "a", 1, "comes") == "late"
    n = ask(store, code)
    assert answer(code, "a", n, "comes") == answer(code, "a", n, [1, 2.5]) == "saved"
    assert answer(code, "stranger", n, "comes") == "seat"
    assert answer("AAAAA", "a", n, "comes") == "seat"
    close(store, code)
    assert answer(code, "a", n, "over") == answer(code, "b", n, "over") == "late"
    assert answer(code, "stranger", n, "comes") == "seat"
    assert store.rounds.answers(code, n) == [[1, 2.5]]


def test_a_vote_that_was_saved_counts_and_none_comes_after_the_close(big_store):
    code = open_class(big_store)
    for i in range(30):
        big_store.seats.take(code, f"s{i}", "home")
    n, barrier = ask(big_store, code), Barrier(31)

    def vote(i):
        barrier.wait()
        return big_store.rounds.answer(code, f"s{i}", n, i)

    def shut(_):
        barrier.wait()
        close(big_store, code)
        return big_store.rounds.answers(code, n)

    with ThreadPoolExecutor(31) as pool:
        closing = pool.submit(shut, None)
        words = [*pool.map(vote, range(30))]
    assert {*words} <= {"saved", "late"}
    at_close, after = closing.result(), big_store.rounds.answers(code, n)
    assert at_close == after
    assert sorted(after) == [i for i, word in enumerate(words) if word == "saved"]


def test_voting_again_keeps_both_votes(store):
    code = open_class(store)
    store.seats.take(code, "a", "home")
    first = ask(store, code)
    store.rounds.answer(code, "a", first, "comes")
    second = ask(store, code)
    assert store.rounds.answer(code, "a", first, "over") == "late"
    store.rounds.answer(code, "a", second, "over")
    reading = store.read_class(code)
    assert (reading.vote, reading.answers, reading.before) == (2, ["over"], ["comes"])
    assert reading.counts == {first: 1, second: 1}
    ask(store, code, "first")
    reading = store.read_class(code)
    assert (reading.vote, reading.answers, reading.before) == (1, [], None)
    assert [each.question for each in reading.rounds] == ["way", "way", "first"]
    store.rounds.mark_shown(code, first)
    assert [each.shown for each in store.rounds.read(code)] == [True, False, False]


def test_answers_come_in_no_order_of_their_pupils(big_store):
    code = open_class(big_store)
    for i in range(20):
        big_store.seats.take(code, f"s{i}", "home")
    n = ask(big_store, code)
    for i in range(20):
        big_store.rounds.answer(code, f"s{i}", n, [(i * 7) % 20, 3])
    answers = big_store.rounds.answers(code, n)
    assert [str(answer) for answer in answers] == sorted(map(str, answers))


# ---- marks ----


def test_every_change_is_seen_in_the_marks(store, clock):
    code, other = open_class(store, nicknames=True), open_class(store)
    seats, rounds = store.seats, store.rounds
    changes = [
        lambda: seats.take(code, "a", "home"),
        lambda: seats.take(code, "b", "home"),
        lambda: seats.report(code, "a", "tensors", {}),
        lambda: seats.report(code, "a", "tensors", {"solved": {"home": ["x"]}}),
        lambda: seats.set_name(code, "a", "Ada"),
        lambda: ask(store, code),
        lambda: rounds.answer(code, "a", 1, "comes"),
        lambda: rounds.answer(code, "a", 1, "over"),
        lambda: rounds.answer(code, "b", 1, "over"),
        lambda: (seats.leave(code, "b"), seats.take(code, "c", "home")),
        lambda: seats.remove(code, codes.hash_secret("a")[:8]),
        lambda: close(store, code),
        lambda: store.note_computed(),
        lambda: ask(store, code),
    ]
    seen = [store.marks([code])[code]]
    for change in changes:
        change()
        seen.append(store.marks([code])[code])
    assert len(set(seen)) == len(seen)
    before = store.marks([code])
    seats.leave(code, "stranger")
    assert store.marks([code]) == before
    assert set(store.marks([code, other, "AAAAA"])) == {code, other}
    assert store.marks([]) == {}


# ---- keys ----


def test_a_secret_belongs_to_its_class_alone(store):
    code, secret = store.open_class(ClassState())
    other, _ = store.open_class(ClassState())
    assert store.keys.is_teacher(code, secret)
    assert not store.keys.is_teacher(other, secret)
    assert not store.keys.is_teacher(code, secret + "x")
    assert not store.keys.is_teacher(code, "")


def test_a_link_lets_one_device_in_once_and_not_for_long(store, clock):
    code, _ = store.open_class(ClassState())
    link = store.keys.create_pairing_secret(code, 120)
    assert not store.keys.is_teacher(code, link)
    with ThreadPoolExecutor(8) as pool:

        def redeem(_):
            return store.keys.redeem_pairing_secret(code, link)

        (secret,) = filter(None, pool.map(redeem, range(8)))
    assert store.keys.is_teacher(code, secret)
    late = store.keys.create_pairing_secret(code, 120)
    recovery = store.keys.create_pairing_secret(code, None)
    clock.now += 120
    assert store.keys.redeem_pairing_secret(code, late) == ""
    clock.now += HOUR - 121
    assert store.keys.redeem_pairing_secret(code, recovery)
    again = store.keys.create_pairing_secret(code, None)
    clock.now += 1
    assert store.keys.redeem_pairing_secret(code, again) == ""
    with pytest.raises(NoSuchClassError):
        store.keys.create_pairing_secret(code, 120)


def test_no_secret_is_in_the_database(sqlite, sqlite_file, clock):
    store = ClassStore(sqlite, clock)
    code, secret = store.open_class(ClassState())
    link = store.keys.create_pairing_secret(code, None)
    store.seats.take(code, "a pupils secret", "home")
    for word in (secret, link, "a pupils secret"):
        assert word.encode() not in written(sqlite_file)
        assert codes.hash_secret(word).encode() in written(sqlite_file)
