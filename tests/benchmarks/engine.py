"""The engine: how soon it is ready, what a training costs there, how soon one stops.

Two workers take short trainings, one takes long ones as well; `throughput` has engines
of its own, with 1, 2 and 4 workers for short ones.

`tiny` is a training of one step, `result_500kb` one whose result is that large: from
the submission until the result is here. The `recordings` are lessons' at their defaults
and in their scenarios, submitted all at once, to the engine and to as many threads of
this process as there are cores, in turns: seconds of wall clock, of all processors, and
of this process for each of them (`own_ms_each`); a ratio is that of the engine to the
threads. `large_tensors_ratio` is the processor time of a recording with large tensors
in a worker to that in a thread. `cancel` is from the release of a training until it has
stopped. `added_mb` is what all processes hold more than this one did before the engine
was started, and `engine_mb` what the engine's processes hold of it; shared pages are
counted once.
`idle_percent` is of one core: of the engine, and of this process.

Run `python -m tests.benchmarks.engine --json`.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count, cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

import torch

from app.compute.engine import Engine
from app.compute.training_handle import TrainingHandle
from app.compute.training_tasks import TrainingTask, recording_task
from app.config import CORES
from lessons import SLUGS, lesson
from tests import tiny_trainings
from tests.benchmarks.processes import usage
from tests.benchmarks.report import percentile, report
from tests.waiting import until

LESSONS = "linear_regression", "polynomial", "batches", "gradient_descent"
"""Lessons whose recordings take 10 to 400 ms."""

WORKERS, LONG_WORKERS = 2, 1
THROUGHPUT_WORKERS = 1, 2, 4
RESULT_BYTES = 500_000
WARM_UPS = 20
SETTLE_TIME = 2.0
"""Seconds after which the engine has nothing left to do."""

RESULT_TIMEOUT = 120.0
SAMPLES, RECORDINGS, ROUNDS, IDLE_SECONDS, CANCELLATIONS = 300, 200, 3, 10.0, 30
SMOKE = {
    "samples": 5,
    "recordings": 4,
    "rounds": 1,
    "idle_seconds": 0.5,
    "cancellations": 2,
    "workers": 1,
}
KEYS = count()
"""Each training has a key of its own: none is joined to another one."""


def submit(
    engine: Engine, train: Callable[..., Any], **settings: Any
) -> TrainingHandle:
    """Submit a short training under a key of its own."""
    return engine.submit(("benchmark", next(KEYS)), train, settings)


def wait(handle: TrainingHandle) -> Any:
    """Wait for a training's end and return its result.

    Raises:
        TimeoutError: if it does not end.
        Exception: what the training raised.
    """
    if not handle.wait(RESULT_TIMEOUT):
        raise TimeoutError(handle.name)
    return handle.result()


def started(n_workers: int, n_long: int) -> Engine:
    """Start an engine and wait until its workers are there.

    Raises:
        RuntimeError: if they do not come.
    """
    engine = Engine(n_workers, n_long, "", max_threads=CORES)
    engine.start()
    if not engine.wait_until_ready(RESULT_TIMEOUT):
        engine.close()
        raise RuntimeError(f"the engine is {engine.status}")
    return engine


def latencies_ms(
    engine: Engine, samples: int, train: Callable[..., Any], **settings: Any
) -> list[float]:
    """Return milliseconds from a submission to the result, of one after another."""
    times = []
    for _ in range(min(samples, WARM_UPS) + samples):
        start = time.perf_counter()
        wait(submit(engine, train, **settings))
        times.append(1000 * (time.perf_counter() - start))
    return times[-samples:]


def stop_times_ms(engine: Engine, cancellations: int) -> Iterator[float]:
    """Yield milliseconds from the release of a training until it has stopped."""
    with tempfile.TemporaryDirectory() as folder:
        for i in range(cancellations):
            log = Path(folder) / str(i)
            handle = submit(engine, tiny_trainings.endless_with_log, log=str(log))
            until(log.exists)
            released = time.monotonic()
            handle.release()
            until(lambda log=log: log.read_text().endswith("\n"))
            yield 1000 * (float(log.read_text()) - released)


def recording_tasks() -> list[TrainingTask]:
    """Return the recordings of LESSONS at their defaults and in their scenarios."""
    tasks = {}
    for slug in LESSONS:
        each = lesson(slug)
        scenarios = [each.scenario_settings(one.name) for one in each.scenarios]
        for settings in (each.defaults, *scenarios):
            task = recording_task(slug, settings)
            tasks[task.key] = task
    return [*tasks.values()]


def batch(engine: Engine, tasks: list[TrainingTask]) -> dict[str, float]:
    """Run all tasks at once; seconds of wall clock and of processor, and ours of it."""
    start, own = time.perf_counter(), time.process_time()
    all_processes = usage(os.getpid()).cpu_s
    handles = [submit(engine, task.train, **task.settings) for task in tasks]
    for handle in handles:
        wait(handle)
    return {
        "s": time.perf_counter() - start,
        "cpu_s": usage(os.getpid()).cpu_s - all_processes,
        "own_ms_each": 1000 * (time.process_time() - own) / len(tasks),
    }


def compare(engine: Engine, recordings: int, rounds: int) -> dict[str, float]:
    """Run recordings in the engine and in threads, in turns; return the medians."""
    tasks = [*islice(cycle(recording_tasks()), recordings)]
    figures: dict[str, list[float]] = {}
    with closing(Engine(0, 0, "", max_threads=CORES)) as threads:
        for each in (engine, threads):
            batch(each, tasks[: len(LESSONS)])  # what is imported at the first use
        for _ in range(rounds):
            runs = {"engine": batch(engine, tasks), "threads": batch(threads, tasks)}
            for where, run in runs.items():
                for name, value in run.items():
                    figures.setdefault(f"{where}_{name}", []).append(value)
            for ratio, name in (("wall_ratio", "s"), ("cpu_ratio", "cpu_s")):
                value = runs["engine"][name] / runs["threads"][name]
                figures.setdefault(ratio, []).append(value)
    return {name: median(values) for name, values in figures.items()}


def large_tensors_ratio(engine: Engine, recordings: int) -> float:
    """Return how much more processor time a worker takes than a thread, both warm.

    For recordings of `linear_regression` with 500 points: tensors of 64 kB and more,
    which show how a worker's allocator serves a training loop.
    """
    each = lesson("linear_regression")
    seconds: dict[str, list[float]] = {"engine": [], "threads": []}
    with closing(Engine(0, 0, "", max_threads=CORES)) as threads:
        for seed in range(recordings + WORKERS + LONG_WORKERS):
            task = recording_task(
                "linear_regression", each.defaults | {"n": 500, "seed": seed}
            )
            for where, place in (("engine", engine), ("threads", threads)):
                handle = submit(place, task.train, **task.settings)
                wait(handle)
                seconds[where].append(handle.outcome.seconds)
    warm = {where: median(times[-recordings:]) for where, times in seconds.items()}
    return warm["engine"] / warm["threads"]


def idle(engine: Engine, seconds: float) -> dict[str, float]:
    """Return the memory of an idle engine, and percent of a core that it takes."""
    assert engine.process_id
    start, own = usage(engine.process_id), time.process_time()
    time.sleep(seconds)
    end = usage(engine.process_id)
    return {
        "engine_mb": end.rss_mb,
        "engine_processes": end.processes,
        "idle_percent": 100 * (end.cpu_s - start.cpu_s) / seconds,
        "own_idle_percent": 100 * (time.process_time() - own) / seconds,
    }


def throughput(n_workers: int, recordings: int) -> float:
    """Return recordings per second of an engine with so many workers."""
    tasks = [*islice(cycle(recording_tasks()), recordings)]
    with closing(started(n_workers, 0)) as engine:
        batch(engine, tasks[: n_workers * len(LESSONS)])
        return len(tasks) / batch(engine, tasks)["s"]


def measure(
    samples: int,
    recordings: int,
    rounds: int,
    idle_seconds: float,
    cancellations: int,
    workers: int,
) -> dict[str, float]:
    """Return the figures of the module's docstring.

    Args:
        samples: tiny trainings, and large results, that are timed.
        recordings: how many are computed at once.
        rounds: how often the engine and the threads compute them, in turns.
        idle_seconds: how long the engine is watched at rest.
        cancellations: trainings that are released.
        workers: the most workers whose throughput is measured.
    """
    torch.set_num_threads(1)
    for slug in SLUGS:
        lesson(slug)
    before_mb, start = usage(os.getpid()).rss_mb, time.perf_counter()
    with closing(started(WORKERS, LONG_WORKERS)) as engine:
        figures = {"ready_s": time.perf_counter() - start}
        time.sleep(min(SETTLE_TIME, idle_seconds))
        figures["added_mb"] = usage(os.getpid()).rss_mb - before_mb
        figures |= idle(engine, idle_seconds)
        tiny = latencies_ms(engine, samples, tiny_trainings.whereabouts)
        large = latencies_ms(engine, samples, tiny_trainings.array, nbytes=RESULT_BYTES)
        stopping = [*stop_times_ms(engine, cancellations)]
        figures |= {
            "tiny_p50_ms": median(tiny),
            "tiny_p95_ms": percentile(tiny, 95),
            "result_500kb_p50_ms": median(large),
            "cancel_p50_ms": median(stopping),
            "cancel_p95_ms": percentile(stopping, 95),
        }
        figures |= compare(engine, recordings, rounds)
        figures["large_tensors_ratio"] = large_tensors_ratio(engine, recordings)
        figures["used_engine_mb"] = usage(engine.process_id or 0).rss_mb
    for n_workers in (n for n in THROUGHPUT_WORKERS if n <= workers):
        name = f"throughput_{n_workers}_per_s"
        figures[name] = throughput(n_workers, recordings)
    return figures


if __name__ == "__main__":
    report(
        measure,
        SMOKE,
        samples=SAMPLES,
        recordings=RECORDINGS,
        rounds=ROUNDS,
        idle_seconds=IDLE_SECONDS,
        cancellations=CANCELLATIONS,
        workers=max(THROUGHPUT_WORKERS),
    )
