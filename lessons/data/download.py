"""Downloads of files: with progress, limits and a checksum, in place only when whole.

A thread receives the bytes, so that the caller gets progress several times a second and
can cancel at once, even while a server is silent.

pooch 1.9 was tried in its place with tests/data/test_download.py. It has no limit on
bytes (a server that never ends would fill the disk), none on the time of a whole
download, and one address for a file; it takes the page of a 202 for the file, checks no
content inside gzip, and leaves its temporary file when a caller cancels. The thread,
the limits, the mirrors and the names of failures would have to stay here around it.
"""

import errno
import hashlib
import shutil
import tempfile
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, IncompleteRead
from io import FileIO
from pathlib import Path
from threading import Event, Thread

from lessons.data.sets import Loading, Unavailable

TICK = 0.1
"""Seconds between two looks at how far the download is."""

CHUNK = 1 << 16
AGENT = "python-urllib (data for a course)"
STALE = 24 * 3600
"""Seconds after which the leftovers of a process that was killed are removed."""


@dataclass(frozen=True)
class Remote:
    """A file somewhere else, known by its checksum.

    Args:
        name: of the file.
        urls: where it may be found, tried in turn.
        n_bytes: its size, or what it is at most where servers pack it differently.
        sha256: of the file; if `packed`, of what gzip finds in it, because the same
            content is found in differently packed files.
        packed: its size unpacked in bytes, 0 if the file itself is checked.
        stall: seconds without a byte after which a server is given up.
        limit: seconds after which a download is given up.
        tries: how often all the addresses are tried.
        pause: seconds between two tries.
    """

    name: str
    urls: tuple[str, ...]
    n_bytes: int
    sha256: str
    packed: int = 0
    stall: float = 20
    limit: float = 1800
    tries: int = 2
    pause: float = 1


@contextmanager
def temporary_folder(folder: Path, name: str) -> Iterator[Path]:
    """A new folder inside `folder`, removed at the end with all that is in it.

    Raises:
        Unavailable: "disk" or "folder", also for what is written inside the block.
    """
    beginning = f".{name}-"
    place = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{beginning}*"):
            if time.time() - old.stat().st_mtime > STALE:
                shutil.rmtree(old, ignore_errors=True)
        place = Path(tempfile.mkdtemp(prefix=beginning, dir=folder))
        yield place
    except OSError as error:
        raise Unavailable(*_why(error, folder)) from error
    finally:
        if place:
            shutil.rmtree(place, ignore_errors=True)


def download(remote: Remote, folder: Path) -> Loading[Path]:
    """Fetch a file into a folder that exists; it is there whole or not at all.

    Returns:
        Its path, `folder / remote.name`.

    Raises:
        Unavailable: with the reason of the last try.
    """
    last = Unavailable("offline", remote.name)
    for i, url in enumerate(remote.urls * remote.tries):
        if i:
            yield from _wait(remote.pause)
        try:
            return (yield from _once(remote, url, folder))
        except Unavailable as error:
            if error.reason in ("disk", "folder"):
                raise
            last = error
    raise last


def _wait(seconds: float) -> Loading[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(min(TICK, seconds))
        yield 0.0


def _once(remote: Remote, url: str, folder: Path) -> Loading[Path]:
    part = folder / f"{remote.name}.part"
    transfer = _Transfer(remote, url, part)
    thread = Thread(target=transfer.run, name="download", daemon=True)
    began = time.monotonic()
    thread.start()
    try:
        while thread.is_alive():
            thread.join(TICK)
            yield transfer.done
            now = time.monotonic()
            late = now - transfer.heard > remote.stall or now - began > remote.limit
            if late and thread.is_alive():
                raise Unavailable("timeout", url)
        if transfer.error is not None:
            raise transfer.error
        return part.replace(folder / remote.name)
    finally:
        transfer.stopped.set()
        part.unlink(missing_ok=True)


class _Transfer:
    """One attempt at one address: a thread runs it, another looks and may stop it.

    Once stopped it writes no more; a thread that waits for a silent server stays
    behind until the socket's own timeout, which disturbs nobody.
    """

    def __init__(self, remote: Remote, url: str, part: Path):
        self.remote, self.url, self.part = remote, url, part
        self.done = 0.0
        self.heard = time.monotonic()
        self.error: Unavailable | None = Unavailable("offline", url)
        self.stopped = Event()

    def run(self) -> None:
        """Fetch it; `error` is None afterwards if it is whole."""
        try:
            with self._new() as file:
                self._receive(file)
        except Unavailable as error:
            self.error = error
        except (OSError, HTTPException, ValueError) as error:
            self.error = Unavailable(_reason(error), f"{self.url} ({error})")
            if isinstance(error, urllib.error.HTTPError):
                error.close()

    def _receive(self, file: FileIO) -> None:
        asked = urllib.request.Request(self.url, headers={"User-Agent": AGENT})
        with _opener().open(asked, timeout=self.remote.stall) as answer:
            if answer.status != 200:
                raise Unavailable("refused", f"{self.url} ({answer.status})")
            told = answer.headers.get("Content-Length", "")
            expected = int(told) if told.isdigit() else 0
            if expected > self.remote.n_bytes:
                raise Unavailable("too_large", f"{self.url} ({expected} bytes)")
            count, check = 0, _Check(self.remote)
            while chunk := answer.read1(CHUNK):
                if self.stopped.is_set():
                    return
                count += len(chunk)
                if count > self.remote.n_bytes:
                    raise Unavailable("too_large", self.url)
                self._store(file, chunk)
                check.add(chunk)
                self.heard = time.monotonic()
                self.done = min(1.0, count / (expected or self.remote.n_bytes))
        if count < expected:
            raise Unavailable("truncated", self.url)
        if not check.passed():
            raise Unavailable("checksum", self.url)
        self.error = None

    def _new(self) -> FileIO:
        try:
            return self.part.open("wb", buffering=0)
        except OSError as error:
            raise Unavailable(*_why(error, self.part.parent)) from error

    def _store(self, file: FileIO, chunk: bytes) -> None:
        try:
            written = file.write(chunk)
        except OSError as error:
            raise Unavailable(*_why(error, self.part.parent)) from error
        if written < len(chunk):
            raise Unavailable("disk", str(self.part.parent))


class _Check:
    """The checksum, made while the bytes come in; unpacking is bounded."""

    def __init__(self, remote: Remote):
        self.remote = remote
        self.digest = hashlib.sha256()
        self.room = remote.packed
        self.unpacker = zlib.decompressobj(31) if remote.packed else None
        self.wrong = False

    def add(self, chunk: bytes) -> None:
        if self.wrong:
            return
        if self.unpacker:
            try:
                chunk = self.unpacker.decompress(chunk, self.room + 1)
            except zlib.error:
                self.wrong = True
            self.room -= len(chunk)
            self.wrong |= self.room < 0
        self.digest.update(chunk)

    def passed(self) -> bool:
        """Whether these are the bytes, now that all have come."""
        return not self.wrong and self.digest.hexdigest() == self.remote.sha256


def _opener() -> urllib.request.OpenerDirector:
    """Speaks HTTP and HTTPS alone, also when it is sent somewhere else."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler,
        urllib.request.UnknownHandler,
        urllib.request.HTTPHandler,
        urllib.request.HTTPSHandler,
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPRedirectHandler,
        urllib.request.HTTPErrorProcessor,
    ):
        opener.add_handler(handler())
    return opener


def _reason(error: Exception) -> str:
    """Why a connection failed, by its name."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return "timeout"
    if isinstance(error, urllib.error.HTTPError | ValueError):
        return "refused"
    if isinstance(error, urllib.error.URLError):
        return "offline"
    broken = isinstance(error, OSError | IncompleteRead)
    return "truncated" if broken else "refused"


def _why(error: OSError, folder: Path) -> tuple[str, str]:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "disk" if full else "folder", str(folder)
