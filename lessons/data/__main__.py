"""Command line for the operator: fetch the data before a class, or make the subset.

python -m lessons.data prefetch [--only newsgroups|fashion]
python -m lessons.data subset
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lessons.data import fashion, newsgroups
from lessons.data.sets import Loading, Unavailable

ADVICE = {
    "offline": "There is no connection to the server. Check the network, or set"
    " https_proxy if there is a proxy, and start this command again.",
    "refused": "The server answers, but does not give the file. Try again later.",
    "timeout": "The server has stopped sending, or sends too slowly. Try again later.",
    "truncated": "The connection broke. Start this command again.",
    "too_large": "The server sends something larger than the file: often the page of a"
    " network that wants a login. Log in and start this command again.",
    "checksum": "The server sends another file than expected: often the page of a"
    " network that wants a login. Log in and start this command again.",
    "disk": "The disk is full. Free 300 MB, or choose another folder with {variable}.",
    "folder": "The folder cannot be written. Choose another with {variable}.",
    "missing": "A file that ships with the course is gone. Install it again.",
    "damaged": "The file in the folder cannot be read. Remove it and start this command"
    " again.",
    "unpack": "The archive came, but scikit-learn could not unpack it. Check that the"
    " pinned version is installed: pip install -r requirements.txt",
}
"""The advice to the operator for each of `REASONS`."""


@dataclass(frozen=True)
class DataSet:
    """A set of data and the texts that the command prints about it.

    Args:
        title: name of the set.
        variable: environment variable that names its folder.
        load: function that loads it, and returns a sentence about it.
        fallback: sentence about the data that the page uses without it.
    """

    title: str
    variable: str
    load: Callable[[], Loading[str]]
    fallback: str


def _newsgroups() -> Loading[str]:
    train = yield from newsgroups.load("train")
    test = yield from newsgroups.load("test")
    file = newsgroups.data_folder() / newsgroups.CACHE
    return (
        f"{len(train.texts)} + {len(test.texts)} messages of the course's three groups"
        f" in {file} ({_megabytes(file)})"
    )


def _fashion() -> Loading[str]:
    images = yield from fashion.load()
    folder = fashion.find_folder() or fashion.cache_folder()
    files = [folder / part.remote.name for part in fashion.PARTS]
    return (
        f"{len(images.train)} + {len(images.test)} images in {folder}"
        f" ({_megabytes(*files)})"
    )


DATA_SETS = {
    "newsgroups": DataSet(
        "20 Newsgroups",
        "SCIKIT_LEARN_DATA",
        _newsgroups,
        "Without it the page uses the messages written for the course.",
    ),
    "fashion": DataSet(
        "Fashion-MNIST",
        "FASHION_MNIST_DATA",
        _fashion,
        "Without it the page uses the 7000 images that ship with the course.",
    ),
}


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status; 0 if everything is there."""
    parser = argparse.ArgumentParser(prog="python -m lessons.data")
    commands = parser.add_subparsers(dest="command", required=True)
    prefetch_parser = commands.add_parser(
        "prefetch", help="fetch the data before a class"
    )
    prefetch_parser.add_argument(
        "--only", choices=sorted(DATA_SETS), help="one of the sets"
    )
    subset_parser = commands.add_parser(
        "subset", help="make the images that ship again"
    )
    subset_parser.add_argument(
        "--to", type=Path, default=fashion.EMBEDDED, help="the file"
    )
    options = parser.parse_args(arguments)
    try:
        if options.command == "subset":
            return subset(options.to)
        names = [options.only] if options.only else list(DATA_SETS)
        return max(prefetch(DATA_SETS[name]) for name in names)
    except KeyboardInterrupt:
        print("\nStopped. What was begun is removed; nothing is half there.")
        return 130


def prefetch(data_set: DataSet) -> int:
    """Fetch one set and print where it is, or why it failed and what to do.

    Returns:
        The exit status: 0, or 1 if it failed.
    """
    print(f"{data_set.title}:")
    try:
        print(f"  {_run_with_progress(data_set.load())}")
    except Unavailable as error:
        print(f"  It could not be fetched ({error}).")
        print(f"  {ADVICE[error.reason].format(variable=data_set.variable)}")
        print(f"  {data_set.fallback}")
        return 1
    return 0


def subset(file: Path) -> int:
    """Choose the embedded images again and pack them into a file.

    Returns:
        The exit status: 0, or 1 if it failed.
    """
    try:
        whole = _run_with_progress(fashion.load())
        fashion.write(fashion.choose(whole), file)
    except Unavailable as error:
        print(f"The whole set is needed and could not be fetched ({error}).")
        print(ADVICE[error.reason].format(variable="FASHION_MNIST_DATA"))
        return 1
    except OSError as error:
        print(f"{file} cannot be written: {error.strerror}.")
        return 1
    print(f"{file} ({_megabytes(file)})")
    return 0


def _run_with_progress(loading: Loading[Any]) -> Any:
    """Run a loading to its end and return its result; print progress on a terminal."""
    is_terminal = sys.stdout.isatty()
    while True:
        try:
            progress = next(loading)
        except StopIteration as stop:
            return stop.value
        finally:
            if is_terminal:
                print("\r\x1b[K", end="")
        if is_terminal:
            print(f"  {progress:4.0%}", end="", flush=True)


def _megabytes(*files: Path) -> str:
    return f"{sum(file.stat().st_size for file in files) / 1e6:.1f} MB"


if __name__ == "__main__":
    sys.exit(main())
