"""The websocket of class mode: who hears what, when, and how it ends."""

import asyncio
import json

import pytest

from app.activities.classroom.errors import DatabaseUnavailableError
from app.server import class_access, class_hub, class_socket
from tests.app.server.class_app import GUESS, QUESTION, Browser
from tests.waiting import until


def socket(browser, classroom, **options):
    return browser.socket(f"/class/{classroom.code}/socket?lang=en", **options)


async def next_state(read):
    """The next message that is no beat."""
    while not (text := await read()):
        pass
    return text if isinstance(text, int) else json.loads(text)


def test_a_pupil_hears_the_state_at_once_and_each_change(asked, store):
    pupil = asked.join()

    async def listen():
        async with socket(pupil, asked) as (read, _):
            first = await next_state(read)
            assert first["role"] == "seat"
            assert (first["phase"], first["answered"]) == ("asked", 0)
            assert first["results"] is None
            path = f"/class/{asked.code}/answer"
            body = json.dumps({"round": 1, "guess": GUESS}).encode()
            assert (await pupil.send("POST", path, body)).status == 200
            assert (await next_state(read))["answered"] == 1
            # as another server does: nothing here says that it was written
            store.update(asked.code, lambda record: record.state, phase="closed")
            while (await next_state(read))["phase"] != "closed":
                pass

    asyncio.run(listen())


def test_a_teacher_hears_the_answers_as_they_come(asked):
    pupil = asked.join()
    pupil.post(f"/class/{asked.code}/answer", {"round": 1, "guess": GUESS})

    async def listen():
        async with socket(asked.teacher, asked) as (read, _):
            message = await next_state(read)
            assert message["role"] == "teacher"
            counts = {
                each["id"]: each["count"] for each in message["results"]["options"]
            }
            assert counts == dict.fromkeys(QUESTION.options, 0) | {GUESS: 1}

    asyncio.run(listen())


@pytest.mark.parametrize(
    ("origin", "code", "expected"),
    [
        ("http://evil.example", None, 4403),
        ("null", None, 4403),
        ("", None, 4403),
        (None, "AAAAA", 4404),
        (None, "no code", 4404),
        (None, None, 4403),
    ],
)
def test_who_does_not_belong_to_the_class_is_told_so(
    classroom,
    origin,
    code,
    expected,
):
    async def listen():
        address = f"/class/{code or classroom.code}/socket".replace(" ", "%20")
        options = {} if origin is None else {"origin": origin}
        async with Browser().socket(address, **options) as (read, _):
            assert await read() == expected

    asyncio.run(listen())


def test_whose_seat_is_emptied_and_whose_class_ends_are_told(asked):
    first, second = asked.join(), asked.join()

    async def command(action, **more):
        body = json.dumps({"action": action, **more}).encode()
        path = f"/class/{asked.code}/command"
        assert (await asked.teacher.send("POST", path, body)).status == 200

    async def listen():
        async with (
            socket(first, asked) as (read_first, _),
            socket(second, asked) as (read_second, _),
        ):
            await next_state(read_first)
            await next_state(read_second)
            secret = first.cookies[f"seat-{asked.code}"]
            seat_id = class_socket.codes.hash_secret(secret)[:8]
            await command("remove_seat", id=seat_id)
            while (code := await next_state(read_first)) != 4403:
                assert not isinstance(code, int)
            await command("end")
            while (code := await next_state(read_second)) != 4404:
                assert not isinstance(code, int)

    asyncio.run(listen())


def test_a_pupil_who_joins_while_others_listen_is_let_in_at_once(asked):
    first = asked.join()

    async def listen():
        async with socket(first, asked) as (read_first, _):
            await next_state(read_first)  # by now the hub knows the seats there are
            other = await asyncio.to_thread(asked.join)
            async with socket(other, asked) as (read, _):
                assert (await next_state(read))["role"] == "seat"

    asyncio.run(listen())


def test_a_quiet_class_has_a_beat(classroom, monkeypatch):
    monkeypatch.setattr(class_socket, "BEAT_SECONDS", 0.05)

    async def listen():
        async with socket(classroom.teacher, classroom) as (read, _):
            texts = [await read() for _ in range(4)]
            assert "" in texts

    asyncio.run(listen())


def test_whoever_sends_something_is_disconnected(classroom):
    async def listen():
        async with socket(classroom.teacher, classroom) as (read, send):
            await send({"type": "websocket.receive", "text": "x" * 100_000})
            while (code := await read()) != 1003:
                assert not isinstance(code, int)

    asyncio.run(listen())


def test_one_browser_has_a_limited_number_of_tabs(classroom, monkeypatch):
    monkeypatch.setattr(class_hub, "MAX_TABS", 1)

    async def listen():
        async with socket(classroom.teacher, classroom) as (read, _):
            await next_state(read)
            async with socket(classroom.teacher, classroom) as (read_second, _):
                assert await read_second() == 1013

    asyncio.run(listen())


def test_a_slow_browser_gets_the_newest_state_only(asked, store):
    """Twenty changes within a moment are not twenty messages."""

    async def listen():
        async with socket(asked.teacher, asked) as (read, _):
            await next_state(read)
            for _ in range(20):
                store.update(asked.code, lambda record: record.state)
            rev, n = store.get(asked.code).rev, 1
            while (await next_state(read))["rev"] != rev:
                n += 1
            assert n <= 10

    asyncio.run(listen())


def test_a_database_that_comes_back_is_seen(asked, store, monkeypatch):
    monkeypatch.setattr(class_hub, "RETRY_SECONDS", 0.1)
    read_marks, is_down = class_access.read_marks, True

    def marks(codes):
        if is_down:
            raise DatabaseUnavailableError
        return read_marks(codes)

    async def listen():
        nonlocal is_down
        is_down = False
        async with socket(asked.teacher, asked) as (read, _):
            await next_state(read)
            is_down = True
            monkeypatch.setattr(class_access, "read_marks", marks)
            store.update(asked.code, lambda record: record.state, phase="closed")
            await asyncio.sleep(0.6)
            is_down = False
            while (await next_state(read))["phase"] != "closed":
                pass

    asyncio.run(listen())


def test_pupils_who_are_connected_are_noted_as_here(asked, store, monkeypatch):
    monkeypatch.setattr(class_hub, "TOUCH_SECONDS", 0.0)
    touched = []
    monkeypatch.setattr(
        store.seats, "touch", lambda code, hashes: touched.extend(hashes)
    )
    pupil = asked.join()
    own = class_socket.codes.hash_secret(pupil.cookies[f"seat-{asked.code}"])

    async def listen():
        async with socket(pupil, asked) as (read, _):
            await next_state(read)
            await asyncio.to_thread(until, lambda: own in touched)

    asyncio.run(listen())


def test_nothing_is_looked_up_without_listeners(classroom, monkeypatch):
    looks = []
    hub = class_hub.ClassroomHub()
    monkeypatch.setattr(class_hub, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(class_access, "read_marks", lambda codes: looks.append(codes))

    async def wait():
        listener = class_hub.Listener("seat", "en", "0" * 64)
        with hub.subscription(classroom.code, listener):
            pass
        await asyncio.sleep(0.2)

    asyncio.run(wait())
    assert looks == []
    assert hub.topics == {}
