"""What Streamlit does for every run of a page, at less cost: for many readers at once.

A profile of thirty readers showed two thirds of the server's time in its event loop.
For each of the 70 messages of a run the thread of the page woke the loop up twice; both
then waited for each other. And the theme, the same for all, was read from the
configuration anew at each run. Here a run's messages wait together for one waking, the
theme is made once, and the runs take turns.

This takes the place of private functions of the one version it was written for; at any
other, `lighten` leaves Streamlit as it is.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunContext, ScriptRunner

from app.compute.fair_semaphore import TURNS

VERSION = "1.67.0"


class Waiting:
    """Calls from any thread to one event loop, in order; one waking for many.

    Args:
        wake: has the loop call what it is given; called from any thread.
    """

    def __init__(self, wake: Callable[[Callable[[], None]], None]):
        self._wake = wake
        self._calls: deque[Callable[[], None]] = deque()
        self._woken = False

    def add(self, call: Callable[[], None]) -> None:
        """Have the loop make this call, after those added before it."""
        self._calls.append(call)
        if not self._woken:
            self._woken = True
            self._wake(self._make)

    def _make(self) -> None:
        """Make all the calls there are; one that raises leaves the rest for later."""
        self._woken = False  # first: whoever adds one from here on wakes the loop again
        try:
            while self._calls:
                self._calls.popleft()()
        finally:
            if self._calls and not self._woken:
                self._woken = True
                self._wake(self._make)


def lighten() -> bool:
    """Take over, before the first reader; whether that was done."""
    if streamlit.__version__ != VERSION:
        return False
    if app_session._populate_theme_msg is not _theme:
        AppSession._on_scriptrunner_event = _told  # type: ignore[method-assign, assignment]
        Runtime._enqueued_some_message = _enqueued  # type: ignore[method-assign]
        app_session._populate_theme_msg = _theme
        ScriptRunner._run_script = _run  # type: ignore[method-assign]
        ScriptRunContext.on_script_start = _starts  # type: ignore[method-assign]
    return True


def _told(self: AppSession, sender: Any, event: Any, **more: Any) -> None:
    """An event of a run, from the thread of the page: with others to the loop."""
    waiting = self.__dict__.get("_waiting")
    if waiting is None:
        waiting = self.__dict__.setdefault(
            "_waiting", Waiting(self._call_soon_on_event_loop)
        )
    handle = self._handle_scriptrunner_event_on_event_loop
    waiting.add(partial(handle, sender, event, **more))


_run_script, _script_starts = ScriptRunner._run_script, ScriptRunContext.on_script_start


def _run(self: ScriptRunner, rerun_data: Any) -> None:
    """A run of a page; it gives its turn back, however it ends."""
    try:
        _run_script(self, rerun_data)
    finally:
        TURNS.end()


def _starts(self: ScriptRunContext) -> None:
    """The script of a run starts when it is its turn.

    What the reader has done is taken down by then: a callback that waited would be
    broken off by whatever comes meanwhile, and a press be lost. And who has done
    something else since is told so before anything is drawn.
    """
    TURNS.begin()
    self.yield_check()
    _script_starts(self)


def _enqueued(self: Runtime) -> None:
    """There is something to send; the loop itself need not be woken up for it."""
    made = self._get_async_objs()
    try:
        here = asyncio.get_running_loop() is made.eventloop
    except RuntimeError:  # a thread without a loop
        here = False
    if here:
        made.need_send_data.set()
    else:
        made.eventloop.call_soon_threadsafe(made.need_send_data.set)


_read_theme = app_session._populate_theme_msg
_themes: dict[str, CustomThemeConfig] = {}


def _theme(msg: CustomThemeConfig, section: str = "theme") -> None:
    """The theme of one section, read from the configuration once."""
    if section not in _themes:
        theme = CustomThemeConfig()
        _read_theme(theme, section)
        _themes[section] = theme
    if _themes[section].ByteSize():
        msg.MergeFrom(_themes[section])
