"""The name clash: a script called torch.py that imports torch imports itself."""

import subprocess
import sys
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

SCRIPT = """\
import torch

print(torch.rand(5, 3))
"""
SECONDS = 20


@dataclass(frozen=True)
class Clash:
    """The error message of Python.

    Args:
        error: its error output, paths shortened; "" if there was none.
    """

    error: str

    @property
    def nbytes(self) -> int:
        """Size in bytes."""
        return len(self.error)


def clash() -> Generator[float, None, Clash]:
    """Write SCRIPT as torch.py into an empty folder and run it there, for real.

    Yields:
        0.0 until Python has ended; gives up after 20 s.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "torch.py").write_text(SCRIPT, "utf-8")
        with subprocess.Popen(
            [sys.executable, "torch.py"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            try:
                for _ in range(10 * SECONDS):
                    try:
                        _, error = process.communicate(timeout=0.1)
                        break
                    except subprocess.TimeoutExpired:
                        yield 0.0
                else:
                    error = ""
            finally:
                process.kill()
        # macOS and Windows name the folder in more than one way.
        for path in {folder, str(Path(folder).resolve())}:
            error = error.replace(path + "/", "").replace(path + "\\", "")
    return Clash(error.strip())
