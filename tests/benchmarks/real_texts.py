"""Texts on the real messages: accuracy, seconds and memory of the two settings.

Run `python -m tests.benchmarks.real_texts --json`.
"""

import json
import subprocess
import sys

from app.content.catalogue import ROOT
from lessons.data import newsgroups
from lessons.text_classification import ARTICLE, LESSON
from tests.benchmarks.report import report

RUN = """
import json, os, resource, sys, time
import torch
torch.set_num_threads(1)
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
if sys.argv[2:]:  # as in a worker
    import torch._dynamo
base = peak()
from lessons.text_classification.sources import split, training_arguments
from lessons.text_classification.training import training
settings = json.loads(sys.argv[1])
settings |= {"categories": tuple(settings["categories"])}
settings = training_arguments(settings, "en", "")
began = time.perf_counter()
split(settings)
loaded, used = time.perf_counter(), time.process_time()
going = training(settings)
while True:
    try:
        next(going)
    except StopIteration as done:
        result = done.value
        break
print(json.dumps({
    "accuracy": result.accuracy,
    "words": len(result.words),
    "load_s": loaded - began,
    "train_s": time.perf_counter() - loaded,
    "cpu_s": time.process_time() - used,
    "peak_mb": peak() - base,
}))
"""


def measure(seeds: int, anyway: int = 0) -> dict[str, dict[str, dict[str, float]]]:
    """Train each setting at each seed, from 0 on, each in a process of its own.

    Args:
        anyway: 1 takes the course's own messages where the real ones are not there.

    Returns:
        By the name of the setting (`ours_ready`: torch's compiler is imported before,
        as in a worker) a row for each seed: accuracy in %, words,
        seconds to read the messages, seconds (and of processor) to train, peak MB above
        a process that has imported torch. Empty without the messages.
    """
    if not newsgroups.is_cached() and not anyway:
        return {}
    ours: dict[str, object] = dict(LESSON.defaults)
    figures = {}
    variants = ("ours", {}, []), ("ours_ready", {}, ["ready"]), ("article", ARTICLE, [])
    for name, changes, ready_argument in variants:
        rows = {}
        for seed in range(seeds):
            settings = json.dumps(ours | changes | {"seed": seed})
            command = [sys.executable, "-c", RUN, settings, *ready_argument]
            run = subprocess.run(
                command, cwd=ROOT, capture_output=True, text=True, check=True
            )
            rows[f"seed {seed}"] = json.loads(run.stdout)
        figures[name] = rows
    return figures


if __name__ == "__main__":
    report(measure, {"seeds": 1, "anyway": 1}, seeds=3, anyway=0)
