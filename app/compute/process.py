"""Processes that train, each a Python of its own.

On Linux one Python loads what trainings need and does nothing else, and each process is
a copy of it: made in milliseconds instead of seconds, and what it has loaded is in
memory once for all of them. It is a copy of the server itself where the server has made
it before its first reader, so what both have loaded is in memory once too. Elsewhere
each process is started by itself.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import warnings
from contextlib import ExitStack, suppress
from pathlib import Path
from threading import Lock, Timer
from typing import Any, Protocol

from app.compute.worker import Pipe, be_apart

PRELOAD_MODULES = ("torch", "torch.fx.experimental.symbolic_shapes")
"""What is loaded before the first training; torch loads the second, and SymPy with it,
at the first `backward` that is given a gradient."""

LONG_NICENESS = 19
"""How far a long training stands back: behind the server, which answers the readers,
and behind the short ones, which they wait for."""

IDLE_TIMEOUT = 60.0
"""Seconds that what has nothing to do is kept for the next training."""

SCRIPT = Path(__file__).with_name("worker.py")
SINGLE_THREAD_ENV = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)
"""What has NumPy compute with one thread, set before it is loaded."""

ALONE = SINGLE_THREAD_ENV | {"MALLOC_ARENA_MAX": "1"}
"""One training at a time computes in each of them: no thread needs memory apart."""


class Python(Protocol):
    """A Python that runs app/compute/worker.py."""

    pid: int
    pipe: Pipe

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""

    def kill(self) -> None:
        """End it, whatever it does; its end of the pipe is closed then."""

    def close(self) -> None:
        """End it, and what there is of it here."""


class Started:
    """One that is started by itself.

    Raises:
        OSError: if there can be none.
    """

    def __init__(self, nice: int):
        self._python = _run(str(nice), stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._python.stdin and self._python.stdout
        self.pid = self._python.pid
        self.pipe = Pipe(self._python.stdout, self._python.stdin)  # type: ignore[arg-type]
        self.kill = self._python.kill

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._python.poll() is None

    def close(self) -> None:
        """End it, and its two pipes."""
        self.kill()
        with suppress(OSError), self._python:
            pass


class Copied:
    """A copy of a template.

    Args:
        template: that it is a copy of.
        pid: of its process.
        handle: its process, under a name that never becomes another one's.
        talk: its end here.
    """

    def __init__(
        self, template: "ForkServer", pid: int, handle: int, talk: socket.socket
    ):
        self.pid, self._template, self._handle = pid, template, handle
        self._lock = Lock()
        self._open = ExitStack()
        self._open.enter_context(talk)
        read, write = talk.makefile("rb"), talk.makefile("wb")
        self._open.callback(read.close)
        self._open.callback(_discard, write)
        self.pipe = Pipe(read, write)

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        with self._lock:
            return self._handle >= 0 and not _ended(self._handle, 0)

    def kill(self) -> None:
        """End it, whatever it does; its end of the socket is closed then."""
        with self._lock:
            if self._handle >= 0:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def close(self) -> None:
        """End it, its handle and its socket; the template has one copy less."""
        self.kill()
        with self._lock:
            if self._handle < 0:
                return
            _ended(self._handle, None)
            os.close(self._handle)
            self._handle = -1
        self._open.close()
        self._template.released()


class Forked:
    """A copy of this process, known by what is asked of a `subprocess.Popen`.

    Args:
        pid: of it.
    """

    def __init__(self, pid: int):
        self.pid, self._handle = pid, os.pidfd_open(pid)

    def poll(self) -> int | None:
        """None as long as it has not ended."""
        return 0 if self._handle < 0 or _ended(self._handle, 0) else None

    def kill(self) -> None:
        """End it, whatever it does."""
        if self._handle >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end, and take note of it."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
        return 0


class ForkServer:
    """A Python that has loaded modules, and is copied; started when first needed.

    Args:
        modules: that it loads.
        idle: seconds without a copy after which it ends.
    """

    def __init__(
        self, modules: tuple[str, ...] = PRELOAD_MODULES, idle: float = IDLE_TIMEOUT
    ):
        self._modules, self._idle = modules, idle
        self._lock = Lock()
        self._python: subprocess.Popen[bytes] | Forked | None = None
        self._copies = 0
        self._closed = False

    def start_by_fork(self) -> None:
        """Start it as a copy of this process, which shares what it has loaded.

        It is called once, by a server that has loaded what it needs, and before other
        threads are at work: what they hold would be held in the copy for ever. Without
        copies it stays, for later there can be no other one like it. If there is no
        room for one, it is started by itself when first needed.
        """
        with self._lock:
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    with warnings.catch_warnings():  # of threads that are idle
                        warnings.simplefilter("ignore", DeprecationWarning)
                        pid = os.fork()
                except OSError:
                    ours.close()
                    return
                if not pid:
                    be_apart(theirs, self._modules)
            self._talk, self._python = ours, Forked(pid)

    def copy(self, nice: int) -> Copied:
        """A copy of it, once it has loaded everything.

        Args:
            nice: how far it stands back.

        Raises:
            OSError: if there can be none, or the server stops.
        """
        with self._lock:
            if not self.alive:
                self._start()
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    socket.send_fds(self._talk, [bytes([nice])], [theirs.fileno()])
                    pid, handles, *_ = socket.recv_fds(self._talk, 16, 1)
                except OSError:  # it has died
                    handles = []
            if not handles:
                ours.close()
                raise OSError("no copy can be made")
            self._copies += 1
        return Copied(self, int(pid), handles[0], ours)

    @property
    def alive(self) -> bool:
        """Whether there is one now."""
        return self._python is not None and self._python.poll() is None

    def released(self) -> None:
        """A copy has ended; without any it ends too, after a while."""
        with self._lock:
            self._copies -= 1
            if self._copies or self._closed or isinstance(self._python, Forked):
                return
        timer = Timer(self._idle, self._unused)
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """End it: the server stops."""
        self._closed = True
        if python := self._python:
            python.kill()  # who waits for a copy hears of it
        with self._lock:
            self._end()

    def _unused(self) -> None:
        with self._lock:
            if not self._copies:
                self._end()

    def _start(self) -> None:
        self._end()
        if self._closed:
            raise OSError("the server stops")
        self._talk, theirs = socket.socketpair()
        with theirs:
            end = theirs.fileno()
            given = "copied", str(end), *self._modules
            try:
                self._python = _run(*given, pass_fds=[end])
            except OSError:
                self._talk.close()
                raise
            if self._closed:
                self._python.kill()

    def _end(self) -> None:
        if self._python:
            self._talk.close()
            self._python.kill()
            self._python.wait()
            self._python = None


FORK_SERVER = ForkServer()


class WorkerProcess:
    """A process that carries out orders, and says what comes of them.

    Args:
        nice: how far it stands back behind the server.

    Raises:
        OSError: if there can be none.
    """

    def __init__(self, nice: int = LONG_NICENESS):
        self._python: Python = FORK_SERVER.copy(nice) if CAN_FORK else Started(nice)
        self.pid = self._python.pid
        self.receive = self._python.pipe.receive
        self.kill, self.close = self._python.kill, self._python.close

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        return self._python.alive

    def send(self, *order: Any) -> None:
        """Give an order; one that it does not live to read is lost."""
        with suppress(OSError, ValueError):
            self._python.pipe.send(*order)


def _run(*arguments: str, **given: Any) -> subprocess.Popen[bytes]:
    places = json.dumps([str(place) for place in sys.path])
    return subprocess.Popen(
        [sys.executable, "-I", str(SCRIPT), places, *arguments],
        env=os.environ | ALONE,
        **given,
    )


def _ended(handle: int, seconds: float | None) -> bool:
    """Whether a process has ended, or does within so many seconds; None waits."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds and 1000 * seconds))


def _discard(file: Any) -> None:
    """Close a file whose other end is gone; what was not written is lost."""
    with suppress(OSError):
        file.close()


def _can_be_copied() -> bool:
    """Whether this system knows processes by handles, which copies need."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


CAN_FORK = _can_be_copied()
"""Whether processes are copies of one that has loaded everything."""
