"""How soon a reader sees what they did, beside a stock Streamlit page.

Run `python -m tests.benchmarks.interaction --json`.
"""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from app.content.catalogue import PageText
from lessons import lesson
from tests.benchmarks.browser import chromium, new_page
from tests.benchmarks.report import percentile, report
from tests.benchmarks.server import ROOT, serve

MOVES = 64
PLAYED_MS = 2500
WARM_UPS = 3
SAMPLES = 15
SMOKE = {
    **{"samples": 1, "warm_ups": 0, "moves": 3, "played_ms": 300},
    **{"players": 2, "cells": 1},
}
RIGHT, LEFT = "ArrowRight", "ArrowLeft"
STOCK_PAGE = Path(__file__).with_name("stock_page.py")
SPEEDS = {
    "linear_regression": "fast",
    "batches": "fast",
    "polynomial": "fast",
    "gradient_descent": "normal",
    "home": "slow",
}
"""At which speed each page is played: so that the run lasts while it is measured."""
ALONE = {"batches": ("seed", "noise"), "polynomial": ("start_seed", "degree")}
"""For each page that is measured alone its seed, and the setting that is changed."""
CHOSEN: dict[str, tuple[str, Any, Any]] = {
    "tensors": ("operation", "subtract", "add"),
    "indexing": ("order", 1, 2),
    "broadcasting": ("new_axis", "1", "none"),
    "memory": ("operation", "from_numpy", "view"),
    "linear_algebra": ("operation", "mm", "mv"),
}
"""For each page of cells a choice, and two values that draw different cells."""


class Reader:
    """A tab of its own with one page, drawn and idle.

    Args:
        browser: where.
        address: of the page.
        labels: what its controls are called, by name.
    """

    def __init__(self, browser: Browser, address: str, labels: dict[str, str]):
        self.labels = labels
        self.page = new_page(browser)
        self.n_frames = 0
        self.page.on("websocket", lambda ws: ws.on("framesent", self._count))
        self.page.goto(address)
        figure = self.page.locator(".player .bar, .mark-line path, .rows .cell")
        figure.first.wait_for(state="attached")
        self.settle()

    def _count(self, _: Any) -> None:
        self.n_frames += 1

    def settle(self) -> None:
        """Wait until the server has nothing to add, and a little longer."""
        idle = "[data-testid=stApp][data-test-script-state=notRunning]"
        self.page.locator(idle).wait_for()
        self.page.wait_for_timeout(150)

    def press(self, name: str, key: str) -> float:
        """Press a key on a slider; return milliseconds until all is painted."""
        handle = f'[data-testid=stSlider] input[aria-label="{self.labels[name]}"]'
        self.page.locator(handle).focus()
        self.page.evaluate("probe.arm()")
        self.page.keyboard.press(key)
        commit_ms = self.page.evaluate("probe.committed()")
        self.settle()
        return commit_ms

    def choose(self, name: str, place: int) -> float:
        """Choose a value; return milliseconds until the cells are painted."""
        group = self.page.get_by_role("radiogroup", name=self.labels[name], exact=True)
        self.page.bring_to_front()
        self.page.evaluate("probe.arm()")
        group.get_by_role("radio").nth(place).click()
        commit_ms = self.page.evaluate("probe.committed()")
        self.settle()
        return commit_ms


def throttle(page: Page, rate: int) -> None:
    """Make the page's processor so many times slower."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": rate})


def play_speed(reader: Reader, speed: str, moves: int, ms: int) -> dict[str, float]:
    """Drag the learning rate and play, at full and at a quarter of the speed."""
    drag = "([label, moves]) => probe.drag(label, moves)"
    play = "([speed, ms]) => probe.play(speed, ms)"
    page, label = reader.page, reader.labels["lr"]
    times = page.evaluate(drag, [label, moves])
    throttle(page, 4)
    slow = page.evaluate(drag, [label, moves])
    rates = page.evaluate(play, [speed, ms])
    throttle(page, 1)
    return {
        "drag_p50_ms": percentile(times, 50),
        "drag_p95_ms": percentile(times, 95),
        "drag_p50_ms_4x": percentile(slow, 50),
        "drag_p95_ms_4x": percentile(slow, 95),
        "fps_4x": rates["fps"],
        "steps_per_s_4x": rates["steps"],
    }


def messages(reader: Reader) -> dict[str, int]:
    """Count what the page sends while the handle is held, and once it is released."""
    page = reader.page
    reader.settle()
    label = reader.labels["lr"]
    at = page.evaluate("label => probe.handle(label)", label)
    value, before = page.evaluate("label => probe.value(label)", label), reader.n_frames
    page.mouse.move(at["x"], at["y"])
    page.mouse.down()
    page.mouse.move((at["x"] + at["to"]) / 2, at["y"], steps=30)
    page.wait_for_timeout(500)
    drag_messages = reader.n_frames - before
    if page.evaluate("label => probe.value(label)", label) == value:
        raise RuntimeError("the mouse did not move the handle")
    page.mouse.up()
    page.wait_for_timeout(1000)
    reader.settle()
    return {
        "drag_messages": drag_messages,
        "release_messages": reader.n_frames - before - drag_messages,
    }


def percentiles(
    name: str, times: Sequence[float], warm_ups: int = WARM_UPS
) -> dict[str, float]:
    """The percentiles of what was measured after the warm-ups."""
    samples = times[warm_ups:]
    p50, p95 = percentile(samples, 50), percentile(samples, 95)
    return {f"{name}_p50_ms": p50, f"{name}_p95_ms": p95}


def beside_stock(
    ours: Reader, stock: Reader, cached: Reader, samples: int, warm_ups: int
) -> dict[str, float]:
    """Set new and known seeds, on our page and on the stock page in turns.

    Args:
        ours: our page: right is a seed never trained, then left and right are known.
        stock: the stock page without cache: it trains at every change.
        cached: the stock page with `st.cache_data`: left and right are known.
    """
    times: dict[str, list[float]] = {
        name: [] for name in ("commit", "cached", "stock", "stock_cached")
    }
    cached.press("seed", RIGHT)
    for _ in range(warm_ups + samples):
        times["commit"].append(ours.press("seed", RIGHT))
        times["stock"].append(stock.press("seed", RIGHT))
        for key in (LEFT, RIGHT):
            times["cached"].append(ours.press("seed", key))
            times["stock_cached"].append(cached.press("seed", key))
    figures = {}
    for name, times_ms in times.items():
        figures |= percentiles(name, times_ms, warm_ups)
    return figures | {
        "commit_ratio": figures["commit_p50_ms"] / figures["stock_p50_ms"],
        "cached_ratio": figures["cached_p50_ms"] / figures["stock_cached_p50_ms"],
    }


def alone(
    reader: Reader, seed: str, setting: str, samples: int, warm_ups: int
) -> dict[str, float]:
    """More of a setting, then less: new, then known; each time with another seed."""
    new, cached = [], []
    for _ in range(warm_ups + samples):
        reader.press(seed, RIGHT)
        new.append(reader.press(setting, RIGHT))
        cached.append(reader.press(setting, LEFT))
    figures = percentiles("commit", new, warm_ups)
    return figures | percentiles("cached", cached, warm_ups)


def of_cells(
    ours: Reader, stock: Reader, slug: str, samples: int, warm_ups: int
) -> dict[str, float]:
    """Choices on a page of cells, a change of the stock page after each."""
    name, *values = CHOSEN[slug]
    places = [lesson(slug)[name].values.index(value) for value in values]
    times: dict[str, list[float]] = {"commit": [], "stock": []}
    for i in range(warm_ups + samples):
        times["commit"].append(ours.choose(name, places[i % 2]))
        times["stock"].append(stock.press("seed", (RIGHT, LEFT)[i % 2]))
    figures: dict[str, float] = {}
    for name, times_ms in times.items():
        figures |= percentiles(name, times_ms, warm_ups)
    return figures | {
        "commit_ratio": figures["commit_p50_ms"] / figures["stock_p50_ms"]
    }


def measure(
    samples: int, warm_ups: int, moves: int, played_ms: int, players: int, cells: int
) -> dict[str, Any]:
    """Measure pages with a player, one beside the stock page, and pages of cells.

    Args:
        samples, warm_ups: changes of a setting that count, and before them.
        moves: of a drag.
        played_ms: how long a page is played.
        players: pages with a player, one at least.
        cells: pages of cells.
    """
    size = samples, warm_ups
    figures: dict[str, dict[str, Any]] = {}
    with (
        serve(ROOT / "app" / "main.py") as app,
        serve(STOCK_PAGE, ours=False) as plain,
        chromium() as browser,
    ):
        readers = {}
        for slug, speed in islice(SPEEDS.items(), players):
            labels = PageText(slug, "fr").labels("labels")
            reader = Reader(browser, f"{app.url}/{slug}?lang=fr", labels)
            figures[slug] = play_speed(reader, speed, moves, played_ms) | messages(
                reader
            )
            readers[slug] = reader
        stock = Reader(browser, plain.url, {"seed": "Seed"})
        cached = Reader(browser, f"{plain.url}/?cached=1", {"seed": "Seed"})
        ours = readers["linear_regression"]
        figures["linear_regression"] |= beside_stock(ours, stock, cached, *size)
        for slug, settings in ALONE.items():
            if slug in readers:
                figures[slug] |= alone(readers[slug], *settings, *size)
        stock.press("seed", RIGHT)
        for slug in islice(CHOSEN, cells):
            labels = PageText(slug, "fr").labels("labels")
            reader = Reader(browser, f"{app.url}/{slug}?lang=fr", labels)
            figures[slug] = of_cells(reader, stock, slug, *size)
    return figures.pop("linear_regression") | figures


if __name__ == "__main__":
    report(
        measure,
        SMOKE,
        samples=SAMPLES,
        warm_ups=WARM_UPS,
        moves=MOVES,
        played_ms=PLAYED_MS,
        players=len(SPEEDS),
        cells=len(CHOSEN),
    )
