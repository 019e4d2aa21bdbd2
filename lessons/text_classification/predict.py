"""Questions of the page: whether two bags are the same, and how many weights."""

from random import Random

import torch

from lessons.contract import Question, Settings, TextControl, Value
from lessons.text_classification.with_torch import (
    BagNet,
    make_bags,
    make_vocabulary,
    tokenize,
    weigh,
)

MOST = 300
"""Characters of a text of the reader's own."""

MINE = TextControl(
    "mine",
    "",
    str.strip,
    samples=("Orion 7",),
    max_length=MOST,
    fits_link=lambda text: False,
    use="shown",
)
"""A text of the reader's own, in no link; where there is none the page has one."""

REFERENCE = "Mars Orion Vega"
"""The text that another is compared with."""

OTHERS = (
    "Vega Mars Orion",
    "MARS Orion Vega",
    "Mars, Orion, Vega",
    "Mars Orion Vega 1993",
    "Mars Orion Vega Mars Orion Vega",
)


def draw_bag(random: Random) -> dict[str, Value]:
    """Draw a text, and how it is read."""
    tokens = random.choice(("spaces", "words", "letters"))
    how = {"lower": random.random() < 0.5, "tfidf": random.random() < 0.5}
    return {"mine": random.choice(OTHERS), "tokens": tokens, **how}


def bag(rec: None, settings: Settings) -> str:
    """Return whether both texts give the same bag."""
    texts = REFERENCE, settings["mine"]
    words = [tokenize(t, settings["tokens"], settings["lower"]) for t in texts]
    vocabulary = make_vocabulary(words, 0)
    bags = make_bags(words, vocabulary)
    if settings["tfidf"]:
        bags = weigh(bags, torch.ones(len(vocabulary)))
    rows = torch.zeros(2, len(vocabulary))
    for row, (index, value) in zip(rows, bags, strict=True):
        row[index] = value
    return "same" if torch.allclose(*rows) else "other"


def draw_weights(random: Random) -> dict[str, Value]:
    """Draw a vocabulary and a layer."""
    size = random.choice((100, 200, 500, 1000))
    return {"size": size, "hidden": random.choice((10, 25, 50, 100))}


def make_net(settings: Settings) -> BagNet:
    """Return a network for three classes; its weights have no values."""
    with torch.device("meta"):
        return BagNet(settings["size"], 3, settings["hidden"])


def weights(rec: None, settings: Settings) -> int:
    """Count the weights of the first layer."""
    return make_net(settings).words.weight.numel()


def second(rec: None, settings: Settings) -> int:
    """Return the answer of a reader who takes the second layer."""
    return settings["hidden"] ** 2


def share(rec: None, settings: Settings) -> dict[str, float]:
    """Return the first layer's part of all weights and biases, in percent."""
    every = sum(p.numel() for p in make_net(settings).parameters())
    found = weights(rec, settings)
    return {"found": found, "part": 100 * found / every}


QUESTIONS = (
    Question(
        name="bag", kind="choice", draw=draw_bag, answer=bag, options=("same", "other")
    ),
    Question(
        name="weights",
        kind="number",
        draw=draw_weights,
        answer=weights,
        values=(
            *(100, 625, 1000, 2000, 2500, 5000, 10_000, 12_500, 20_000),
            *(25_000, 50_000, 100_000, 200_000),
        ),
        misconceptions={"second": second},
        numbers=share,
    ),
)
