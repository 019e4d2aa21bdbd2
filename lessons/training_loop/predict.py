"""Questions of the page: inputs of another dtype, gradients that nobody clears."""

from random import Random

import numpy as np
import torch

from lessons.contract import Question, Settings, Value
from lessons.training_loop.implementations import TOOLS
from lessons.training_loop.repair import train_unreset
from lessons.training_loop.with_autograd import make_data, make_start


def draw_rung(random: Random) -> dict[str, Value]:
    """Draw a rung on which autograd works."""
    rungs = ("autograd", "torch", "optimizer", "torch", "loss")
    return {"rung": random.choice(rungs)}


def with_float32(recording: None, settings: Settings) -> str:
    """Return what a rung does if x alone is made float32 before its loop."""
    tool = TOOLS[str(settings["rung"])]
    x, y = tool.make_data(settings["seed"])
    a, b = tool.make_start(settings["start_seed"])
    steps = tool.train(x.float(), y, a, b, settings["lr"], 1)
    try:
        next(steps)
    except RuntimeError:
        return "refused"
    names = steps.gi_frame.f_locals
    return "runs" if names["a"].dtype == torch.float64 else "single"


def draw_steps(random: Random) -> dict[str, Value]:
    """Draw an iteration, a start."""
    sample: dict[str, Value] = {"rung": "optimizer", "step": random.randint(1, 6)}
    return sample | {"start_seed": random.randrange(100)}


def gradient_count(recording: None, settings: Settings) -> int:
    """Of how many gradients, the last ones, `a.grad` is the sum if none is cleared."""
    x, y = make_data(settings["seed"])
    a, b = make_start(settings["start_seed"])
    steps = train_unreset(x, y, a, b, settings["lr"], int(settings["step"]))
    run = np.array(list(steps))
    a, b, *_ = run.T
    single = -2 * (y.numpy() - a[:, None] - b[:, None] * x.numpy()).mean(1)
    sums = np.cumsum(single[::-1])
    (counts,) = np.nonzero(np.isclose(sums, run[-1, 3], rtol=1e-9))
    return int(counts[0]) + 1


def last_only(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who thinks that backward() replaces a gradient."""
    return 1


def before_only(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets that the first iteration is t = 0."""
    return int(settings["step"])


def values(recording: None, settings: Settings) -> dict[str, float]:
    """Return the count, and what is in a.grad."""
    x, y = make_data(settings["seed"])
    a, b = make_start(settings["start_seed"])
    *_, last = train_unreset(x, y, a, b, settings["lr"], int(settings["step"]))
    return {"found": gradient_count(None, settings), "grad_a": last[3]}


QUESTIONS = (
    Question(
        name="dtype",
        kind="choice",
        draw=draw_rung,
        answer=with_float32,
        options=("runs", "single", "refused"),
        never_correct=("single",),
    ),
    Question(
        name="gathered",
        kind="number",
        draw=draw_steps,
        answer=gradient_count,
        values=tuple(range(0, 9)),
        misconceptions={"last_only": last_only, "before_only": before_only},
        numbers=values,
    ),
)
