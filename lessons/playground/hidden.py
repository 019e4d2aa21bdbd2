"""The controls that a teacher hides from pupils by link: the text of the control."""

import re

from lessons.contract import ParseError, Settings, TextControl, TextPart
from lessons.toolkit.number_parser import quote

NAMES = (
    *("data", "features", "depth", "width", "activation", "lr", "scenarios", "changes"),
    *("optimizer", "batch_size", "loss", "n_epochs", "start_seed", "dropout"),
    *("weight_decay", "l1", "n", "noise", "validation", "seed", "points", "hidden"),
)
"""What can be hidden: controls, the scenarios, and the list of what is hidden."""

Hidden = tuple[str, ...]


def read(text: str) -> Hidden:
    """Parse the names of what is hidden; nothing, from an empty text.

    Raises:
        ParseError: "word".
    """
    words = [word for word in re.split(r"[\s,;]+", text.lower()) if word]
    for word in words:
        if word not in NAMES:
            raise ParseError("word", what=quote(word))
    return tuple(name for name in NAMES if name in words)


def _parts(value: Hidden, now: Settings) -> tuple[TextPart, ...]:
    def hide(names: Hidden) -> Hidden:
        return tuple(name for name in NAMES if name in names)

    return (TextPart("names", "picks", NAMES, value, hide),)


HIDDEN = TextControl(
    "hidden",
    (),
    read,
    " ".join,
    samples=(("depth", "width"), ("data", "points", "hidden")),
    invalid_samples={"colour": "word"},
    parts=_parts,
    use="shown",
)
