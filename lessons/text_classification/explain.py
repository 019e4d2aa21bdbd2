"""The prediction for a text, and which of its words push to which class."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from lessons.text_classification.training import FIRST, Message, TrainedModel, center
from lessons.text_classification.with_torch import (
    TOKENS,
    BagNet,
    make_bags,
    predict,
    push,
    tokenize,
    weigh,
)

STRONG = (0.2, 0.45, 0.75)
"""Parts of the strongest push from which a word is marked more."""


@dataclass(frozen=True)
class Piece:
    """A piece of a text; a word that the network knows has a push.

    Args:
        text: as it stands there.
        to: the class it pushes to most; None if it is no word, or not known.
        strength: 0 to 3, beside the strongest word of the text.
    """

    text: str
    to: int | None = None
    strength: int = 0


@dataclass(frozen=True, eq=False)
class Reading:
    """The prediction for a text, with the pushes of its words.

    Args:
        p: the probability of each class.
        pieces: the text, whole.
        words: (word, pushes on each class) of its known words, the strongest first.
        unknown: its words that are not in the vocabulary, each once.
    """

    p: np.ndarray
    pieces: tuple[Piece, ...]
    words: tuple[tuple[str, np.ndarray], ...]
    unknown: tuple[str, ...]


def read(result: TrainedModel, settings: Mapping[str, Any], text: str) -> Reading:
    """Read a text of the reader's own with a trained network.

    Args:
        settings: `tokens` and `lower` that it was trained with.
    """
    places = {word: i for i, word in enumerate(result.words)}
    bags = make_bags([tokenize(text, settings["tokens"], settings["lower"])], places)
    if result.idf is not None:
        bags = weigh(bags, torch.from_numpy(result.idf))
    model = network(result)
    p, pushes = predict(model, bags)[0], center(push(model, bags))
    return _reading(result.words, settings, text, p, bags[0][0].numpy(), pushes)


def network(result: TrainedModel) -> BagNet:
    """Return the network of a result."""
    weights = {
        name: torch.from_numpy(values.astype(np.float32, copy=False))
        for name, values in result.weights.items()
    }
    n_words, hidden = weights[FIRST].shape
    with torch.device("meta"):  # nothing is drawn
        model = BagNet(n_words, len(result.names), hidden)
    model.load_state_dict(weights, assign=True)
    return model


def reread(
    result: TrainedModel, settings: Mapping[str, Any], message: Message
) -> Reading:
    """Return the reading of a validation message at the end of the training."""
    how = message.p, message.index, message.pushes
    return _reading(result.words, settings, message.text, *how)


def _reading(
    words: tuple[str, ...],
    settings: Mapping[str, Any],
    text: str,
    p: np.ndarray,
    index: np.ndarray,
    pushes: np.ndarray,
) -> Reading:
    pushes_by_word = {words[j]: row for j, row in zip(index, pushes, strict=True)}
    largest = (
        max((float(row.max()) for row in pushes_by_word.values()), default=0.0) or 1.0
    )
    pieces, unknown, at = [], dict[str, None](), 0
    for match in re.finditer(TOKENS[settings["tokens"]], text):
        word = match[0].lower() if settings["lower"] else match[0]
        if match.start() > at:
            pieces.append(Piece(text[at : match.start()]))
        at = match.end()
        if word not in pushes_by_word:
            unknown[word] = None
            pieces.append(Piece(match[0]))
            continue
        row = pushes_by_word[word]
        strength = sum(float(row.max()) >= part * largest for part in STRONG)
        to = int(row.argmax()) if strength else None
        pieces.append(Piece(match[0], to, strength))
    if at < len(text):
        pieces.append(Piece(text[at:]))
    strongest = sorted(pushes_by_word.items(), key=lambda item: -float(item[1].max()))
    return Reading(p, tuple(pieces), tuple(strongest), tuple(unknown))
