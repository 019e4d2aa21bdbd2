"""For who runs the server: warm start, readiness, figures, a stop without a wait."""

import gc
import hmac
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app import config
from app.compute import process
from app.compute.session_counter import SESSIONS
from app.server import logging_setup, streamlit_patches
from app.server.session_limit import Room

LOG = logging.getLogger("app")
READY = Event()
"""Set once the first reader would wait for nothing that others share."""

_stopping = Event()


@st.cache_resource(show_spinner=False)
def load() -> None:
    """Load what every page needs, then keep the collector away from it."""
    for name, value in process.ONE_THREAD.items():
        os.environ.setdefault(name, value)
    import torch

    from app.compute import dynamo_stub
    from lessons import SLUGS, lesson

    dynamo_stub.leave_out()
    for module in (*process.READY, "app.page.lesson_page"):
        import_module(module)
    for slug in SLUGS:
        lesson(slug)
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()


def warm() -> None:
    """Make what every first reader of a page waits for: imports, default trainings.

    It is told to stop by `_stopping`, and stops after the training it is at.
    """
    from app.compute.result_cache import recording
    from lessons import SLUGS, lesson

    for slug in SLUGS:
        if _stopping.is_set():
            return
        each = lesson(slug)
        if each.record is not None:
            recording(slug, each.defaults)
    READY.set()
    LOG.info("ready")
    from app.compute import prefetch

    if prefetch.is_enabled():
        prefetch.run(_stopping, prefetch.Time())


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """From before the first connection until after the last."""
    logging_setup.begin()
    if not streamlit_patches.lighten():
        LOG.warning("another Streamlit: its sessions cost what they cost")
    LOG.info("start: at most %d readers", config.MAX_SESSIONS)
    load()
    if process.COPIES:
        process.TEMPLATE.fork()
    Thread(target=warm, name="warm", daemon=True).start()
    yield {}
    _stopping.set()
    from app.compute.job_queue import QUEUE
    from app.compute.result_cache import stop
    from app.compute.worker_pool import BESIDE

    stop()
    BESIDE.close()
    QUEUE.close()
    process.TEMPLATE.close()
    LOG.info("stop: %d readers", SESSIONS.connected)


async def readyz(request: Request) -> Response:
    """200 once it is warm, 503 until then; 503 too where no more readers fit.

    A balancer that sends each reader back to their own process asks `?full=yes`: to
    one that is full as well, for those who are inside.
    """
    room = SESSIONS.connected < config.MAX_SESSIONS
    ready = READY.is_set() and not _stopping.is_set()
    well = ready and (room or request.query_params.get("full") == "yes")
    return JSONResponse({"ready": ready, "room": room}, 200 if well else 503)


def figures() -> dict[str, float]:
    """What /metrics tells: names in Prometheus' style, and numbers."""
    from app.compute.fair_semaphore import TURNS
    from app.compute.job_queue import QUEUE
    from app.compute.result_cache import MEASUREMENTS, RUNS

    used = os.times()
    return {
        "app_ready": READY.is_set(),
        "app_readers": SESSIONS.connected,
        "app_readers_max": config.MAX_SESSIONS,
        "app_turned_away_total": Room.turned_away,
        "app_pages_waiting": TURNS.waiting,
        "app_trainings": RUNS.working + MEASUREMENTS.working,
        "app_queue_running": QUEUE.running,
        "app_queue_waiting": QUEUE.waiting,
        "app_results_bytes": RUNS.nbytes,
        "app_results_bytes_max": config.RUNS_BYTES,
        "process_cpu_seconds_total": used.user + used.system,
        "process_resident_memory_bytes": resident(),
    }


def resident() -> int:
    """The memory of this process in bytes, as Linux tells it; 0 elsewhere."""
    told = Path("/proc/self/statm")
    if not told.exists():
        return 0
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def metrics(request: Request) -> Response:
    """The figures, for whoever has the operator's token; others find nothing here."""
    said = request.headers.get("authorization", "").encode()
    known = f"Bearer {config.OPERATOR_TOKEN}".encode()
    if not config.OPERATOR_TOKEN or not hmac.compare_digest(said, known):
        return PlainTextResponse("Not Found", 404)
    lines = (f"{name} {float(value):.10g}\n" for name, value in figures().items())
    return PlainTextResponse("".join(lines))


ROUTES = (Route("/readyz", readyz), Route("/metrics", metrics))
