"""Main loop of a worker process: receives orders, trains, sends replies.

Orders and replies are tuples, made of numbers, texts, and what a lesson's training
yields and returns. The process ends at once when its orders end, so it never outlives
the server. `app/compute/worker_main.py` and `fork_server_child.py` start it.
"""

import os
import sys
import traceback
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from itertools import cycle
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic, thread_time
from typing import Any, NoReturn

from app.compute.os_calls import trim_memory
from app.compute.pipe import Pipe

REPORT_INTERVAL = 0.1
"""Least seconds between two reports of progress."""

SLICE = 0.1
"""Seconds of the processor that a short training has before others go on."""

TRIM_DELAY = 1.0
"""Seconds without an order after which memory is given back."""


def read_orders(pipe: Pipe, orders: "SimpleQueue[Any]") -> None:
    """Queue orders while others are carried out; end the process with its server."""
    try:
        while True:
            orders.put(pipe.receive())
    finally:
        os._exit(0)


def import_path(function: Callable[..., Any]) -> tuple[str, str]:
    """Return module and name of a function, as `load_function` takes them."""
    return function.__module__, function.__qualname__


def load_function(module: str, name: str) -> Any:
    """Import and return a training function.

    torch then computes with one thread, and without its compiler.
    """
    function = getattr(import_module(module), name)
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)
        import_module("app.compute.dynamo_stub").install()
    return function


def train(
    pipe: Pipe,
    orders: "SimpleQueue[Any]",
    number: int,
    function: tuple[str, str],
    settings: dict[str, Any],
    state: bytes | None,
    max_state: int,
) -> None:
    """Run one long training until it ends or is cancelled.

    Args:
        number: of the training; orders for another one are too late.
        function: module and name of the training function.
        state: of the training that it continues.
        max_state: the largest state that may be sent, in bytes.
    """
    start = monotonic()
    try:
        computation, next_report = load_function(*function)(settings, state), 0.0
        while True:
            progress = next(computation)
            while not orders.empty():
                order, target, *subscriber = orders.get()
                if target != number:
                    continue
                if order == "cancel":
                    computation.close()
                    pipe.send("cancelled", number)
                    return
                pipe.send(
                    order, number, *subscriber, *snapshot(progress, order, max_state)
                )
            if monotonic() >= next_report:
                pipe.send("part", number, progress.done, progress.preview)
                next_report = monotonic() + REPORT_INTERVAL
    except StopIteration as stop:
        pipe.send("done", number, stop.value, monotonic() - start)
    except Exception as error:
        reason = getattr(error, "reason", "")
        pipe.send("failed", number, str(reason), traceback.format_exc())


def snapshot(
    progress: Any, order: str, max_state: int
) -> tuple[float, Any, bytes | None]:
    """Return the part done, the result so far, and the state to resume from.

    The state is None after "stop", and if it is larger than `max_state` bytes.
    """
    state = progress.state() if order == "pause" else None
    if state is not None and len(state) > max_state:
        return progress.done, None, None
    return progress.done, progress.result(), state


def timed(
    function: tuple[str, str], settings: dict[str, Any]
) -> Generator[Any, None, tuple[Any, float]]:
    """Run a short training; return its result and its seconds of the processor."""
    start = thread_time()
    result = yield from load_function(*function)(**settings)
    return result, thread_time() - start


class ShortTraining:
    """A short training under way, in slices.

    It has a thread of its own: torch keeps by thread whether it records gradients, and
    several trainings take turns.

    Args:
        number: of the training; later ones have larger numbers.
        function: module and name of the training function.
        settings: its keyword arguments.
    """

    def __init__(
        self, number: int, function: tuple[str, str], settings: dict[str, Any]
    ):
        self.number, self._seconds = number, 0.0
        self._thread = ThreadPoolExecutor(1)
        self._computation = self._steps(function, settings)

    @staticmethod
    def _steps(
        function: tuple[str, str], settings: dict[str, Any]
    ) -> Generator[Any, None, Any]:
        return (yield from load_function(*function)(**settings))

    def by_slices(self) -> tuple[int, int]:
        """Sort key: the one with the fewest slices so far is first."""
        return int(self._seconds / SLICE), self.number

    def by_arrival(self) -> tuple[int, int]:
        """Sort key: the one that came first is first."""
        return 0, self.number

    def run_slice(self, pipe: Pipe) -> bool:
        """Continue for one slice and send the reply; return whether there is more."""
        reply, value = self._thread.submit(self._slice).result()
        try:
            pipe.send(reply, self.number, value)
        except OSError:
            raise
        except Exception as error:  # it cannot be pickled
            cause = value if isinstance(value, Exception) else error
            text = "".join(traceback.format_exception(cause))
            reply = "failed"
            pipe.send(reply, self.number, RuntimeError(text))
        if reply != "part":
            self.close()
        return reply == "part"

    def _slice(self) -> tuple[str, Any]:
        start, deadline = thread_time(), monotonic() + REPORT_INTERVAL
        try:
            while True:
                progress = next(self._computation)
                if monotonic() >= deadline:
                    return "part", progress
        except StopIteration as stop:
            return "done", stop.value
        except Exception as error:
            return "failed", error
        finally:
            self._seconds += thread_time() - start

    def close(self) -> None:
        """End it: nobody waits for it any more."""
        self._thread.submit(self._computation.close).result()
        self._thread.shutdown()


def load(modules: Sequence[str], orders: "SimpleQueue[Any]") -> None:
    """Import modules that trainings need, until an order arrives."""
    for module in modules:
        if not orders.empty():
            return
        import_module(module)


def serve(pipe: Pipe) -> NoReturn:
    """Carry out orders: one long training at a time, short ones in turns.

    The short training with the fewest slices goes on: what takes a moment does not wait
    behind what takes a second. Each third time it is the one that came first, so that
    what takes seconds ends however many moments there are.
    """
    orders: SimpleQueue[Any] = SimpleQueue()
    trainings: dict[int, ShortTraining] = {}
    needs_trim = False
    sort_keys = cycle(
        (ShortTraining.by_slices, ShortTraining.by_slices, ShortTraining.by_arrival)
    )
    Thread(target=read_orders, args=(pipe, orders), daemon=True).start()
    while True:
        if trainings and orders.empty():
            training = min(trainings.values(), key=next(sort_keys))
            if not training.run_slice(pipe):
                del trainings[training.number]
            needs_trim = True
            continue
        try:
            order, *arguments = orders.get(timeout=TRIM_DELAY if needs_trim else None)
        except Empty:
            trim_memory()
            needs_trim = False
            continue
        if order == "train":
            train(pipe, orders, *arguments)
            needs_trim = True
        elif order == "compute":
            trainings[arguments[0]] = ShortTraining(*arguments)
        elif order == "cancel" and (cancelled := trainings.pop(arguments[0], None)):
            cancelled.close()
            pipe.send("cancelled", cancelled.number, None)
        elif order == "load":
            load(arguments[0], orders)
        elif order == "ready":
            pipe.send("ready")
