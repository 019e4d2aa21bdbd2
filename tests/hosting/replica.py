"""A replica without pages: a process that submits trainings as it is told.

Each line of its standard input is a JSON list, what to do and its arguments; it answers
each with a line of JSON. `cluster.Replica` starts it.
"""

import json
import os
import sys
from typing import Any

from app.compute.engine import ENGINE
from app.compute.training_handle import Priority, TrainingHandle
from tests import tiny_trainings

HANDLES: dict[str, TrainingHandle] = {}


def submit(key: str, function: str, priority: str, settings: dict[str, Any]) -> None:
    train = getattr(tiny_trainings, function)
    HANDLES[key] = ENGINE.submit(key, train, settings, Priority[priority])
    HANDLES[key].wants_part = True


def look(key: str) -> dict[str, Any]:
    handle = HANDLES[key]
    report, outcome = handle.report, handle.outcome
    return {
        "running": handle.is_running,
        "done": handle.done.is_set(),
        "progress": report.progress,
        "part": None if report.part is None else [int(n) for n in report.part],
        "value": outcome.value and list(outcome.value.value),
        "error": outcome.error and repr(outcome.error),
    }


def release(key: str) -> None:
    HANDLES[key].release()


def status() -> str:
    return ENGINE.status


def counts() -> dict[str, int]:
    return ENGINE.counts()


def process() -> int:
    return os.getpid()


ACTS = {act.__name__: act for act in (submit, look, release, status, counts, process)}

if __name__ == "__main__":
    ENGINE.start()
    for line in sys.stdin:
        name, arguments = json.loads(line)
        print(json.dumps(ACTS[name](**arguments)), flush=True)
    ENGINE.close()
