"""Downloads of files with progress, limits and a checksum; complete or not at all.

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
"""Seconds between two reports of a download's progress."""

CHUNK = 1 << 16
AGENT = "python-urllib (data for a course)"
STALE = 24 * 3600
"""Seconds after which the leftovers of a process that was killed are removed."""


@dataclass(frozen=True)
class Remote:
    """A file on a server, identified by its checksum.

    Args:
        name: of the file.
        urls: its addresses, tried in turn.
        n_bytes: its size, or its largest size if servers compress it differently.
        sha256: of the file; if `n_unpacked`, of its content after gzip, because servers
            compress the same content differently.
        n_unpacked: bytes of the unpacked content; 0: the file itself is checked.
        stall: seconds without a byte after which the attempt fails.
        limit: seconds after which the attempt fails.
        tries: how often all the addresses are tried.
        pause: seconds between two tries.
    """

    name: str
    urls: tuple[str, ...]
    n_bytes: int
    sha256: str
    n_unpacked: int = 0
    stall: float = 20
    limit: float = 1800
    tries: int = 2
    pause: float = 1


@contextmanager
def temporary_folder(folder: Path, name: str) -> Iterator[Path]:
    """Create a folder inside `folder`, removed at the end with all its content.

    Raises:
        Unavailable: "disk" or "folder", also for what is written inside the block.
    """
    prefix = f".{name}-"
    path = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{prefix}*"):
            if time.time() - old.stat().st_mtime > STALE:
                shutil.rmtree(old, ignore_errors=True)
        path = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
        yield path
    except OSError as error:
        raise Unavailable(*_disk_error(error, folder)) from error
    finally:
        if path:
            shutil.rmtree(path, ignore_errors=True)


def download(remote: Remote, folder: Path) -> Loading[Path]:
    """Download a file into an existing folder, complete or not at all.

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
            return (yield from _attempt(remote, url, folder))
        except Unavailable as error:
            if error.reason in ("disk", "folder"):
                raise
            last = error
    raise last


def _wait(seconds: float) -> Loading[None]:
    """Wait, yielding a progress of 0 at each tick."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(min(TICK, seconds))
        yield 0.0


def _attempt(remote: Remote, url: str, folder: Path) -> Loading[Path]:
    """Download a file from one address; return its path.

    Raises:
        Unavailable: with one of REASONS.
    """
    part = folder / f"{remote.name}.part"
    transfer = _Transfer(remote, url, part)
    thread = Thread(target=transfer.run, name="download", daemon=True)
    start = time.monotonic()
    thread.start()
    try:
        while thread.is_alive():
            thread.join(TICK)
            yield transfer.progress
            now = time.monotonic()
            late = (
                now - transfer.last_byte_at > remote.stall or now - start > remote.limit
            )
            if late and thread.is_alive():
                raise Unavailable("timeout", url)
        if transfer.error is not None:
            raise transfer.error
        return part.replace(folder / remote.name)
    finally:
        transfer.stop.set()
        part.unlink(missing_ok=True)


class _Transfer:
    """A transfer from one address: a thread runs it, another polls and may stop it.

    After a stop it writes no more; a thread that waits for a silent server ends at
    the socket's own timeout, without effect.
    """

    def __init__(self, remote: Remote, url: str, part: Path):
        self.remote, self.url, self.part = remote, url, part
        self.progress = 0.0
        self.last_byte_at = time.monotonic()
        self.error: Unavailable | None = Unavailable("offline", url)
        self.stop = Event()

    def run(self) -> None:
        """Receive the file; afterwards `error` is None if it is complete."""
        try:
            with self._open_part() as file:
                self._receive(file)
        except Unavailable as error:
            self.error = error
        except (OSError, HTTPException, ValueError) as error:
            self.error = Unavailable(_failure_reason(error), f"{self.url} ({error})")
            if isinstance(error, urllib.error.HTTPError):
                error.close()

    def _receive(self, file: FileIO) -> None:
        request = urllib.request.Request(self.url, headers={"User-Agent": AGENT})
        with _http_opener().open(request, timeout=self.remote.stall) as response:
            if response.status != 200:
                raise Unavailable("refused", f"{self.url} ({response.status})")
            content_length = response.headers.get("Content-Length", "")
            expected = int(content_length) if content_length.isdigit() else 0
            if expected > self.remote.n_bytes:
                raise Unavailable("too_large", f"{self.url} ({expected} bytes)")
            count, checksum = 0, _Checksum(self.remote)
            while chunk := response.read1(CHUNK):
                if self.stop.is_set():
                    return
                count += len(chunk)
                if count > self.remote.n_bytes:
                    raise Unavailable("too_large", self.url)
                self._store(file, chunk)
                checksum.add(chunk)
                self.last_byte_at = time.monotonic()
                self.progress = min(1.0, count / (expected or self.remote.n_bytes))
        if count < expected:
            raise Unavailable("truncated", self.url)
        if not checksum.matches():
            raise Unavailable("checksum", self.url)
        self.error = None

    def _open_part(self) -> FileIO:
        try:
            return self.part.open("wb", buffering=0)
        except OSError as error:
            raise Unavailable(*_disk_error(error, self.part.parent)) from error

    def _store(self, file: FileIO, chunk: bytes) -> None:
        try:
            n_bytes = file.write(chunk)
        except OSError as error:
            raise Unavailable(*_disk_error(error, self.part.parent)) from error
        if n_bytes < len(chunk):
            raise Unavailable("disk", str(self.part.parent))


class _Checksum:
    """A checksum computed while the bytes arrive; it unpacks a bounded number."""

    def __init__(self, remote: Remote):
        self.remote = remote
        self.digest = hashlib.sha256()
        self.n_bytes_left = remote.n_unpacked
        self.decompressor = zlib.decompressobj(31) if remote.n_unpacked else None
        self.mismatch = False

    def add(self, chunk: bytes) -> None:
        if self.mismatch:
            return
        if self.decompressor:
            try:
                chunk = self.decompressor.decompress(chunk, self.n_bytes_left + 1)
            except zlib.error:
                self.mismatch = True
            self.n_bytes_left -= len(chunk)
            self.mismatch |= self.n_bytes_left < 0
        self.digest.update(chunk)

    def matches(self) -> bool:
        """Return whether all the bytes added have the checksum of the file."""
        return not self.mismatch and self.digest.hexdigest() == self.remote.sha256


def _http_opener() -> urllib.request.OpenerDirector:
    """Return an opener that uses HTTP and HTTPS alone, also after a redirect."""
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


def _failure_reason(error: Exception) -> str:
    """Return the name in REASONS of a failed connection."""
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return "timeout"
    if isinstance(error, urllib.error.HTTPError | ValueError):
        return "refused"
    if isinstance(error, urllib.error.URLError):
        return "offline"
    is_incomplete = isinstance(error, OSError | IncompleteRead)
    return "truncated" if is_incomplete else "refused"


def _disk_error(error: OSError, folder: Path) -> tuple[str, str]:
    """Return the reason, "disk" or "folder", and the folder of a failed write."""
    is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "disk" if is_full else "folder", str(folder)
