"""Codes of classes, and the secrets that prove who has joined one."""

import hashlib
import re
import secrets

ALPHABET = "ACDEFGHJKLMNPQRTUVWXY3479"
"""Characters that nobody takes for one another: no O I B S Z, no 0 1 2 5 6 8."""

LENGTH = 5
"""Characters of a code."""

SEPARATORS = re.compile(r"[\s\-–·.]+")


def create_code() -> str:
    """Return a random code: 25⁵ are possible."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(text: str) -> str:
    """Return the code that somebody has typed; "" if it is none.

    Small letters, spaces and hyphens are taken as they are meant.
    """
    code = SEPARATORS.sub("", text[:40]).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""


def create_secret() -> str:
    """Return 128 random bits, for a cookie or a link."""
    return secrets.token_urlsafe(16)


def hash_secret(secret: str) -> str:
    """Return what the database holds of a secret: its SHA-256."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def seat_cookie(code: str) -> str:
    """Return the name of the cookie that has a pupil's secret."""
    return f"seat-{code}"


def teacher_cookie(code: str) -> str:
    """Return the name of the cookie that has a teacher's secret."""
    return f"teacher-{code}"
