"""How long the first reader waits: for the server, then for the first figure.

Run `python -m tests.benchmarks.startup --json`.
"""

from statistics import median

from tests.benchmarks.browser import chromium, new_page
from tests.benchmarks.report import report
from tests.benchmarks.server import ROOT, serve

STARTS = 3
SMOKE = {"starts": 1}


def start() -> dict[str, float]:
    """Start server and Chromium; return the waits of a first and a second reader."""
    with chromium() as browser, serve(ROOT / "app" / "main.py") as server:

        def page_s() -> float:
            page = new_page(browser)
            page.goto(f"{server.url}/?lang=fr", wait_until="commit")
            paint_ms = page.evaluate("probe.drawn()")
            page.context.close()
            return paint_ms / 1000

        return {
            "ready_s": server.ready_s,
            "first_page_s": page_s(),
            "warm_page_s": page_s(),
        }


def measure(starts: int) -> dict[str, float]:
    """Return the medians of several starts."""
    runs = [start() for _ in range(starts)]
    return {name: median(each[name] for each in runs) for name in runs[0]}


if __name__ == "__main__":
    report(measure, SMOKE, starts=STARTS)
