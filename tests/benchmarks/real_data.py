"""How well and how fast the pages of chapter 5 learn from the real data.

Run `python -m tests.benchmarks.real_data --json [--seeds 1]`. All of Fashion-MNIST must
be on this machine (`python -m lessons.data prefetch`); one thread, as on the page.
"""

import argparse
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


def trained(settings: dict[str, Any]) -> tuple[Any, float, float, float]:
    """Result, seconds, processor seconds, seconds to the first point of the curves."""
    began, used, first = perf_counter(), process_time(), 0.0
    computation = training(settings)
    while True:
        try:
            part = next(computation)
        except StopIteration as finished:
            seconds, cpu = perf_counter() - began, process_time() - used
            return finished.value, seconds, cpu, first
        if len(part.shown) and not first:
            first = perf_counter() - began


def measure_images(seeds: int) -> dict[str, Any]:
    """Accuracy in % and seconds: the default of the page, then the whole set."""
    page = lesson(SLUG)
    result, seconds, cpu, first = trained(page.defaults)
    default = {"accuracy": result.accuracy, "seconds": seconds, "cpu": cpu}
    found: dict[str, Any] = {"default": default | {"first_point": first}}
    if fashion.place() is None:
        return found | {"whole": "not on this machine"}
    for model, scenario in WHOLE.items():
        for seed in range(seeds):
            settings = page.scenario(scenario) | {"seed": seed}
            result, seconds, cpu, _ = trained(settings)
            one = {"accuracy": result.accuracy, "seconds": seconds, "cpu": cpu}
            found[f"{model}, seed {seed}"] = one
            print(model, seed, one, file=sys.stderr)
    return found


def measure(seeds: int = 3) -> dict[str, Any]:
    """What is measured of images, and of texts."""
    torch.set_num_threads(1)
    return {"images": measure_images(seeds), "texts": real_texts.measure()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--seeds", type=int, default=3, help="how often, from seed 0")
    seeds, rest = parser.parse_known_args()
    sys.argv[1:] = rest
    report(lambda: measure(seeds.seeds))
