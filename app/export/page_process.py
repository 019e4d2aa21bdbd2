"""Make the file of a page in a process of its own, as a server has to.

`app.export.page_capture` replaces Streamlit's runtime where it runs.
"""

import os
import subprocess
import sys
from functools import lru_cache
from threading import Lock

from app.content.catalogue import ROOT

SECONDS = 180
"""Time that a file may take, the start of the process included."""

MAX_FILES = 8
"""Files that are kept for those who ask for the same one."""

_ONE_AT_A_TIME = Lock()


class ExportFailed(Exception):
    """The process has ended without a file; the log says why."""


@lru_cache(maxsize=MAX_FILES)
def make_page_file(slug: str, lang: str, link: str, scheme: str, server: str) -> bytes:
    """Return the file of a page, in UTF-8.

    Args:
        slug, lang: the page and its language.
        link: query of a link to the settings that it is to have.
        scheme: "light", "dark" or "".
        server: address of the course on a server; "" for none.

    Raises:
        ExportFailed: if the page fails, or takes more than `SECONDS`.
    """
    command = [sys.executable, "-m", "app.export", "--page", slug, "--lang", lang]
    command += ["--scheme", scheme, *(("--server", server) if server else ())]
    command += [f"--link={link}"]
    environment = os.environ | {"WORKERS": "0", "TRAIN_AHEAD": "0", "PYTHONUTF8": "1"}
    with _ONE_AT_A_TIME:
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
