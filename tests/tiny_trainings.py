"""Trainings for the tests of the engine, in a module that workers import quickly."""

import io
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lessons.contract import Checkpoint, Progress

KEPT = []
"""Objects that stay in the memory of a worker."""

PRESSED = []
"""The clicks on the button of a test's page, from any thread."""


@dataclass(frozen=True)
class Result:
    value: tuple
    nbytes: int = 10


class Offline(Exception):
    reason = "offline"


def counting(settings, state=None):
    """Count to `n`, a checkpoint a number, `each` milliseconds apart.

    It waits before a number until the file `gate` exists, and writes "begin" and "end"
    to the file `log`.
    """
    n, log = settings.get("n", 3), settings.get("log")

    def say(text):
        if log:
            with Path(log).open("a") as file:
                file.write(f"{text}\n")

    say("begin")
    i = int(state or b"0")
    try:
        while i < n:
            while not Path(settings.get("gate", "/")).exists():
                yield part(i, n, settings)
                time.sleep(0.005)
            yield part(i, n, settings)
            time.sleep(settings.get("each", 0) / 1000)
            i += 1
    finally:
        say("end")
    return Result((n, settings.get("name")), settings.get("nbytes", 10))


def part(i, n, settings):
    """Return the checkpoint at number i of n."""
    state = b"%d" % i + b" " * settings.get("pad", 0)
    result = Result((i, "so far"), settings.get("nbytes", 10))
    return Checkpoint(i / n, np.array([i, os.getpid()]), lambda: state, lambda: result)


def failing(settings, state=None):
    """Raise `Offline` after the first checkpoint."""
    yield part(0, 1, {})
    raise Offline


def dying(settings, state=None):
    """Kill its own process after the first checkpoint."""
    yield part(0, 1, {})
    os.kill(os.getpid(), signal.SIGKILL)


def stuck(settings, state=None):
    """Sleep for a minute after the first checkpoint, without yielding."""
    yield part(0, 1, {})
    Path(settings["log"]).write_text("begin\n")
    time.sleep(60)


def careless(settings, state=None):
    """Return a result without `nbytes`."""
    yield part(0, 1, {})
    return "no size"


def learning(settings, state=None):
    """Train a tiny network with dropout and momentum; its state can be resumed.

    Without torch.optim, whose first use takes seconds.
    """
    import torch
    from torch import nn

    batches = torch.Generator().manual_seed(0)
    torch.manual_seed(settings["seed"])
    model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(), nn.Linear(8, 1))
    speeds = [torch.zeros_like(p) for p in model.parameters()]
    losses = []
    if state:
        checkpoint = torch.load(io.BytesIO(state), weights_only=True)
        model.load_state_dict(checkpoint["model"])
        speeds, losses = checkpoint["speeds"], checkpoint["losses"]
        batches.set_state(checkpoint["batches"])
        torch.set_rng_state(checkpoint["dropout"])

    def save():
        file = io.BytesIO()
        checkpoint = {"model": model.state_dict(), "speeds": speeds, "losses": losses}
        checkpoint |= {"batches": batches.get_state(), "dropout": torch.get_rng_state()}
        torch.save(checkpoint, file)
        return file.getvalue()

    def result():
        weights = [p.detach().numpy().tobytes() for p in model.parameters()]
        return Result((tuple(losses), tuple(weights)))

    def now():
        return Checkpoint(len(losses) / settings["n"], None, save, result)

    while len(losses) < settings["n"]:
        while len(losses) == 10 and not Path(settings["gate"]).exists():
            time.sleep(0.005)
            yield now()
        X = torch.randn(16, 4, generator=batches)
        loss = (model(X).squeeze() - X.sum(1)).square().mean()
        grads = torch.autograd.grad(loss, [*model.parameters()])
        with torch.no_grad():
            for p, speed, grad in zip(model.parameters(), speeds, grads, strict=True):
                speed.mul_(0.9).add_(grad)
                p.sub_(0.05 * speed)
        losses.append(loss.item())
        yield now()
    return result()


def whereabouts():
    """Return the id of its process."""
    yield 0.0
    return Result((os.getpid(),))


def endless():
    """Compute without end."""
    while True:
        yield 0.0
        sum(range(100_000))


def endless_with_log(log):
    """Compute until it is closed; write that time (`monotonic`) to the file `log`."""
    try:
        Path(log).touch()
        while True:
            yield 0.0
            sum(range(1000))
    finally:
        Path(log).write_text(f"{time.monotonic()}\n")


def array(nbytes):
    """Return an array of random numbers of that size: it does not compress."""
    yield 0.0
    return np.random.default_rng(0).random(nbytes // 8)


def by_parts():
    """Yield 40 parts with a preview."""
    for i in range(40):
        yield Progress(i / 40, "begun")
        time.sleep(0.01)


def divide():
    """Raise ZeroDivisionError."""
    yield 0.0
    return 1 / 0


def unspeakable():
    """Raise an error that cannot be pickled."""
    yield 0.0
    error = ValueError("this cannot be handed over")
    error.why = threading.Lock()
    raise error


def slow():
    """Take half a second; return the id of its process."""
    for i in range(25):
        yield i / 25
        time.sleep(0.02)
    return Result((os.getpid(),))


def busy(seconds):
    """Compute for that much processor time; return when it ended (`monotonic`)."""
    start = time.thread_time()
    while (elapsed := time.thread_time() - start) < seconds:
        yield elapsed / seconds
        sum(range(1000))
    return Result((time.monotonic(),))


def without_gradients():
    """Run under `no_grad`; return whether gradients were ever enabled meanwhile."""
    import torch

    states = []
    with torch.no_grad():
        for i in range(50):
            yield i / 50
            states.append(torch.is_grad_enabled())
            sum(range(500_000))
    return Result((any(states),))


def gradients():
    """Return whether gradients are enabled, as they are by default."""
    import torch

    yield 0.0
    return Result((torch.is_grad_enabled(),))


def loaded(module):
    """Return whether a module has been imported in its process."""
    yield 0.0
    return Result((module in sys.modules,))


def priority():
    """Return the niceness of its process."""
    yield 0.0
    return Result((os.nice(0),))


def killed():
    """Kill its own process."""
    yield 0.0
    os.kill(os.getpid(), signal.SIGKILL)


def sleeping(seconds):
    """Sleep for that long, without processor time."""
    yield 0.0
    time.sleep(seconds)
    return Result((seconds,))


def leaving(megabytes):
    """Free that much memory below an object that stays, which fragments the heap."""
    yield 0.0
    pieces = [bytearray(2000) for _ in range(500 * megabytes)]
    KEPT.append(pieces.pop())
    return Result((len(pieces),))


def torch_state():
    """Return the number of threads of torch and whether gradients are enabled."""
    import torch

    yield 0.0
    return Result((torch.get_num_threads(), torch.is_grad_enabled()))


def thread_priority():
    """Return the niceness of its thread."""
    yield 0.0
    return Result((os.getpriority(os.PRIO_PROCESS, threading.get_native_id()),))
