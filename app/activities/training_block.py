"""A long training on the page: its buttons, its place in the queue, its progress."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from zlib import crc32

import streamlit as st

from app.activities.long_training import LongTraining
from app.compute.job_queue import JobStatus
from app.state.page_lifecycle import rerun_page

MIN_INTERVAL, MAX_LOOKS = 0.5, 12
"""Seconds between two looks at an active training; looks of all readers a second."""

STATUS = st.components.v2.component(
    "status",
    html="<p role=status></p>",
    css="""p { margin: 0; color: var(--st-gray-text-color);
        font: .875rem/1.4 var(--st-font); min-height: 1.4em; }""",
    js="""
export default function ({ data, parentElement }) {
  const line = parentElement.querySelector("p"); // stays, so that changes are heard
  if (line.textContent !== data.text) line.textContent = data.text;
  line.getRootNode().host.toggleAttribute("data-drawn", true);
}
""",
)


def look_interval(n_readers: int) -> float:
    """Return seconds between two looks of each, so that a whole class may follow."""
    interval = MIN_INTERVAL
    while n_readers > MAX_LOOKS * interval:
        interval *= 2
    return interval


class TrainingBlock:
    """Draws a long training, and follows it while it is active.

    Args:
        training: the training.
        draw: draws what a training shows of itself.
        moving: a context in which charts are drawn that change every second.
    """

    def __init__(
        self,
        training: LongTraining,
        *,
        draw: Callable[[Any], None],
        moving: Callable[[], AbstractContextManager[None]],
    ):
        self.training, self.context = training, training.context
        self.draw_preview, self.moving = draw, moving
        self.messages: dict[str, str] = self.context.messages["training"]
        self._page_status: tuple[Any, ...] = ()
        self._in_page_run = True

    def draw(self, *, auto: bool) -> Any:
        """Draw its part of the page.

        Args:
            auto: whether it starts by itself.

        Returns:
            The result; of one that was stopped or is paused, what there is of it; None
            if there is none yet.
        """
        self.training.prepare(auto=auto)
        job = self.training.active_job()
        self._page_status, self._in_page_run = self._status(), True
        interval = self._page_status[-1]
        run_every = interval and interval * self._own_pace()
        st.fragment(self._follow, run_every=run_every)()
        if job and job.key == self.training.key:
            return None
        return self.training.result

    def _status(self) -> tuple[Any, ...]:
        """Return what the rest of the page depends on, and the seconds to a look."""
        job = self.training.active_job()
        interval = look_interval(self.training.n_readers) if job else None
        status = self.training.last_status()
        return job and job.key, self.training.is_done, status, interval

    def _own_pace(self) -> float:
        """Return 0.75 to 1.25: readers who came at once are not to look at once."""
        return 0.75 + crc32(str(self.training.reader[0]).encode()) / 2**33

    def _follow(self) -> None:
        """Draw the part of the page that follows the training, by itself."""
        in_page_run, self._in_page_run = self._in_page_run, False
        is_stale = self._status() != self._page_status
        if is_stale and not in_page_run and not self.context.state.share.is_open:
            rerun_page(self.context.slug)  # never in the middle of the page's run
        job = self.training.active_job()
        row: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center"}
        with st.container(**row):
            with st.container(**row, width="content"):
                text = self._draw_buttons(job)
            STATUS(key=self._key("status"), data={"text": text}, width="content")
        if job and job.state == "running":
            st.progress(job.progress, self._percent("part", job))
        if job and job.key == self.training.key and job.preview is not None:
            with self.moving():
                self.draw_preview(job.preview)

    def _draw_buttons(self, job: JobStatus | None) -> str:
        """Draw what can be done; return what is said of the training."""
        training, status = self.training, self.training.last_status()
        if job:
            return self._draw_active_buttons(job)
        if training.is_done:
            return self.messages["done"]
        if status and status.state == "paused":
            self._draw_button("resume", training.resume)
            self._draw_button("anew", training.submit)
            return self._percent("paused", status)
        if status and status.state == "stopped":
            self._draw_button("anew", training.submit)
            return self._percent("stopped", status)
        if status:
            self._draw_button("again", training.retry)
            return self._failure_text(status.reason)
        if training.is_rejected:
            self._draw_button("again", training.retry)
            return self.messages["full"]
        self._draw_button("train", training.submit)
        title = training.other_page()
        return self.messages["elsewhere"].format(page=title) if title else ""

    def _draw_active_buttons(self, job: JobStatus) -> str:
        """Draw the buttons of an active training; return what is said of it."""
        training, is_other = self.training, job.key != self.training.key
        if is_other:
            self._draw_button("train", training.submit)
        if job.state == "waiting":
            self._draw_button("leave", training.leave)
        else:
            self._draw_button("pause", training.pause, disabled=bool(job.request))
            self._draw_button("stop", training.stop, disabled=bool(job.request))
        if is_other:
            return self.messages["other"]
        if job.state == "waiting":
            before = job.position - 1
            return self.messages["waiting" if before else "next"].format(before=before)
        return self.messages["refused" if job.pause_refused else "running"]

    def _failure_text(self, reason: str) -> str:
        """Return why it has failed: in the page's words, if it has some for it."""
        words, section = self.context.words, f"{self.training.name}.failed"
        reasons = words.labels(section) if section in words.sections else {}
        message = "large" if reason == "large" else "failed"
        return reasons.get(reason) or self.messages[message]

    def _percent(self, message: str, status: JobStatus) -> str:
        return self.messages[message].format(percent=int(100 * status.progress))

    def _draw_button(
        self, name: str, action: Callable[[], None], *, disabled: bool = False
    ) -> None:
        key = self._key(name)
        st.button(self.messages[name], key=key, on_click=action, disabled=disabled)

    def _key(self, part: str) -> str:
        return self.context.widget_key(f"{self.training.name}/{part}")
