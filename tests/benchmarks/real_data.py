"""How well and how fast the pages of chapter 5 learn from the real data.

Run `python -m tests.benchmarks.real_data --json [--seeds 1]`. All of Fashion-MNIST must
be on this machine (`python -m lessons.data prefetch`); one thread, as on the page.
"""

import sys
from time import perf_counter, process_time
from typing import Any

import torch

from lessons import lesson
from lessons.data import fashion
from lessons.image_classification.training import training
from tests.benchmarks import real_texts
from tests.benchmarks.report import report

SLUG = "image_classification"
WHOLE = {"mlp": "whole_mlp", "cnn": "whole_cnn"}
"""Models, and the scenarios that train them with the whole set."""


def train(settings: dict[str, Any]) -> tuple[Any, float, float, float]:
    """Train; return result, seconds, processor seconds, seconds to the first point."""
    start_time, start_cpu, first = perf_counter(), process_time(), 0.0
    computation = training(settings)
    while True:
        try:
            part = next(computation)
        except StopIteration as finished:
            seconds, cpu = perf_counter() - start_time, process_time() - start_cpu
            return finished.value, seconds, cpu, first
        if len(part.preview) and not first:
            first = perf_counter() - start_time


def measure_images(seeds: int, size: int) -> dict[str, Any]:
    """Measure accuracy in % and seconds: the page's default, then the whole set.

    Args:
        size: as many images and one epoch; 0 for as many as the page says.
    """
    page = lesson(SLUG)
    small: dict[str, Any] = {"size": size, "n_epochs": 1} if size else {}
    result, seconds, cpu, first = train(page.defaults | small)
    default = {"accuracy": result.accuracy, "seconds": seconds, "cpu": cpu}
    figures: dict[str, Any] = {"default": default | {"first_point": first}}
    if fashion.find_folder() is None:
        return figures | {"whole": "not on this machine"}
    for model, scenario in WHOLE.items():
        for seed in range(seeds):
            settings = page.scenario_settings(scenario) | {"seed": seed} | small
            result, seconds, cpu, _ = train(settings)
            one = {"accuracy": result.accuracy, "seconds": seconds, "cpu": cpu}
            figures[f"{model}, seed {seed}"] = one
            print(model, seed, one, file=sys.stderr)
    return figures


def measure(seeds: int, size: int) -> dict[str, Any]:
    """Measure images and texts."""
    torch.set_num_threads(1)
    texts = real_texts.measure(seeds)
    return {"images": measure_images(seeds, size), "texts": texts}


if __name__ == "__main__":
    report(measure, {"seeds": 1, "size": 100}, seeds=3, size=0)
