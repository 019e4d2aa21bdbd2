"""The routes of class mode: who is let in, what is refused, what is answered."""

import asyncio
import json
import re
import time

import pytest
import streamlit as st
from starlette.applications import Starlette

from app.activities.classroom import class_store, lan_address
from app.activities.classroom.errors import DatabaseUnavailableError
from app.content.catalogue import LANGUAGES, load_messages
from app.server import class_limits, class_pages, class_routes
from app.server.class_limits import BURST, ClassLimits, TokenBucket
from app.server.class_requests import MAX_BYTES
from app.server.http_request import is_document
from app.server.security_headers import HEADERS
from lessons import SLUGS
from tests.app.server import class_app
from tests.app.server.class_app import (
    GUESS,
    HOST,
    ORIGIN,
    PAGE,
    QUESTION,
    Browser,
    Classroom,
)

WRONG = "AAAAA"
"""A code that no class has."""

pytestmark = pytest.mark.usefixtures("store")


def own_answer(store, classroom, pupil):
    secret = pupil.cookies[f"seat-{classroom.code}"]
    return store.rounds.own_answer(classroom.code, secret, 1)


# ---- opening ----


def test_a_class_is_opened_and_its_teacher_known_by_a_cookie(classroom):
    cookie = classroom.teacher.cookies[f"teacher-{classroom.code}"]
    assert len(cookie) >= 22
    page = classroom.teacher.get(f"/class/{classroom.code}?lang=en")
    assert page.status == 200
    assert cookie not in page.text
    stranger = Browser().get(f"/class/{classroom.code}?lang=en")
    assert stranger.status == 303
    assert stranger.headers["location"] == f"/join/{classroom.code}?lang=en"


@pytest.mark.parametrize(
    ("scheme", "forwarded", "secure"),
    [("http", None, False), ("https", None, True), ("http", "https", True)],
)
def test_cookies_are_private_and_secure_where_there_is_https(scheme, forwarded, secure):
    opened = asyncio.run(
        Browser().send(
            "POST", "/class", b"{}", scheme=scheme, x_forwarded_proto=forwarded
        )
    )
    (cookie,) = opened.cookies.values()
    attributes = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes
    assert any(re.fullmatch(r"max-age=1\d{4}", part) for part in attributes)
    assert ("secure" in attributes) == secure


def test_no_class_is_opened_where_there_may_be_none(monkeypatch):
    monkeypatch.setattr(class_routes.config, "CLASSES", 0)
    assert Browser().post("/class").word == "refused"
    for lang in LANGUAGES:
        page = Browser().get(f"/class?lang={lang}").text
        assert class_pages.fill(load_messages(lang)["class_open"]["disabled"]) in page
        assert "<form" not in page


def test_more_classes_than_there_may_be_are_refused():
    assert [Browser().post("/class").word for _ in range(4)] == [
        *["created"] * 3,
        "limit",
    ]


def test_a_lesson_comes_with_the_class(store):
    steps = [{"page": PAGE, "question": QUESTION.name, "note": "slow", "minutes": 4}]
    plan = {"version": 1, "title": "First hour", "steps": steps}
    opened = Browser().post("/class", {"plan": plan, "nicknames": True})
    state = store.get(json.loads(opened.body)["code"]).state
    assert (state.title, state.plan[0].minutes, state.nicknames) == (
        "First hour",
        4,
        True,
    )
    bad = Browser().post("/class", {"plan": {"version": 1, "steps": [{"page": "x"}]}})
    assert (bad.status, bad.word) == (400, "invalid")


# ---- joining ----


def test_joining_gives_a_cookie_and_no_seat(store, classroom):
    pupil = Browser()
    answer = pupil.get(f"/join/{classroom.code.lower()}?lang=en")
    assert answer.status == 303
    assert answer.headers["location"] == f"/{SLUGS[0]}?class={classroom.code}&lang=en"
    assert store.seats.read(classroom.code) == []
    again = pupil.get(f"/join/{classroom.code}?lang=en")
    assert pupil.cookies == {
        f"seat-{classroom.code}": again.cookies[f"seat-{classroom.code}"]
        .partition("=")[2]
        .partition(";")[0]
    }


def test_joining_leads_to_the_page_of_the_class(asked):
    location = Browser().get(f"/join/{asked.code}?lang=fr").headers["location"]
    assert location == f"/{PAGE}?class={asked.code}&lang=fr"
    teacher = asked.teacher.get(f"/join/{asked.code}?lang=fr")
    assert teacher.headers["location"] == location
    assert not teacher.cookies  # no pupil, but where there is a link for it
    assert asked.teacher.get(f"/join/{asked.code}?as=seat").cookies


@pytest.mark.parametrize(
    ("to", "place"),
    [
        (f"/{SLUGS[3]}?x=1&class=ZZZZZ", f"/{SLUGS[3]}?x=1&"),
        ("//evil.example/", "/?"),
        ("https://evil.example/", "/?"),
        (f"//evil.example/{PAGE}", "/?"),
        ("/\\evil.example", "/?"),
        ("/%0d%0aX: y", "/?"),
        ("/nowhere", "/?"),
        (f"/{PAGE}/../../x", "/?"),
        ("javascript:alert(1)", "/?"),
    ],
)
def test_a_link_for_joining_leads_to_a_page_of_the_course(classroom, to, place):
    address = f"/join/{classroom.code}?lang=en&to={to.replace('&', '%26')}"
    location = Browser().get(address).headers["location"]
    assert location == f"{place}class={classroom.code}&lang=en"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_cannot_join_is_told_why_and_keeps_what_was_typed(store, classroom, lang):
    words = load_messages(lang)["class_join"]

    def sentence(page):
        (text,) = re.findall(r'role="alert" class="error">(.*?)</p>', page.text)
        return text

    def expected(name, code):
        return class_pages.fill(words[name], code=code, seats=60)

    for typed in (WRONG, "B0B0B"):
        page = Browser().get(f"/join/{typed}?lang={lang}")
        assert (page.status, sentence(page)) == (404, expected("over", typed))
        assert re.findall(r'value="(.)"', page.text) == [*typed]
    classroom.command("door", open=False)
    page = Browser().get(f"/join/{classroom.code}?lang={lang}")
    assert (page.status, sentence(page)) == (503, expected("shut", classroom.code))
    classroom.command("door", open=True)
    pupils = [classroom.join() for _ in range(2)]
    page = Browser().get(f"/join/{classroom.code}?lang={lang}")
    assert (page.status, sentence(page)) == (503, expected("full", classroom.code))
    assert not page.cookies
    assert pupils[0].get(f"/join/{classroom.code}").status == 303  # has a seat


def test_what_was_typed_is_never_html():
    page = Browser().get("/join/%3Cscript%3E?lang=en")
    assert "<script>" not in page.text


def test_codes_cannot_be_guessed_fast(store, classroom, monkeypatch):
    for _ in range(40):
        assert Browser().get(f"/join/{WRONG}").status == 404
    looked_up = []
    monkeypatch.setattr(store, "get", lambda code: looked_up.append(code))
    assert Browser().get(f"/join/{classroom.code}").status == 404
    assert looked_up == []


# ---- answers ----


def test_an_answer_is_saved_and_may_be_changed(store, asked):
    pupil = asked.join()
    for guess in QUESTION.options[:2]:
        answer = pupil.post(f"/class/{asked.code}/answer", {"round": 1, "guess": guess})
        assert (answer.status, answer.word) == (200, "saved")
    assert own_answer(store, asked, pupil) == QUESTION.options[1]
    asked.command("close")
    late = pupil.post(f"/class/{asked.code}/answer", {"round": 1, "guess": GUESS})
    assert (late.status, late.word) == (409, "late")


@pytest.mark.parametrize("path", ["answer", "command", "leave", "name"])
@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", None, "", f"ftp://{HOST}", HOST]
)
def test_another_site_cannot_write(asked, path, origin):
    answer = asked.teacher.post(f"/class/{asked.code}/{path}", {}, origin=origin)
    assert (answer.status, answer.word) == (403, "origin")
    assert Browser().post("/class", {}, origin=origin).word == "origin"


def test_a_stranger_and_a_foreign_seat_are_refused(asked, store):
    path, body = f"/class/{asked.code}/answer", {"round": 1, "guess": GUESS}
    assert Browser().post(path, body).word == "seat"
    other = Classroom(lambda code, secret: store.seats.take(code, secret, PAGE)).join()
    assert other.post(path, body).word == "seat"
    (secret,) = other.cookies.values()
    other.cookies = {f"seat-{asked.code}": secret}
    assert other.post(path, body).word == "seat"
    for action in ("reveal", "end"):
        pupil = asked.join() if action == "reveal" else Browser()
        reply = pupil.post(f"/class/{asked.code}/command", {"action": action})
        assert (reply.status, reply.word) == (403, "teacher")
    assert pupil.get(f"/class/{asked.code}/answers.csv").status == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"round": 1}',
        b'{"round": NaN, "guess": "x"}',
        b'{"round": 1, "guess": NaN}',
        b'{"round": 1e999, "guess": "x"}',
        b'{"round": 1, "guess": 1e999}',
        b'{"round": true, "guess": "x"}',
        b'{"round": 1.0, "guess": "x"}',
        b'{"round": "1", "guess": "x"}',
        b'{"round": 1, "guess": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"round": 1, "guess": ' + b"[" * 1500,
        b'{"round": 1, "guess": {"a": 1}}',
        b'{"round": 1, "guess": true}',
        b'{"round": 1, "guess": ' + b"9" * 1900 + b"}",
        b'{"round": 99999999999999999999, "guess": "x"}',
        b'{"round": -1, "guess": "x"}',
    ],
)
def test_nonsense_is_refused_in_words(asked, body):
    answer = asked.join().post(f"/class/{asked.code}/answer", body)
    assert (answer.status, answer.word) == (400, "invalid")
    command = asked.teacher.post(f"/class/{asked.code}/command", body)
    assert (command.status, command.word) == (400, "invalid")


def test_long_bodies_and_those_of_unknown_length_are_not_read(asked):
    pupil, long = asked.join(), b" " * MAX_BYTES + b"{}"
    for path in ("answer", "name", "leave"):
        address = f"/class/{asked.code}/{path}"
        assert pupil.post(address, long).status == 413
        assert pupil.post(address, b"{}", content_length=None).status == 413
        assert pupil.post(address, b"{}", content_length="²").status == 413
        chunked = pupil.post(address, b"{}", transfer_encoding="chunked")
        assert chunked.status == 413
    address = f"/class/{asked.code}/command"
    reveal = b'{"action": "reveal"}' + b" " * MAX_BYTES
    assert asked.teacher.post(address, reveal).status == 413
    steps = [{"page": PAGE, "note": "a note " * 20}] * 30
    plan = {"action": "plan", "version": 1, "title": "", "steps": steps}
    assert asked.teacher.post(address, plan).status == 200
    assert asked.teacher.post(address, b" " * 40_001).status == 413
    assert Browser().post("/class", b" " * 40_001).status == 413


def test_a_seat_that_sends_too_much_is_slowed_down(asked):
    hasty, calm = asked.join(), asked.join()
    path, body = f"/class/{asked.code}/answer", {"round": 1, "guess": GUESS}
    hasty.post(path, body)  # known from here on
    words = [hasty.post(path, body).word for _ in range(60)]
    assert words[: BURST - 1] == ["saved"] * (BURST - 1)
    assert words.count("slow") > 20
    assert hasty.post(path, body).headers.get("retry-after") == "1"
    assert calm.post(path, body).word == "saved"


def test_a_thousand_hostile_posts_leave_the_honest_ones_quick(asked):
    honest = asked.join()
    path = f"/class/{asked.code}/answer"
    honest.post(path, {"round": 1, "guess": GUESS})
    body = json.dumps({"round": 1, "guess": GUESS}).encode()

    async def flood() -> list[float]:
        strangers = []
        for i in range(1000):
            browser = Browser()
            browser.cookies = {f"seat-{asked.code}": f"invented {i}"}
            strangers.append(browser.send("POST", path, body))
        posts, times = asyncio.gather(*strangers), []
        for _ in range(10):
            start = time.perf_counter()
            answer = await honest.send("POST", path, body)
            times.append(time.perf_counter() - start)
            assert answer.word == "saved"
        statuses = [answer.status for answer in await posts]
        assert set(statuses) <= {403, 429}
        assert statuses.count(429) > 600
        return times

    assert sorted(asyncio.run(flood()))[8] < 1


# ---- pupils ----


def test_who_leaves_is_forgotten(store, asked):
    pupil = asked.join()
    pupil.post(f"/class/{asked.code}/answer", {"round": 1, "guess": GUESS})
    left = pupil.post(f"/class/{asked.code}/leave", {})
    assert (left.status, left.word) == (200, "done")
    assert store.seats.read(asked.code) == []
    assert store.rounds.answers(asked.code, 1) == []
    assert pupil.cookies[f"seat-{asked.code}"] == '""'


def test_a_nickname_is_noted_where_the_teacher_wants_them(store, classroom):
    pupil, path = classroom.join(), f"/class/{classroom.code}/name"
    assert pupil.post(path, {"name": "Ada"}).word == "refused"
    classroom.command("nicknames", on=True)
    assert pupil.post(path, {"name": " A\u202eda\n L "}).word == "saved"
    assert [seat.name for seat in store.seats.read(classroom.code)] == ["A da L"]
    assert pupil.post(path, {"name": "Ada"}).word == "saved"
    assert [seat.name for seat in store.seats.read(classroom.code)] == ["Ada"]
    for name in (7, None, "", " \n"):
        assert pupil.post(path, {"name": name}).word == "invalid"
    assert Browser().post(path, {"name": "Eve"}).word == "seat"


# ---- the teacher ----


def test_another_device_is_let_in_once(classroom):
    reply = json.loads(classroom.command("pair").body)
    assert reply["qr"].startswith("<svg ")
    path = reply["link"].removeprefix(ORIGIN)
    phone, thief = Browser(), Browser()
    assert asyncio.run(phone.send("HEAD", path)).status == 200
    opened = phone.get(path)
    assert opened.status == 303
    assert phone.get(f"/class/{classroom.code}").status == 200
    again = thief.get(f"{path}?lang=en")
    assert (again.status, thief.cookies) == (404, {})
    assert class_pages.fill(load_messages("en")["class_join"]["used"]) in again.text
    classroom.command("project", on=True)
    assert classroom.command("pair").word == "refused"
    assert classroom.command("recovery").word == "refused"


def test_a_class_that_has_ended_is_over_for_all(asked):
    pupil = asked.join()
    assert asked.command("end").word == "done"
    assert Browser().get(f"/join/{asked.code}").status == 404
    assert asked.teacher.get(f"/class/{asked.code}").status == 404
    body = {"round": 1, "guess": GUESS}
    assert pupil.post(f"/class/{asked.code}/answer", body).word == "over"
    assert asked.command("reveal").status in {403, 404}


def test_answers_come_as_a_file(asked):
    asked.join().post(f"/class/{asked.code}/answer", {"round": 1, "guess": GUESS})
    file = asked.teacher.get(f"/class/{asked.code}/answers.csv?lang=en")
    assert file.status == 200
    assert file.headers["content-type"].startswith("text/csv")
    assert f"class-{asked.code}.csv" in file.headers["content-disposition"]


def test_a_database_that_does_not_answer_is_said(asked, monkeypatch):
    pupil = asked.join()

    def fail(*_):
        raise DatabaseUnavailableError

    monkeypatch.setattr(class_store, "class_store", fail)
    body = {"round": 1, "guess": GUESS}
    answer = pupil.post(f"/class/{asked.code}/answer", body)
    assert (answer.status, answer.word) == (503, "unavailable")
    assert asked.command("reveal").status == 503
    assert Browser().get(f"/join/{asked.code}").status == 503
    assert asked.teacher.get(f"/class/{asked.code}").status == 503


def test_headers_protect_every_answer(asked):
    pages = ["/class", "/join", f"/class/{asked.code}", f"/join/{asked.code}"]
    pages += [f"/class/files/{name}" for name in class_pages.files()]
    for page in [*pages, f"/class/{asked.code}/answers.csv"]:
        headers = asked.teacher.get(page).headers
        for name, value in HEADERS.items():
            assert headers[name.lower()] == value, page
    for page in pages[:4]:
        assert asked.teacher.get(page).headers["cache-control"] == "no-store"
    post = asked.join().post(f"/class/{asked.code}/answer", {})
    assert post.headers["x-content-type-options"] == "nosniff"


def test_scripts_and_styles_never_change_under_their_names():
    for name in class_pages.files():
        file = Browser().get(f"/class/files/{name}", accept_encoding="gzip")
        assert file.status == 200
        assert "immutable" in file.headers["cache-control"]
        assert file.headers["content-encoding"] == "gzip"
    assert Browser().get("/class/files/class_pages.js").status == 404


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501"])
def test_a_teacher_at_this_computer_is_told_its_address(classroom, host, monkeypatch):
    monkeypatch.setattr(lan_address, "lan_address", lambda: "192.168.1.20")
    page = classroom.teacher.get(f"/class/{classroom.code}?lang=en", host=host).text
    assert "192.168.1.20:8501/join" in page
    assert f"You opened the app as {host.partition(':')[0]}" in page
    page = classroom.teacher.get(f"/class/{classroom.code}?lang=en").text
    assert f"{HOST}/join" in page
    assert "You opened the app as" not in page


def test_all_addresses_are_below_the_path_of_the_server(store, monkeypatch):
    monkeypatch.setattr(st, "get_option", {"server.baseUrlPath": "/my/course/"}.get)
    app = Starlette(routes=class_routes.create_routes())
    monkeypatch.setattr(class_app, "APP", app)
    teacher, base = Browser(), "/my/course"
    opened = teacher.post(f"{base}/class", {"lang": "en"})
    code = json.loads(opened.body)["code"]
    joined = Browser().get(f"{base}/join/{code}?lang=en")
    elsewhere = Browser().get(f"{base}/class/{code}?lang=en")
    assert joined.headers["location"] == f"{base}/{SLUGS[0]}?class={code}&lang=en"
    assert elsewhere.headers["location"] == f"{base}/join/{code}?lang=en"
    for cookie in (*opened.cookies.values(), *joined.cookies.values()):
        assert f"Path={base}/;" in cookie
    pages = [f"{base}/class", f"{base}/join", f"{base}/join/AAAAA"]
    pages += [f"{base}/class/{code}", f"{base}/class/{code}/pair/used"]
    for path in pages:
        page = teacher.get(f"{path}?lang=en")
        assert page.headers["content-type"].startswith("text/html"), path
        assert f'data-base="{base}"' in page.text
        links = re.findall(r'(?:href|src)="([^"?#]+)', page.text)
        assert all(a.startswith((f"{base}/", "data:")) for a in links), path
    assert f"{HOST}{base}/join" in teacher.get(f"{base}/class/{code}").text
    for name in class_pages.files():
        assert teacher.get(f"{base}/class/files/{name}").status == 200
    link = teacher.post(f"{base}/class/{code}/command", {"action": "pair"})
    assert json.loads(link.body)["link"].startswith(f"{ORIGIN}{base}/class/{code}/pair")
    accepts = {"type": "http", "method": "GET", "headers": [(b"accept", b"text/html")]}
    assert not is_document(accepts | {"path": f"{base}/join/{code}"})
    assert is_document(accepts | {"path": f"{base}/{PAGE}"})


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["/class", "/join"])
def test_pages_are_in_the_language_of_the_link(lang, path):
    page = Browser().get(path, accept_language=lang).text
    assert f'<html lang="{lang}">' in page
    assert page == Browser().get(f"{path}?lang={lang}").text


# ---- limits ----


def test_a_bucket_lets_a_burst_and_then_a_rate_through():
    now = 0.0
    bucket = TokenBucket(rate=5, burst=20, clock=lambda: now)
    assert [bucket.take() for _ in range(21)] == [*[True] * 20, False]
    assert bucket.is_empty
    now = 1.0
    assert [bucket.take() for _ in range(6)] == [*[True] * 5, False]


def test_no_more_browsers_are_remembered_than_there_may_be(monkeypatch):
    monkeypatch.setattr(class_limits, "MAX_KNOWN", 3)
    limits = ClassLimits()
    for browser in range(10):
        limits.remember(browser)
    assert len(limits._known) == 3
