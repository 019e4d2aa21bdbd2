"""The engine as a cluster, run as compose.yaml runs it: what is killed costs time only.

Scheduler and workers are processes on loopback with the commands and variables of
compose.yaml, each restarted when it ends; two processes submit trainings like replicas.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from app.content.catalogue import ROOT
from tests.waiting import until

from .cluster import Cluster, Replica, create_certificate, run_cluster

pytestmark = pytest.mark.thorough

KEYS = (f"key {n}" for n in count())
PARTS = 400
"""Parts of a long training: with 5 ms each it takes 2 s."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[Cluster]:
    folder = tmp_path_factory.mktemp("cluster")
    certificate = create_certificate(folder / "engine")
    with run_cluster(folder, certificate, WORKERS="1", WORKER_HOSTS="2") as cluster:
        yield cluster


@pytest.fixture
def start(cluster) -> Iterator[Callable[..., Replica]]:
    """start(**variables): a replica, which need not be ready."""
    replicas = []

    def start(**variables: str) -> Replica:
        replicas.append(Replica(cluster.environment("app") | variables))
        return replicas[-1]

    yield start
    for replica in replicas:
        replica.kill()


@pytest.fixture
def replicas(start) -> tuple[Replica, Replica]:
    """Two replicas, once each sees the three workers."""
    pair = start(), start()
    for replica in pair:
        until(lambda replica=replica: replica.ask("counts")["workers"] == 3)
    return pair


@pytest.fixture
def log(tmp_path) -> Path:
    """A file in which a training says when it begins and ends."""
    return tmp_path / "log"


@pytest.fixture
def gate(tmp_path) -> Path:
    """A file that a training waits for."""
    return tmp_path / "gate"


def lines(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def runs(replica: Replica, key: str) -> int:
    """Wait until a long training shows something; return the process it runs in."""
    until(lambda: replica.look(key)["running"] and replica.look(key)["part"])
    return replica.look(key)["part"][1]


def result(replica: Replica, key: str) -> Any:
    state = until(lambda: (now := replica.look(key))["done"] and now)
    assert state["error"] is None
    return state["value"]


def submit_at_both(replicas, log: Path, gate: Path | None = None) -> tuple[str, int]:
    """Submit a long training at both; return its key and the process it runs in.

    Args:
        log: the file that it writes to.
        gate: a file that it waits for.
    """
    key = next(KEYS)
    settings = {"n": PARTS, "each": 5, "log": str(log), "gate": str(gate or "/")}
    for replica in replicas:
        replica.submit(key, "counting", "LONG", **settings)
    first, second = (runs(replica, key) for replica in replicas)
    assert first == second
    return key, first


def test_a_key_asked_at_two_replicas_runs_once(replicas, log):
    key, _ = submit_at_both(replicas, log)
    assert [result(replica, key) for replica in replicas] == [[PARTS, None]] * 2
    assert lines(log) == ["begin", "end"]


def test_short_trainings_of_two_replicas_run_on_the_workers(replicas):
    ours = {replica.ask("process") for replica in replicas}
    for replica in replicas:
        key = next(KEYS)
        replica.submit(key, "whereabouts", "SHORT")
        assert result(replica, key)[0] not in ours


def test_a_training_ends_with_its_replica_unless_another_one_waits(replicas, log, gate):
    first, second = replicas
    shared, _ = submit_at_both(replicas, log, gate)
    first.kill()
    time.sleep(1)
    assert lines(log) == ["begin"]
    gate.touch()
    assert result(second, shared) == [PARTS, None]
    alone = log.with_name("alone")
    second.submit("alone", "counting", "LONG", n=PARTS, each=1000, log=str(alone))
    runs(second, "alone")
    second.kill()
    until(lambda: lines(alone) == ["begin", "end"], 5)


@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_a_restarted_worker_costs_time_and_no_result(cluster, replicas, log, gate, end):
    key, process = submit_at_both(replicas, log, gate)
    (long_worker,) = cluster.containers["long-worker"]
    for n in range(1 if end == "kill" else 3):  # as often as workers are updated
        getattr(long_worker, end)()
        (process,) = {runs_elsewhere(replica, key, process) for replica in replicas}
        assert lines(log).count("begin") == n + 2
    gate.touch()
    assert [result(replica, key) for replica in replicas] == [[PARTS, None]] * 2


def runs_elsewhere(replica: Replica, key: str, process: int) -> int:
    """Wait until a training runs in another process; return that one."""
    until(lambda: (replica.look(key)["part"] or [0, process])[1] != process)
    return replica.look(key)["part"][1]


def test_short_trainings_go_on_when_one_of_two_workers_is_killed(cluster, replicas):
    keys = [next(KEYS) for _ in range(6)]
    for i, key in enumerate(keys):
        replicas[i % 2].submit(key, "slow", "SHORT")
    until(lambda: any(replicas[i % 2].look(k)["running"] for i, k in enumerate(keys)))
    cluster.containers["worker"][0].kill()
    for i, key in enumerate(keys):
        assert result(replicas[i % 2], key)
    until(lambda: replicas[0].ask("counts")["workers"] == 3)


@pytest.mark.parametrize("end", ["kill", "terminate"])
def test_a_restarted_scheduler_costs_time_and_no_result(
    cluster, replicas, log, gate, end
):
    key, process = submit_at_both(replicas, log, gate)
    start = time.monotonic()
    (scheduler,) = cluster.containers["scheduler"]
    getattr(scheduler, end)()
    other = {runs_elsewhere(replica, key, process) for replica in replicas}
    print(f"scheduler {end}: runs again after {time.monotonic() - start:.1f} s")
    assert len(other) == 1
    gate.touch()
    assert [result(replica, key) for replica in replicas] == [[PARTS, None]] * 2
    assert lines(log).count("begin") == 2
    for replica in replicas:
        until(lambda replica=replica: replica.ask("counts")["workers"] == 3)


def test_a_scheduler_that_is_away_for_long_is_found_again(cluster, replicas, log, gate):
    key, process = submit_at_both(replicas, log, gate)
    cluster.containers["scheduler"][0].stop()
    for replica in replicas:
        until(lambda replica=replica: replica.ask("status") == "starting")
        replica.submit("meanwhile", "whereabouts", "SHORT")
        assert result(replica, "meanwhile") == [replica.ask("process")]
    time.sleep(15)  # longer than Dask's client tries
    cluster.start("scheduler")
    other = {runs_elsewhere(replica, key, process) for replica in replicas}
    assert len(other) == 1
    gate.touch()
    assert [result(replica, key) for replica in replicas] == [[PARTS, None]] * 2


OUTSIDER = """
import asyncio, ssl, sys
from distributed.core import rpc

def show(authority, own):
    context = ssl.create_default_context(cafile=f"{authority}/ca.pem")
    context.check_hostname = False
    if own:
        context.load_cert_chain(f"{own}/engine.pem", f"{own}/engine.key")
    return {"ssl_context": context}

async def ask(address, arguments):
    try:
        async with rpc(address, timeout=3, connection_args=arguments) as server:
            return await server.identity()
    except OSError:
        return None

async def main(address, ours, theirs):
    known = await ask(address, show(ours, ours))
    workers = known["workers"]
    places = [address, *workers, *(worker["nanny"] for worker in workers.values())]
    for place in places:
        found = await asyncio.gather(
            ask(place.replace("tls:", "tcp:"), {}),
            ask(place, show(ours, None)),
            ask(place, show(ours, theirs)),
            ask(place, show(ours, ours)),
        )
        print(*(answer is not None for answer in found))

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def other_certificate(tmp_path_factory) -> Path:
    return create_certificate(tmp_path_factory.mktemp("other") / "engine")


def test_scheduler_and_workers_refuse_whoever_has_not_the_certificate(
    cluster, replicas, other_certificate
):
    arguments = [cluster.address, str(cluster.certificate), str(other_certificate)]
    output = subprocess.run(
        [sys.executable, "-c", OUTSIDER, *arguments],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    # without TLS, without a certificate, with another one, with that of the engine
    assert output.splitlines() == ["False False False True"] * 7


def test_a_replica_with_another_certificate_does_without_the_cluster(
    cluster, start, other_certificate
):
    replica = start(
        ENGINE_CA=str(cluster.certificate / "ca.pem"),
        ENGINE_CERT=str(other_certificate / "engine.pem"),
        ENGINE_KEY=str(other_certificate / "engine.key"),
    )
    replica.submit("short", "whereabouts", "SHORT")
    assert result(replica, "short") == [replica.ask("process")]
    time.sleep(12)  # longer than it tries to connect
    assert replica.ask("status") == "starting"
