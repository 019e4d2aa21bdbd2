"""Seconds of one operation at each size, printed one by one. Run as a script.

In a Python of its own: the number of threads belongs to a whole process, and a
measurement that nobody waits for any more can be stopped.
"""

import json
import runpy
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

SIZES = tuple(2**k for k in range(12))
"""1 to 2048: the side of the matrices, or the width of the layer trained."""

LONG = 0.03
"""Seconds spent on a size, where one call does not take longer."""

LINE = 1.2
"""Seconds after which a line goes no further: a slow machine leaves out large sizes."""

Row = tuple[str, int, int, float]
"""The tool or device, its threads (0: data that stay there; −1: copied), size, time."""


def seconds(call: Callable[[], object]) -> float:
    """Time several calls, return the shortest: other work on the machine only adds."""
    start = time.perf_counter()
    call()  # the first one also sets things up
    best = time.perf_counter() - start
    rounds, number, until = 0, 1, start + best + LONG
    while rounds == 0 or time.perf_counter() < until:
        start = time.perf_counter()
        for _ in range(number):
            call()
        once = (time.perf_counter() - start) / number
        best, rounds = min(best, once), rounds + 1
        number = max(1, int(LONG / 10 / once))
    return best


def sizes() -> Iterator[int]:
    """Yield SIZES, as long as there is time."""
    until = time.perf_counter() + LINE
    for n in SIZES:
        if time.perf_counter() > until:
            return
        yield n


def by_numpy(operation: str, threads: int) -> Iterator[Row]:
    """Time NumPy, whose threads were set before it was imported."""
    tool = file("with_numpy")
    for n in sizes():
        call = partial(tool["compute"], operation, *tool["make_data"](operation, n))
        yield "numpy", threads, n, seconds(call)


def by_torch(operation: str, counts: list[int], devices: list[str]) -> Iterator[Row]:
    """Time PyTorch on the CPU with each thread count, then on other devices."""
    import torch

    tool = file("with_torch")
    compute, make_data = partial(tool["compute"], operation), tool["make_data"]
    for threads in counts:
        torch.set_num_threads(threads)
        for n in sizes():
            call = partial(compute, *make_data(operation, n))
            yield "torch", threads, n, seconds(call)
    for device in devices:
        wait = getattr(torch, device).synchronize
        for n in sizes():
            on_device = [x.to(device) for x in make_data(operation, n)]
            yield device, 0, n, seconds(partial(stay, compute, on_device, wait))
        for n in sizes():
            data = make_data(operation, n)
            yield device, -1, n, seconds(partial(move, compute, data, device))


def stay(compute: Callable[..., Any], there: list[Any], wait: Callable) -> None:
    """Compute on data that stay on the device, and wait until it is done."""
    compute(*there)
    wait()


def move(compute: Callable[..., Any], data: tuple[Any, ...], device: str) -> None:
    """Copy the data to the device and the result back, which waits for it."""
    compute(*(x.to(device) for x in data)).cpu()


def file(name: str) -> dict[str, Any]:
    """Load the functions of a file beside this one."""
    return runpy.run_path(str(Path(__file__).with_name(f"{name}.py")))


if __name__ == "__main__":
    tool, operation, counts, *devices = sys.argv[1:]
    numbers = [int(count) for count in counts.split(",")]
    rows = (
        by_numpy(operation, numbers[0])
        if tool == "numpy"
        else by_torch(operation, numbers, devices)
    )
    for row in rows:
        print(json.dumps(row), flush=True)
