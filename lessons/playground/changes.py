"""Neurons added and removed while the network learns: the text of the control."""

import re

from lessons.contract import ParseError, TextControl
from lessons.toolkit.number_parser import normalize_signs, quote

Change = tuple[int, int, int]
"""Before which epoch, in which hidden layer, which neuron leaves; 0 for one more."""

Changes = tuple[Change, ...]

MOST = 12
"""Changes of one run."""

ONE = re.compile(r"(\d{1,4}):(\d)(?:(\+)|-(\d))", re.ASCII)


def write(changes: Changes) -> str:
    """`40:1+ 60:2-3`: a neuron more in layer 1 at epoch 40, then one less."""
    return " ".join(
        f"{at}:{layer}-{unit}" if unit else f"{at}:{layer}+"
        for at, layer, unit in changes
    )


def read(text: str) -> Changes:
    """Parse changes from a text, in the order of their epochs.

    Raises:
        ParseError: "word", "layer" or "many".
    """
    result: list[Change] = []
    for word in re.split(r"[\s,;]+", normalize_signs(text).strip(" ,;")):
        if not word:
            continue
        match = ONE.fullmatch(word)
        if not match or match[4] == "0":
            raise ParseError("word", what=quote(word))
        if not 1 <= int(match[2]) <= 4:
            raise ParseError("layer", what=quote(word))
        result.append((int(match[1]), int(match[2]), int(match[4] or 0)))
    if len(result) > MOST:
        raise ParseError("many")
    return tuple(sorted(result, key=lambda one: one[0]))


CHANGES = TextControl(
    "changes",
    (),
    read,
    write,
    samples=(((40, 1, 0), (60, 2, 3)),),
    invalid_samples={
        "add": "word",
        "40:1-0": "word",
        "40:7+": "layer",
        "1:1+ " * 13: "many",
    },
    max_length=100,
    in_file=False,
)
