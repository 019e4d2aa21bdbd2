"""Questions of the page: inputs of another dtype, gradients that nobody clears."""

from random import Random

import numpy as np
import torch

from lessons.contract import Question, Settings, Value
from lessons.toolkit.update_recorder import record_updates
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
    try:
        a, *_ = tool.train(x.float(), y, a, b, settings["lr"], n_epochs=1)
    except RuntimeError:
        return "refused"
    return "runs" if a.dtype == torch.float64 else "single"


def draw_steps(random: Random) -> dict[str, Value]:
    """Draw an iteration, a start."""
    sample: dict[str, Value] = {"rung": "optimizer", "step": random.randint(1, 6)}
    return sample | {"start_seed": random.randrange(100)}


def unreset_steps(settings: Settings) -> np.ndarray:
    """Return a, b and `a.grad` at each iteration if no gradient is cleared, (t + 1, 3).

    The last is iteration t = step, after `backward()`.
    """
    problem = *make_data(settings["seed"]), *make_start(settings["start_seed"])
    names, n_epochs = ("a", "b", "a.grad"), int(settings["step"]) + 1
    steps = record_updates(train_unreset, names, *problem, settings["lr"], n_epochs)
    return np.array(steps)


def gradient_count(recording: None, settings: Settings) -> int:
    """Of how many gradients, the last ones, `a.grad` is the sum if none is cleared."""
    x, y = (values.numpy() for values in make_data(settings["seed"]))
    a, b, grad_a = unreset_steps(settings).T
    single = 2 * (a[:, None] + b[:, None] * x - y).mean(1)
    sums = np.cumsum(single[::-1])
    (counts,) = np.nonzero(np.isclose(sums, grad_a[-1], rtol=1e-9))
    return int(counts[0]) + 1


def last_only(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who thinks that backward() replaces a gradient."""
    return 1


def before_only(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets that the first iteration is t = 0."""
    return int(settings["step"])


def values(recording: None, settings: Settings) -> dict[str, float]:
    """Return the count, and what is in a.grad."""
    grad_a = float(unreset_steps(settings)[-1, -1])
    return {"found": gradient_count(None, settings), "grad_a": grad_a}


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
