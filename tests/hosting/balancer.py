"""Runs the load balancer of .hosting with the HAProxy of this machine."""

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
    """Return the path of HAProxy, which Debian installs outside a user's PATH.

    Raises:
        FileNotFoundError: if it is neither found nor installed; says what to do.
    """
    path = os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin"
    name = os.environ.get("HAPROXY", "haproxy")
    if haproxy := shutil.which(name, path=path):
        return haproxy
    if shutil.which("apt-get") and os.geteuid() == 0:
        for command in ("update", "install -y haproxy"):
            subprocess.run(["apt-get", *command.split()], check=False, timeout=600)
    if haproxy := shutil.which(name, path=path):
        return haproxy
    raise FileNotFoundError(ADVICE)


class Balancer:
    """A running balancer.

    Args:
        port: the port it listens on.
        log: the file with its log.
    """

    def __init__(self, port: int, log: Path):
        self.port, self.log = port, log

    def answers(self) -> list[dict]:
        """Return the entries of its access log, in order."""
        lines = self.log.read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.startswith('{"at"')]


@contextmanager
def run_balancer(log: Path, **variables: str) -> Iterator[Balancer]:
    """Run HAProxy with haproxy.cfg.

    Args:
        log: the file for its output.
        variables: APP and DNS, or APP_1 and APP_2, as haproxy.cfg explains.

    Raises:
        FileNotFoundError: if there is no HAProxy.
        RuntimeError: if it does not start; has its output.
    """
    port = free_port()
    command = [find_haproxy(), "-db", "-f", str(CONFIG)]
    env = os.environ | {"BIND": f"127.0.0.1:{port}", "KEY": "any text"} | variables
    with (
        log.open("w") as output,
        subprocess.Popen(command, env=env, stdout=output, stderr=output) as process,
    ):
        try:
            until(lambda: listens(port) or process.poll() is not None)
            if process.poll() is not None:
                raise RuntimeError(log.read_text("utf-8"))
            yield Balancer(port, log)
        finally:
            process.terminate()


def listens(port: int) -> bool:
    """Return whether this port of the machine accepts connections."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class NameServer(Thread):
    """A name server that answers every query with the addresses of the replicas.

    It answers as Docker's does for a service: one A record for each address.
    """

    def __init__(self, addresses: list[str]):
        super().__init__(daemon=True)
        self.addresses = addresses
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "{}:{}".format(*self.socket.getsockname())

    def run(self) -> None:
        """Answer queries until the socket is closed."""
        while True:
            try:
                query, peer = self.socket.recvfrom(512)
                self.socket.sendto(self.answer(query), peer)
            except OSError:
                return

    def answer(self, query: bytes) -> bytes:
        """Return a DNS message (RFC 1035, 4.1): the question and the records."""
        end = query.index(b"\0", 12) + 5
        question = query[end - 4 : end]
        addresses = self.addresses if question == b"\0\1\0\1" else []
        records = b"".join(
            b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton(address)
            for address in addresses
        )
        counts = b"\0\1" + len(addresses).to_bytes(2) + bytes(4)
        return query[:2] + b"\x81\x80" + counts + query[12:end] + records
