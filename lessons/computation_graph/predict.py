"""What the reader predicts: leaves with a gradient, an `if`, parts of a gradient."""

from random import Random
from typing import Any

from lessons.computation_graph.with_torch import build, make_leaves, walk
from lessons.contract import Question, Settings, Value

GRADIENT_SWITCHES = ("wants_a", "wants_b", "wants_x")


def loss_of(settings: Settings, **others: Value) -> Any:
    """Return the loss with a graph built anew."""
    now = {**settings, **others}
    x, y, a, b = make_leaves(**{name: bool(now[name]) for name in GRADIENT_SWITCHES})
    return build(x, y, a, b, now["threshold"], now["n_loops"])[2]


def draw_requires_grad(random: Random) -> dict[str, Value]:
    """Draw which leaves require grad."""
    return {name: random.random() < 0.5 for name in GRADIENT_SWITCHES}


def leaves(recording: None, settings: Settings) -> int:
    """Return how many AccumulateGrad boxes the graph has: one for each leaf in it."""
    return sum(hasattr(operation, "variable") for operation in walk(loss_of(settings)))


def all_inputs(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who counts every tensor: x, y, a, b."""
    return 4


def parameters(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who counts the parameters, a and b."""
    return 2


def draw_test(random: Random) -> dict[str, Value]:
    """Draw a threshold that is clearly below or above the loss, and a loop."""
    return {
        "threshold": random.choice((1.0, 2.0, 5.0, 4.0, 0.0)),
        "n_loops": random.choice((1, 2, 3)),
    }


def branch(recording: None, settings: Settings) -> str:
    """Return whether the graph has more operations than without the branch."""
    without = walk(loss_of(settings, threshold=float("inf")))
    return "taken" if len(walk(loss_of(settings))) > len(without) else "skipped"


def counts(recording: None, settings: Settings) -> dict[str, int]:
    """Return the operations of the graph and those without the branch."""
    without = walk(loss_of(settings, threshold=float("inf")))
    return {"operations": len(walk(loss_of(settings))), "without": len(without)}


def draw_uses(random: Random) -> dict[str, Value]:
    """Draw a loop, and a branch that runs or not."""
    return {
        "threshold": random.choice((1.0, 5.0)),
        "n_loops": random.choice((2, 3, 4)),
    }


def parts(recording: None, settings: Settings) -> int:
    """Count the edges that lead to b: each adds a part of its gradient."""
    operations = walk(loss_of(settings))
    edges = [
        before for operation in operations for before, _ in operation.next_functions
    ]
    (leaf,) = (o for o in operations if is_b(o, settings))
    return edges.count(leaf)


def is_b(operation: Any, settings: Settings) -> bool:
    """Return whether an operation is where b gets its gradient."""
    b = make_leaves()[3]
    leaf = getattr(operation, "variable", None)
    return leaf is not None and leaf.item() == b.item()


def one_leaf(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who expects a leaf's gradient in one piece."""
    return 1


def loop_parts(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets the branch."""
    return settings["n_loops"]


QUESTIONS = (
    Question(
        name="leaves",
        kind="number",
        draw=draw_requires_grad,
        answer=leaves,
        values=(0, 1, 2, 3, 4),
        misconceptions={"inputs": all_inputs, "parameters": parameters},
    ),
    Question(
        name="branch",
        kind="choice",
        draw=draw_test,
        answer=branch,
        options=("taken", "skipped", "both"),
        never_correct=("both",),
        numbers=counts,
    ),
    Question(
        name="parts",
        kind="number",
        draw=draw_uses,
        answer=parts,
        values=(1, 2, 3, 4, 5),
        misconceptions={"leaf": one_leaf, "turns": loop_parts},
        step=lambda recording, settings: "b",
    ),
)
