"""A Streamlit server in a process of its own, on a free port."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
POLL = 0.01
TIMEOUT = 180


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Args:
        url: where.
        ready_s: seconds from the start of the process to the first answer.
        pid: of its process.
        read_output: returns its output so far, both streams together.
    """

    url: str
    ready_s: float
    pid: int
    read_output: Callable[[], str]


@contextmanager
def serve(
    script: Path,
    *,
    ours: bool = True,
    warm: bool = False,
    log: Path | None = None,
    launcher: str = "streamlit",
    **environment: str,
) -> Iterator[Server]:
    """Run `streamlit run` on the script.

    Args:
        ours: from the root, with its .streamlit/config.toml; else from an empty folder,
            which is home too, so that no configuration is found.
        warm: wait until it says of itself that it is ready; `ready_s` is that then.
        log: what it prints is kept there; then it looks at no file that is edited.
        launcher: the module that is Streamlit's command line.
        environment: of ours, beside what there is.

    Raises:
        RuntimeError: if it does not answer; says what it printed.
    """
    port = free_port()
    command = [sys.executable, "-m", launcher, "run", str(script)]
    command += ["--server.port", str(port), "--server.headless", "true"]
    command += ["--browser.gatherUsageStats", "false"]
    if log:
        command += ["--server.fileWatcherType", "none"]
    with (
        tempfile.TemporaryDirectory() as empty,
        log.open("w+") if log else tempfile.TemporaryFile("w+") as output,
    ):

        def read_output() -> str:
            size = os.fstat(output.fileno()).st_size  # its place in the file is shared
            return os.pread(output.fileno(), size, 0).decode("utf-8", "replace")

        env = os.environ | environment if ours else bare_environment(empty)
        place = {"cwd": ROOT if ours else empty, "env": env}
        start = time.perf_counter()
        with subprocess.Popen(
            command, stdout=output, stderr=output, **place
        ) as process:
            try:
                url = f"http://localhost:{port}"
                while not answers(url + ("/readyz" if warm else "/_stcore/health")):
                    late = time.perf_counter() - start > TIMEOUT
                    if late or process.poll() is not None:
                        raise RuntimeError(
                            f"no server at {url} ({process.poll()}): {read_output()}"
                        )
                    time.sleep(POLL)
                ready_s = time.perf_counter() - start
                yield Server(url, ready_s, process.pid, read_output)
            finally:
                process.terminate()


def bare_environment(home: str) -> dict[str, str]:
    """Return the environment without Streamlit's settings, with the import path."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith("STREAMLIT_")}
    return variables | {"HOME": home, "PYTHONPATH": str(ROOT)}


def healthy(url: str) -> bool:
    """Return whether the server is up."""
    return answers(f"{url}/_stcore/health")


def answers(address: str) -> bool:
    """Return whether an address answers 200."""
    try:
        with urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
