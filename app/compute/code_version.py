"""Which code of the lessons a process has: a result is only valid for the same code."""

import hashlib
import sys
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import lessons


def code_version() -> str:
    """Return a digest of the code of all lessons, as this process has imported it.

    It is computed again when Streamlit has thrown edited modules away.
    """
    return _digest(sys.modules[lessons.__name__], ".", "**/*.py")


def source_digest(slug: str) -> str:
    """Return a digest of a lesson's code, so that an edited lesson is trained anew."""
    module = sys.modules[lessons.__name__]
    return _digest(module, "contract", "*.py", "toolkit", "*.py", slug, "*.py")


@lru_cache(maxsize=256)
def _digest(module: ModuleType, *patterns: str) -> str:
    """Return the digest of files: patterns are a folder, a pattern in it, and so on."""
    digest = hashlib.sha1(usedforsecurity=False)
    root = Path(module.__file__ or "").parent
    for folder, pattern in zip(patterns[::2], patterns[1::2], strict=True):
        for file in sorted((root / folder).glob(pattern)):
            digest.update(str(file.relative_to(root)).encode() + file.read_bytes())
    return digest.hexdigest()
