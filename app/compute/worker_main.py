"""Entry point of a worker process, or of a fork server, that is started by itself.

Usage, by `app/compute/process.py`:
`python -I worker_main.py SYS_PATH NICENESS`, with its pipe on stdin and stdout, or
`python -I worker_main.py SYS_PATH fork-server FD MODULE…`.
"""

import json
import os
import signal
import socket
import sys

FORK_SERVER = "fork-server"


def main(path: str, mode: str, *arguments: str) -> None:
    """Take over the server's import path, then serve orders or forks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server's: its pipe will end
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a training prints belongs to the log
    sys.path[:] = json.loads(path)
    if mode == FORK_SERVER:
        from app.compute import fork_server_child

        replies.close()
        file, *modules = arguments
        fork_server_child.serve_forks(socket.socket(fileno=int(file)), modules)
    from app.compute import worker
    from app.compute.os_calls import lower_priority
    from app.compute.pipe import Pipe

    lower_priority(int(mode))
    worker.serve(Pipe(sys.stdin.buffer, replies))


if __name__ == "__main__":
    main(*sys.argv[1:])
