"""The numbers of `/metrics`."""

import asyncio
import sys
import threading

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from app import config
from app.compute.engine import ENGINE, Engine
from app.server import metrics
from tests import tiny_trainings

KINDS = {
    "app_ready": "gauge",
    "app_readers": "gauge",
    "app_readers_max": "gauge",
    "app_turned_away_total": "counter",
    "app_pages_waiting": "gauge",
    "app_trainings": "gauge",
    "app_queue_running": "gauge",
    "app_queue_waiting": "gauge",
    "app_results_bytes": "gauge",
    "app_results_bytes_max": "gauge",
    "app_trainings_waiting": "gauge",
    "app_trainings_running": "gauge",
    "app_trainings_failed_total": "counter",
    "app_training_seconds_total": "counter",
    "app_workers": "gauge",
    "app_workers_memory_bytes": "gauge",
}
"""Each metric of the app, and whether it may fall."""


def families():
    """Return what `/metrics` says, as Prometheus reads it."""
    return [*text_string_to_metric_families(generate_latest(metrics.REGISTRY).decode())]


def test_each_metric_is_a_number_of_the_right_kind_with_a_meaning():
    samples = {each.samples[0].name: each for each in families()}
    ours = {name: each.type for name, each in samples.items() if name[:4] == "app_"}
    assert ours == KINDS
    for each in samples.values():
        (sample,) = each.samples
        assert sample.value >= 0 and each.documentation
    values = {name: each.samples[0].value for name, each in samples.items()}
    assert values["app_results_bytes"] <= values["app_results_bytes_max"]
    if sys.platform == "linux":
        assert values["process_resident_memory_bytes"] > 1e7
        assert values["process_cpu_seconds_total"] > 0


def test_the_scheduler_is_asked_outside_the_event_loop(monkeypatch):
    threads = []

    def counts():
        threads.append(threading.current_thread())
        return {"workers": 3, "running": 2, "waiting": 1, "memory_bytes": 5}

    monkeypatch.setattr(ENGINE, "counts", counts)
    monkeypatch.setattr(config, "OPERATOR_TOKEN", "known")
    headers = [(b"authorization", b"Bearer known")]
    request = Request({"type": "http", "headers": headers})
    text = asyncio.run(metrics.metrics(request)).body.decode()
    assert threads and threads[0] is not threading.main_thread()
    for line in (
        "app_workers 3.0",
        "app_trainings_running 2.0",
        "app_trainings_waiting 1.0",
        "app_workers_memory_bytes 5.0",
    ):
        assert line in text.splitlines()


def test_a_training_that_nobody_waits_for_has_not_failed():
    engine = Engine(0, 0, "", max_threads=1)
    abandoned = engine.submit("endless", tiny_trainings.endless, {})
    abandoned.release()
    assert abandoned.wait(10) and engine.n_failed == 0
    assert engine.submit("divide", tiny_trainings.divide, {}).wait(10)
    assert engine.submit("busy", tiny_trainings.busy, {"seconds": 0.02}).wait(10)
    assert engine.n_failed == 1 and engine.seconds >= 0.02
    engine.close()
