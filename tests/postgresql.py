"""Runs a PostgreSQL of this machine, from Debian's package or from PATH."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.server import free_port

FOLDERS = Path("/usr/lib/postgresql")
"""Where Debian installs the programs, outside everybody's PATH."""

ADVICE = """\
No PostgreSQL was found and none could be installed. One of these helps:
- apt-get install postgresql (15 or later);
- a PATH in which initdb and pg_ctl are."""


def find_programs() -> Path:
    """Return the folder with initdb and pg_ctl.

    Raises:
        FileNotFoundError: if they are neither found nor installed; says what to do.
    """
    if folder := _installed_programs():
        return folder
    if shutil.which("apt-get") and os.geteuid() == 0:
        for command in ("update", "install -y postgresql"):
            subprocess.run(["apt-get", *command.split()], check=False, timeout=600)
    if folder := _installed_programs():
        return folder
    raise FileNotFoundError(ADVICE)


def _installed_programs() -> Path | None:
    names = sorted(FOLDERS.glob("*/bin/initdb"), key=lambda f: int(f.parts[-3]))
    if names:
        return names[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def run_postgresql() -> Iterator[str]:
    """Run a new, empty PostgreSQL; yield its `postgresql://…`.

    It lets nobody run it as root: then it runs as the user `postgres`.

    Raises:
        FileNotFoundError: if there is none.
        RuntimeError: if it does not start; has its output.
    """
    programs, port = find_programs(), free_port()
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="postgresql-") as folder:
        if user:
            shutil.chown(folder, user)
        data, log = f"{folder}/data", Path(folder) / "log"

        def call(program: str, *arguments: str) -> None:
            command = [str(programs / program), "-D", data, *arguments]
            done = subprocess.run(
                command, user=user, cwd=folder, capture_output=True, text=True
            )
            if done.returncode:
                output = log.read_text("utf-8") if log.exists() else ""
                raise RuntimeError(done.stdout + done.stderr + output)

        call("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        # Its output would keep our pipe open: it goes to the log.
        call("pg_ctl", "-w", "-l", str(log), "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-m", "immediate", "stop")
