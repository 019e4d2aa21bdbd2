"""Worker processes: what each way to start them, and each setting of them, buys.

`start` compares worker processes that are forks of the server, forks of a fork server
that is started by itself, and started by themselves: seconds of the first one until it
is ready, milliseconds of each further one, megabytes of each.

`settings` has one worker compute every lesson's recording at its defaults, with all
settings and without each of them: seconds of wall clock and of processor, megabytes of
its own after the last one (`busy_mb`) and once it has nothing to do (`idle_mb`).

`optimizer` is the first step of an optimizer in a Python of its own, with torch's
compiler (`with_dynamo`) and with the stand-in for it (`with_stub`).

Figures are medians of the rounds, in which all variants take turns.

Run `python -m tests.benchmarks.workers --json`.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import ExitStack, closing
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter, process_time, sleep
from types import SimpleNamespace
from typing import Any

from tests.benchmarks.processes import usage
from tests.benchmarks.report import report
from tests.benchmarks.server import ROOT

MB = 1e6
START_MODES = ("forked_from_server", "forked", "spawned")
SETTINGS = ("one_thread", "one_heap", "trim", "freeze", "dynamo_stub")
TRIM_WAIT = 2.0
"""Seconds without an order after which a worker has given memory back."""


def run_alone(function: str, *arguments: Any) -> dict[str, Any]:
    """Call a function of this module in a Python of its own; return what it returns."""
    code = (
        "import json, sys; from tests.benchmarks import workers; "
        "name, *arguments = json.loads(sys.argv[1]); "
        "print(json.dumps(getattr(workers, name)(*arguments)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, json.dumps([function, *arguments])],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def preload() -> None:
    """Import what the server has imported when it forks, and freeze it likewise."""
    from app.compute import process

    os.environ |= process.SINGLE_THREAD_ENV
    for module in (*process.PRELOAD_MODULES, "app.page.lesson_page"):
        import_module(module)
    gc.collect()
    gc.freeze()


def load_all() -> Generator[float, None, None]:
    """A training that imports what trainings need, and does nothing else."""
    from app.compute.process import PRELOAD_MODULES

    for module in PRELOAD_MODULES:
        import_module(module)
    yield from ()


def start(mode: str, n_workers: int) -> dict[str, float]:
    """Start workers one after another, each until it is ready to train."""
    from app.compute import fork_server
    from app.compute.process import SpawnedProcess
    from app.compute.worker import import_path

    preload()
    server_mb = usage(os.getpid()).rss_mb
    if mode == "forked_from_server":
        fork_server.FORK_SERVER.start_by_fork()
    start_worker: Callable[[int], Any] = {"spawned": SpawnedProcess}.get(
        mode, fork_server.FORK_SERVER.start_worker
    )
    seconds = []
    with ExitStack() as stack:
        for _ in range(n_workers):
            begin = perf_counter()
            worker = stack.enter_context(closing(start_worker(5)))
            worker.pipe.send("compute", 0, import_path(load_all), {})
            reply = worker.pipe.receive()
            if reply[0] != "done":
                raise RuntimeError(f"{mode}: {reply[-1]!r}")
            seconds.append(perf_counter() - begin)
        mb_each = (usage(os.getpid()).rss_mb - server_mb) / n_workers
    fork_server.FORK_SERVER.close()
    return {
        "first_ready_s": seconds[0],
        "ready_ms": 1000 * median(seconds[1:] or seconds),
        "mb_each": mb_each,
    }


def omit(setting: str) -> None:
    """Make one setting of workers do nothing, in this process and its forks."""
    from app.compute import dynamo_stub, fork_server_child, worker

    if setting == "one_thread":
        import torch

        torch.set_num_threads(os.cpu_count() or 1)
        torch.set_num_threads = lambda n: None
    elif setting == "one_heap":
        fork_server_child.limit_heaps = lambda: None
    elif setting == "trim":
        worker.trim_memory = lambda: None
    elif setting == "freeze":
        fork_server_child.gc = SimpleNamespace(collect=gc.collect, freeze=gc.unfreeze)
    elif setting == "dynamo_stub":
        dynamo_stub.install = lambda: False


def train(omitted: str, n_lessons: int) -> dict[str, float]:
    """Have one worker, a fork of this process, compute lessons' recordings."""
    import lessons
    from app.compute import fork_server
    from app.compute.worker import import_path

    preload()
    omit(omitted)
    fork_server.FORK_SERVER.start_by_fork()
    slugs = [slug for slug in lessons.SLUGS if lessons.lesson(slug).record]
    with closing(fork_server.FORK_SERVER.start_worker(5)) as worker:
        start_s, start_cpu = perf_counter(), usage(worker.pid).cpu_s
        for number, slug in enumerate(slugs[: n_lessons or None]):
            page = lessons.lesson(slug)
            settings = {c.name: c.default for c in page.recording_controls}
            order = import_path(lessons.record), {"slug": slug, **settings}
            worker.pipe.send("compute", number, *order)
            while (reply := worker.pipe.receive())[0] == "part":
                pass
            if reply[0] != "done":
                raise RuntimeError(f"{slug}: {reply[-1]!r}")
        seconds, cpu_s = perf_counter() - start_s, usage(worker.pid).cpu_s - start_cpu
        busy_mb = private_mb(worker.pid)
        sleep(TRIM_WAIT)
        idle_mb = private_mb(worker.pid)
    fork_server.FORK_SERVER.close()
    return {"s": seconds, "cpu_s": cpu_s, "busy_mb": busy_mb, "idle_mb": idle_mb}


def private_mb(pid: int) -> float:
    """Return the megabytes that a process shares with no other one."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    lines = [line for line in rollup.splitlines() if line.startswith("Private_")]
    return sum(1024 * int(line.split()[1]) for line in lines) / MB


def first_step(with_stub: int) -> dict[str, float]:
    """Make an optimizer and a step with it; seconds of processor, and megabytes."""
    import torch

    from app.compute import dynamo_stub

    if with_stub:
        assert dynamo_stub.install()
    weight = torch.ones(3, requires_grad=True)
    weight.sum().backward()
    start_mb, start_s = usage(os.getpid()).rss_mb, process_time()
    torch.optim.SGD([weight], lr=0.1).step()
    seconds = process_time() - start_s
    return {"cpu_s": seconds, "mb": usage(os.getpid()).rss_mb - start_mb}


def measure(workers: int, lessons: int, settings: int, rounds: int) -> dict[str, Any]:
    """Return the medians of all variants.

    Args:
        workers: how many are started in each way.
        lessons: how many compute their recording, 0 for all.
        settings: how many are omitted, each in turn.
        rounds: how often each variant is measured.
    """
    variants: dict[tuple[str, str], Callable[[], dict[str, Any]]] = {}
    for mode in START_MODES:
        variants["start", mode] = lambda mode=mode: run_alone("start", mode, workers)
    for setting in ("", *SETTINGS[:settings]):
        name = f"without_{setting}" if setting else "all"
        variants["settings", name] = lambda one=setting: run_alone(
            "train", one, lessons
        )
    for stub, name in enumerate(("with_dynamo", "with_stub")):
        variants["optimizer", name] = lambda stub=stub: run_alone("first_step", stub)
    runs: dict[tuple[str, str], list[dict[str, Any]]] = {each: [] for each in variants}
    for _ in range(rounds):
        for variant, run in variants.items():
            runs[variant].append(run())
    result: dict[str, Any] = {"rounds": rounds}
    for (part, name), several in runs.items():
        result.setdefault(part, {})[name] = {
            figure: median(run[figure] for run in several) for figure in several[0]
        }
    return result


SMOKE = {"workers": 1, "lessons": 1, "settings": 1, "rounds": 1}

if __name__ == "__main__":
    report(measure, SMOKE, workers=3, lessons=0, settings=len(SETTINGS), rounds=3)
