"""The cluster of compose.yaml on loopback: its commands as processes, restarted.

Of compose.yaml only host names, ports and paths are replaced.
"""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Any

import yaml

from app.content.catalogue import ROOT
from tests.benchmarks.server import free_port

HOSTING = ROOT / ".hosting"
ENGINE = ("scheduler", "worker", "long-worker")
RESTART_INTERVAL = 0.1
"""Seconds after which Docker starts a container again that has ended."""


def create_certificate(folder: Path) -> Path:
    """Create the engine's certificate in a folder, as the README says."""
    folder.mkdir()
    text = (HOSTING / "README.md").read_text("utf-8").replace("\\\n", "")
    commands = re.findall(r"^(?:openssl req|cp) .*$", text, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        subprocess.run(
            shlex.split(command), cwd=folder, check=True, capture_output=True
        )
    return folder


class Container:
    """A command that is started again whenever it ends, as `unless-stopped` says."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path):
        self._command, self._environment, self._log = command, environment, log
        self._stopping = Event()
        self.process = self._start()
        self.n_starts = 1
        self._supervisor = Thread(target=self._supervise, daemon=True)
        self._supervisor.start()

    def _start(self) -> subprocess.Popen:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=self._log.parent,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _supervise(self) -> None:
        while True:
            self.process.wait()
            self._signal(signal.SIGKILL)  # a container ends with all its processes
            if self._stopping.wait(RESTART_INTERVAL):
                return
            self.process = self._start()
            self.n_starts += 1

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def kill(self) -> None:
        """Kill all its processes; it starts again."""
        self._signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end, as `docker restart` does; it starts again."""
        self.process.terminate()

    def stop(self) -> None:
        """End it for good."""
        self._stopping.set()
        self.kill()
        self._supervisor.join()


class Cluster:
    """The engine's services of compose.yaml, and the variables of its replicas.

    Args:
        folder: for the logs and the temporary files.
        certificate: the folder with the certificate.
        variables: of compose.yaml, in place of their defaults.
    """

    def __init__(self, folder: Path, certificate: Path, variables: Mapping[str, str]):
        self.folder, self.certificate, self.variables = folder, certificate, variables
        self.port, self._http_port = free_port(), free_port()
        self.address = f"tls://127.0.0.1:{self.port}"
        text = (HOSTING / "compose.yaml").read_text("utf-8")
        self.services: dict[str, Any] = yaml.safe_load(text)["services"]
        self.containers: dict[str, list[Container]] = {}

    def start(self, name: str) -> None:
        """Start a service: as many containers as it has replicas."""
        service = self.services[name]
        assert service["restart"] == "unless-stopped"
        n = int(self.adapt(service.get("deploy", {}).get("replicas", 1)))
        command = [self.adapt(word) for word in service["command"]]
        command[0] = str(Path(sys.executable).with_name(command[0]))
        environment = self.environment(name)
        self.containers[name] = [
            Container(command, environment, self.folder / f"{name}-{i}.log")
            for i in range(n)
        ]

    def environment(self, name: str) -> dict[str, str]:
        """Return the variables of a service, and nothing of this process's."""
        variables = self.services[name]["environment"]
        ours = {"PATH": os.environ["PATH"], "HOME": str(self.folder)}
        return ours | {each: self.adapt(value) for each, value in variables.items()}

    def adapt(self, value: object) -> str:
        """Return a value of compose.yaml with host names, ports and paths of here."""
        text = re.sub(
            r"\$\{(\w+)(?::[-?]([^}]*))?\}",
            lambda match: self.variables.get(match[1], match[2] or ""),
            str(value),
        )
        for theirs, ours in {
            "scheduler:": "127.0.0.1:",
            "8786": str(self.port),
            "8787": str(self._http_port),
            "/engine/": f"{self.certificate}/",
        }.items():
            text = text.replace(theirs, ours)
        text = re.sub(r"^/course", str(ROOT), text)
        return re.sub(r"^/tmp$", str(self.folder), text)

    def log(self) -> str:
        """Return what all services have printed."""
        return "\n".join(
            f"--- {log.name}\n{log.read_text('utf-8')}"
            for log in sorted(self.folder.glob("*.log"))
        )

    def stop(self) -> None:
        """End all services."""
        for containers in self.containers.values():
            for container in containers:
                container.stop()


@contextmanager
def run_cluster(folder: Path, certificate: Path, **variables: str) -> Iterator[Cluster]:
    """Run the engine's services of compose.yaml."""
    cluster = Cluster(folder, certificate, variables)
    try:
        for name in ENGINE:
            cluster.start(name)
        yield cluster
    finally:
        cluster.stop()
        print(cluster.log())


class Replica:
    """A process with a client of the cluster, such as each replica has.

    Args:
        environment: of the service `app`.
    """

    def __init__(self, environment: Mapping[str, str]):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.hosting.replica"],
            env=dict(environment),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, act: str, **arguments: Any) -> Any:
        """Have it do something; return its answer."""
        assert self.process.stdin and self.process.stdout
        print(json.dumps([act, arguments]), file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def submit(self, key: str, function: str, priority: str, **settings: Any) -> None:
        """Submit a training of `tests.tiny_trainings`."""
        self.ask(
            "submit", key=key, function=function, priority=priority, settings=settings
        )

    def look(self, key: str) -> dict[str, Any]:
        """Return how far a training is: running, done, progress, part, value, error."""
        return self.ask("look", key=key)

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self.process.kill()
        self.process.communicate()
