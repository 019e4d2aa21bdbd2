"""20 Newsgroups: messages of 1993 from twenty discussion groups, split by date.

scikit-learn reads them from its data folder: the one that `SCIKIT_LEARN_DATA` names,
or else `~/scikit_learn_data`. Its file there is a pickle,
and reading a pickle runs the code in it. So only that file is ever read, which
belongs to the operator of the app: no function takes a path, and no upload of a reader
gets there.

scikit-learn is imported at its first use: the import takes a second.
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
"""The archive that scikit-learn itself would download (a test compares)."""

CACHE = "20news-bydate_py3.pkz"
"""The file that scikit-learn makes of the archive."""

CATEGORIES = ("comp.graphics", "rec.sport.baseball", "sci.space")
"""The groups of the course."""

ROOT = Path(__file__).parents[2]
MESSAGES = Path(__file__).parent / "messages"
DOWNLOAD_SHARE = 0.7
"""Progress of `fetch` when the archive is downloaded, 0 … 1."""

UNPACK_SECONDS = 20
"""Seconds that scikit-learn needs to make its file, roughly."""


def data_folder() -> Path:
    """Return scikit-learn's data folder; it need not exist."""
    folder = os.environ.get("SCIKIT_LEARN_DATA", "~/scikit_learn_data")
    return Path(folder).expanduser().absolute()


def is_cached() -> bool:
    """Return whether the file of messages exists; it may be damaged."""
    return (data_folder() / CACHE).is_file()


def load(
    subset: Subset,
    categories: Sequence[str] = CATEGORIES,
    remove: Collection[Part] = (),
    archive: Remote = ARCHIVE,
) -> Loading[Texts]:
    """Load the messages of some groups; download them first if need be.

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
    """Read the messages of some groups from the data folder, without network.

    Raises:
        Unavailable: "missing" or "damaged".
    """
    if not is_cached():
        raise Unavailable("missing", str(data_folder() / CACHE))
    yield 0.0
    from sklearn.datasets import fetch_20newsgroups

    yield 0.5
    try:
        dataset = fetch_20newsgroups(
            data_home=data_folder(),
            subset=subset,
            categories=list(categories),
            download_if_missing=False,
        )
    except (OSError, KeyError, AttributeError) as error:  # a pickle of something else
        raise Unavailable("damaged", str(data_folder() / CACHE)) from error
    names = tuple(str(name) for name in dataset.target_names)
    texts = tuple(_strip_parts(_restore_lines(text), remove) for text in dataset.data)
    return Texts(texts, dataset.target, names, "newsgroups")


def read_in_process(
    categories: Sequence[str] = CATEGORIES, remove: Collection[Part] = ()
) -> Loading[tuple[Texts, Texts]]:
    """Read the messages to train on and those to test on in a separate process.

    The process ends afterwards: scikit-learn and the other groups take
    twenty times the memory of these messages.

    Args:
        categories: names of groups that exist.
        remove: parts that are cut off each message.

    Raises:
        Unavailable: "missing" or "damaged".
    """
    if not is_cached():
        raise Unavailable("missing", str(data_folder() / CACHE))
    request = json.dumps([list(categories), list(remove)])
    status, output, errors = yield from _run_process("read", request)
    if status:
        raise Unavailable("damaged", _last_line(errors))
    reply = json.loads(output)
    if "reason" in reply:
        raise Unavailable(reply["reason"], reply["detail"])
    train, test = (
        Texts(tuple(texts), np.array(labels), tuple(names), "newsgroups")
        for texts, labels, names in reply["both"]
    )
    return train, test


def _print_messages(request: str) -> None:
    """Read the messages and print them as JSON: the command of `read_in_process`.

    Args:
        request: JSON of the categories and of the parts to remove.
    """
    categories, remove = json.loads(request)
    try:
        with redirect_stdout(sys.stderr):  # scikit-learn prints what is wrong
            parts = [finish(read(s, categories, remove)) for s in ("train", "test")]
    except Unavailable as error:
        reply: dict[str, Any] = {"reason": error.reason, "detail": error.detail}
    else:
        both = [(part.texts, part.labels.tolist(), part.names) for part in parts]
        reply = {"both": both}
    print(json.dumps(reply))


def _restore_lines(text: str) -> str:
    """Return a message with newlines; some copies have tabulators in their place."""
    return text if "\n" in text.rstrip("\n") else text.replace("\t", "\n")


def _strip_parts(text: str, remove: Collection[Part]) -> str:
    """Return a message without these parts, as scikit-learn removes them."""
    from sklearn.datasets import _twenty_newsgroups as sklearn_module

    if "headers" in remove:
        text = sklearn_module.strip_newsgroup_header(text)
    if "footers" in remove:
        text = sklearn_module.strip_newsgroup_footer(text)
    if "quotes" in remove:
        text = sklearn_module.strip_newsgroup_quoting(text)
    return text


def fetch(archive: Remote = ARCHIVE) -> Loading[None]:
    """Download the messages into the data folder, in place of an existing file.

    The archive is downloaded and checked, then scikit-learn makes its file of it in a
    separate process. All that happens in a temporary folder, removed at the end.

    Raises:
        Unavailable: with a name of the reason.
    """
    with temporary_folder(data_folder(), "20news") as folder:
        archive_folder = folder / "20news_home"  # scikit-learn looks for it here
        archive_folder.mkdir()
        for progress in download(archive, archive_folder):
            yield DOWNLOAD_SHARE * progress
        yield from _unpack(archive, folder)
        (folder / CACHE).replace(data_folder() / CACHE)


def _unpack(archive: Remote, folder: Path) -> Loading[None]:
    """Unpack the archive in a process, which ends when this generator is closed.

    Raises:
        Unavailable: "disk" or "unpack".
    """
    steps, start = _run_process("unpack", str(folder), archive.sha256), time.monotonic()
    try:
        while True:
            next(steps)
            share = min(1.0, (time.monotonic() - start) / UNPACK_SECONDS)
            yield DOWNLOAD_SHARE + (1 - DOWNLOAD_SHARE) * share
    except StopIteration as stop:
        status, _, errors = stop.value
    finally:
        steps.close()
    if status or not (folder / CACHE).is_file():
        is_full = b"No space left" in errors or b"quota exceeded" in errors
        raise Unavailable("disk" if is_full else "unpack", _last_line(errors))


def _run_process(*arguments: str) -> Loading[tuple[int, bytes, bytes]]:
    """Run a command of this module in a process, which ends when this is closed.

    Returns:
        Its exit status, and the bytes of its output and of its errors.
    """
    command = [sys.executable, "-m", __name__, *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        while True:
            try:
                output, errors = process.communicate(timeout=TICK)
                return process.returncode, output, errors
            except subprocess.TimeoutExpired:
                yield 0.0
    finally:
        process.kill()
        process.communicate()


def _last_line(output: bytes) -> str:
    """Return the last line of the output of a process."""
    return output.decode("utf-8", "replace").strip().rpartition("\n")[2]


def course_messages(language: str, subset: Subset) -> Texts:
    """Return the messages written for this course, for use without network.

    Three topics; every third message of each is for testing.

    Args:
        language: "fr" or "en".
    """
    texts: dict[str, list[str]] = {}
    with (MESSAGES / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            texts.setdefault(row["label"], []).append(row["text"])
    names = tuple(sorted(texts))
    pairs = [
        (text, label)
        for label, name in enumerate(names)
        for i, text in enumerate(texts[name])
        if (i % 3 == 2) == (subset == "test")
    ]
    return Texts(
        tuple(text for text, _ in pairs),
        np.array([label for _, label in pairs]),
        names,
        "messages",
    )


def _unpack_archive(folder: str, sha256: str) -> None:
    """Make scikit-learn's file of a verified archive in the folder, without network."""
    from sklearn.datasets import _twenty_newsgroups as sklearn_module

    sklearn_module.ARCHIVE = sklearn_module.ARCHIVE._replace(checksum=sha256, url="")
    sklearn_module.fetch_20newsgroups(data_home=folder)


if __name__ == "__main__":
    command, *parameters = sys.argv[1:]
    if command == "read":
        _print_messages(*parameters)
    else:
        _unpack_archive(*parameters)
