"""What the reader changes while the network learns: the text of the control."""

import re

from lessons.contract import ParseError, TextControl, Value
from lessons.toolkit.number_parser import normalize_signs, quote

Change = tuple[int, int | str, float]
"""Before which epoch, and what: a hidden layer, and its neuron that leaves, 0 for one
more; or the name of a setting or of a weight, and its value from then on."""

Changes = tuple[Change, ...]

MOST = 24
"""Changes of one run."""

LARGEST = 100.0
"""The size of a weight that is set by hand, at most."""

SETTINGS: dict[str, tuple[Value, ...]] = {
    "lr": (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0),
    "batch_size": (1, 4, 8, 16, 32, 64, 400),
    "weight_decay": (0.0, 0.0001, 0.001, 0.01, 0.03, 0.1),
    "l1": (0.0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1),
}
"""The settings that can be changed along the way, and their values."""

BETWEEN = re.compile(r"[\s;]+|,\s*(?=\d+:)|,\s+")
"""What stands between two changes; a comma may also be that of a number."""

NEURON = re.compile(r"(\d{1,4}):(\d)(?:(\+)|-(\d))", re.ASCII)
NUMBER = re.compile(r"(\d{1,4}):([a-z]\w*(?:\.\d){0,3})=(-?[\d.]{1,8})", re.ASCII)
WEIGHT = re.compile(r"w\d\.\d\.\d|b\d\.\d", re.ASCII)


def write(changes: Changes) -> str:
    """`40:1+ 50:lr=0.1`: a neuron more in layer 1 at epoch 40, another rate at 50."""
    return " ".join(map(_write_one, changes))


def _write_one(change: Change) -> str:
    at, what, value = change
    if isinstance(what, str):
        return f"{at}:{what}={value:.10g}"
    return f"{at}:{what}-{value}" if value else f"{at}:{what}+"


def read(text: str) -> Changes:
    """Parse changes from a text, in the order of their epochs.

    Raises:
        ParseError: "word", "layer", "value", "weight" or "many".
    """
    words = BETWEEN.split(normalize_signs(text).strip(" ,;"))
    result = [_read_one(word.replace(",", ".")) for word in words if word]
    if len(result) > MOST:
        raise ParseError("many")
    return tuple(sorted(result, key=lambda one: one[0]))


def _read_one(word: str) -> Change:
    if match := NEURON.fullmatch(word):
        if match[4] == "0":
            raise ParseError("word", what=quote(word))
        if not 1 <= int(match[2]) <= 6:
            raise ParseError("layer", what=quote(word))
        return int(match[1]), int(match[2]), int(match[4] or 0)
    match = NUMBER.fullmatch(word)
    try:
        at, name, value = int(match[1]), match[2], float(match[3])  # type: ignore[index]
    except (TypeError, ValueError):
        raise ParseError("word", what=quote(word)) from None
    if name in SETTINGS:
        if value not in SETTINGS[name]:
            values = ", ".join(f"{each:g}" for each in SETTINGS[name])
            raise ParseError("value", what=quote(word), values=values)
    elif not WEIGHT.fullmatch(name):
        raise ParseError("word", what=quote(word))
    elif abs(value) > LARGEST:
        raise ParseError("weight", what=quote(word))
    return at, name, value + 0.0


def settings_at(changes: Changes, epoch: int) -> dict[str, float]:
    """Return the settings that change before this epoch, and their values."""
    return {
        name: value
        for at, name, value in changes
        if at == epoch and isinstance(name, str) and name in SETTINGS
    }


CHANGES = TextControl(
    "changes",
    (),
    read,
    write,
    samples=(
        ((40, 1, 0), (60, 2, 3)),
        ((10, "w1.2.1", -0.5), (20, "lr", 0.1), (30, "batch_size", 16.0)),
    ),
    invalid_samples={
        "add": "word",
        "40:1-0": "word",
        "40:w1.2=3": "word",
        "40:lr=1.2.3": "word",
        "40:7+": "layer",
        "40:lr=0.2": "value",
        "40:b1.1=101": "weight",
        "1:1+ " * 25: "many",
    },
    in_file=False,
)
