"""The inputs of the network, computed from x1 and x2: the text of the control."""

import re

from lessons.contract import ParseError, TextControl
from lessons.playground.with_numpy import FEATURES
from lessons.toolkit.number_parser import quote

Features = tuple[str, ...]
"""Names of FEATURES, in their order."""

OTHER_NAMES = {
    **{"x₁": "x1", "x₂": "x2", "x₁x₂": "x1x2", "x1*x2": "x1x2", "x₁*x₂": "x1x2"},
    **{"x1²": "sq1", "x2²": "sq2", "x₁²": "sq1", "x₂²": "sq2"},
    **{"x1**2": "sq1", "x2**2": "sq2", "x1^2": "sq1", "x2^2": "sq2"},
}
"""Other ways in which people write them."""


def read(text: str) -> Features:
    """Parse names of inputs from a text.

    Raises:
        ParseError: "word" or "none".
    """
    words = [word for word in re.split(r"[\s,;]+", text.lower()) if word]
    names = {OTHER_NAMES.get(word, word): word for word in words}
    for name, word in names.items():
        if name not in FEATURES:
            raise ParseError("word", what=quote(word))
    if not names:
        raise ParseError("none")
    return tuple(name for name in FEATURES if name in names)


INPUTS = TextControl(
    "features",
    ("x1", "x2"),
    read,
    " ".join,
    samples=(("x1", "x2", "sq1", "sq2"), tuple(FEATURES)),
    invalid_samples={"x3": "word", ",": "none"},
)
