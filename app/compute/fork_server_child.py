"""Program of the fork server: forks a worker process for each request."""

import gc
import os
import signal
import socket
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from app.compute.os_calls import limit_heaps, lower_priority
from app.compute.pipe import Pipe
from app.compute.worker import serve


def run_in_fork_of_server(control: socket.socket, modules: Sequence[str]) -> NoReturn:
    """Let go of the web server's signals and files in a fork of it, then serve forks.

    Args:
        control, modules: as for `serve_forks`.
    """
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.dup2(2, 1)
        own_files = 0, 1, 2, control.fileno()
        for file in [int(path.name) for path in Path("/proc/self/fd").iterdir()]:
            if file not in own_files:
                with suppress(OSError):  # the listing's own
                    os.close(file)
        limit_heaps()
        serve_forks(control, modules)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def serve_forks(control: socket.socket, modules: Sequence[str]) -> NoReturn:
    """Import modules, then fork a worker process for each request.

    A request is a niceness, with the worker's end of a socket; the reply is the
    worker's process id, with a handle of it, or "!" if it cannot be forked.

    Args:
        control: where requests come from; this process ends when it is closed.
    """
    for module in modules:
        import_module(module)
    gc.collect()
    gc.freeze()  # the collector would write to memory that the workers share
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here waits for them
    while True:
        niceness, ends, *_ = socket.recv_fds(control, 1, 1)
        if not ends:
            os._exit(0)
        try:
            if not (pid := os.fork()):
                control.close()
                run_worker(socket.socket(fileno=ends[0]), niceness[0])
            handle = os.pidfd_open(pid)
        except OSError:
            control.send(b"!")
        else:
            socket.send_fds(control, [b"%d" % pid], [handle])
            os.close(handle)
        os.close(ends[0])


def run_worker(connection: socket.socket, niceness: int) -> NoReturn:
    """Carry out orders in a process that has just been forked."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        lower_priority(niceness)
        serve(Pipe(connection.makefile("rb"), connection.makefile("wb")))
    except OSError:  # the server is gone
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)
