"""Questions of the page: how large a graph gets, which line a traceback names."""

from random import Random

from lessons.contract import Question, Settings, Value
from lessons.next_steps.broken import MODELS, run_model
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


def count_each_once(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who counts each operation once, run or not."""
    return 5


def without_turns(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets the turns of the loop."""
    return (
        operations(recording, settings)
        - run_graph(settings["x"], settings["limit"]).turns
    )


def counts(recording: None, settings: Settings) -> dict[str, int]:
    """Return what the graph is made of."""
    run = run_graph(settings["x"], settings["limit"])
    numbers = {"n_turns": run.turns, "n_negations": int(run.negates)}
    return numbers | {"n_operations": run.n_operations}


def draw_call(random: Random) -> dict[str, Value]:
    """Draw a model, and what it is called on."""
    return {
        "mistake": random.choice(tuple(MODELS)),
        "n": random.choice((1, 2, 4)),
        "size": random.choice((1.0, 20.0)),
    }


def failing_line(recording: None, settings: Settings) -> str:
    """Return the line of forward that the traceback names."""
    return run_model(settings["mistake"], settings["n"], settings["size"]).failed_line


QUESTIONS = (
    Question(
        name="operations",
        kind="number",
        draw=draw_input,
        answer=operations,
        values=(3, 4, 5, 6, 7, 8, 9),
        misconceptions={"written": count_each_once, "turns": without_turns},
        numbers=counts,
    ),
    Question(
        name="line",
        kind="choice",
        draw=draw_call,
        answer=failing_line,
        options=("flat", "hidden", "clamp", "out", "never"),
        never_correct=("flat",),
    ),
)
