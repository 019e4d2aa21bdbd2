"""Questions of the page: who changes, how many numbers, in what order they lie."""

from collections.abc import Callable
from random import Random

from lessons.contract import Question, Settings, Value
from lessons.memory.storages import trace_storages

SHARED = ("view", "transpose", "row", "detach", "from_numpy", "to_numpy")
COPIED = ("rebind", "reshape_transposed", "clone", "tensor", "from_numpy_float")
IN_PLACE = ("add_to", "assign", "add_")


def draw(*operations: str) -> Callable[[Random], dict[str, Value]]:
    """Draw one of these operations, followed by a write into X or Y."""

    def draw_settings(random: Random) -> dict[str, Value]:
        return {
            "operation": random.choice(operations),
            "written": random.choice(("result", "source")),
        }

    return draw_settings


def draw_write_effect(random: Random) -> dict[str, Value]:
    """Draw an operation that shares, copies or fails, and a dtype."""
    kinds = (COPIED, ("view_transposed",), ("from_numpy_float", "reshape"), SHARED)
    settings = draw(*random.choice(kinds))(random)
    return settings | {"dtype": random.choice(("float64", "float32"))}


def write_effect(recording: None, settings: Settings) -> str:
    """Return whether the write is seen by both names, by one, or never takes place."""
    numbers = trace_storages(settings)
    if numbers.error:
        return "refused"
    return "both" if numbers.count("X", 2) and numbers.count("Y", 2) else "one"


def draw_count(random: Random) -> dict[str, Value]:
    """Draw an operation, and a write into its result."""
    settings = draw(*random.choice((SHARED, COPIED, IN_PLACE)))(random)
    return settings | {"written": "result"}


def count(recording: None, settings: Settings) -> int:
    """Return how many numbers of X are others at the end."""
    return trace_storages(settings).changed("X")


def draw_order(random: Random) -> dict[str, Value]:
    """Draw a result with another shape than X, or the same."""
    return draw("transpose", "reshape_transposed", "view", "clone")(random)


def order(recording: None, settings: Settings) -> tuple[int, ...]:
    """Return the numbers of the result's storage, before the write."""
    creation = trace_storages(settings).moments[1]
    return tuple(map(int, creation.storages[creation.bindings["Y"].storage]))


def in_row_order(recording: None, settings: Settings) -> tuple[int, ...]:
    """Return the answer of a reader who takes the rows of Y one after another."""
    return tuple(
        map(int, trace_storages(settings).moments[1].bindings["Y"].values.ravel())
    )


def in_memory_order(recording: None, settings: Settings) -> tuple[int, ...]:
    """Return the answer of a reader who thinks that the numbers never move."""
    return tuple(map(int, trace_storages(settings).moments[1].storages["A"]))


QUESTIONS = (
    Question(
        name="who",
        kind="choice",
        draw=draw_write_effect,
        answer=write_effect,
        options=("both", "one", "refused"),
    ),
    Question(
        name="count",
        kind="number",
        draw=draw_count,
        answer=count,
        values=(0, 1, 2, 3, 4, 5, 6),
        misconceptions={"untouched": lambda recording, settings: 0},
        numbers=lambda recording, settings: {"found": count(recording, settings)},
    ),
    Question(
        name="order",
        kind="order",
        draw=draw_order,
        answer=order,
        values=(1, 2, 3, 4, 5, 6),
        misconceptions={"read": in_row_order, "kept": in_memory_order},
        step=lambda recording, settings: 1,
    ),
)
