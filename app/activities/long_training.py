"""A long training of a page: where this session is with it, and its place in the queue.

It runs in a process of its own (`app/compute/job_queue.py`), for as long as the reader
has the course open: on another page of it, it goes on. It is drawn by
app/activities/training_block.py.
"""

from collections.abc import Hashable, Mapping
from typing import Any, Literal

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.activities.prediction import Prediction
from app.compute.job_queue import JOB_QUEUE, JobStatus, QueueFull
from app.compute.training_tasks import cache_key
from app.content.catalogue import PageText
from app.state.activity_state import TrainingState
from app.state.page_context import PageContext
from lessons.contract import Training, Value


def is_connected(reader: tuple[str, object]) -> bool:
    """Return whether a reader's browser is there; without a server everybody is."""
    return not runtime.exists() or runtime.get_instance().is_active_session(reader[0])


JOB_QUEUE.is_connected = is_connected


def current_reader() -> tuple[str, object]:
    """Return what tells this session from all others, and the server its session."""
    context = get_script_run_ctx(suppress_warning=True)
    token = st.session_state.setdefault("reader", object())
    return (context.session_id if context else "", token)


class LongTraining:
    """A training of a page, and where this session is with it.

    What the page's state does not know, after a reset, is called off.

    Args:
        context: the page and this run of it.
        prediction: its questions; while one is open, none starts by itself.
        name: tells the trainings of a page apart.
        start: the training, a function of a lesson's module.
        depends: the settings it is called with.
    """

    def __init__(
        self,
        context: PageContext,
        prediction: Prediction,
        name: str,
        start: Training,
        depends: Mapping[str, Value],
    ):
        self.context, self.prediction, self.name = context, prediction, name
        self.start, self.depends = start, depends
        self.key = cache_key(context.slug, name, depends)
        self.reader = current_reader()

    @property
    def state(self) -> TrainingState:
        """What the session remembers of it."""
        return self.context.state.trainings.setdefault(self.name, TrainingState())

    @property
    def result(self) -> Any:
        """The result; of one that was stopped or is paused, what there is of it."""
        return JOB_QUEUE.result(self.key, self.reader)

    @property
    def is_done(self) -> bool:
        """Whether the whole result is there."""
        return JOB_QUEUE.is_done(self.key)

    @property
    def n_readers(self) -> int:
        """The number of readers whose training is active, on all pages."""
        return JOB_QUEUE.n_active

    @property
    def is_rejected(self) -> bool:
        """Whether the one at these settings found no place in the queue."""
        return self.state.rejected_key == self.key

    # ---- what the reader does ----

    def submit(self) -> None:
        """Train at these settings, from the start."""
        self._submit(None)

    def resume(self) -> None:
        """Go on with the one that is paused."""
        self._submit(self.last_status())

    def retry(self) -> None:
        """Submit once more what has failed, or found no place."""
        status = self.last_status()
        self._submit(status if status and status.saved else self._paused_job())

    def pause(self) -> None:
        """Take along what is trained so far, to go on from later."""
        self._interrupt("pause")

    def stop(self) -> None:
        """Take along what is trained so far, as it is."""
        self._interrupt("stop")

    def leave(self) -> None:
        """Wait no longer; what was paused is paused again."""
        self.state.abandoned_key = self.state.key
        self.state.last_status = self.state.paused_job
        JOB_QUEUE.unsubscribe(self.reader)

    def _submit(self, paused_job: JobStatus | None) -> None:
        state = self.state
        state.rejected_key = state.abandoned_key = None
        try:
            JOB_QUEUE.submit(
                self.reader, self.key, self.start, self.depends, paused_job
            )
        except QueueFull:
            state.rejected_key = self.key
        else:
            state.key, state.paused_job, state.last_status = self.key, paused_job, None

    def _interrupt(self, request: Literal["pause", "stop"]) -> None:
        JOB_QUEUE.interrupt(self.reader, request)

    # ---- where it is ----

    def prepare(self, *, auto: bool) -> None:
        """Start it by itself, if it may.

        Args:
            auto: whether it starts by itself.
        """
        if auto and not self._needs_no_start():
            self.submit()

    def active_job(self) -> JobStatus | None:
        """Return its status while it is active, at whatever settings.

        Its end is remembered; what the state does not know is called off.
        """
        status = JOB_QUEUE.status(self.reader)
        if status is None or not self._is_own(status.key):
            return None
        if self.state.key != status.key:
            JOB_QUEUE.unsubscribe(self.reader)
            return None
        if status.is_active:
            return status
        self.state.last_status = status
        JOB_QUEUE.unsubscribe(self.reader)
        return None

    def last_status(self) -> JobStatus | None:
        """Return the status of one at these settings that did not end well."""
        status: JobStatus | None = self.state.last_status
        return status if status and status.key == self.key else None

    def other_page(self) -> str:
        """Return the title of the page on which another one is active, or ""."""
        status = JOB_QUEUE.status(self.reader)
        if status is None or not status.is_active or self._is_own(status.key):
            return ""
        assert isinstance(status.key, tuple)
        return PageText(status.key[0], self.context.lang).title

    def _is_own(self, key: Hashable) -> bool:
        """Return whether a training is this one, at whatever settings."""
        return isinstance(key, tuple) and key[:2] == (self.context.slug, self.name)

    def _paused_job(self) -> JobStatus | None:
        """Return the paused one that the one at these settings goes on from."""
        status: JobStatus | None = self.state.paused_job
        return status if status and status.key == self.key else None

    def _needs_no_start(self) -> bool:
        """Return whether it need not, or may not, be started unasked."""
        job = self.active_job()
        return bool(
            self.is_done
            or (job and job.key == self.key)
            or self.last_status()
            or self.key in (self.state.rejected_key, self.state.abandoned_key)
            or self.other_page()
            or self.prediction.is_open
        )
