"""How soon the network is seen after a change, how long it trains, for how many.

Run `python -m tests.benchmarks.playground --json`.
"""

from itertools import islice
from statistics import median
from threading import Thread
from time import perf_counter
from typing import Any
from unittest.mock import patch

import torch

from app.compute.training_tasks import recording
from app.content.catalogue import PageText
from lessons import lesson
from lessons.contract import Lesson
from tests.benchmarks.browser import chromium
from tests.benchmarks.interaction import RIGHT, WARM_UPS, Reader, percentiles
from tests.benchmarks.report import report
from tests.benchmarks.server import ROOT, serve

SLUG = "playground"
SAMPLES, REPEATS, READERS = 8, 3, 30
SMOKE = {"samples": 1, "warm_ups": 0, "repeats": 1, "readers": 2, "networks": 1}
PAUSE = 800
"""Milliseconds between two changes."""
SLOW = f"&{SLUG}.batch_size=1&{SLUG}.depth=6&{SLUG}.width=8"
"""As many updates as there may be, of the largest network."""

NETWORKS = {"first_picture": "", "first_picture_slow": SLOW}
"""What is added to the link, by the name of the figure."""


ARM = """() => {
    const roots = [...document.querySelectorAll("*")].map(e => e.shadowRoot);
    const root = roots.find(root => root?.querySelector(".view-network"));
    const drawn = () => Array.from(root.querySelectorAll(".wire"), e =>
        e.getAttribute("stroke-width")).join();
    const before = drawn(), late = performance.now() + 20000;
    globalThis.waited = new Promise((resolve, reject) => {
        let began = 0;
        addEventListener("keydown", () => { began ||= performance.now(); },
            { capture: true, once: true });
        const look = () => {
            if (performance.now() > late) return reject(new Error("nothing drawn"));
            if (!began || drawn() === before) return requestAnimationFrame(look);
            const { port1, port2 } = new MessageChannel(); // after this frame's paint
            port1.onmessage = () => resolve(performance.now() - began);
            port2.postMessage(null);
        };
        look();
    });
}"""
"""From the next key to the first frame in which the lines show other weights."""


def first_pictures(
    address: str, samples: int, warm_ups: int, networks: int
) -> dict[str, float]:
    """Set new starting weights; return figures until the first picture.

    Args:
        networks: how many of NETWORKS are looked at.
    """
    labels, figures = PageText(SLUG, "fr").labels("labels"), {}
    with chromium() as browser:
        for name, link in islice(NETWORKS.items(), networks):
            reader = Reader(browser, f"{address}/{SLUG}?lang=fr{link}", labels)
            times_ms = [time_press(reader) for _ in range(warm_ups + samples)]
            figures |= percentiles(name, times_ms, warm_ups)
            reader.page.close()
    return figures


def time_press(reader: Reader) -> float:
    """Return milliseconds from a key to the first picture; the training may go on."""
    page = reader.page
    handle = f'[data-testid=stSlider] input[aria-label="{reader.labels["start_seed"]}"]'
    page.locator(handle).focus()
    page.wait_for_timeout(PAUSE)
    page.evaluate(ARM)
    page.keyboard.press(RIGHT)
    return page.evaluate("waited")


def training(repeats: int) -> dict[str, float]:
    """Time 200 epochs at the defaults, alone, on one thread."""
    torch.set_num_threads(1)
    page, times = lesson(SLUG), []
    for _ in range(repeats):
        start_time = perf_counter()
        *_, _last = page.start_recording(**page.defaults)
        times.append(perf_counter() - start_time)
    return {"epochs": page.defaults["n_epochs"], "training_s": median(times)}


def count_trainings(readers: int) -> dict[str, int]:
    """Count the trainings that many readers start together at the defaults."""
    starts, start = [], Lesson.start_recording

    def count_start(page: Lesson, **settings: Any) -> Any:
        starts.append(settings)
        return start(page, **settings)

    with patch.object(Lesson, "start_recording", count_start):
        defaults = lesson(SLUG).defaults
        group = [
            Thread(target=recording, args=(SLUG, defaults)) for _ in range(readers)
        ]
        for reader in group:
            reader.start()
        for reader in group:
            reader.join()
    return {"readers": readers, "trainings": len(starts)}


def measure(
    samples: int, warm_ups: int, repeats: int, readers: int, networks: int
) -> dict[str, Any]:
    """Measure all of it, one after the other."""
    figures: dict[str, Any] = training(repeats) | count_trainings(readers)
    with serve(ROOT / "app" / "main.py") as app:
        return figures | first_pictures(app.url, samples, warm_ups, networks)


if __name__ == "__main__":
    report(
        measure,
        SMOKE,
        samples=SAMPLES,
        warm_ups=WARM_UPS,
        repeats=REPEATS,
        readers=READERS,
        networks=len(NETWORKS),
    )
