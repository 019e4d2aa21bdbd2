"""20 Newsgroups: messages of 1993 from twenty discussion groups, split by date.

They are read by scikit-learn, from the folder where it keeps its data: the one that
`SCIKIT_LEARN_DATA` names, or else `~/scikit_learn_data`. Its file there is a pickle,
and reading a pickle runs what is written in it. So only that file is ever read, which
belongs to whoever runs the app: no function takes a path, and nothing that a reader
uploads gets there.

scikit-learn is imported when something is asked of it: it takes a second.
"""

import csv
import json
import os
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any, Literal

import numpy as np

from lessons.data.download import TICK, Remote, download, temporary_folder
from lessons.data.sets import Loading, Subset, Texts, Unavailable, finish

Part = Literal["headers", "footers", "quotes"]

ARCHIVE = Remote(
    "20news-bydate.tar.gz",
    ("https://ndownloader.figshare.com/files/5975967",),
    n_bytes=15_000_000,
    sha256="8f1b2514ca22a5ade8fbb9cfa5727df95fa587f4c87b786e15c759fa66d95610",
)
"""What scikit-learn itself would download (a test compares)."""

CACHE = "20news-bydate_py3.pkz"
"""The file it makes of that."""

CATEGORIES = ("comp.graphics", "rec.sport.baseball", "sci.space")
"""Those of the course."""

ROOT = Path(__file__).parents[2]
MESSAGES = Path(__file__).parent / "messages"
DOWNLOADED = 0.7
"""The part of the work that is done when the archive is there."""

UNPACKING = 20
"""Seconds that making its file takes scikit-learn, roughly."""


def data_folder() -> Path:
    """The folder where scikit-learn keeps its data; it need not exist."""
    named = os.environ.get("SCIKIT_LEARN_DATA", "~/scikit_learn_data")
    return Path(named).expanduser().absolute()


def is_cached() -> bool:
    """Whether the messages are there (they may still be damaged)."""
    return (data_folder() / CACHE).is_file()


def load(
    subset: Subset,
    categories: Sequence[str] = CATEGORIES,
    remove: Collection[Part] = (),
    archive: Remote = ARCHIVE,
) -> Loading[Texts]:
    """The messages of some groups, fetched first if they are not there.

    Args:
        subset: those to train on, or the later ones to test on.
        categories: names of groups, in any order.
        remove: parts that give the group away, cut off each message.
        archive: where the messages come from.

    Raises:
        Unavailable: with a name of the reason.
        ValueError: for a group that does not exist.
    """
    try:
        return (yield from read(subset, categories, remove))
    except Unavailable:
        yield from fetch(archive)
        return (yield from read(subset, categories, remove))


def read(
    subset: Subset,
    categories: Sequence[str] = CATEGORIES,
    remove: Collection[Part] = (),
) -> Loading[Texts]:
    """The messages of some groups, from the cache folder; as `load`, without network.

    Raises:
        Unavailable: "missing" or "damaged".
    """
    if not is_cached():
        raise Unavailable("missing", str(data_folder() / CACHE))
    yield 0.0
    from sklearn.datasets import fetch_20newsgroups

    yield 0.5
    try:
        found = fetch_20newsgroups(
            data_home=data_folder(),
            subset=subset,
            categories=list(categories),
            download_if_missing=False,
        )
    except (OSError, KeyError, AttributeError) as error:  # a pickle of something else
        raise Unavailable("damaged", str(data_folder() / CACHE)) from error
    names = tuple(str(name) for name in found.target_names)
    texts = tuple(_strip_parts(_restore_lines(text), remove) for text in found.data)
    return Texts(texts, found.target, names, "newsgroups")


def read_in_process(
    categories: Sequence[str] = CATEGORIES, remove: Collection[Part] = ()
) -> Loading[tuple[Texts, Texts]]:
    """The messages to train on and those to test on, as `read` gives them.

    A process of its own reads them, and ends: scikit-learn and the other groups take
    twenty times the memory of these messages.

    Args:
        categories: names of groups that exist.
        remove: parts that are cut off each message.

    Raises:
        Unavailable: "missing" or "damaged".
    """
    if not is_cached():
        raise Unavailable("missing", str(data_folder() / CACHE))
    asked = json.dumps([list(categories), list(remove)])
    code, told, said = yield from _process("read", asked)
    if code:
        raise Unavailable("damaged", _last(said))
    answer = json.loads(told)
    if "reason" in answer:
        raise Unavailable(answer["reason"], answer["detail"])
    train, test = (
        Texts(tuple(texts), np.array(labels), tuple(names), "newsgroups")
        for texts, labels, names in answer["both"]
    )
    return train, test


def _read_here(asked: str) -> None:
    """Read the messages and print them."""
    categories, remove = json.loads(asked)
    try:
        with redirect_stdout(sys.stderr):  # scikit-learn prints what is wrong
            parts = [finish(read(s, categories, remove)) for s in ("train", "test")]
    except Unavailable as error:
        answer: dict[str, Any] = {"reason": error.reason, "detail": error.detail}
    else:
        both = [(part.texts, part.labels.tolist(), part.names) for part in parts]
        answer = {"both": both}
    print(json.dumps(answer))


def _restore_lines(text: str) -> str:
    """A message in lines: in some copies a tabulator stands at the end of each."""
    return text if "\n" in text.rstrip("\n") else text.replace("\t", "\n")


def _strip_parts(text: str, remove: Collection[Part]) -> str:
    """A message in lines without these parts, as scikit-learn removes them."""
    from sklearn.datasets import _twenty_newsgroups as theirs

    if "headers" in remove:
        text = theirs.strip_newsgroup_header(text)
    if "footers" in remove:
        text = theirs.strip_newsgroup_footer(text)
    if "quotes" in remove:
        text = theirs.strip_newsgroup_quoting(text)
    return text


def fetch(archive: Remote = ARCHIVE) -> Loading[None]:
    """Put the messages into the cache folder, in place of what is there.

    The archive is downloaded and checked, then a process of its own has scikit-learn
    make its file of it. All that happens in a folder of its own, removed at the end.

    Raises:
        Unavailable: with a name of the reason.
    """
    with temporary_folder(data_folder(), "20news") as place:
        inside = place / "20news_home"  # where scikit-learn looks for an archive
        inside.mkdir()
        for done in download(archive, inside):
            yield DOWNLOADED * done
        yield from _unpack(archive, place)
        (place / CACHE).replace(data_folder() / CACHE)


def _unpack(archive: Remote, place: Path) -> Loading[None]:
    """Have a process unpack the archive; it ends when nobody waits for it."""
    unpacking, began = _process("unpack", str(place), archive.sha256), time.monotonic()
    try:
        while True:
            next(unpacking)
            part = min(1.0, (time.monotonic() - began) / UNPACKING)
            yield DOWNLOADED + (1 - DOWNLOADED) * part
    except StopIteration as ended:
        code, _, said = ended.value
    finally:
        unpacking.close()
    if code or not (place / CACHE).is_file():
        full = b"No space left" in said or b"quota exceeded" in said
        raise Unavailable("disk" if full else "unpack", _last(said))


def _process(*arguments: str) -> Loading[tuple[int, bytes, bytes]]:
    """Have a process of its own do what `__main__` can; it ends when nobody waits.

    Returns:
        Its exit status, and what it wrote to its two outputs.
    """
    command = [sys.executable, "-m", __name__, *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        while True:
            try:
                told, said = process.communicate(timeout=TICK)
                return process.returncode, told, said
            except subprocess.TimeoutExpired:
                yield 0.0
    finally:
        process.kill()
        process.communicate()


def _last(said: bytes) -> str:
    """The last line of what a process said."""
    return said.decode("utf-8", "replace").strip().rpartition("\n")[2]


def course_messages(language: str, subset: Subset) -> Texts:
    """Messages written for this course, for when the network is out.

    Three topics; every third message of each is for testing.

    Args:
        language: "fr" or "en".
    """
    texts: dict[str, list[str]] = {}
    with (MESSAGES / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts.setdefault(row["label"], []).append(row["text"])
    names = tuple(sorted(texts))
    chosen = [
        (text, label)
        for label, name in enumerate(names)
        for i, text in enumerate(texts[name])
        if (i % 3 == 2) == (subset == "test")
    ]
    return Texts(
        tuple(text for text, _ in chosen),
        np.array([label for _, label in chosen]),
        names,
        "messages",
    )


def _unpack_here(place: str, sha256: str) -> None:
    """Unpack a verified archive; scikit-learn finds it and downloads nothing."""
    from sklearn.datasets import _twenty_newsgroups as theirs

    theirs.ARCHIVE = theirs.ARCHIVE._replace(checksum=sha256, url="")
    theirs.fetch_20newsgroups(data_home=place)


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    if what == "read":
        _read_here(*given)
    else:
        _unpack_here(*given)
