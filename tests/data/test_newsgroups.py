"""20 Newsgroups: read from scikit-learn's folder, fetched, or done without."""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.compute.engine import Engine
from app.compute.result_cache import ResultCache
from app.content.catalogue import ROOT
from lessons.data import newsgroups
from lessons.data.sets import Unavailable
from tests.conftest import finish

real = pytest.mark.usefixtures("real_newsgroups")
EVERYTHING = ("headers", "footers", "quotes")


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A cache folder with nothing in it."""
    monkeypatch.setenv("SCIKIT_LEARN_DATA", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def archive(mirror):
    """A small archive of the same form, on the mirror."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for subset, count in (("train", 3), ("test", 2)):
            for group in newsgroups.CATEGORIES:
                for i in range(count):
                    text = f"From: me\n\n{group} {i} caf\xe9".encode("latin1")
                    path = f"20news-bydate-{subset}/{group}/{i}"
                    info = tarfile.TarInfo(path)
                    info.size = len(text)
                    tar.addfile(info, io.BytesIO(text))
    mirror.content = packed.getvalue()
    return replace(
        newsgroups.ARCHIVE,
        urls=(mirror.url("ok"),),
        n_bytes=len(mirror.content),
        sha256=hashlib.sha256(mirror.content).hexdigest(),
        stall=10,
        tries=1,
    )


@real
def test_the_course_has_1774_and_1180_messages():
    for subset, count in (("train", 1774), ("test", 1180)):
        messages = finish(newsgroups.read(subset))
        assert len(messages.texts) == len(messages.labels) == count
        assert messages.names == newsgroups.CATEGORIES
        assert messages.source == "newsgroups"
        assert set(messages.labels) == {0, 1, 2}
        assert 1e6 < messages.nbytes < 10e6


@real
def test_headers_footers_and_quotes_can_be_removed():
    whole = finish(newsgroups.read("test"))
    bare = finish(newsgroups.read("test", remove=EVERYTHING))
    assert all("Subject:" in text for text in whole.texts)
    assert sum("Subject:" in text for text in bare.texts) < 100
    assert np.array_equal(whole.labels, bare.labels)
    share = sum(map(len, bare.texts)) / sum(map(len, whole.texts))
    assert 0.3 < share < 0.7
    assert sum(not text.strip() for text in bare.texts) < 0.05 * len(bare.texts)


def test_lines_are_found_whatever_ends_them():
    tabbed, lined = "From: me\tRe: it\t\tbody\t\t--\tme\n", "From: me\n\na\ttable\n"
    text = newsgroups._restore_lines(tabbed)
    assert text == tabbed.replace("\t", "\n")
    assert newsgroups._strip_parts(text, ("headers",)) == "body\n\n--\nme\n"
    assert newsgroups._strip_parts(text, ("headers", "footers")).strip() == "body"
    assert newsgroups._restore_lines(lined) == lined


def test_parts_are_removed_as_scikit_learn_removes_them(empty, archive):
    from sklearn.datasets import fetch_20newsgroups

    finish(newsgroups.fetch(archive))
    for remove in ((), ("headers",), EVERYTHING):
        expected = fetch_20newsgroups(data_home=empty, subset="train", remove=remove)
        mine = finish(newsgroups.read("train", remove=remove))
        assert list(mine.texts) == list(expected.data)


def test_a_process_of_its_own_reads_the_same(empty, archive):
    with pytest.raises(Unavailable, match="missing"):
        finish(newsgroups.read_in_process())
    finish(newsgroups.fetch(archive))
    for remove in ((), ("headers", "quotes")):
        both = finish(newsgroups.read_in_process(remove=remove))
        for subset, mine in zip(("train", "test"), both, strict=True):
            here = finish(newsgroups.read(subset, remove=remove))
            assert (mine.texts, mine.names) == (here.texts, here.names)
            assert mine.labels.tolist() == here.labels.tolist()
            assert mine.source == here.source
    (empty / newsgroups.CACHE).write_bytes(bytes(1000))
    with pytest.raises(Unavailable, match="damaged"):
        finish(newsgroups.read_in_process())


def test_a_process_that_cannot_read_is_named(empty, archive, unpacking):
    finish(newsgroups.fetch(archive))
    unpacking("1 / 0")
    with pytest.raises(Unavailable, match="ZeroDivisionError"):
        finish(newsgroups.read_in_process())


@real
def test_any_groups_can_be_chosen_in_any_order():
    messages = finish(newsgroups.read("test", ("sci.space", "alt.atheism")))
    assert messages.names == ("alt.atheism", "sci.space")
    assert len(messages.texts) == 319 + 394
    with pytest.raises(ValueError):
        finish(newsgroups.read("test", ("sci.fiction",)))


def test_the_archive_is_the_one_of_scikit_learn():
    from sklearn.datasets import _twenty_newsgroups as theirs

    assert theirs.ARCHIVE.filename == newsgroups.ARCHIVE.name
    assert theirs.ARCHIVE.url in newsgroups.ARCHIVE.urls
    assert theirs.ARCHIVE.checksum == newsgroups.ARCHIVE.sha256
    assert theirs._pkl_filepath(theirs.CACHE_NAME) == newsgroups.CACHE


def test_missing_data_is_fetched_unpacked_and_then_read_offline(empty, archive, mirror):
    progress = []

    def load():
        loading = newsgroups.load("train", archive=archive)
        while True:
            try:
                progress.append(next(loading))
            except StopIteration as end:
                return end.value

    messages = load()
    assert len(messages.texts) == 9 and messages.names == newsgroups.CATEGORIES
    assert all("caf\xe9" in text for text in messages.texts)
    assert all(0 <= part <= 1 for part in progress)
    assert [file.name for file in empty.iterdir()] == [newsgroups.CACHE]
    again = finish(newsgroups.load("test", remove=("headers",), archive=archive))
    assert len(again.texts) == 6
    assert not any("From" in text for text in again.texts)
    assert len(mirror.requests) == 1


@pytest.mark.parametrize("how", ["404", "half", "wrong", "hang"])
def test_an_unavailable_file_is_named_and_can_be_retried(empty, archive, mirror, how):
    with pytest.raises(Unavailable):
        finish(newsgroups.load("train", archive=replace(archive, urls=("x:",))))
    stall = 0.4 if how == "hang" else 10
    broken = replace(archive, urls=(mirror.url(how),), stall=stall)
    with pytest.raises(Unavailable) as error:
        finish(newsgroups.load("train", archive=broken))
    reasons = {"404": "refused", "half": "truncated", "wrong": "checksum"}
    assert error.value.reason == reasons.get(how, "timeout")
    assert list(empty.iterdir()) == []


def test_a_damaged_file_is_named_and_stays_if_no_other_can_be_had(
    empty, archive, mirror, capsys
):
    with pytest.raises(Unavailable, match="missing"):
        finish(newsgroups.read("train"))
    empty.mkdir()
    for content in (b"", b"no pickle", bytes(1000)):
        (empty / newsgroups.CACHE).write_bytes(content)
        with pytest.raises(Unavailable, match="damaged"):
            finish(newsgroups.read("train"))
    with pytest.raises(Unavailable, match="refused"):
        faulty = replace(archive, urls=(mirror.url("404"),))
        finish(newsgroups.load("train", archive=faulty))
    assert (empty / newsgroups.CACHE).read_bytes() == bytes(1000)


@pytest.fixture
def unpacking(monkeypatch):
    """unpacking(code): another program unpacks; a list of the processes started."""

    popen = subprocess.Popen

    def by(code):
        class Other(popen):
            def __init__(self, command, **options):
                super().__init__([sys.executable, "-S", "-c", code], **options)
                processes.append(self)

        processes = []
        monkeypatch.setattr(newsgroups.subprocess, "Popen", Other)
        return processes

    return by


def test_leaving_while_it_is_unpacked_ends_the_process(empty, archive, unpacking):
    processes = unpacking("import time; time.sleep(60)")
    loading = newsgroups.fetch(archive)
    while not processes:
        next(loading)
    next(loading)
    start = time.monotonic()
    loading.close()
    assert time.monotonic() - start < 1
    assert processes[0].returncode is not None
    assert list(empty.iterdir()) == []


def test_an_archive_that_cannot_be_unpacked_is_named(empty, archive, unpacking):
    full = "raise SystemExit('OSError: [Errno 28] No space left on device')"
    for code, reason in (("1 / 0", "unpack"), ("", "unpack"), (full, "disk")):
        unpacking(code)
        with pytest.raises(Unavailable, match=reason):
            finish(newsgroups.fetch(archive))
        assert list(empty.iterdir()) == []


def test_readers_share_a_download_and_it_ends_when_all_have_left(
    empty, archive, mirror
):
    """Another result does not wait, as in app/compute/result_cache.py."""

    class Leave(Exception):
        pass

    runs = ResultCache(Engine(0, 0, "", 2))
    silent = replace(archive, urls=(mirror.url("hang"),))
    leave, leavers = (threading.Event(), threading.Event()), []

    def wait(i):
        def watch(part):
            if leave[i].is_set():
                raise Leave

        try:
            runs.get(
                "news", lambda: newsgroups.load("train", archive=silent), watch=watch
            )
        except Leave:
            leavers.append(i)

    readers = [threading.Thread(target=wait, args=(i,)) for i in range(2)]
    for reader in readers:
        reader.start()
    while not mirror.requests:
        time.sleep(0.02)
    en = runs.get("en", lambda: one_step(newsgroups.course_messages("en", "test")))
    assert en.source == "messages"
    leave[0].set()
    readers[0].join(5)
    assert leavers == [0] and list(empty.iterdir())  # the other still waits
    leave[1].set()
    readers[1].join(5)
    assert leavers == [0, 1] and mirror.requests == ["hang"]
    end = time.monotonic() + 5
    while list(empty.iterdir()):
        assert time.monotonic() < end
        time.sleep(0.02)


def one_step(value):
    yield 1.0
    return value


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_messages_of_the_course_need_no_network(language, empty):
    train, test = (
        newsgroups.course_messages(language, part) for part in ("train", "test")
    )
    assert train.names == test.names == ("baseball", "graphics", "space")
    assert train.source == test.source == "messages"
    assert not set(train.texts) & set(test.texts)
    for part in (train, test):
        counts = np.bincount(part.labels, minlength=3)
        assert counts.min() >= 0.8 * counts.max() > 0
    assert not empty.exists()


def test_returned_arrays_are_read_only():
    messages = newsgroups.course_messages("en", "test")
    with pytest.raises(ValueError):
        messages.labels[0] = 1
    with pytest.raises(AttributeError):
        messages.source = "newsgroups"


def test_importing_the_loaders_imports_neither_scikit_learn_nor_torch():
    names = "newsgroups, fashion"
    code = f"import sys; from lessons.data import {names}; print(*sys.modules)"
    process = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    modules = {name.split(".")[0] for name in process.stdout.split()}
    assert "numpy" in modules
    assert not modules & {"sklearn", "scipy", "torch", "PIL", "streamlit"}


def test_no_function_takes_a_path_of_a_pickle():
    """What is unpickled is named by the operator's settings and by nothing else."""
    source = Path(newsgroups.__file__).read_text("utf-8")
    assert source.count("data_home=") == 2  # the cache folder; our own new folder
    assert "pickle." not in source and "allow_pickle" not in source
