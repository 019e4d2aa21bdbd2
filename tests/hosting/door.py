"""The balancer of .hosting, run here: Debian's HAProxy instead of a container's."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from app.content.catalogue import ROOT
from tests.benchmarks.server import free_port
from tests.waiting import until

CONFIG = ROOT / ".hosting" / "haproxy.cfg"
ADVICE = """\
No HAProxy was found and none could be installed. One of these helps:
- apt-get install haproxy (2.6 or later);
- HAPROXY=/path/to/haproxy in the environment."""


def find_haproxy() -> str:
    """The path of a HAProxy; Debian keeps it where only root's shell looks.

    Raises:
        FileNotFoundError: if there is none; says what to do.
    """
    places = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    wanted = os.environ.get("HAPROXY", "haproxy")
    if found := shutil.which(wanted, path=places):
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        for command in ("update", "install -y haproxy"):
            subprocess.run(["apt-get", *command.split()], check=False, timeout=600)
    if found := shutil.which(wanted, path=places):
        return found
    raise FileNotFoundError(ADVICE)


class Door:
    """A balancer that runs.

    Args:
        port: where it listens.
        log: the file it writes to.
    """

    def __init__(self, port: int, log: Path):
        self.port, self.log = port, log

    def answers(self) -> list[dict]:
        """What it wrote about what was answered, in order."""
        lines = self.log.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith('{"at"')]


@contextmanager
def door(log: Path, **where: str) -> Iterator[Door]:
    """Run the balancer.

    Args:
        log: where it writes.
        where: APP and DNS, or APP_1 and APP_2, as haproxy.cfg says.

    Raises:
        FileNotFoundError: if there is no HAProxy.
        RuntimeError: if it does not listen; says what it wrote.
    """
    port = free_port()
    command = [find_haproxy(), "-db", "-f", str(CONFIG)]
    env = os.environ | {"BIND": f"127.0.0.1:{port}", "KEY": "any text"} | where
    with (
        log.open("w") as told,
        subprocess.Popen(command, env=env, stdout=told, stderr=told) as process,
    ):
        try:
            until(lambda: listens(port) or process.poll() is not None)
            if process.poll() is not None:
                raise RuntimeError(log.read_text("utf-8"))
            yield Door(port, log)
        finally:
            process.terminate()


def listens(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Names(Thread):
    """A name server that knows one thing: the addresses of the replicas.

    It answers as Docker's does for a service: an A record for each.
    """

    def __init__(self, addresses: list[str]):
        super().__init__(daemon=True)
        self.addresses = addresses
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self.socket.getsockname())

    def run(self) -> None:
        """Answer until the socket is closed."""
        while True:
            try:
                query, peer = self.socket.recvfrom(512)
                self.socket.sendto(self.answer(query), peer)
            except OSError:
                return

    def answer(self, query: bytes) -> bytes:
        """A DNS message (RFC 1035, 4.1): the question again, and the records."""
        end = query.index(b"\0", 12) + 5
        asked = query[end - 4 : end]
        known = self.addresses if asked == b"\0\1\0\1" else []
        records = b"".join(
            b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton(address)
            for address in known
        )
        counts = b"\0\1" + len(known).to_bytes(2) + bytes(4)
        return query[:2] + b"\x81\x80" + counts + query[12:end] + records
