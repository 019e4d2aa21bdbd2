"""Make the file of a page in a process of its own, as a server has to.

`app.export.page_capture` replaces Streamlit's runtime where it runs.
"""

import os
import subprocess
import sys
from functools import lru_cache
from threading import BoundedSemaphore, Lock

from app.content.catalogue import ROOT

SECONDS = 180
"""Time that a file may take, the start of the process included."""

MAX_FILES = 8
"""Files that are kept for those who ask for the same one."""

MAX_WAITING = 3
"""Readers whose files are made or wait; a server has few threads for downloads."""

_ONE_AT_A_TIME = Lock()
_PLACES = BoundedSemaphore(MAX_WAITING)


class ExportFailed(Exception):
    """There is no file: the page has failed, or too many wait for theirs."""


def make_page_file(slug: str, lang: str, link: str, scheme: str, server: str) -> bytes:
    """Return the file of a page, in UTF-8.

    Args:
        slug, lang: the page and its language.
        link: query of a link to the settings that it is to have.
        scheme: "light", "dark" or "".
        server: address of the course on a server; "" for none.

    Raises:
        ExportFailed: if the page fails, takes more than `SECONDS`, or if `MAX_WAITING`
            files are being made.
    """
    if not _PLACES.acquire(blocking=False):
        raise ExportFailed("too many wait")
    try:
        with _ONE_AT_A_TIME:  # who waited for the same file finds it made
            return _make(slug, lang, link, scheme, server)
    finally:
        _PLACES.release()


@lru_cache(maxsize=MAX_FILES)
def _make(slug: str, lang: str, link: str, scheme: str, server: str) -> bytes:
    """Run the process and return what it writes."""
    command = [sys.executable, "-m", "app.export", "--page", slug, "--lang", lang]
    command += ["--scheme", scheme, *(("--server", server) if server else ())]
    command += [f"--link={link}"]
    environment = os.environ | {"WORKERS": "0", "TRAIN_AHEAD": "0", "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise ExportFailed(f"more than {SECONDS} s") from error
    except subprocess.CalledProcessError as error:
        raise ExportFailed(error.stderr.decode(errors="replace")[-2000:]) from error
    return done.stdout
