"""A Streamlit server in a process of its own, on a free port."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
POLL = 0.01
PATIENCE = 60


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Args:
        url: where.
        ready_s: seconds from the start of the process to the first answer.
    """

    url: str
    ready_s: float


@contextmanager
def serve(
    script: Path, *, ours: bool = True, log: Path | None = None, **environment: str
) -> Iterator[Server]:
    """Run `streamlit run` on the script.

    Args:
        ours: from the root, with its .streamlit/config.toml; else from an empty folder,
            which is home too, so that no configuration is found.
        log: what it prints is kept there; then it looks at no file that is edited.
        environment: of ours, beside what there is.

    Raises:
        RuntimeError: if it does not answer; says what it printed.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false"]
    if log:
        command += ["--server.fileWatcherType", "none"]
    with (
        tempfile.TemporaryDirectory() as empty,
        log.open("w+") if log else tempfile.TemporaryFile("w+") as said,
    ):
        env = os.environ | environment if ours else bare(empty)
        place = {"cwd": ROOT if ours else empty, "env": env}
        start = time.perf_counter()
        with subprocess.Popen(command, stdout=said, stderr=said, **place) as process:
            try:
                url = f"http://localhost:{port}"
                while not healthy(url):
                    late = time.perf_counter() - start > PATIENCE
                    if late or process.poll() is not None:
                        said.seek(0)
                        raise RuntimeError(
                            f"no server at {url} ({process.poll()}): {said.read()}"
                        )
                    time.sleep(POLL)
                yield Server(url, time.perf_counter() - start)
            finally:
                process.terminate()


def bare(home: str) -> dict[str, str]:
    """The environment without a Streamlit setting, the repository importable."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    return kept | {"HOME": home, "PYTHONPATH": str(ROOT)}


def healthy(url: str) -> bool:
    """Whether the server says that it is ready."""
    try:
        with urlopen(f"{url}/_stcore/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
