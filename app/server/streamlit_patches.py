"""Patches of Streamlit that let a limited number of pages run at once, in order.

They replace private functions of Streamlit VERSION. With any other version `apply`
changes nothing, and the app runs without them. After an update run
`python -m tests.benchmarks.patches --json`: it compares a class with each patch and
without it. A patch is removed by deleting its entry in PATCHES and its function.

Measured on 2026-12-01, 30 readers for 30 s on each of two servers, median of three
rounds, two cores with nothing beside: with limited runs a change is answered in 0.11 s
at the median and 0.67 s at the 95th percentile, without them in 0.15 and 0.81 s.
Patches that let many events of a run share one waking of the event loop, and that did
not wake it for what it does itself, gained nothing (0.113 and 0.113 s; 183 and 184 ms
of processor time to open a page), so they were removed.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit
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
    Patch(ScriptRunner, "_run_script", _run_script),
    Patch(ScriptRunContext, "on_script_start", _on_script_start),
)
