"""Start and stop of the server: what is loaded before the first reader, and ended."""

import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from threading import Thread
from typing import Any

import streamlit as st

from app import config
from app.activities.classroom.errors import DatabaseUnavailableError
from app.compute.preload import SINGLE_THREAD, load_lessons
from app.compute.session_counter import SESSIONS
from app.server import class_access, logging_setup, streamlit_patches
from app.server.health import READY, STOPPING

LOG = logging.getLogger("app")

CLEANUP_SECONDS = 600.0
"""Between two looks for classes whose time is over."""

ENGINE_TIMEOUT = 30.0
"""Seconds that the first trainings wait for the engine; then threads do them."""


@st.cache_resource(show_spinner=False)
def preload() -> None:
    """Start the engine and load what every page needs, once.

    What is loaded is exempt from garbage collection.
    """
    os.environ.update(SINGLE_THREAD)
    from app.compute.engine import ENGINE

    ENGINE.start()
    import_module("app.page.lesson_page")
    load_lessons()


def warm_up() -> None:
    """Run the training of every page at its default settings, then set READY.

    Goes on with the trainings that are likely to be asked for, where that is enabled.
    Returns after the current training once STOPPING is set.
    """
    from app.compute.engine import ENGINE
    from app.compute.training_tasks import recording
    from lessons import SLUGS, lesson

    ENGINE.wait_until_ready(ENGINE_TIMEOUT)
    for slug in SLUGS:
        if STOPPING.is_set():
            return
        each = lesson(slug)
        if each.record is not None:
            recording(slug, each.defaults)
    import_module("torch._dynamo")  # 1 s, at the first step of any optimizer
    READY.set()
    LOG.info("ready")
    from app.compute import prefetch

    if prefetch.is_enabled():
        prefetch.run(STOPPING, prefetch.PrefetchTrigger())


def delete_ended_classes() -> None:
    """Delete classes whose time is over, now and then, until STOPPING is set."""
    while not STOPPING.wait(CLEANUP_SECONDS):
        try:
            if class_access.may_exist():
                class_access.store().delete_ended()
        except DatabaseUnavailableError:
            LOG.warning("classes: the database does not answer")
        except Exception:  # the next time it may work
            LOG.exception("classes: ended ones were not deleted")


@asynccontextmanager
async def lifespan(app: Any) -> AsyncIterator[dict[str, Any]]:
    """Start before the first connection, and stop after the last one."""
    logging_setup.configure()
    if not streamlit_patches.apply():
        LOG.warning("Streamlit is not %s: not patched", streamlit_patches.VERSION)
    LOG.info("start: at most %d readers", config.MAX_SESSIONS)
    if config.CLASSES and not config.DATABASE_URL:
        LOG.info("classes: no DATABASE_URL, they are in a file of this machine")
    preload()
    Thread(target=warm_up, name="warm", daemon=True).start()
    Thread(target=delete_ended_classes, name="classes", daemon=True).start()
    yield {}
    STOPPING.set()
    from app.compute.engine import ENGINE
    from app.compute.job_queue import JOB_QUEUE

    JOB_QUEUE.close()
    ENGINE.close()
    LOG.info("stop: %d readers", SESSIONS.connected)
