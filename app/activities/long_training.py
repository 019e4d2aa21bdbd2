"""A long training on a page: its button, its place in the queue, its progress.

It runs in a process of its own (`app/compute/job_queue.py`), for as long as the reader
has the course open: on another page of it, it goes on.
"""

from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Literal
from zlib import crc32

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from app.activities.prediction import Prediction
from app.compute.job_queue import JOB_QUEUE, JobStatus, QueueFull
from app.compute.result_cache import cache_key
from app.content.catalogue import PageText
from app.state import settings
from app.state.page_context import PageContext
from lessons.contract import Training, Value

EVERY, LOOKS = 0.5, 12
"""Seconds between two looks at a training under way; looks of all readers a second."""

STATUS = st.components.v2.component(
    "status",
    html="<p role=status></p>",
    css="""p { margin: 0; color: var(--st-gray-text-color);
        font: .875rem/1.4 var(--st-font); min-height: 1.4em; }""",
    js="""
export default function ({ data, parentElement }) {
  const said = parentElement.querySelector("p"); // stays, so that changes are heard
  if (said.textContent !== data.text) said.textContent = data.text;
}
""",
)


def connected(reader: tuple[str, object]) -> bool:
    """Whether a reader's browser is there; without a server everybody is."""
    return not runtime.exists() or runtime.get_instance().is_active_session(reader[0])


JOB_QUEUE.is_connected = connected


def pace(followers: int) -> float:
    """Seconds between two looks of each, so that a whole class may follow at once."""
    every = EVERY
    while followers > LOOKS * every:
        every *= 2
    return every


def this_reader() -> tuple[str, object]:
    """What tells this session from all others, and the server whether it is there."""
    context = get_script_run_ctx(suppress_warning=True)
    own = st.session_state.setdefault("reader", object())
    return (context.session_id if context else "", own)


class LongTraining:
    """A training of a page, and where this session is with it.

    The page's memory keeps in `trainings` for each: `key` of the one asked for last,
    `from` (the paused one it goes on from), `ended` (what has become of it, if it did
    not end well), `full` and `left` (the keys of those there was no room for, and that
    the reader did not wait for). What the memory does not know, after a reset, is given
    up.

    Args:
        context: the page and this run of it.
        prediction: its questions; while one is open, none starts by itself.
        name: tells the trainings of a page apart.
        start: the training, a function of a lesson's module.
        depends: the settings it is called with.
        draw: draws what a training shows of itself.
        moving: a context in which charts are drawn that change every second.
    """

    def __init__(
        self,
        context: PageContext,
        prediction: Prediction,
        name: str,
        start: Training,
        depends: Mapping[str, Value],
        *,
        draw: Callable[[Any], None],
        moving: Callable[[], AbstractContextManager[None]],
    ):
        self.context, self.prediction, self.name = context, prediction, name
        self.moving = moving
        self.start, self.draw, self.depends = start, draw, depends
        self.key = cache_key(context.slug, name, depends)
        self.reader = this_reader()
        self.said: dict[str, str] = context.messages["training"]
        self.before: tuple[Any, ...] = ()
        self.whole = True

    @property
    def memory(self) -> dict[str, Any]:
        """What the session remembers of it."""
        kept = self.context.state.setdefault("trainings", {})
        first = dict.fromkeys(("key", "from", "ended", "full", "left"))
        return kept.setdefault(self.name, first)

    def show(self, *, auto: bool) -> Any:
        """Draw its part of the page.

        Returns:
            The result; of one that was stopped or is paused, what there is of it; None
            if there is none yet.
        """
        if auto and not self._begun():
            self.ask()
        if not JOB_QUEUE.is_done(self.key):
            JOB_QUEUE.prepare()
        going = self._going()
        self.before, self.whole = self._stand(), True
        every = self.before[-1]
        st.fragment(self._live, run_every=every and every * self._own_pace())()
        if going and going.key == self.key:
            return None
        return JOB_QUEUE.result(self.key, self.reader)

    # ---- what the reader does ----

    def ask(self) -> None:
        """Train at these settings, from the start."""
        self._ask(None)

    def resume(self) -> None:
        """Go on with the one that is paused."""
        self._ask(self._ended())

    def again(self) -> None:
        """Try once more what has failed, or had no room."""
        ended = self._ended()
        self._ask(ended if ended and ended.saved else self._paused())

    def _ask(self, paused: JobStatus | None) -> None:
        memory = self.memory
        memory |= {"full": None, "left": None}
        try:
            JOB_QUEUE.submit(self.reader, self.key, self.start, self.depends, paused)
        except QueueFull:
            memory["full"] = self.key
        else:
            memory |= {"key": self.key, "from": paused, "ended": None}

    def halt(self, how: Literal["pause", "stop"]) -> None:
        """Pause it, or keep it as it is."""
        JOB_QUEUE.interrupt(self.reader, how)

    def leave(self) -> None:
        """Wait no longer; what was paused is paused again."""
        memory = self.memory
        memory |= {"left": memory["key"], "ended": memory["from"]}
        JOB_QUEUE.unsubscribe(self.reader)

    # ---- where it is ----

    def _mine(self, key: Hashable) -> bool:
        """Whether a training is this one, at whatever settings."""
        return isinstance(key, tuple) and key[:2] == (self.context.slug, self.name)

    def _going(self) -> JobStatus | None:
        """It, if it is under way, at whatever settings; its end is remembered."""
        seen = JOB_QUEUE.status(self.reader)
        if seen is None or not self._mine(seen.key):
            return None
        if self.memory["key"] != seen.key:
            JOB_QUEUE.unsubscribe(self.reader)
            return None
        if seen.is_active:
            return seen
        self.memory["ended"] = seen
        JOB_QUEUE.unsubscribe(self.reader)
        return None

    def _elsewhere(self) -> str:
        """The title of the page on which another one is under way, or ""."""
        seen = JOB_QUEUE.status(self.reader)
        if seen is None or not seen.is_active or self._mine(seen.key):
            return ""
        assert isinstance(seen.key, tuple)
        return PageText(seen.key[0], self.context.lang).title

    def _ended(self) -> JobStatus | None:
        """What has become of the one at these settings, if it did not end well."""
        ended: JobStatus | None = self.memory["ended"]
        return ended if ended and ended.key == self.key else None

    def _paused(self) -> JobStatus | None:
        """The paused one that the one at these settings goes on from."""
        paused: JobStatus | None = self.memory["from"]
        return paused if paused and paused.key == self.key else None

    def _begun(self) -> bool:
        """Whether it need not, or may not, be started unasked."""
        going = self._going()
        return bool(
            JOB_QUEUE.is_done(self.key)
            or (going and going.key == self.key)
            or self._ended()
            or self.key in (self.memory["full"], self.memory["left"])
            or self._elsewhere()
            or self.prediction.open
        )

    def _stand(self) -> tuple[Any, ...]:
        """What the rest of the page depends on, and when it looks again, if ever."""
        going = self._going()
        every = pace(JOB_QUEUE.n_active) if going else None
        return going and going.key, JOB_QUEUE.is_done(self.key), self._ended(), every

    # ---- what is seen ----

    def _own_pace(self) -> float:
        """From 0.75 to 1.25: readers who came at once are not to look at once."""
        return 0.75 + crc32(str(self.reader[0]).encode()) / 2**33

    def _live(self) -> None:
        """The part of the page that follows the training, by itself."""
        whole, self.whole = self.whole, False
        dialog = self.context.state.get("dialog")
        if self._stand() != self.before and not whole and not dialog:
            settings.rerun(self.context.slug)  # never in the middle of the page's run
        going = self._going()
        row: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center"}
        with st.container(**row):
            with st.container(**row, width="content"):
                text = self._buttons(going)
            STATUS(key=self._key("status"), data={"text": text}, width="content")
        if going and going.state == "running":
            st.progress(going.progress, self._percent("part", going))
        if going and going.key == self.key and going.preview is not None:
            with self.moving():
                self.draw(going.preview)

    def _buttons(self, going: JobStatus | None) -> str:
        """What can be done, and what is said of it."""
        ended = self._ended()
        if going:
            return self._under_way(going)
        if JOB_QUEUE.is_done(self.key):
            return self.said["done"]
        if ended and ended.state == "paused":
            self._button("resume", self.resume)
            self._button("anew", self.ask)
            return self._percent("paused", ended)
        if ended and ended.state == "stopped":
            self._button("anew", self.ask)
            return self._percent("stopped", ended)
        if ended:
            self._button("again", self.again)
            return self._why(ended.reason)
        if self.memory["full"] == self.key:
            self._button("again", self.again)
            return self.said["full"]
        self._button("train", self.ask)
        there = self._elsewhere()
        return self.said["elsewhere"].format(page=there) if there else ""

    def _under_way(self, going: JobStatus) -> str:
        """The buttons of a training under way, and what is said of it."""
        if going.key != self.key:
            self._button("train", self.ask)
        if going.state == "waiting":
            self._button("leave", self.leave)
        else:
            self._button("pause", lambda: self.halt("pause"), bool(going.request))
            self._button("stop", lambda: self.halt("stop"), bool(going.request))
        if going.key != self.key:
            return self.said["other"]
        if going.state == "waiting":
            return self.said["waiting"].format(place=going.position)
        return self.said["refused" if going.pause_refused else "running"]

    def _why(self, reason: str) -> str:
        """Why it has failed: in the page's words, if it has a sentence for it."""
        words, section = self.context.words, f"{self.name}.failed"
        told = words.labels(section) if section in words.sections else {}
        return told.get(reason) or self.said["large" if reason == "large" else "failed"]

    def _percent(self, said: str, seen: JobStatus) -> str:
        return self.said[said].format(percent=int(100 * seen.progress))

    def _button(self, said: str, act: Callable[[], None], off: bool = False) -> None:
        st.button(self.said[said], key=self._key(said), on_click=act, disabled=off)

    def _key(self, part: str) -> str:
        return f"{self.context.slug}/{self.name}/{part}"
