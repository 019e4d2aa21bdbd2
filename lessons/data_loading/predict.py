"""What the reader predicts: how many iterations, and the order of a second epoch."""

from random import Random

from lessons.contract import Question, Settings, Value
from lessons.data_loading.epochs import N_EPOCHS, run_loader


def draw_iterations(random: Random) -> dict[str, Value]:
    """Draw sizes where the last batch is short."""
    n, batch_size = random.choice(((10, 4), (10, 3), (7, 3), (8, 3), (9, 4), (9, 2)))
    drop: dict[str, Value] = {"drop_last": random.choice((True, False))}
    return drop | {"n": n, "batch_size": batch_size, "seed": random.randrange(10)}


def iterations(recording: None, settings: Settings) -> int:
    """Count the updates of both epochs."""
    return len(run_loader(settings).batches)


def of_one_epoch(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who forgets that there are two epochs."""
    return run_loader(settings).length


def other_drop_last(recording: None, settings: Settings) -> int:
    """Return the answer of a reader who gets `drop_last` the wrong way round."""
    other = {**settings, "drop_last": not settings["drop_last"]}
    return len(run_loader(other).batches)


def draw_second_epoch(random: Random) -> dict[str, Value]:
    """Draw an order, and a generator that is set again or not."""
    order, reseed = random.choice(
        (
            *(("random", "once"), ("random", "each")),
            *(("sequential", "once"), ("weighted", "once")),
        )
    )
    return {"order": order, "reseed": reseed, "seed": random.randrange(10)}


def second_epoch(recording: None, settings: Settings) -> str:
    """Return how the second epoch compares with the first."""
    return run_loader(settings).again


QUESTIONS = (
    Question(
        name="iterations",
        kind="number",
        draw=draw_iterations,
        answer=iterations,
        values=tuple(range(1, 13)),
        misconceptions={"once": of_one_epoch, "otherwise": other_drop_last},
        numbers=lambda recording, now: {
            "length": run_loader(now).length,
            "epochs": N_EPOCHS,
            "found": iterations(None, now),
        },
    ),
    Question(
        name="again",
        kind="choice",
        draw=draw_second_epoch,
        answer=second_epoch,
        options=("same", "other", "repeats"),
    ),
)
