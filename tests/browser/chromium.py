"""Find a Chromium, wherever this machine keeps one, or install one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
CLASS = "class.test"
"""A name for this machine that browsers do not trust, as they do localhost."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {CLASS} 127.0.0.1",
)
ADVICE = """\
No Chromium was found and none could be installed. One of these helps:
- apt-get install chromium, or any Chrome that is called {names};
- {python} -m playwright install chromium;
- CHROMIUM=/path/to/chromium in the environment."""


def find_chromium(playwright: Playwright) -> str:
    """The path of a Chromium; the cheapest way to one comes first.

    Raises:
        FileNotFoundError: if there is none; says what to do.
    """
    own = Path(playwright.chromium.executable_path)
    if path := os.environ.get("CHROMIUM"):
        if not Path(path).exists():
            raise FileNotFoundError(f"CHROMIUM={path} does not exist")
        return path
    if path := on_path() or existing(own):
        return path
    run(sys.executable, "-m", "playwright", "install", "chromium")
    if path := existing(own):
        return path
    if shutil.which("apt-get") and os.geteuid() == 0:
        run("apt-get", "update")
        run("apt-get", "install", "-y", "chromium")
    if path := on_path():
        return path
    names = " or ".join(NAMES)
    raise FileNotFoundError(ADVICE.format(names=names, python=sys.executable))


def on_path() -> str | None:
    """The first of the usual names that the shell would find."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def existing(path: Path) -> str | None:
    """The path as text, if something is there."""
    return str(path) if path.exists() else None


def run(*command: str) -> None:
    """Try an installation, ignoring its failure: the caller looks for the result."""
    subprocess.run(command, check=False, timeout=600)
