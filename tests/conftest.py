"""What all tests share: a finished computation, the course's recordings."""

import gzip
import os
import struct
import tempfile
from collections.abc import Callable, Generator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
import torch
from hypothesis import settings
from streamlit.components.v2 import manifest_scanner

import lessons
from app.compute.engine import ENGINE
from lessons.contract import Recording
from lessons.data import fashion, newsgroups

REAL = "NEWSGROUPS_OF_TESTS"
# Tests, and the servers and processes they start, do without the real messages: their
# own are read in no time. Where the real ones are is handed on to who asks for them.
os.environ.setdefault(REAL, os.environ.get("SCIKIT_LEARN_DATA", ""))
os.environ["SCIKIT_LEARN_DATA"] = str(Path(tempfile.gettempdir()) / "no_newsgroups")

# Tests of pages train in threads; servers of tests start an engine of their own.
ENGINE.start = lambda: None  # type: ignore[method-assign]
# Servers of tests leave the processors to the tests.
os.environ.setdefault("TRAIN_AHEAD", "0")
torch.set_num_threads(1)
# A busy machine is no failure; the seconds that matter are measured in benchmarks. Who
# looks for more examples than everybody's runs with --hypothesis-profile=default.
settings.register_profile("house", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("house")
# Each AppTest looks through every installed package for components: once will do.
manifest_scanner.scan_component_manifests = cache(
    manifest_scanner.scan_component_manifests
)


WAITED_FOR = {"app", "browser", "data", "hosting", "pages"}
"""Folders of tests that wait for processes, a browser, a training or a download."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first; what fails on a busy machine is tried once more.

    Tests that run benchmarks take a minute each: at the end, one process would run them
    while the others wait. The report says RERUN of what is tried again.
    """
    items.sort(key=lambda item: item.path.name != "test_benchmarks.py")
    for item in items:
        if WAITED_FOR & {folder.name for folder in item.path.parents}:
            item.add_marker(pytest.mark.flaky(reruns=1))


def finish(computation: Generator[float, None, Any]) -> Any:
    """The result of a computation that yields its progress."""
    while True:
        try:
            next(computation)
        except StopIteration as end:
            return end.value


@lru_cache(maxsize=128)
def _recorded(slug: str, settings: tuple[tuple[str, Any], ...]) -> Recording:
    lesson = lessons.lesson(slug)
    return finish(lesson.start_recording(**lesson.defaults | dict(settings)))


@pytest.fixture(scope="session")
def recorded() -> Callable[..., Recording]:
    """recorded(slug, **settings): a lesson's recording, the rest at the defaults."""
    return lambda slug, **settings: _recorded(slug, tuple(sorted(settings.items())))


@pytest.fixture(scope="session")
def finished() -> Callable[[Generator[float, None, Any]], Any]:
    """finished(computation): its result."""
    return finish


@pytest.fixture(scope="session")
def fashion_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like that of Fashion-MNIST, with the images that ship with the course.

    A lesson's own files read it where `FASHION_MNIST_DATA` names it.
    """
    folder, images = tmp_path_factory.mktemp("fashion"), fashion.load_embedded()
    for part in fashion.PARTS:
        array = getattr(images, part.key)
        head = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
        packed = gzip.compress(head + array.tobytes(), 1)
        (folder / part.remote.name).write_bytes(packed)
    return folder


@pytest.fixture
def real_newsgroups(monkeypatch: pytest.MonkeyPatch) -> None:
    """20 Newsgroups as SCIKIT_LEARN_DATA named it when the tests began."""
    folder = os.environ[REAL]
    if not folder or not (Path(folder) / newsgroups.CACHE).is_file():
        pytest.skip("SCIKIT_LEARN_DATA names no folder with 20 Newsgroups")
    monkeypatch.setenv("SCIKIT_LEARN_DATA", folder)
