"""What each patch of Streamlit buys: a class at work, with it and without it.

In each round the class of `classroom` comes to a server with all patches, then to one
without each group of them, so that what else the machine does meets all alike. Figures
are medians of the rounds: `all` with every patch, `without_…` without a group.
`…_cpu_ms_each` is the processor time of all processes of the server for one thing that
a reader does, `…_p95_s` how long it takes.

Run `python -m tests.benchmarks.patches --json`.
"""

import asyncio
from statistics import median
from typing import Any

from tests.benchmarks import classroom
from tests.benchmarks.report import report
from tests.benchmarks.server import ROOT, serve

GROUPS = {
    "turns": "_run_script on_script_start",
}
"""Functions that are patched together, by a name for what they do."""

FIGURES = (
    "open_cpu_ms_each",
    "wander_cpu_ms_each",
    "gather_p95_s",
    "burst_p95_s",
    "wander_p50_s",
    "wander_p95_s",
)


def attend(unpatched: str, sessions: int, seconds: float) -> dict[str, Any]:
    """Return the figures of one class on a server without some patches."""
    launcher = "tests.benchmarks.unpatched_streamlit"
    environment = {"UNPATCHED": unpatched, "TRAIN_AHEAD": "0"}
    with serve(
        ROOT / "app" / "main.py", warm=True, launcher=launcher, **environment
    ) as server:
        return asyncio.run(classroom.attend(server, sessions, seconds))


def measure(sessions: int, seconds: float, rounds: int) -> dict[str, Any]:
    """Return the medians with all patches and without each group."""
    result: dict[str, Any] = {"sessions": sessions, "rounds": rounds, "errors": 0}
    runs: dict[str, list[dict[str, Any]]] = {}
    for _ in range(rounds):
        for name in ["", *GROUPS]:
            run = attend(GROUPS.get(name, ""), sessions, seconds)
            runs.setdefault(name or "all", []).append(run)
            result["errors"] += run["errors"]
            if run["errors"]:
                result.setdefault("first_errors", run["first_errors"])
    for name, several in runs.items():
        key = name if name == "all" else f"without_{name}"
        result[key] = {
            figure: median(run[figure] for run in several) for figure in FIGURES
        }
    return result


SMOKE = {"sessions": 2, "seconds": 5.5, "rounds": 1}

if __name__ == "__main__":
    report(measure, SMOKE, sessions=30, seconds=30.0, rounds=3)
