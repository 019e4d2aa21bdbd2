"""A download is watched, bounded and checked; it is there whole or not at all."""

import errno
import gzip
import hashlib
import socket
import time
from dataclasses import replace

import pytest

from lessons.data import download as downloading
from lessons.data.download import Remote, download, temporary_folder
from lessons.data.sets import REASONS, Unavailable
from tests.data.conftest import CONTENT


def remote(mirror, *hows, content=CONTENT, **changes):
    mirror.content = content
    source = Remote(
        "file",
        tuple(mirror.url(how) for how in hows),
        n_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stall=10,
        limit=20,
        tries=1,
        pause=0,
    )
    return replace(source, **changes)


def refusal(loading):
    """The reason of what cannot be had, and how much was reported before."""
    progress = []
    with pytest.raises(Unavailable) as error:
        progress.extend(loading)
    assert error.value.reason in REASONS
    return error.value.reason, progress


@pytest.mark.parametrize("how", ["ok", "slow", "unannounced", "redirect"])
def test_a_downloaded_file_is_complete(mirror, tmp_path, finished, how):
    path = finished(download(remote(mirror, how), tmp_path))
    assert path.read_bytes() == CONTENT
    assert list(tmp_path.iterdir()) == [path]


def test_progress_grows(mirror, tmp_path):
    progress = list(download(remote(mirror, "slow"), tmp_path))
    assert progress == sorted(progress)
    assert 0 <= progress[0] < progress[-1] <= 1
    assert len(set(progress)) >= 3


BROKEN = {
    "404": "refused",
    "503": "refused",
    "202": "refused",
    "loop": "refused",
    "file": "refused",
    "nonsense": "refused",
    "page": "checksum",
    "wrong": "checksum",
    "half": "truncated",
    "reset": "truncated",
    "announced": "too_large",
    "endless": "too_large",
    "stall": "timeout",
    "hang": "timeout",
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_mirror_that_misbehaves_is_named_and_leaves_nothing(mirror, tmp_path, how):
    stall = 0.4 if BROKEN[how] == "timeout" else 10
    start = time.monotonic()
    reason, _ = refusal(download(remote(mirror, how, stall=stall), tmp_path))
    assert reason == BROKEN[how]
    assert time.monotonic() - start < 4
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_is_too_slow_is_abandoned(mirror, tmp_path):
    reason, progress = refusal(download(remote(mirror, "drip", limit=0.5), tmp_path))
    assert reason == "timeout"
    assert len(progress) <= 8


def test_no_server_and_no_name_are_offline(tmp_path, mirror, monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/"
        source = remote(mirror, urls=(address,))
        assert refusal(download(source, tmp_path))[0] == "offline"
    unknown_host = remote(mirror, urls=("http://nowhere.invalid/",))
    assert refusal(download(unknown_host, tmp_path))[0] == "offline"


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_leaving_takes_less_than_a_second(mirror, tmp_path, how):
    loading = download(remote(mirror, how), tmp_path)
    for _ in range(3):
        next(loading)
    start = time.monotonic()
    loading.close()
    assert time.monotonic() - start < 1
    assert list(tmp_path.iterdir()) == []


def test_progress_is_reported_while_the_server_is_silent(mirror, tmp_path):
    loading = download(remote(mirror, "hang"), tmp_path)
    start = time.monotonic()
    for _ in range(4):
        next(loading)
    assert time.monotonic() - start < 2
    loading.close()


def test_a_slow_consumer_still_gets_the_file(mirror, tmp_path, finished):
    loading = download(remote(mirror, "slow", stall=1), tmp_path)
    next(loading)
    time.sleep(1.2)
    assert finished(loading).read_bytes() == CONTENT


def test_the_next_address_and_the_next_try_are_used(mirror, tmp_path, finished):
    finished(download(remote(mirror, "404", "ok"), tmp_path))
    assert mirror.requests == ["404", "ok"]
    mirror.requests.clear()
    path = finished(download(remote(mirror, "once_half", tries=2), tmp_path))
    assert mirror.requests == ["once_half", "once_half"]
    assert path.read_bytes() == CONTENT


def test_a_retry_after_a_failure_succeeds(mirror, tmp_path, finished):
    refusal(download(remote(mirror, "wrong"), tmp_path))
    assert finished(download(remote(mirror, "ok"), tmp_path)).is_file()


def test_the_checksum_may_be_of_what_is_packed(mirror, tmp_path, finished):
    digest = hashlib.sha256(CONTENT).hexdigest()
    for level in (1, 9):
        content = gzip.compress(CONTENT, level)
        source = remote(mirror, "ok", content=content, sha256=digest)
        path = finished(download(replace(source, n_unpacked=len(CONTENT)), tmp_path))
        assert gzip.decompress(path.read_bytes()) == CONTENT
    for content in (gzip.compress(bytes(10**7)), b"no gzip", gzip.compress(b"other")):
        source = remote(mirror, "ok", content=content, sha256=digest, n_unpacked=1000)
        assert refusal(download(source, tmp_path))[0] == "checksum"


def test_a_full_disk_and_a_closed_folder_are_named(mirror, tmp_path, monkeypatch):
    class Full(downloading.FileIO):
        def write(self, data):
            raise OSError(errno.ENOSPC, "No space left on device")

    open_full = lambda path, mode, buffering: Full(path, mode)  # noqa: E731
    with monkeypatch.context() as patch:
        patch.setattr(type(tmp_path), "open", open_full)
        loading = download(remote(mirror, "ok", "ok", tries=2), tmp_path)
        assert refusal(loading)[0] == "disk"
    assert mirror.requests == ["ok"]  # another mirror has no more room
    assert list(tmp_path.iterdir()) == []
    missing_folder = tmp_path / "gone"
    assert refusal(download(remote(mirror, "ok"), missing_folder))[0] == "folder"
    (tmp_path / "in the way").write_text("a file, no folder")
    with (
        pytest.raises(Unavailable, match="folder"),
        temporary_folder(tmp_path / "in the way" / "cache", "x"),
    ):
        raise AssertionError("not reached")


def test_a_workplace_leaves_nothing_and_clears_what_is_old(tmp_path, monkeypatch):
    with temporary_folder(tmp_path, "x") as first:
        (first / "file").write_text("")
        with temporary_folder(tmp_path, "x") as second:
            assert first.is_dir() and second.is_dir()  # somebody else's, at work
        monkeypatch.setattr(downloading, "STALE", -1)
        with temporary_folder(tmp_path, "x"):
            assert not first.exists()
    assert list(tmp_path.iterdir()) == []
