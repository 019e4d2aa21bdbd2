"""A class on two replicas with one PostgreSQL, behind the balancer."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
import pytest

from app.activities.classroom.class_store import ClassStore
from app.activities.classroom.codes import seat_cookie
from app.activities.classroom.database import Database, database_url
from app.content.catalogue import ROOT
from lessons import lesson
from tests.benchmarks.server import answers, free_port
from tests.class_client import ClassClient
from tests.postgresql import run_postgresql
from tests.waiting import until

from .balancer import run_balancer

PAGE = "linear_regression"
QUESTION = next(q for q in lesson(PAGE).questions if q.kind == "choice")
FIRST, SECOND = QUESTION.options[:2]


@dataclass
class Site:
    """Two replicas behind a balancer.

    Args:
        url: of the balancer.
        database: address of PostgreSQL.
        store: the classes in it.
        replicas: the processes.
    """

    url: str
    database: str
    store: ClassStore
    replicas: list[subprocess.Popen]

    async def pupil(self, code: str, other_than: str = "") -> ClassClient:
        """Return a pupil with a seat, on another replica than that of this cookie."""
        while True:
            pupil = ClassClient(self.url)
            await pupil.join(code)
            if pupil.cookies["replica"] != other_than:
                break
        self.store.seats.take(code, pupil.cookies[seat_cookie(code)], PAGE)
        pupil.listen()
        await pupil.wait_for(bool)
        return pupil

    async def asked_class(self) -> ClassClient:
        """Return the teacher of a class that has a question."""
        teacher = ClassClient(self.url)
        await teacher.open_class()
        teacher.listen()
        await teacher.command("ask", page=PAGE, question=QUESTION.name)
        await teacher.wait_for(lambda message: message["phase"] == "asked")
        return teacher


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with run_postgresql() as address:
        yield address


@pytest.fixture
def site(database, tmp_path) -> Iterator[Site]:
    ports = [free_port(), free_port()]
    env = os.environ | {"DATABASE_URL": database}
    with ExitStack() as stack:
        command = [sys.executable, "-m", "tests.hosting.class_replica"]
        replicas = [
            stack.enter_context(
                subprocess.Popen([*command, str(port)], cwd=ROOT, env=env)
            )
            for port in ports
        ]
        for replica in replicas:
            stack.callback(replica.terminate)
        for port in ports:
            until(lambda port=port: answers(f"http://127.0.0.1:{port}/readyz"))
        apps = {f"APP_{n}": f"127.0.0.1:{port}" for n, port in enumerate(ports, 1)}
        balancer = stack.enter_context(run_balancer(tmp_path / "log", **apps))
        url = f"http://127.0.0.1:{balancer.port}"
        until(lambda: answers(f"{url}/join"))
        store = ClassStore(Database(database_url(database, "")))
        stack.callback(store.database.close)
        yield Site(url, database, store, replicas)


def test_a_vote_at_one_replica_is_seen_at_the_other(site):
    async def vote():
        teacher = await site.asked_class()
        pupil = await site.pupil(teacher.code, teacher.cookies["replica"])
        seconds = []
        for n, guess in enumerate((FIRST, SECOND) * 5):
            start = time.perf_counter()
            assert await pupil.answer(guess) == 200
            await teacher.wait_for(
                lambda message, guess=guess: (
                    {guess: 1}
                    == {o["id"]: 1 for o in message["results"]["options"] if o["count"]}
                )
            )
            seconds.append(time.perf_counter() - start)
            await asyncio.sleep(0.07 * n)
        await teacher.command("close")
        await pupil.wait_for(lambda message: message["phase"] == "closed")
        assert await pupil.answer(FIRST) == 409
        for client in (teacher, pupil):
            await client.close()
        return sorted(seconds)

    assert asyncio.run(vote())[4] < 1


def test_a_replica_that_is_killed_costs_seconds_and_no_answer(site):
    async def kill():
        teacher = await site.asked_class()
        near = await site.pupil(teacher.code)
        far = await site.pupil(teacher.code, near.cookies["replica"])
        for pupil in (near, far):
            assert await pupil.answer(FIRST) == 200
        await teacher.wait_for(lambda message: message["answered"] == 2)
        site.replicas[0].kill()
        assert (
            await asyncio.gather(near.answer(SECOND), far.answer(SECOND)) == [200] * 2
        )
        options = {FIRST: 0, SECOND: 2}
        await teacher.wait_for(
            lambda message: (
                options.items()
                <= {o["id"]: o["count"] for o in message["results"]["options"]}.items()
            )
        )
        await teacher.command("reveal")
        for client in (near, far, teacher):
            await client.wait_for(lambda message: message["phase"] == "revealed")
        absences = [client.absences for client in (teacher, near, far)]
        for client in (teacher, near, far):
            await client.close()
        return absences

    absences = asyncio.run(kill())
    assert any(absences) and max(map(max, filter(None, absences))) < 3


@pytest.mark.thorough
def test_a_database_that_is_away_for_seconds_loses_nothing(site):
    """Its connections are cut and new ones refused, as while it restarts."""
    admin = site.database.rpartition("/")[0] + "/template1"

    def allow(on: bool) -> None:
        with psycopg.connect(admin, autocommit=True) as connection:
            word = "true" if on else "false"
            connection.execute(f"ALTER DATABASE postgres ALLOW_CONNECTIONS {word}")
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = 'postgres'"
            )

    async def cut():
        teacher = await site.asked_class()
        pupil = await site.pupil(teacher.code, teacher.cookies["replica"])
        await asyncio.to_thread(allow, False)
        answer = asyncio.create_task(pupil.answer(FIRST))
        await asyncio.sleep(3)
        assert not answer.done()
        await asyncio.to_thread(allow, True)
        assert await answer == 200
        seconds = await teacher.wait_for(lambda message: message["answered"] == 1, 10)
        assert teacher.absences == pupil.absences == []  # the sockets stay
        for client in (teacher, pupil):
            await client.close()
        return seconds

    assert asyncio.run(cut()) < 5
