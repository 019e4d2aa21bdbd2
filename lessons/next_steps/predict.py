"""Questions of the page: how large a graph gets, which line a traceback names."""

from random import Random

from lessons.contract import Question, Settings, Value
from lessons.next_steps.broken import MODELS, ran
from lessons.next_steps.dynamic import run_graph


def draw_input(random: Random) -> dict[str, Value]:
    """Draw an input, and a limit that it reaches at once or after some turns."""
    return {
        "x": random.choice((-8, -4, -2, -1, 1, 2, 3, 4, 8)),
        "limit": random.choice((1, 2, 4, 8)),
    }


def operations(recording: None, settings: Settings) -> int:
    """Return the number of operations in the graph of the loss."""
    return run_graph(settings["x"], settings["limit"]).n_operations


def written(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who counts each operation once, run or not."""
    return 5


def never_turned(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets the turns of the loop."""
    return (
        operations(recording, settings)
        - run_graph(settings["x"], settings["limit"]).turns
    )


def counts(recording: None, settings: Settings) -> dict[str, int]:
    """Return what the graph is made of."""
    seen = run_graph(settings["x"], settings["limit"])
    numbers = {"n_turns": seen.turns, "n_negations": int(seen.negates)}
    return numbers | {"n_operations": seen.n_operations}


def draw_call(random: Random) -> dict[str, Value]:
    """Draw a model, and what it is called on."""
    return {
        "mistake": random.choice(tuple(MODELS)),
        "n": random.choice((1, 2, 4)),
        "size": random.choice((1.0, 20.0)),
    }


def named(recording: None, settings: Settings) -> str:
    """Return the line of forward that the traceback names."""
    return ran(settings["mistake"], settings["n"], settings["size"]).stopped


QUESTIONS = (
    Question(
        name="operations",
        kind="number",
        draw=draw_input,
        answer=operations,
        values=(3, 4, 5, 6, 7, 8, 9),
        misconceptions={"written": written, "turns": never_turned},
        numbers=counts,
    ),
    Question(
        name="line",
        kind="choice",
        draw=draw_call,
        answer=named,
        options=("flat", "hidden", "clamp", "out", "never"),
        never_correct=("flat",),
    ),
)
