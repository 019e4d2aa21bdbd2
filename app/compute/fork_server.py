"""Fork server: a Python that has imported torch, and of which workers are forks.

Works on Linux only. A forked worker is there in milliseconds instead of seconds, and
what the fork server has imported is in memory once for all workers. Where the web
server forks it from itself before its first reader, what both have imported is in
memory once too. `app/compute/fork_server_child.py` is its program.

Gain, measured 2026-11-30 on two busy cores with `tests.benchmarks.workers`, three
workers that have imported torch: 13 ms and 8 MB each as forks of the server's fork,
191 ms and 71 MB each (its share of the fork server included) as forks of a fork server
that is started by itself (which takes 7.6 s), 8.7 s and 189 MB each without forks.
It needs Linux (pidfd), and no module or version of its own.

To remove it: delete this module, `fork_server_child.py` and their tests; let
`WorkerProcess` use `SpawnedProcess`, and `worker_main.py` no mode but the niceness.
"""

import os
import select
import signal
import socket
import subprocess
import warnings
from contextlib import ExitStack, suppress
from threading import Lock, Timer
from typing import Any

from app.compute.fork_server_child import run_in_fork_of_server
from app.compute.pipe import Pipe
from app.compute.process import IDLE_TIMEOUT, PRELOAD_MODULES, start_python
from app.compute.worker_main import FORK_SERVER as FORK_SERVER_MODE


class ForkedWorker:
    """A worker process that is a fork of the fork server.

    Args:
        fork_server: that has forked it.
        pid: of its process.
        handle: file descriptor of its process, which never refers to another one.
        connection: this end of its socket.
    """

    def __init__(
        self,
        fork_server: "ForkServer",
        pid: int,
        handle: int,
        connection: socket.socket,
    ):
        self.pid, self._fork_server, self._handle = pid, fork_server, handle
        self._lock = Lock()
        self._files = ExitStack()
        self._files.enter_context(connection)
        read, write = connection.makefile("rb"), connection.makefile("wb")
        self._files.callback(read.close)
        self._files.callback(_close_unflushed, write)
        self.pipe = Pipe(read, write)

    @property
    def alive(self) -> bool:
        """Whether it has not ended."""
        with self._lock:
            return self._handle >= 0 and not _has_ended(self._handle, 0)

    def kill(self) -> None:
        """End it, whatever it does; its end of the socket is closed then."""
        with self._lock:
            if self._handle >= 0:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def close(self) -> None:
        """End it, close its handle and socket, and tell the fork server."""
        self.kill()
        with self._lock:
            if self._handle < 0:
                return
            _has_ended(self._handle, None)
            os.close(self._handle)
            self._handle = -1
        self._files.close()
        self._fork_server.on_worker_closed()


class ForkedPython:
    """A fork of this process, with the methods of `subprocess.Popen` that are used.

    Args:
        pid: of the fork.
    """

    def __init__(self, pid: int):
        self.pid, self._handle = pid, os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return None as long as it has not ended, then 0."""
        return 0 if self._handle < 0 or _has_ended(self._handle, 0) else None

    def kill(self) -> None:
        """End it, whatever it does."""
        if self._handle >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._handle, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end and reap it."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)
        return 0


class ForkServer:
    """Starts worker processes by forking; is itself started when first needed.

    Args:
        modules: that it imports.
        idle: seconds without a worker after which it ends.
    """

    def __init__(
        self, modules: tuple[str, ...] = PRELOAD_MODULES, idle: float = IDLE_TIMEOUT
    ):
        self._modules, self._idle = modules, idle
        self._lock = Lock()
        self._python: subprocess.Popen[bytes] | ForkedPython | None = None
        self._n_workers = 0
        self._closed = False

    def start_by_fork(self) -> None:
        """Start it as a fork of this process, which shares what is imported here.

        It is called once, by a server that has imported what it needs, and before other
        threads are at work: a lock that one of them holds would be held in the fork for
        ever. It stays without workers, for later there can be no other one like it. If
        it cannot be forked, it is started by itself when first needed.
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
                    run_in_fork_of_server(theirs, self._modules)
            self._control, self._python = ours, ForkedPython(pid)

    def start_worker(self, niceness: int) -> ForkedWorker:
        """Fork a worker process, once everything is imported.

        Args:
            niceness: how much lower than the server's its priority is.

        Raises:
            OSError: if it cannot be forked, or the server stops.
        """
        with self._lock:
            if not self.alive:
                self._start()
            ours, theirs = socket.socketpair()
            with theirs:
                try:
                    request = bytes([niceness])
                    socket.send_fds(self._control, [request], [theirs.fileno()])
                    pid, handles, *_ = socket.recv_fds(self._control, 16, 1)
                except OSError:  # it has died
                    handles = []
            if not handles:
                ours.close()
                raise OSError("no copy can be made")
            self._n_workers += 1
        return ForkedWorker(self, int(pid), handles[0], ours)

    @property
    def alive(self) -> bool:
        """Whether it runs now."""
        return self._python is not None and self._python.poll() is None

    def on_worker_closed(self) -> None:
        """Note that a worker has ended; without any the fork server ends, later."""
        with self._lock:
            self._n_workers -= 1
            if (
                self._n_workers
                or self._closed
                or isinstance(self._python, ForkedPython)
            ):
                return
        timer = Timer(self._idle, self._end_if_unused)
        timer.daemon = True
        timer.start()

    def close(self) -> None:
        """End it: the server stops."""
        self._closed = True
        if python := self._python:
            python.kill()  # who waits for a worker gets an error
        with self._lock:
            self._end()

    def _end_if_unused(self) -> None:
        with self._lock:
            if not self._n_workers:
                self._end()

    def _start(self) -> None:
        self._end()
        if self._closed:
            raise OSError("the server stops")
        self._control, theirs = socket.socketpair()
        with theirs:
            file = theirs.fileno()
            arguments = FORK_SERVER_MODE, str(file), *self._modules
            try:
                self._python = start_python(*arguments, pass_fds=[file])
            except OSError:
                self._control.close()
                raise
            if self._closed:
                self._python.kill()

    def _end(self) -> None:
        if self._python:
            self._control.close()
            self._python.kill()
            self._python.wait()
            self._python = None


FORK_SERVER = ForkServer()


def _has_ended(handle: int, seconds: float | None) -> bool:
    """Return whether a process ends within so many seconds; None waits for its end."""
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(seconds and 1000 * seconds))


def _close_unflushed(file: Any) -> None:
    """Close a file whose other end is closed; what was not written is lost."""
    with suppress(OSError):
        file.close()


def _can_fork() -> bool:
    """Return whether this system has file descriptors of processes (Linux)."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


CAN_FORK = _can_fork()
"""Whether workers are forks of a process that has imported everything."""
