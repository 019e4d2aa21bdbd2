"""How large the course is as files, how long they take, how many a static server sends.

Run `python -m tests.benchmarks.site --json`.
"""

import contextlib
import tempfile
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from app.export.page_file import page_file
from app.export.site import write_site
from lessons import SLUGS
from tests.benchmarks.report import report

SMOKE = {"pages": 1, "requests": 20}
READERS = 8


class Quiet(SimpleHTTPRequestHandler):
    """Python's own static server, without a log."""

    def log_message(self, *arguments: Any) -> None:
        """Write nothing."""


def write_files(folder: Path, pages: int) -> list[Path]:
    """Write the course, or its first pages; return the files."""
    if pages >= len(SLUGS):
        return [*write_site(folder)]
    files = []
    for slug in SLUGS[:pages]:
        files.append(folder / f"{slug}.html")
        files[-1].write_text(page_file(slug, "en"), encoding="utf-8")
    return files


def requests_per_second(folder: Path, files: list[Path], requests: int) -> float:
    """Return how many files a second a static server sends to several readers."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}/"
        names = [file.relative_to(folder).as_posix() for file in files]

        def fetch(i: int) -> None:
            with contextlib.closing(
                urllib.request.urlopen(base + names[i % len(names)])
            ) as response:
                response.read()

        begin = time.perf_counter()
        with ThreadPoolExecutor(READERS) as readers:
            list(readers.map(fetch, range(requests)))
        seconds = time.perf_counter() - begin
        server.shutdown()
    return requests / seconds


def measure(pages: int, requests: int) -> dict[str, float]:
    """Return size and time of the files, and how many are sent a second."""
    with tempfile.TemporaryDirectory() as name:
        folder, begin = Path(name), time.perf_counter()
        files = write_files(folder, pages)
        seconds = time.perf_counter() - begin
        sizes = [file.stat().st_size for file in files]
        return {
            "files": len(files),
            "write_s": seconds,
            "total_mb": sum(sizes) / 1e6,
            "largest_mb": max(sizes) / 1e6,
            "pages_per_s": requests_per_second(folder, files, requests),
        }


if __name__ == "__main__":
    report(measure, SMOKE, pages=len(SLUGS), requests=2000)
