"""Start and stop of the server: what is loaded before the first reader, and ended."""

import gc
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread
from typing import Any

import streamlit as st

from app import config
from app.compute import fork_server, process
from app.compute.session_counter import SESSIONS
from app.server import logging_setup, streamlit_patches
from app.server.health import READY, STOPPING

LOG = logging.getLogger("app")


@st.cache_resource(show_spinner=False)
def preload() -> None:
    """Load what every page needs, once, and exempt it from garbage collection."""
    for name, value in process.SINGLE_THREAD_ENV.items():
        os.environ.setdefault(name, value)
    import torch

    from app.compute import dynamo_stub
    from lessons import SLUGS, lesson

    dynamo_stub.install()
    for module in (*process.PRELOAD_MODULES, "app.page.lesson_page"):
        import_module(module)
    for slug in SLUGS:
        lesson(slug)
    torch.set_num_threads(1)
    gc.collect()
    gc.freeze()


def warm_up() -> None:
    """Run the training of every page at its default settings, then set READY.

    Goes on with the trainings that are likely to be asked for, where that is enabled.
    Returns after the current training once STOPPING is set.
    """
    from app.compute.training_tasks import recording
    from lessons import SLUGS, lesson

    for slug in SLUGS:
        if STOPPING.is_set():
            return
        each = lesson(slug)
        if each.record is not None:
            recording(slug, each.defaults)
    READY.set()
    LOG.info("ready")
    from app.compute import prefetch

    if prefetch.is_enabled():
        prefetch.run(STOPPING, prefetch.PrefetchTrigger())


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Start before the first connection, and stop after the last one."""
    logging_setup.configure()
    if not streamlit_patches.apply():
        LOG.warning("Streamlit is not %s: not patched", streamlit_patches.VERSION)
    LOG.info("start: at most %d readers", config.MAX_SESSIONS)
    preload()
    if fork_server.CAN_FORK:
        fork_server.FORK_SERVER.start_by_fork()
    Thread(target=warm_up, name="warm", daemon=True).start()
    yield {}
    STOPPING.set()
    from app.compute.job_queue import JOB_QUEUE
    from app.compute.result_cache import cancel_all
    from app.compute.worker_pool import WORKER_POOL

    cancel_all()
    WORKER_POOL.close()
    JOB_QUEUE.close()
    fork_server.FORK_SERVER.close()
    LOG.info("stop: %d readers", SESSIONS.connected)
