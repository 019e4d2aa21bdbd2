"""What the reader does: a graph of a given size."""

from random import Random

from lessons.computation_graph.with_torch import run
from lessons.contract import RIGHT, Checked, Exercise, Settings, Value

USES = ("wants_a", "wants_b", "wants_x", "threshold", "n_loops")
FIRST = 10
"""Operations of the graph that the page begins with."""


def hidden(random: Random) -> dict[str, Value]:
    """Settings that have a graph, one way to the goal."""
    wants = random.choice(((True, True), (True, False), (False, True)))
    threshold, n_loops = random.choice((3.0, 5.0)), random.randint(1, 4)
    drawn: dict[str, Value] = dict(zip(("wants_a", "wants_b"), wants, strict=True))
    return drawn | {"threshold": threshold, "n_loops": n_loops}


def draw_size(random: Random) -> dict[str, Value]:
    """A number of operations that some settings give, but not those at the start."""
    start = run()[1]
    while (operations := run(**hidden(random))[1]) == start:
        pass
    return {"operations": operations}


def check_size(settings: Settings, task: Settings, rec: None) -> Checked:
    """How many operations the graph of the loss has at these settings."""
    _, found, depth = run(**{name: settings[name] for name in USES})
    told: dict[str, float | str] = {"found": found, "depth": depth}
    wanted = int(task["operations"])
    if not found:
        return "none", told
    if found == wanted:
        return RIGHT, told
    return ("fewer" if found < wanted else "more"), told


EXERCISES = (
    Exercise(
        "size",
        "settings",
        check_size,
        mistakes=("none", "fewer", "more"),
        draw=draw_size,
        uses=USES,
    ),
)
