"""The texts of a training and their words: read once a process."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from sys import intern
from typing import Any

import numpy as np

from lessons.contract import ParseError, TextControl, TextPart, Value
from lessons.data import newsgroups, own_texts
from lessons.data.sets import Texts, finish
from lessons.text_classification.with_torch import tokenize

PARTS = ("headers", "footers", "quotes")
"""What can be cut off a message of the newsgroups."""

GROUPS = (
    *("alt.atheism", "comp.graphics", "comp.os.ms-windows.misc"),
    *("comp.sys.ibm.pc.hardware", "comp.sys.mac.hardware", "comp.windows.x"),
    *("misc.forsale", "rec.autos", "rec.motorcycles", "rec.sport.baseball"),
    *("rec.sport.hockey", "sci.crypt", "sci.electronics", "sci.med", "sci.space"),
    *("soc.religion.christian", "talk.politics.guns", "talk.politics.mideast"),
    *("talk.politics.misc", "talk.religion.misc"),
)
"""The twenty groups."""

LEAST, MOST = 2, 5
"""How many of them a reader may take."""

DEPENDS = (
    *(
        "source",
        "categories",
        *PARTS,
        "tokens",
        "lower",
        "size",
        "from_validation",
        "tfidf",
    ),
    *("hidden", "n_epochs", "batch_size", "shuffle", "drop_last", "lr", "seed"),
)
"""The controls that a training depends on."""


@dataclass(frozen=True, eq=False)
class Split:
    """Texts to train on, for validation and for the test, and the words of each.

    Args:
        train, validation, test: the texts; their classes have the same names.
        train_words, validation_words, test_words: the words of each text, in order.
    """

    train: Texts
    validation: Texts
    test: Texts
    train_words: tuple[tuple[str, ...], ...]
    validation_words: tuple[tuple[str, ...], ...]
    test_words: tuple[tuple[str, ...], ...]


def read_groups(text: str) -> tuple[str, ...]:
    """Return names of groups, in the order of GROUPS.

    Raises:
        ParseError: "unknown" (tells `group`), "few" or "many".
    """
    names = re.split(r"[\s,;]+", text.strip()) if text.strip() else []
    for name in names:
        if name not in GROUPS:
            raise ParseError("unknown", group=re.sub(r"[^\w.-]", "", name[:24]) or "?")
    groups = tuple(name for name in GROUPS if name in names)
    if len(groups) < LEAST:
        raise ParseError("few", least=LEAST)
    if len(groups) > MOST:
        raise ParseError("many", most=MOST)
    return groups


CATEGORIES = TextControl(
    "categories",
    newsgroups.CATEGORIES,
    read_groups,
    " ".join,
    samples=(("comp.sys.ibm.pc.hardware", "comp.sys.mac.hardware"),),
    invalid_samples={
        "sci.space sci.magic": "unknown",
        "sci.space": "few",
        "": "few",
        " ".join(GROUPS[:6]): "many",
    },
    parts=lambda value, now: (TextPart("groups", "picks", GROUPS, value, tuple),),
    max_length=200,
    use="shown",
)
"""The groups whose messages are told apart."""


def used_source(settings: Mapping[str, Value], own: str) -> str:
    """Return the source of the texts; our messages where the chosen one is absent."""
    source = str(settings["source"])
    if source == "newsgroups" and not newsgroups.is_cached():
        return "messages"
    return "messages" if source == "upload" and not own else source


def training_arguments(
    settings: Mapping[str, Any], lang: str, own: str
) -> dict[str, Any]:
    """Return the arguments of a training: no more than its result depends on.

    Args:
        own: a reader's texts, as `own_texts.Selection` has them; "" for none.
    """
    source = used_source(settings, own)
    arguments = {name: settings[name] for name in DEPENDS} | {"source": source}
    if source != "newsgroups":
        for name in (*PARTS, "categories"):
            arguments.pop(name)
    arguments["lang"] = lang if source == "messages" else ""
    arguments["own"] = own if source == "upload" else ""
    return arguments


def split(settings: Mapping[str, Any]) -> Split:
    """Return the texts of the settings from `training_arguments`.

    Raises:
        Unavailable: if the newsgroups are not there any more.
    """
    remove = tuple(part for part in PARTS if settings.get(part))
    how = (settings["source"], settings["lang"], settings["own"])
    words = (settings["tokens"], settings["lower"])
    return _split(*how, settings.get("categories", ()), remove, *words)


@lru_cache(maxsize=2)
def _messages(
    groups: tuple[str, ...], remove: tuple[newsgroups.Part, ...]
) -> tuple[Texts, Texts]:
    return finish(newsgroups.read_in_process(groups, remove))


@lru_cache(maxsize=2)
def _split(
    source: str,
    lang: str,
    own: str,
    groups: tuple[str, ...],
    remove: tuple[newsgroups.Part, ...],
    tokens: str,
    lower: bool,
) -> Split:
    if source == "newsgroups":
        both = [*_messages(groups, remove)]
    elif source == "upload":
        both = parts(own_texts.unpack(own))
    else:
        both = [newsgroups.course_messages(lang, s) for s in ("train", "test")]
    train, held_out = both
    three = train, every_second(held_out, 0), every_second(held_out, 1)
    words = [
        tuple(tuple(map(intern, tokenize(text, tokens, lower))) for text in one.texts)
        for one in three
    ]
    return Split(*three, *words)


def every_second(texts: Texts, first: int) -> Texts:
    """Return every second text: from the first for validation, or for the test."""
    which = slice(first, None, 2)
    return Texts(texts.texts[which], texts.labels[which], texts.names, texts.source)


def parts(texts: Texts) -> list[Texts]:
    """Texts to train on, and those held out: of each class one in three."""
    rank = np.zeros(len(texts.texts), int)
    for label in range(len(texts.names)):
        of_class = texts.labels == label
        rank[of_class] = np.arange(of_class.sum())
    return [
        Texts(
            tuple(t for t, member in zip(texts.texts, which, strict=True) if member),
            texts.labels[which],
            texts.names,
            texts.source,
        )
        for which in (rank % 3 != 1, rank % 3 == 1)
    ]


def pairs(texts: Texts) -> tuple[tuple[str, str], ...]:
    """(label, text) for each text, as the lesson's files take them."""
    labels = (texts.names[label] for label in texts.labels)
    return tuple(zip(labels, texts.texts, strict=True))


def own_messages(lang: str) -> dict[str, Any]:
    """Return the texts that a download of the code contains: our messages."""
    train, test = (newsgroups.course_messages(lang, part) for part in ("train", "test"))
    validation = every_second(test, 0)
    return {"train_texts": pairs(train), "validation_texts": pairs(validation)}


def fetch_arguments(settings: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the arguments of `fetch`; None if the newsgroups are not the source."""
    if used_source(settings, "") != "newsgroups":
        return None
    remove = tuple(part for part in PARTS if settings[part])
    return {"categories": list(settings["categories"]), "remove": remove}
