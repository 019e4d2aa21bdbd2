"""`/metrics`: the numbers of this process and of its engine, for Prometheus."""

import hmac
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app import config
from app.compute.session_counter import SESSIONS
from app.server.health import READY
from app.server.session_limit import SessionLimitMiddleware


class ServerCollector:
    """Reads the numbers of the server when they are asked for."""

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of readers, pages and caches, then those of trainings."""
        from app.compute.fair_semaphore import PAGE_RUNS
        from app.compute.job_queue import JOB_QUEUE
        from app.compute.result_cache import MEASUREMENTS, RESULTS

        yield gauge("ready", "1 once the server is warm, else 0.", READY.is_set())
        yield gauge("readers", "Sessions that are connected.", SESSIONS.connected)
        yield gauge(
            "readers_max", "Sessions that may be connected.", config.MAX_SESSIONS
        )
        yield counter(
            "turned_away_total",
            "Sessions refused because the server was full.",
            SessionLimitMiddleware.turned_away,
        )
        yield gauge(
            "pages_waiting",
            "Page runs that wait for others to end.",
            PAGE_RUNS.n_waiting,
        )
        yield gauge(
            "trainings",
            "Short trainings and measurements of this server, waiting or running.",
            RESULTS.n_running + MEASUREMENTS.n_running,
        )
        yield gauge(
            "queue_running",
            "Long trainings of this server that run.",
            JOB_QUEUE.n_running,
        )
        yield gauge(
            "queue_waiting",
            "Long trainings of this server that wait.",
            JOB_QUEUE.n_waiting,
        )
        yield gauge("results_bytes", "Memory of the cached recordings.", RESULTS.nbytes)
        yield gauge(
            "results_bytes_max",
            "Memory that cached recordings may take.",
            config.RUNS_BYTES,
        )
        yield from engine_metrics()


def engine_metrics() -> Iterator[Metric]:
    """Yield the metrics of the engine; asking its scheduler may take seconds."""
    from app.compute.engine import ENGINE

    counts = ENGINE.counts()
    yield gauge(
        "trainings_waiting",
        "Trainings of any kind that wait for a worker; at a cluster those of all "
        "servers.",
        counts["waiting"],
    )
    yield gauge(
        "trainings_running",
        "Trainings of any kind that workers run; at a cluster those of all servers.",
        counts["running"],
    )
    yield counter(
        "trainings_failed_total",
        "Trainings of this server that ended with an error.",
        ENGINE.n_failed,
    )
    yield counter(
        "training_seconds_total",
        "Processor time of this server's completed trainings.",
        ENGINE.seconds,
    )
    yield gauge(
        "workers",
        "Worker processes; 0 while trainings run in threads of the server.",
        counts["workers"],
    )
    yield gauge(
        "workers_memory_bytes",
        "Resident memory of all workers; what they share is counted in each.",
        counts["memory_bytes"],
    )


def gauge(name: str, meaning: str, value: float) -> Metric:
    """Return a metric of the app that rises and falls."""
    return GaugeMetricFamily(f"app_{name}", meaning, value)


def counter(name: str, meaning: str, value: float) -> Metric:
    """Return a metric of the app that only rises."""
    return CounterMetricFamily(f"app_{name}", meaning, value)


REGISTRY = CollectorRegistry()
"""The metrics of this server; those of the process where there is a /proc."""
REGISTRY.register(ServerCollector())
ProcessCollector(registry=REGISTRY)


async def metrics(request: Request) -> Response:
    """Answer with the metrics if the operator's token is sent, else with 404."""
    authorization = request.headers.get("authorization", "").encode()
    expected = f"Bearer {config.OPERATOR_TOKEN}".encode()
    if not config.OPERATOR_TOKEN or not hmac.compare_digest(authorization, expected):
        return PlainTextResponse("Not Found", 404)
    text = await run_in_threadpool(generate_latest, REGISTRY)
    return Response(text, media_type=CONTENT_TYPE_PLAIN_0_0_4)


ROUTES = (Route("/metrics", metrics),)
