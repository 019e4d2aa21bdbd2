"""Text classification: bags of words, and which word pushes where."""

from lessons.contract import Control, Lesson, Scenario, TextControl, Value
from lessons.text_classification.exercises import EXERCISES
from lessons.text_classification.predict import MINE, QUESTIONS
from lessons.text_classification.sources import (
    CATEGORIES,
    fetch_arguments,
    own_messages,
)

ARTICLE: dict[str, Value] = {"tokens": "spaces", "size": 0, "from_validation": True}
ARTICLE |= {"tfidf": False, "n_epochs": 10, "batch_size": 150, "lr": 0.01}
ARTICLE |= {"shuffle": False, "drop_last": True}
"""The settings of an online article that reports 91 % with this network."""

TOKENS = ("spaces", "words", "letters", "characters")

OFF_ON = (False, True)


def data_control(name: str, *values: Value) -> Control:
    """Return a control that chooses texts: `run` takes the texts themselves."""
    return Control(name, values[0], values, use="shown")


CONTROLS: tuple[Control | TextControl, ...] = (
    data_control("source", "newsgroups", "messages", "upload"),
    CATEGORIES,
    data_control("headers", *OFF_ON),
    data_control("footers", *OFF_ON),
    data_control("quotes", *OFF_ON),
    MINE,
    Control("tokens", "words", TOKENS),
    Control("lower", True, OFF_ON),
    Control("size", 5000, (50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 0)),
    Control("from_validation", False, OFF_ON),
    Control("tfidf", True, OFF_ON),
    Control("hidden", 100, (10, 25, 50, 100)),
    Control("n_epochs", 8, (1, 2, 3, 5, 8, 10, 15, 20)),
    Control("batch_size", 50, (10, 25, 50, 100, 150, 300)),
    Control("shuffle", True, OFF_ON),
    Control("drop_last", False, OFF_ON),
    Control("lr", 0.003, (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)),
    Control("seed", 0, tuple(range(5))),
    data_control("opened", *OFF_ON),
)

LESSON = Lesson(
    controls=CONTROLS,
    scenarios=(
        Scenario("ours", {}),
        Scenario("article", ARTICLE),
        Scenario("train_words", ARTICLE | {"from_validation": False}),
        Scenario("every_message", ARTICLE | {"drop_last": False, "shuffle": True}),
        Scenario("bare", {"headers": True, "footers": True, "quotes": True}),
        Scenario("small", {"size": 200}),
    ),
    questions=QUESTIONS,
    exercises=EXERCISES,
    run_arguments=own_messages,
    fetch_arguments=fetch_arguments,
    prerequisites=("losses", "modules", "data_loading"),
)
