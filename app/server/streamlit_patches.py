"""Patches that make the runs of pages cheaper in Streamlit, for many readers at once.

They replace private functions of Streamlit VERSION. With any other version `apply`
changes nothing, and the app runs without them. After an update run
`python -m tests.benchmarks.patches --json`: it compares a class with each patch and
without it. A patch is removed by deleting its entry in PATCHES and its function.

Measured on 2026-11-30, 10 readers for 30 s on each of two servers, one round, on two
cores with a load of 20 from other work; with the patch and without it:

- event batches: 138 and 140 ms of processor time a step, 1.2 and 1.1 s at the median;
- wakeups: 160 and 159 ms a step, 3.5 and 2.7 s;
- turns: 144 and 146 ms a step, 1.8 and 2.3 s, but 15 and 13 s at the 95th percentile.

So no gain is shown on a machine that is this busy. Measure 30 readers on an idle one
before keeping them for another version.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import streamlit
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunContext, ScriptRunner

from app.compute.fair_semaphore import PAGE_RUNS

VERSION = "1.67.0"


class Patch(NamedTuple):
    """One function of Streamlit and what replaces it."""

    owner: Any
    name: str
    replacement: Callable[..., Any]


def apply() -> bool:
    """Apply PATCHES, before the first session; return False for another Streamlit."""
    if streamlit.__version__ != VERSION:
        return False
    for patch in PATCHES:
        setattr(patch.owner, patch.name, patch.replacement)
    return True


# ---- events of a run: one waking of the event loop for many ----
#
# A run of a page sends about 70 messages. For each, the script's thread wakes the event
# loop through a socket, and the two then contend for the interpreter lock. Here all
# calls that are waiting share one waking. The loop is not woken at all for what it does
# itself.


class CallBatcher:
    """Calls from any thread to one event loop, in order; one waking for many.

    Args:
        schedule: has the loop call a function soon; may be called from any thread.
    """

    def __init__(self, schedule: Callable[[Callable[[], None]], None]):
        self._schedule = schedule
        self._calls: deque[Callable[[], None]] = deque()
        self._scheduled = False

    def add(self, call: Callable[[], None]) -> None:
        """Have the loop make this call, after those that were added before."""
        self._calls.append(call)
        if not self._scheduled:
            self._scheduled = True
            self._schedule(self._flush)

    def _flush(self) -> None:
        """Make all calls; if one raises, those after it are scheduled again."""
        self._scheduled = False  # first: a call added from here on schedules anew
        try:
            while self._calls:
                self._calls.popleft()()
        finally:
            if self._calls and not self._scheduled:
                self._scheduled = True
                self._schedule(self._flush)


def _on_scriptrunner_event(
    self: AppSession, sender: Any, event: Any, **details: Any
) -> None:
    """Hand an event from the script thread to the event loop, with others."""
    batcher = self.__dict__.get("_batcher")
    if batcher is None:
        batcher = self.__dict__.setdefault(
            "_batcher", CallBatcher(self._call_soon_on_event_loop)
        )
    handle = self._handle_scriptrunner_event_on_event_loop
    batcher.add(partial(handle, sender, event, **details))


def _enqueued_some_message(self: Runtime) -> None:
    """Announce that there is something to send; wake the loop from other threads."""
    objects = self._get_async_objs()
    try:
        on_loop = asyncio.get_running_loop() is objects.eventloop
    except RuntimeError:  # a thread without a loop
        on_loop = False
    if on_loop:
        objects.need_send_data.set()
    else:
        objects.eventloop.call_soon_threadsafe(objects.need_send_data.set)


# ---- runs of pages: a limited number at once, in order ----
#
# Streamlit runs the scripts of all readers at once, so that each is as slow as all of
# them together. PAGE_RUNS lets a few run at a time, in the order in which they came.

_original_run_script = ScriptRunner._run_script
_original_on_script_start = ScriptRunContext.on_script_start


def _run_script(self: ScriptRunner, rerun_data: Any) -> None:
    """Run a page; release its turn however it ends."""
    try:
        _original_run_script(self, rerun_data)
    finally:
        PAGE_RUNS.release()


def _on_script_start(self: ScriptRunContext) -> None:
    """Wait for the run's turn, then start the script.

    Callbacks have been called by then: one that waited would be interrupted by the
    reader's next action, and a press be lost. A run that such an action has replaced
    meanwhile ends here, before it draws anything.
    """
    PAGE_RUNS.acquire()
    self.yield_check()
    _original_on_script_start(self)


PATCHES = (
    Patch(AppSession, "_on_scriptrunner_event", _on_scriptrunner_event),
    Patch(Runtime, "_enqueued_some_message", _enqueued_some_message),
    Patch(ScriptRunner, "_run_script", _run_script),
    Patch(ScriptRunContext, "on_script_start", _on_script_start),
)
