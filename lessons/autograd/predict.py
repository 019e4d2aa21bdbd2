"""What the reader predicts: a gradient after two passes, and who refuses."""

from random import Random
from typing import Any

from lessons.autograd.expression import explore
from lessons.autograd.with_torch import build, make_data
from lessons.contract import Question, Settings

GRADIENT_SWITCHES = ("wants_x", "wants_w", "wants_a", "wants_b")


def requires_grad_flags(settings: Settings) -> dict[str, bool]:
    """Return which of the named tensors require a gradient."""
    return {name.removeprefix("wants_"): settings[name] for name in GRADIENT_SWITCHES}


def draw_passes(random: Random) -> dict[str, Any]:
    """Draw where x begins, what comes second, and whether it begins at zero."""
    return {
        "begin": random.choice((-1.0, 0.0, 1.0, 2.0)),
        "second": random.choice(("total", "total", "quadratic")),
        "zeroing": random.random() < 0.4,
    }


def last_gradient(settings: Settings, zeroing: bool) -> int:
    """Return the last number of x.grad after both passes."""
    x = make_data(settings["begin"])
    *_, (_, grad) = build(x, settings["second"], zeroing)
    return round(grad[-1].item())


def final_gradient(recording: None, settings: Settings) -> int:
    """Return what x.grad ends with."""
    return last_gradient(settings, settings["zeroing"])


def gradient_parts(recording: None, settings: Settings) -> dict[str, int]:
    """Return the gradient after the first pass and what the second one adds."""
    x = make_data(settings["begin"])
    (_, one), _ = build(x, settings["second"])
    return {
        "brought": round(one[-1].item()),
        "adds": last_gradient(settings, True),
        "ends": final_gradient(recording, settings),
    }


SCALARS = {
    "2 * dot(x, x)": "x",
    "sum(x ** 3)": "x",
    "dot(w, x)": "xw",
    "mean(tanh(w * x))": "xw",
}
"""What is asked about, and the named tensors in it: y is a single number."""
VECTORS = {"x * x": "x", "w * x": "xw", "exp(a) * x": "xa", "tanh(x + a)": "xa"}
"""The same where y has four numbers."""
OUTCOMES = ("done", "shape", "graph")


def draw_backward(random: Random) -> dict[str, Any]:
    """Draw an outcome, then an expression and the tensor that requires grad for it.

    One condition at most is not met: y has four numbers only if it has a graph.
    """
    outcome = random.choice(OUTCOMES)
    expressions = VECTORS if outcome == "shape" else SCALARS
    expression, names = random.choice([*expressions.items()])
    candidates = [n for n in "xwa" if (n in names) == (outcome != "graph")]
    tracked = random.choice(candidates)
    sample: dict[str, Any] = {
        name: name == f"wants_{tracked}" for name in GRADIENT_SWITCHES
    }
    return sample | {"expression": expression}


def backward_outcome(recording: None, settings: Settings) -> str:
    """Return the outcome of y.backward()."""
    exploration = explore(
        settings["expression"], settings["begin"], requires_grad_flags(settings)
    )
    if not exploration.leaves_with_grad:
        return "graph"
    return "shape" if exploration.uses_sum else "done"


QUESTIONS = (
    Question(
        name="kept",
        kind="number",
        draw=draw_passes,
        answer=final_gradient,
        values=tuple(range(41)),
        misconceptions={
            "added": lambda recording, settings: last_gradient(settings, False),
            "replaced": lambda recording, settings: last_gradient(settings, True),
        },
        numbers=gradient_parts,
    ),
    Question(
        name="fate",
        kind="choice",
        draw=draw_backward,
        answer=backward_outcome,
        options=OUTCOMES,
    ),
)
