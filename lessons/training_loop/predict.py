"""Questions of the page: how far rungs are apart, what nobody clears."""

from random import Random

import numpy as np

from lessons.contract import Question, Settings, Value
from lessons.training_loop.implementations import difference, rows, rung_below
from lessons.training_loop.repair import train_unreset
from lessons.training_loop.with_autograd import make_data, make_start

VISIBLE = 1e-6
"""A difference that could be seen in what is written on the page."""
TRAINED = ("lr", "n_epochs", "seed", "start_seed")


def draw_rung(random: Random) -> dict[str, Value]:
    """Draw a rung above the first."""
    rungs = ("autograd", "loss", "torch", "loss", "optimizer")
    start = random.randrange(100)
    return {"rung": random.choice(rungs), "start_seed": start}


def apart(settings: Settings) -> float:
    """Return the largest difference to the rung below, over a and b at all steps."""
    rung = str(settings["rung"])
    pair = rung_below(rung) or rung, rung
    runs = [rows(name, **{k: settings[k] for k in TRAINED}) for name in pair]
    return difference(*runs)


def same_numbers(recording: None, settings: Settings) -> str:
    """Return whether the numbers of a rung are those of the rung below."""
    far = apart(settings)
    if not far:
        return "none"
    return "rounding" if far < VISIBLE else "visible"


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
        name="difference",
        kind="choice",
        draw=draw_rung,
        answer=same_numbers,
        options=("none", "rounding", "visible"),
        never_correct=("visible",),
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
