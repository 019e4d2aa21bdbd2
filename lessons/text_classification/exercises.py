"""Exercises of the page: write for a class, keep a layer small, meet unknown words."""

from collections.abc import Callable
from functools import lru_cache
from random import Random
from typing import Any

import numpy as np

from lessons.contract import RIGHT, CheckResult, Exercise, Settings, TextControl, Value
from lessons.data import newsgroups
from lessons.text_classification import repair
from lessons.text_classification.with_torch import (
    make_bags,
    make_idf,
    make_loader,
    make_model,
    make_optimizer,
    make_vocabulary,
    predict,
    tokenize,
    train_epoch,
    weigh,
)
from lessons.toolkit.seeding import isolated_rng

SURE = 0.9
"""The probability that is asked for."""

N_EPOCHS = 8
"""Epochs of the network that classifies the reader's message."""

CLASSES = ("baseball", "graphics", "space")

MESSAGE = TextControl("message", "", str.strip, samples=("orbit",), max_length=80)


@lru_cache(maxsize=1)
def reader() -> Callable[[str], tuple[np.ndarray, int]]:
    """Return a network trained on our messages in both languages.

    Returns:
        What gives the probabilities of a text, and how many of its words it knows.
    """
    sets = [newsgroups.course_messages(lang, "train") for lang in ("fr", "en")]
    texts = [tokenize(text) for one in sets for text in one.texts]
    y = np.concatenate([one.labels for one in sets])
    vocabulary = make_vocabulary(texts, 0)
    bags = make_bags(texts, vocabulary)
    idf = make_idf(bags, len(vocabulary))
    with isolated_rng(0):
        model = make_model(len(vocabulary), len(CLASSES))
    loader, optimizer = make_loader(weigh(bags, idf), y), make_optimizer(model)
    for _ in range(N_EPOCHS):
        train_epoch(model, loader, optimizer)

    def classify(text: str) -> tuple[np.ndarray, int]:
        bag = weigh(make_bags([tokenize(text)], vocabulary), idf)
        return predict(model, bag)[0], len(bag[0][0])

    return classify


def draw_class(random: Random) -> dict[str, Value]:
    """Draw a class."""
    return {"wanted": CLASSES[(2 + random.randrange(3)) % 3]}


def check_class(text: str, task: Settings, rec: None) -> CheckResult:
    """Return what the network says of the text."""
    p, n_known = reader()(text)
    expected, prediction = CLASSES.index(task["wanted"]), int(p.argmax())
    numbers: dict[str, float | str] = {"p": 100 * float(p[expected]), "known": n_known}
    numbers["sure"] = 100 * SURE
    numbers["said"] = CLASSES[prediction]
    if not n_known:
        return "unknown", numbers
    if prediction != expected:
        return "other", numbers
    return (RIGHT if p[expected] >= SURE else "unsure"), numbers


LIMITS = ((5_000, 200), (20_000, 500), (50_000, 1_000), (10_000, 100))
"""Weights at most, words at least."""


def draw_small(random: Random) -> dict[str, Value]:
    """Draw what the first layer may take; it takes too much at the start."""
    most, least = LIMITS[random.randrange(len(LIMITS))]
    return {"most": most, "least": least, "source": "messages"}


def check_small(settings: Settings, task: Settings, rec: None) -> CheckResult:
    """Check the words and weights of the first layer."""
    size, hidden = settings["size"], settings["hidden"]
    numbers: dict[str, float | str] = {"found": size * hidden}
    if not size:
        return "every", numbers
    if size < task["least"]:
        return "words", numbers
    return ("heavy" if size * hidden > task["most"] else RIGHT), numbers


VOCABULARY = {"mars": 0, "orion": 1, "vega": 2}
MESSAGE_WORDS = ("vega", "nova", "mars")
"""A message; its second word is in no training message."""


def check_places(name: str, task: Settings, rec: None) -> CheckResult:
    """Compare the chosen function's places with those of the known words."""
    find_places: Callable[..., Any] = PLACES.fix(name)
    result = find_places(MESSAGE_WORDS, dict(VOCABULARY))
    numbers: dict[str, float | str] = {"found": str(result), "wanted": "[2, 0]"}
    right = result == [VOCABULARY[word] for word in MESSAGE_WORDS if word in VOCABULARY]
    return (RIGHT if right else name.removeprefix("places_")), numbers


PLACES = Exercise(
    "places",
    "fix",
    check_places,
    mistakes=("first", "grown", "until"),
    broken=repair.places,
    caller=repair.call_places,
    fixes=(
        repair.places_first,
        repair.places_known,
        repair.places_grown,
        repair.places_until,
    ),
    solution="places_known",
)

EXERCISES = (
    Exercise(
        "written",
        "text",
        check_class,
        mistakes=("unknown", "other", "unsure"),
        draw=draw_class,
        text_control=MESSAGE,
        solution="baseball pitcher batte",
    ),
    Exercise(
        "small",
        "settings",
        check_small,
        mistakes=("every", "words", "heavy"),
        draw=draw_small,
        answer_controls=("size", "hidden"),
        solution={"size": 200, "hidden": 50},
    ),
    PLACES,
)
