"""Where the SQLite file of class mode is; imported without the database's library."""

import os
import tempfile
from pathlib import Path


def default_file() -> Path:
    """Return the file of the classes of this user on this machine."""
    user = os.getuid() if hasattr(os, "getuid") else ""
    return Path(tempfile.gettempdir()) / f"pytorch-course-{user}" / "classes.sqlite"
