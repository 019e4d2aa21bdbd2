"""Trainings for the tests of the queue, imported by its processes: quick to import."""

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
"""What stays in a process."""

PRESSED = []
"""What the button of a test's page has done, in whatever thread."""


@dataclass(frozen=True)
class Result:
    value: tuple
    nbytes: int = 10


class Offline(Exception):
    reason = "offline"


def counting(settings, state=None):
    """Count; wait at `gate` until that file is there; say in `log` what happens.

    It takes `each` milliseconds to the next number.
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
    state = b"%d" % i + b" " * settings.get("pad", 0)
    result = Result((i, "so far"), settings.get("nbytes", 10))
    return Checkpoint(i / n, np.array([i, os.getpid()]), lambda: state, lambda: result)


def failing(settings, state=None):
    yield part(0, 1, {})
    raise Offline


def dying(settings, state=None):
    yield part(0, 1, {})
    os.kill(os.getpid(), signal.SIGKILL)


def stuck(settings, state=None):
    """It does not come to its next part."""
    yield part(0, 1, {})
    Path(settings["log"]).write_text("begin\n")
    time.sleep(60)


def careless(settings, state=None):
    yield part(0, 1, {})
    return "no size"


def learning(settings, state=None):
    """A few steps of a tiny network with dropout and momentum: what a state must hold.

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
    """Which process this is."""
    yield 0.0
    return Result((os.getpid(),))


def endless():
    """At work all the time."""
    while True:
        yield 0.0
        sum(range(100_000))


def endless_with_log(log):
    """At work until it is stopped; when that was (`monotonic`) is then in the log."""
    try:
        Path(log).touch()
        while True:
            yield 0.0
            sum(range(1000))
    finally:
        Path(log).write_text(f"{time.monotonic()}\n")


def array(nbytes):
    """A result of that size that no compression makes smaller."""
    yield 0.0
    return np.random.default_rng(0).random(nbytes // 8)


def by_parts():
    for done in range(40):
        yield Progress(done / 40, "begun")
        time.sleep(0.01)


def divide():
    yield 0.0
    return 1 / 0


def unspeakable():
    """It raises what no other process can receive."""
    yield 0.0
    error = ValueError("this cannot be handed over")
    error.why = threading.Lock()
    raise error


def slow():
    """Half a second, and then which process it was."""
    for i in range(25):
        yield i / 25
        time.sleep(0.02)
    return Result((os.getpid(),))


def busy(seconds):
    """So much of the processor's time; when it has ended."""
    began = time.thread_time()
    while (done := time.thread_time() - began) < seconds:
        yield done / seconds
        sum(range(1000))
    return Result((time.monotonic(),))


def without_gradients():
    """A while in which torch is to take down no gradients; whether it did."""
    import torch

    found = []
    with torch.no_grad():
        for i in range(50):
            yield i / 50
            found.append(torch.is_grad_enabled())
            sum(range(500_000))
    return Result((any(found),))


def gradients():
    """Whether torch takes them down, as it does unless it is told otherwise."""
    import torch

    yield 0.0
    return Result((torch.is_grad_enabled(),))


def loaded(module):
    """Whether a module is there already."""
    yield 0.0
    return Result((module in sys.modules,))


def priority():
    """How far it stands back."""
    yield 0.0
    return Result((os.nice(0),))


def killed():
    """Its process ends."""
    yield 0.0
    os.kill(os.getpid(), signal.SIGKILL)


def sleeping(seconds):
    """It takes so long, and nothing of the processor."""
    yield 0.0
    time.sleep(seconds)
    return Result((seconds,))


def leaving(megabytes):
    """It leaves memory that is free, below what it keeps."""
    yield 0.0
    pieces = [bytearray(2000) for _ in range(500 * megabytes)]
    KEPT.append(pieces.pop())
    return Result((len(pieces),))


def torch_state():
    """How many threads torch has, and whether it takes gradients down."""
    import torch

    yield 0.0
    return Result((torch.get_num_threads(), torch.is_grad_enabled()))


def thread_priority():
    """How far its thread stands back."""
    yield 0.0
    return Result((os.getpriority(os.PRIO_PROCESS, threading.get_native_id()),))
